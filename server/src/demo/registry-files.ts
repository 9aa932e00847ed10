import { type DemoRegion, type DemoSchool, SCHOOL_TYPES } from './demo-region.ts'
import { type CellValue, header, type SheetData } from './workbook.ts'

const SETTLEMENTS = { city: 'город', town: 'посёлок', village: 'село' } satisfies Record<
  DemoSchool['settlementType'],
  string
>
const STATUSES = { open: 'действует', closed: 'закрыта', merged: 'присоединена' } satisfies Record<
  DemoSchool['status'],
  string
>

const REGISTRY_HEADER = [
  ...[
    'Код',
    'Логин ФИС ОКО',
    'Код РЦОИ',
    'Наименование',
    'Тип',
    'Муниципалитет',
    'Код МСУ',
    'ОКТМО',
    'Населённый пункт',
  ],
  ...[
    'Тип населённого пункта',
    'Численность обучающихся',
    'Педагогов',
    'Расстояние до центра, км',
    'Труднодоступная',
  ],
  ...[
    'Широта',
    'Долгота',
    'Статус',
    'Дата закрытия',
    'Правопреемник (код)',
    'Прежнее наименование',
    'Действовало до',
  ],
]

/** The registry of schools, and the municipalities with their stored forms of declension on a second sheet. */
export const registrySheets = (region: DemoRegion, pick?: Set<number>): SheetData[] => [
  {
    name: 'Реестр школ',
    widths: [9, 15, 10, 60, 12, 26, 14, 11, 28],
    rows: [
      REGISTRY_HEADER.map(header),
      ...region.schools
        .filter((_, index) => !pick || pick.has(index))
        .map((school): CellValue[] => {
          const municipality = region.municipalities[school.municipality]!
          const former = school.formerName?.known ? school.formerName : null
          return [
            ...[school.code, school.login, school.rcoiCode, school.name, SCHOOL_TYPES[school.type]],
            ...[municipality.name, municipality.code, municipality.oktmo, school.settlement],
            ...[SETTLEMENTS[school.settlementType], school.enrolment, school.staffCount, school.distanceKm],
            ...[school.hardToReach ? 'да' : 'нет', school.at[1], school.at[0], STATUSES[school.status]],
            ...[school.closedOn, school.mergedInto, former?.name ?? null, former?.until ?? null],
          ]
        }),
    ],
  },
  {
    name: 'Муниципалитеты',
    widths: [14, 28, 28, 32, 11],
    rows: [
      ['Код МСУ', 'Наименование', 'Родительный падеж', 'Предложный падеж', 'ОКТМО'].map(header),
      ...region.municipalities.map((m): CellValue[] => [
        m.code,
        m.name,
        m.nameGenitive,
        m.namePrepositional,
        m.oktmo,
      ]),
    ],
  },
]

/** Municipalities as GeoJSON (RFC 7946): names with their forms in the properties, borders as polygons. */
export const municipalitiesGeoJson = (region: DemoRegion): string =>
  JSON.stringify({
    type: 'FeatureCollection',
    region: region.region,
    features: region.municipalities.map(({ code, name, nameGenitive, namePrepositional, oktmo, border }) => ({
      type: 'Feature',
      properties: { code, name, nameGenitive, namePrepositional, oktmo },
      geometry: { type: 'Polygon', coordinates: [border] },
    })),
  })
