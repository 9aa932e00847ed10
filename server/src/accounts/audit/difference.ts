/** One thing that a change altered, in words. Null: it was not there, or is no longer. */
export interface Difference {
  field: string
  before: string | null
  after: string | null
}

/** What stands in records of changes, as a person calls it. A field without its words is shown by its own name. */
const FIELD_WORDS: Record<string, string> = {
  act: 'Основание',
  action: 'Действие',
  actor: 'Кто',
  added: 'Добавлено чисел',
  address: 'Адрес',
  after: 'После',
  alternatives: 'Запасных чисел',
  archive: 'Файл архива',
  archiveName: 'Архив',
  basedOn: 'На основе',
  before: 'До',
  by: 'Кем',
  changes: 'Изменённые настройки',
  chart: 'График',
  city: 'Город',
  closedOn: 'Дата закрытия',
  code: 'Код',
  columns: 'Столбцы',
  contentSha256: 'Отпечаток текста',
  count: 'сколько',
  created: 'Созданы',
  date: 'Дата',
  decision: 'Решение',
  decisionId: 'Запись об отменённом решении',
  email: 'Почта',
  evidence: 'Доводы',
  fileName: 'Файл',
  filters: 'Отбор',
  format: 'Формат',
  from: 'С какого дня',
  fromBatch: 'С пачки',
  genitive: 'Родительный падеж',
  happenedOn: 'Когда произошло',
  inputsSha256: 'Отпечаток исходных данных',
  isEnabled: 'Правило действует',
  key: 'Код',
  kind: 'Вид',
  leastParticipants: 'Наименьшее число участников',
  level: 'Уровень',
  link: 'Связь',
  listId: 'Номер перечня',
  matched: 'Узнано названий школ',
  measure: 'Показатель',
  method: 'Как найдено',
  methodology: 'Методика',
  municipalities: 'Муниципалитеты',
  municipality: 'Муниципалитет',
  municipalityCode: 'Код муниципалитета',
  municipalityId: 'Номер муниципалитета',
  name: 'Название',
  note: 'Пояснение',
  number: 'Номер',
  office: 'Учреждение',
  options: 'Настройки загрузки',
  orderDate: 'Дата приказа',
  orderNumber: 'Номер приказа',
  owner: 'Кто отвечает',
  pairs: 'Пары',
  parameters: 'Настройки правила',
  phone: 'Телефон',
  placeKind: 'Вид места',
  position: 'Должность',
  predecessorClosedOn: 'Дата закрытия предшественницы',
  predecessorId: 'Номер предшественницы',
  predecessorStatus: 'Состояние предшественницы',
  prepositional: 'Предложный падеж',
  procedure: 'Процедура',
  procedures: 'Процедуры',
  reason: 'Причина',
  regionId: 'Номер региона',
  replacing: 'Заменено чисел',
  role: 'Роль',
  rows: 'Записей',
  school: 'Школа',
  schoolId: 'Номер школы',
  schoolIds: 'Школы',
  schools: 'Школы',
  schoolYear: 'Учебный год',
  settings: 'Настройки',
  sha256: 'Отпечаток файла',
  signer: 'Кто подписывает',
  sourceSchoolId: 'Номер названия',
  state: 'Состояние',
  status: 'Состояние',
  subjectId: 'Номер',
  subjectKind: 'О чём',
  table: 'Таблица',
  text: 'Текст',
  title: 'Название',
  to: 'По какой день',
  toBatch: 'По пачку',
  usedUntil: 'Прежнее название действовало до',
  verdict: 'Вывод',
  waiting: 'Ждут сопоставления',
  waitingExamples: 'Какие названия ждут',
  wasDifferent: 'Раньше считались разными',
  width: 'Ширина',
  year: 'Год',
  years: 'Годы',
}

const VALUE_WORDS: Record<string, string> = {
  approved: 'утверждён',
  auto: 'определяется по файлу',
  cancelled: 'отменён',
  checked: 'проверен',
  closed: 'не действует',
  committed: 'принят',
  discarded: 'отложен',
  results: 'результаты школ',
  schools: 'реестр школ',
  list: 'перечень',
  school: 'школа',
  region: 'регион',
  draft: 'черновик',
  exclude: 'исключить',
  include: 'включить',
  manual: 'вручную',
  merged: 'присоединена к другой',
  open: 'действует',
  refused: 'не прочитан',
  review: 'на рассмотрении комиссии',
  signed: 'подписан',
  undone: 'отменена',
}

const LONGEST_TEXT = 300

/**
 * What differs between two states of a record, field by field in the order of the words. Fields that say the same are left
 * out; a state that is not an object is one nameless field «Значение».
 */
export function differences(before: unknown, after: unknown): Difference[] {
  const [was, is] = [fieldsOf(before), fieldsOf(after)]
  const names = [...new Set([...Object.keys(was), ...Object.keys(is)])]
  return names
    .map((name) => ({
      field: FIELD_WORDS[name] ?? name,
      before: textOf(was[name]),
      after: textOf(is[name]),
    }))
    .filter((difference) => difference.before !== difference.after)
    .sort((left, right) => left.field.localeCompare(right.field, 'ru'))
}

function fieldsOf(state: unknown): Record<string, unknown> {
  if (state === null || state === undefined) return {}
  if (typeof state === 'object' && !Array.isArray(state)) return state as Record<string, unknown>
  return { Значение: state }
}

function textOf(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null
  if (typeof value === 'boolean') return value ? 'да' : 'нет'
  if (typeof value === 'string') return cut(VALUE_WORDS[value] ?? value)
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.length === 0 ? null : cut(value.map(inner).join(', '))
  return cut(inner(value))
}

/** A thing inside a field: «имя: значение», in brackets where it is inside another one. */
function inner(value: unknown): string {
  if (typeof value !== 'object' || value === null) return textOf(value) ?? '—'
  if (Array.isArray(value)) return `(${value.map(inner).join(', ')})`
  return Object.entries(value)
    .map(
      ([name, part]) =>
        `${FIELD_WORDS[name]?.toLowerCase() ?? name}: ${typeof part === 'object' && part !== null ? `(${inner(part)})` : inner(part)}`,
    )
    .join('; ')
}

const cut = (text: string): string => (text.length > LONGEST_TEXT ? `${text.slice(0, LONGEST_TEXT)}…` : text)

/** «Состояние: черновик → утверждён; Номер приказа: 12». */
export const differenceText = (all: Difference[]): string =>
  all
    .map(({ field, before, after }) =>
      before === null ? `${field}: ${after}` : `${field}: ${before} → ${after ?? 'убрано'}`,
    )
    .join('; ')
