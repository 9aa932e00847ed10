import type { FileUnderstanding, SheetSample, SourceRow } from '../model.ts'
import { isErrorText, normaliseHeader } from '../read-table/parse-cell.ts'

/** Role of a column whose values are dropped while reading; the preview shows the header and nothing under it. */
export const PERSONAL_ROLE = 'персональные данные — не читаются'

/**
 * Headers of columns that may hold personal data of pupils, parents and teachers. Pupils are codes here: such a column
 * is never stored, logged, shown or quoted. Whole normalised headers or words of them; РЦОИ protocols' csv names included.
 */
const PERSONAL_HEADERS: RegExp[] = [
  /(^|[^а-я])фамили[яи]([^а-я]|$)/,
  /^имя( (участника|ученика|обучающегося|учащегося|ребенка))?$/,
  /^имя[,/ ]+отчество/,
  /(^|[^а-я])отчеств[оа]([^а-я]|$)/,
  /(^|[^а-я])ф\.? ?и\.? ?о\.?([^а-я]|$)/,
  /^(директор|руководитель|классный руководитель|учитель)( оо| школы)?$/,
  /^(ученик|ученица|учащийся|обучающийся|участник|выпускник|ребенок)( экзамена)?$/,
  /^ф\.? ?и\.?$/,
  /паспорт/,
  /снилс/,
  /(^|[^а-я])документ/,
  /удостоверени|свидетельств[оа] о рожд/,
  /^(серия|номер)( документа| удостоверения)?$/,
  /(дат[аы]|год|место) рожд/,
  /^д\.? ?р\.?$/,
  /^егн$/,
  /телефон|e-?mail|электронн\S* почт|домашн\S* адрес|адрес (проживания|регистрации)/,
  /^((pupil|student|full|first|second|last|given|family) ?name|surname|forename|patronymic|birth ?date|date of birth|dob|upn)$/,
  /^(surname|name|secondname)cell$|^document(series|number)code$/,
]

export const isPersonalHeader = (header: string): boolean => {
  const text = normaliseHeader(header)
  return PERSONAL_HEADERS.some((pattern) => pattern.test(text))
}

/**
 * Zero-based columns of a sheet's beginning under which personal data may stand, for a table nobody has understood yet:
 * any cell whose whole text is such a header. «Документ» inside a sentence does not count.
 */
export const findPersonalColumns = (sample: Pick<SheetSample, 'rows'>): Set<number> => {
  const columns = new Set<number>()
  for (const row of sample.rows) {
    row.cells.forEach((cell, index) => {
      if (cell?.kind === 'text' && cell.text.length <= 40 && isPersonalHeader(cell.text)) columns.add(index)
    })
  }
  return columns
}

/** The row with the cells of such columns emptied; the same row where there are none. */
export const dropPersonalCells = (row: SourceRow, columns: ReadonlySet<number>): SourceRow =>
  columns.size === 0
    ? row
    : { ...row, cells: row.cells.map((cell, index) => (columns.has(index) ? undefined : cell)) }

/**
 * What a problem may quote from a pupil-level file. A name that slipped into another column (shifted cells) must not be
 * quoted, so anything with three letters in a row is left out; `X`, `н/а`, `12,5` and `#DIV/0!` stay.
 */
export const quotable = (text: string): string | null =>
  /\p{L}{3}/u.test(text) && !isErrorText(text) ? null : text

/** A sheet's beginning as it may be shown and kept: nothing under such headers, in tables nobody has understood too. */
export const withoutPersonal = (sample: SheetSample): SheetSample => {
  const columns = findPersonalColumns(sample)
  if (columns.size === 0) return sample
  const rows = sample.rows.map((row) => {
    const isHidden = (text: string, index: number) => columns.has(index) && !isPersonalHeader(text)
    const cells = row.cells.map((cell, index) =>
      cell !== undefined && isHidden(cell.text, index) ? undefined : cell,
    )
    return { ...row, cells }
  })
  return { ...sample, rows }
}

/** Columns of a pupil-level sheet in which words are at home; in all others a word may be a name that slipped there. */
const WORD_ROLES = new Set([
  'код школы',
  'муниципалитет',
  'название школы',
  'класс',
  'вариант',
  'экзамен',
  'состояние апелляции',
])

/**
 * A row as the preview may show it. Personal columns are empty; below the header of a pupil-level sheet so are columns
 * that were not recognised, and words in columns of codes, points and marks.
 */
export const shownCells = (
  row: SourceRow,
  { level, sheets }: Pick<FileUnderstanding, 'level' | 'sheets'>,
  fate: string,
): (string | null)[] => {
  const columns = sheets.find((sheet) => sheet.name === row.sheet)?.columns ?? []
  const isPupil = level === 'pupil' && fate !== 'header' && fate !== 'section'
  return row.cells.map((cell, index) => {
    const role = columns[index]?.role ?? null
    if (cell === undefined || (role === PERSONAL_ROLE && !isPersonalHeader(cell.text))) return null
    if (!isPupil || (role !== null && WORD_ROLES.has(role))) return cell.text
    return role === null ? null : quotable(cell.text)
  })
}
