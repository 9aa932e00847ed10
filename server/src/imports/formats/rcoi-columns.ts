import type { SourceRow } from '../model.ts'
import { normaliseHeader } from '../read-table/parse-cell.ts'
import { foldHeader } from './columns.ts'
import { isPersonalHeader } from './personal-columns.ts'

export type RcoiColumn =
  | 'number'
  | 'municipalityCode'
  | 'municipality'
  | 'school'
  | 'schoolName'
  | 'className'
  | 'station'
  | 'auditorium'
  | 'pupil'
  | 'variant'
  | 'shortAnswers'
  | 'longAnswers'
  | 'primaryScore'
  | 'testScore'
  | 'mark'
  | 'exam'
  | 'appealState'
  | 'other'

interface RcoiRule {
  id: RcoiColumn
  /** What the column is in the preview; null where nothing of it is kept. */
  role: string | null
  headers: string[]
}

/** The columns of РЦОИ protocols and of their csv, named once. `Код МСУ` is the municipality, never the school. */
const RULES: readonly RcoiRule[] = [
  { id: 'number', role: null, headers: ['№', '№ п/п', 'N', 'п/п'] },
  {
    id: 'municipalityCode',
    role: 'код муниципалитета',
    headers: ['Код МСУ', 'Код АТЕ', 'GovernmentCell'],
  },
  { id: 'municipality', role: 'муниципалитет', headers: ['МСУ', 'АТЕ', 'Муниципалитет'] },
  { id: 'school', role: 'код школы', headers: ['Код ОО', 'Код ОУ', 'SchoolCode'] },
  {
    id: 'schoolName',
    role: 'название школы',
    headers: ['ОО', 'Название ОО', 'Наименование ОО', 'Краткое наименование ОО'],
  },
  { id: 'className', role: 'класс', headers: ['Класс', 'ClassCode'] },
  { id: 'station', role: null, headers: ['Код ППЭ', 'ППЭ', 'StationCode'] },
  { id: 'auditorium', role: null, headers: ['Аудитория', 'Номер аудитории', 'AuditoriumCode'] },
  { id: 'pupil', role: 'код участника', headers: ['Код участника', 'Код участника экзамена'] },
  { id: 'variant', role: 'вариант', headers: ['Вариант', 'Номер КИМ'] },
  {
    id: 'shortAnswers',
    role: 'ответы в краткой форме',
    headers: ['Ответы в краткой форме', 'Задания с кратким ответом', 'TestResultBCell'],
  },
  {
    id: 'longAnswers',
    role: 'ответы в развёрнутой форме',
    headers: ['Ответы в развернутой форме', 'Задания с развернутым ответом', 'TestResultCCell'],
  },
  { id: 'primaryScore', role: 'первичный балл', headers: ['Первичный балл', 'PrimaryMark'] },
  {
    id: 'testScore',
    role: 'тестовый балл',
    headers: ['Итоговый балл', 'Тестовый балл', 'Балл по 100-балльной шкале', 'TestMark', 'Mark100'],
  },
  { id: 'mark', role: 'отметка', headers: ['Оценка', 'Отметка', 'Mark5'] },
  { id: 'exam', role: 'экзамен', headers: ['Экзамен', 'Предмет', 'Экзамен (дата)'] },
  {
    id: 'appealState',
    role: 'состояние апелляции',
    headers: ['Состояние апелляции', 'Статус апелляции', 'Результат апелляции'],
  },
  {
    id: 'other',
    role: null,
    headers: ['Код ООП', 'Профиль', '№ бланка', 'Номер бланка', 'Форма ГИА', 'Текущие', 'Исходные'],
  },
]

const BY_HEADER = new Map(RULES.flatMap((rule) => rule.headers.map((text) => [foldHeader(text), rule.id])))
export const RCOI_ROLES = new Map(RULES.map(({ id, role }) => [id, role]))

/** A header of one or two rows. Merged cells leave blanks: a column reaches to the next header on its right. */
export interface RcoiHeader {
  rows: number[]
  /** Joined text of each column; '' where the header says nothing. */
  texts: string[]
  columns: Map<RcoiColumn, number>
  /** One past the last column that belongs to the header at this index. */
  reach: Map<number, number>
}

const textOf = (row: SourceRow, index: number): string =>
  row.cells[index]?.text.replace(/\s+/gu, ' ').trim() ?? ''
const idOf = (text: string): RcoiColumn | undefined => BY_HEADER.get(foldHeader(text))

/** Scores as they were before an appeal are nobody's result. */
const BEFORE_APPEAL = /исходн|первоначальн|до апелляц/

/** The header that the rows make, whether or not it names results; undefined where it is none. */
export const readRcoiHeader = (rows: SourceRow[]): RcoiHeader | undefined => {
  const width = Math.max(...rows.map((row) => row.cells.length))
  const texts: string[] = []
  const columns = new Map<RcoiColumn, number>()
  let group = ''
  for (let index = 0; index < width; index++) {
    const parts = rows.map((row) => textOf(row, index))
    if (rows.length > 1) {
      // The upper line of a merged group stands over its first column only.
      if (parts[0] !== '') group = parts[0]!
      else if (parts.at(-1) !== '') parts[0] = group
    }
    const said = parts.filter((part) => part !== '')
    texts.push(said.join(' → '))
    const id = said.length === 0 ? undefined : idOf(said.at(-1)!)
    if (
      id !== undefined &&
      !columns.has(id) &&
      !said.some((part) => BEFORE_APPEAL.test(normaliseHeader(part)))
    )
      columns.set(id, index)
  }
  if (!columns.has('school') || columns.size < 3) return undefined
  const named = texts.flatMap((text, index) => (text === '' ? [] : [index]))
  const reach = new Map(named.map((index, at) => [index, named[at + 1] ?? index + 2]))
  return { rows: rows.map((row) => row.rowNumber), texts, columns, reach }
}

/** Whether a row under a header goes on with it: nothing stands there but words of headers. */
export const continuesHeader = (row: SourceRow): boolean => {
  const texts = row.cells.flatMap((cell) => (cell === undefined ? [] : [cell]))
  return (
    texts.length > 0 &&
    texts.every(
      (cell) => cell.kind === 'text' && (idOf(cell.text) !== undefined || isPersonalHeader(cell.text)),
    )
  )
}

/** Whether the header names a result: points or a mark. */
export const hasResults = ({ columns }: RcoiHeader): boolean =>
  columns.has('primaryScore') || columns.has('testScore') || columns.has('mark')

/** What only protocols have: where the exam was sat, or the answers as a mask. */
export const isProtocolHeader = (header: RcoiHeader): boolean =>
  hasResults(header) &&
  (['station', 'auditorium', 'shortAnswers', 'longAnswers', 'appealState'] as const).some((id) =>
    header.columns.has(id),
  )
