import { Readable } from 'node:stream'
import { counted } from './russian.ts'
import { workbookParts, type XlsxCell, type XlsxColumn, type XlsxSheet } from './xlsx-parts.ts'
import { zipStream } from './zip-stream.ts'

export type { XlsxCell, XlsxColumn, XlsxSheet } from './xlsx-parts.ts'

/** A column that says itself what stands in its cell. */
export interface ItemColumn<Item> extends XlsxColumn {
  cell: (item: Item, index: number) => XlsxCell
}

/** A sheet of things that are all at hand. */
export const itemSheet = <Item>(
  name: string,
  preamble: string[],
  columns: readonly ItemColumn<Item>[],
  items: readonly Item[],
): XlsxSheet => ({
  ...{ name, preamble },
  columns: columns.map(({ header, width, format }) => ({ header, width, ...(format ? { format } : {}) })),
  rows: items.map((item, index) => columns.map(({ cell }) => cell(item, index))),
})

/** A sheet of Excel has 1,048,576 rows, those above the table among them. */
const SHEET_ROWS = 1_000_000

/**
 * Rows as they are read, in as many sheets as their number needs; where they are several, each says which it is.
 * @param count of all rows
 */
export function countedSheets(
  sheet: Omit<XlsxSheet, 'rows'>,
  count: number,
  rows: AsyncGenerator<XlsxCell[]>,
  sheetRows = SHEET_ROWS,
): XlsxSheet[] {
  const sheets = Math.max(1, Math.ceil(count / sheetRows))
  if (sheets === 1) return [{ ...sheet, rows }]
  return Array.from({ length: sheets }, (_, at) => ({
    ...sheet,
    name: `${sheet.name} ${at + 1}`,
    preamble: [...sheet.preamble, `Лист ${at + 1} из ${counted(sheets, ['листа', 'листов', 'листов'])}`],
    rows: nextRows(rows, at === sheets - 1 ? Number.POSITIVE_INFINITY : sheetRows),
  }))
}

/** The next rows of a common reader, which stays open for the sheet after this one. */
async function* nextRows(rows: AsyncGenerator<XlsxCell[]>, limit: number): AsyncGenerator<XlsxCell[]> {
  for (let read = 0; read < limit; read++) {
    const { value, done } = await rows.next()
    if (done) return
    yield value
  }
}

/**
 * Streams a workbook: made as fast as it is read, the first bytes before the first row. Text that a spreadsheet would run as a
 * formula stays text (cells are typed, never evaluated).
 * @param sheets or what makes them, asked once the first bytes are on their way
 */
export const streamXlsx = (sheets: XlsxSheet[] | (() => Promise<XlsxSheet[]>)): Readable =>
  Readable.from(zipStream(workbookParts(sheets)), { objectMode: false })
