import { PassThrough, type Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { counted } from './russian.ts'

export interface XlsxColumn {
  header: string
  width: number
  /** Excel number format, e.g. '0.0%'. */
  format?: string
}

export type XlsxCell = string | number | null

export interface XlsxSheet {
  name: string
  /** Lines above the table: what this is, filters, number of rows, date. */
  preamble: string[]
  columns: XlsxColumn[]
  rows: Iterable<XlsxCell[]> | AsyncIterable<XlsxCell[]>
}

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

/** Streams a workbook. Text that a spreadsheet would run as a formula stays text (cells are typed, never evaluated). */
export function streamXlsx(sheets: XlsxSheet[] | Promise<XlsxSheet[]>): Readable {
  const stream = new PassThrough()
  write(sheets, stream).catch((error: unknown) =>
    stream.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return stream
}

const PAUSE_ROWS = 1_000
const WAITING_BYTES = 1_000_000

/** Lets what was written be compressed and taken; a reader who has gone ends the writing. */
async function untilRead(stream: PassThrough): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve))
  while (stream.readableLength + stream.writableLength > WAITING_BYTES && !stream.destroyed)
    await new Promise((resolve) => setTimeout(resolve, 5))
  if (stream.destroyed) throw new Error('the reader has gone')
}

async function write(sheets: XlsxSheet[] | Promise<XlsxSheet[]>, stream: PassThrough): Promise<void> {
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({
    stream,
    useStyles: true,
    useSharedStrings: false,
  })
  for (const sheet of await sheets) {
    const headerRow = sheet.preamble.length + (sheet.preamble.length > 0 ? 2 : 1)
    const worksheet = workbook.addWorksheet(sheet.name.slice(0, 31), {
      views: [{ state: 'frozen', ySplit: headerRow }],
    })
    worksheet.columns = sheet.columns.map(({ width, format }) => ({
      width,
      style: format ? { numFmt: format } : {},
    }))
    // One object for all cells of a column: the library writes a style out anew for each object it has not seen.
    const styles = sheet.columns.map(({ format }) => ({
      ...(format ? { numFmt: format } : {}),
      alignment: { vertical: 'top', wrapText: true } as const,
    }))
    for (const [index, line] of sheet.preamble.entries()) {
      const row = worksheet.addRow([line])
      row.font = index === 0 ? { bold: true, size: 13 } : { color: { argb: 'FF555555' } }
      row.commit()
    }
    if (sheet.preamble.length > 0) worksheet.addRow([]).commit()
    const header = worksheet.addRow(sheet.columns.map((column) => column.header))
    header.font = { bold: true }
    header.alignment = { wrapText: true, vertical: 'middle' }
    header.commit()
    let written = 0
    for await (const cells of sheet.rows) {
      const row = worksheet.addRow(cells)
      row.eachCell((cell, column) => {
        cell.style = styles[column - 1] ?? {}
      })
      row.commit()
      // The library does not wait for a slow reader; without this a million rows would wait in memory.
      if (++written % PAUSE_ROWS === 0) await untilRead(stream)
    }
    worksheet.commit()
  }
  await workbook.commit()
}
