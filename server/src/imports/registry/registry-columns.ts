import { foldText } from '../../places/fold-text.ts'

/** Header texts of a school registry, folded and without brackets and units → what the column holds. */
const SCHOOL_COLUMNS = {
  code: ['код', 'код школы', 'код в реестре', 'код организации', 'id'],
  edu: ['логин фис око', 'логин', 'логин оо', 'код фис око'],
  rcoi: ['код рцои', 'код оо', 'код оу', 'код оо рцои', 'schoolcode'],
  inn: ['инн', 'инн оо'],
  ogrn: ['огрн', 'ogrn'],
  name: [
    ...[
      'наименование',
      'название',
      'наименование оо',
      'название оо',
      'оо',
      'школа',
      'краткое наименование',
      'наименование школы',
    ],
    ...[
      'наименование организации',
      'наименование образовательной организации',
      'полное наименование',
      'name',
      'edu name',
    ],
  ],
  schoolType: ['тип', 'тип школы', 'тип оо', 'вид', 'вид школы', 'vid uchrezhdeniya', 'vid uchrezhdeniyz'],
  municipality: [
    'муниципалитет',
    'муниципальное образование',
    'муниципальный район',
    'район',
    'мсу',
    'городской округ',
    'rayon',
    'district',
  ],
  municipalityCode: ['код мсу', 'код муниципалитета', 'код мо'],
  oktmo: ['октмо', 'код октмо'],
  settlement: ['населенный пункт', 'населённый пункт', 'нас пункт'],
  address: ['адрес', 'юридический адрес', 'фактический адрес', 'адрес школы', 'adress', 'address'],
  settlementType: ['тип населенного пункта', 'тип поселения', 'вид населенного пункта'],
  enrolment: [
    'численность обучающихся',
    'количество обучающихся',
    'число обучающихся',
    'обучающихся',
    'учащихся',
    'контингент',
  ],
  staffCount: [
    'педагогов',
    'численность педагогов',
    'количество педагогов',
    'педагогических работников',
    'число учителей',
  ],
  distanceKm: ['расстояние до центра', 'расстояние до райцентра', 'удаленность'],
  hardToReach: ['труднодоступная', 'труднодоступность', 'труднодоступная местность'],
  latitude: ['широта', 'latitude', 'lat', 'y'],
  longitude: ['долгота', 'longitude', 'lon', 'x'],
  status: ['статус', 'состояние'],
  closedOn: ['дата закрытия', 'закрыта', 'дата ликвидации'],
  successorCode: ['правопреемник', 'код правопреемника', 'правопреемник код'],
  earlierName: ['прежнее наименование', 'прежнее название', 'старое наименование'],
  earlierUntil: ['действовало до', 'дата переименования'],
} as const satisfies Record<string, readonly string[]>
export type SchoolColumn = keyof typeof SCHOOL_COLUMNS

const MUNICIPALITY_COLUMNS = {
  code: ['код мсу', 'код муниципалитета', 'код мо', 'код'],
  name: ['наименование', 'название', 'муниципалитет', 'муниципальное образование'],
  nameGenitive: ['родительный падеж', 'наименование в родительном падеже'],
  namePrepositional: ['предложный падеж', 'наименование в предложном падеже'],
  oktmo: ['октмо', 'код октмо'],
} as const satisfies Record<string, readonly string[]>
export type MunicipalityColumn = keyof typeof MUNICIPALITY_COLUMNS

const bare = (text: string): string =>
  foldText(text)
    .replace(/\([^)]*\)/g, ' ')
    .replace(/, ?(?:км|чел\.?|человек)$/, '')
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

export function recognise<C extends string>(
  columns: Record<C, readonly string[]>,
  cells: (string | undefined)[],
): Map<C, number> {
  const found = new Map<C, number>()
  const headers = cells.map((text) => (text === undefined ? '' : bare(text)))
  // Titles stand in the order of preference: a short name is a better name than the full legal one.
  for (const [column, titles] of Object.entries(columns) as [C, readonly string[]][]) {
    const title = titles.map(bare).find((text) => headers.includes(text))
    if (title !== undefined) found.set(column, headers.indexOf(title))
  }
  return found
}

/** The columns of a header row of schools; undefined where the row is none: a name and a place or a code are needed. */
export function schoolColumns(cells: (string | undefined)[]): Map<SchoolColumn, number> | undefined {
  const found = recognise(SCHOOL_COLUMNS, cells)
  const hasPlace = found.has('municipality') || found.has('municipalityCode')
  return found.has('name') && hasPlace ? found : undefined
}

/** The columns of a header row of municipalities with their stored forms. */
export function municipalityColumns(
  cells: (string | undefined)[],
): Map<MunicipalityColumn, number> | undefined {
  const found = recognise(MUNICIPALITY_COLUMNS, cells)
  return found.has('name') && (found.has('nameGenitive') || found.has('namePrepositional'))
    ? found
    : undefined
}
