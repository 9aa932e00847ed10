import type { SheetSample, SourceRow } from '../model.ts'
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
  /паспорт/,
  /снилс/,
  /(^|[^а-я])документ/,
  /^(серия|номер)( документа| удостоверения)?$/,
  /дат[аы] рожд/,
  /^д\.? ?р\.?$/,
  /телефон|e-?mail|электронн\S* почт|домашн\S* адрес|адрес (проживания|регистрации)/,
  /^(surname|firstname|secondname|first name|second name|last name|patronymic|birth ?date|date of birth)$/,
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
