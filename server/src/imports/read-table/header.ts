import type { Cell, Merge, SheetSample, SourceRow } from '../model.ts'
import { parseDecimal } from './parse-cell.ts'

/** One column under its joined header: `path` from the top line down, `header` the same joined with « → ». */
export interface HeaderColumn {
  /** Zero-based. */
  index: number
  /** Empty where the header says nothing about this column. */
  header: string
  path: string[]
}

/** Where a header stands (1-based row numbers, inclusive) and the first row after it. */
export interface HeaderRows {
  from: number
  to: number
  dataFrom: number
}

const JOINT = ' → '
/** Enough to see titles, a header of several lines and some data. */
const LOOKED_AT = 60
/** A column is numeric when at least this share of its filled cells are numbers… */
const NUMERIC_COLUMN = 0.5
/** …and a row is data when less than this share of its cells there are names («2 | 3 | 4 | 5» heads columns of Ф3). */
const WORDS_IN_DATA = 0.25

/**
 * One header text per column out of several header lines. A merged cell speaks for every cell it covers; where a line
 * has no merges (csv), a group name speaks for the blanks to its right as long as the line below goes on there.
 * @param rows the rows of the sheet as read; those outside `fromRow…toRow` only say how wide the table is
 */
export function joinHeader(
  rows: SourceRow[],
  merges: Merge[],
  fromRow: number,
  toRow: number,
): HeaderColumn[] {
  const byNumber = new Map(rows.map((row) => [row.rowNumber, row]))
  const width = Math.max(0, ...rows.map((row) => row.cells.length))
  const lines: string[][] = []
  for (let number = fromRow; number <= toRow; number++)
    lines.push(headerLine(byNumber, merges, number, width))
  for (let at = lines.length - 2; at >= 0; at--) {
    const number = fromRow + at
    const hasGroups = merges.some(
      (merge) => merge.fromRow <= number && number <= merge.toRow && merge.toColumn > merge.fromColumn,
    )
    if (!hasGroups) fillRight(lines[at]!, lines[at + 1]!)
  }
  return Array.from({ length: width }, (_, index) => {
    const path: string[] = []
    for (const line of lines) {
      const text = line[index] ?? ''
      if (text !== '' && path.at(-1) !== text) path.push(text)
    }
    return { index, header: path.join(JOINT), path }
  })
}

/** Finds the header of a sheet by where numbers begin; null where nothing stands above the first row of data. */
export function guessHeaderRows(sample: SheetSample): HeaderRows | null {
  const rows = sample.rows.slice(0, LOOKED_AT)
  const width = Math.max(0, ...rows.map((row) => row.cells.length))
  const numericColumns = findNumericColumns(rows, width)
  let data = rows.findIndex(
    (row, at) =>
      isData(row, rows, numericColumns) && !isNumbering(row) && !(at < rows.length - 1 && isYears(row)),
  )
  if (data === -1) data = afterWidestText(rows)
  while (data < rows.length - 1 && isUnderGroups(rows, data, sample.merges)) data++
  let last = data - 1
  const dataRow = rows[data]
  if (!dataRow) return null
  while (last >= 0 && isNumbering(rows[last]!)) last--
  const bottom = rows[last]
  if (!bottom || filled(bottom).length < Math.min(2, width)) return null
  let first = last
  while (first > 0 && isUpperLine(rows[first - 1]!, rows[first]!, sample.merges, width)) first--
  return { from: rows[first]!.rowNumber, to: bottom.rowNumber, dataFrom: dataRow.rowNumber }
}

/** «2 | 3 | 4 | 5» under «Русский язык» merged over them: a line under groups heads columns, whatever stands in it. */
function isUnderGroups(rows: SourceRow[], at: number, merges: Merge[]): boolean {
  const above = rows[at - 1]
  if (!above || filled(above).length < 2) return false
  return merges.some((merge) => merge.toColumn > merge.fromColumn && merge.toRow === above.rowNumber)
}

function headerLine(rows: Map<number, SourceRow>, merges: Merge[], number: number, width: number): string[] {
  const cells = rows.get(number)?.cells ?? []
  const line = Array.from({ length: width }, (_, index) => headerText(cells[index]))
  for (const merge of merges) {
    if (number < merge.fromRow || number > merge.toRow) continue
    const text = headerText(rows.get(merge.fromRow)?.cells[merge.fromColumn])
    for (let index = merge.fromColumn; index <= merge.toColumn && index < width; index++) line[index] = text
  }
  return line
}

function fillRight(line: string[], below: string[]) {
  let group = ''
  for (let index = 0; index < line.length; index++) {
    const goesOn = (below[index] ?? '') !== ''
    if (line[index] !== '') group = goesOn ? line[index]! : ''
    else if (!goesOn) group = ''
    else line[index] = group
  }
}

const headerText = (cell: Cell | undefined) => cell?.text.replace(/\s+/gu, ' ').trim() ?? ''
const isNumber = (cell: Cell) => cell.kind === 'number' || cell.kind === 'date' || parseDecimal(cell).ok
const filled = (row: SourceRow) => row.cells.filter((cell) => cell !== undefined)

function findNumericColumns(rows: SourceRow[], width: number): number[] {
  // The lower half of what we see is data for sure; with a handful of rows everything but the first is looked at.
  const below = rows.slice(rows.length < 8 ? 1 : Math.floor(rows.length / 2))
  return Array.from({ length: width }, (_, index) => index).filter((index) => {
    const cells = below.map((row) => row.cells[index]).filter((cell) => cell !== undefined)
    return cells.length > 0 && cells.filter(isNumber).length >= NUMERIC_COLUMN * cells.length
  })
}

/** A word that comes again in its column is a token of the data (`SUPP`, `NA`), not a name of the column. */
function isData(row: SourceRow, rows: SourceRow[], numericColumns: number[]): boolean {
  const columns = numericColumns.filter((index) => row.cells[index] !== undefined)
  const words = columns.filter((index) => {
    const cell = row.cells[index]!
    return !isNumber(cell) && !rows.some((other) => other !== row && other.cells[index]?.text === cell.text)
  })
  return columns.length > 0 && words.length < WORDS_IN_DATA * columns.length
}

/** «1 | 2 | 3 | 4» under the header, as forms number their columns. */
export function isNumbering(row: SourceRow): boolean {
  const cells = filled(row)
  return cells.length > 2 && cells.every((cell, at) => cell.text === String(at + 1))
}

/** «Школа | 2021 | 2022 | 2023»: years that head columns. */
function isYears(row: SourceRow): boolean {
  const numbers = filled(row).filter(isNumber)
  const years = new Set(numbers.map((cell) => cell.text))
  return (
    numbers.length > 1 &&
    years.size === numbers.length &&
    numbers.every((cell) => /^(19|20)\d\d$/.test(cell.text))
  )
}

/** A table of words only: its header is the first of the widest rows. */
function afterWidestText(rows: SourceRow[]): number {
  const widest = Math.max(0, ...rows.map((row) => filled(row).length))
  return rows.findIndex((row) => filled(row).length >= widest * 0.75) + 1
}

/** Whether a line above belongs to the header: words in several groups, not a title over the whole table, not «Дата: …». */
function isUpperLine(row: SourceRow, below: SourceRow, merges: Merge[], width: number): boolean {
  if (row.rowNumber !== below.rowNumber - 1) return false
  const line = headerLine(new Map([[row.rowNumber, row]]), merges, row.rowNumber, width)
  const covered = line.filter((text) => text !== '').length
  const groups = new Set(line.filter((text) => text !== '')).size
  if (groups < 2 || filled(row).some(isNumber)) return false
  return covered >= width / 2 || line[0] === ''
}
