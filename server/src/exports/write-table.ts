import { Readable } from 'node:stream'
import { counted } from '../platform/russian.ts'
import { streamXlsx, type XlsxCell } from '../platform/write-xlsx.ts'
import { parquetBytes } from './parquet-bytes.ts'
import type { OpenedTable } from './read-table.ts'
import type { ExportCell } from './tables.ts'

export const EXPORT_FORMATS = ['xlsx', 'csv', 'parquet'] as const
export type ExportFormat = (typeof EXPORT_FORMATS)[number]

export const CONTENT_TYPES: Record<ExportFormat, string> = {
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  csv: 'text/csv; charset=utf-8',
  parquet: 'application/vnd.apache.parquet',
}

/** A sheet of Excel has 1,048,576 rows; further ones go to further sheets. */
const SHEET_ROWS = 1_000_000

/** What stands above a table in any format: what it is, how it was narrowed, how many rows, when. Three lines, always. */
export const headLines = ({ plan, count }: OpenedTable, now: Date): [string, string, string] => [
  `${plan.title}: ${plan.filters}`,
  `Строк: ${count}`,
  `Выгружено ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
]

/** The bytes as they are made; whoever stops reading must close the table. */
export function writeTable(
  table: OpenedTable,
  format: ExportFormat,
  now: Date,
  sheetRows = SHEET_ROWS,
): Readable {
  switch (format) {
    case 'csv':
      return Readable.from(csvLines(table, now))
    case 'xlsx':
      return streamXlsx(sheetsOf(table, now, sheetRows))
    case 'parquet':
      return Readable.from(parquetBytes(table.plan.columns, table.rows, headLines(table, now)))
  }
}

/** `;` and a byte order mark, so that Excel opens it as it is; decimals with a point, for programs. */
async function* csvLines(table: OpenedTable, now: Date): AsyncGenerator<string> {
  yield `\uFEFF${headLines(table, now).map(csvText).join('\r\n')}\r\n`
  let lines = [table.plan.columns.map(({ name }) => name).join(';')]
  for await (const row of table.rows) {
    lines.push(row.map(csvCell).join(';'))
    if (lines.length < 1_000) continue
    yield `${lines.join('\r\n')}\r\n`
    lines = []
  }
  if (lines.length > 0) yield `${lines.join('\r\n')}\r\n`
}

const csvCell = (cell: ExportCell): string =>
  cell === null ? '' : typeof cell === 'string' ? csvText(cell) : String(cell)

/**
 * A text that a spreadsheet would run as a formula gets an apostrophe before it; blanks before the sign do not help it.
 * In quotes stands whatever another program could take for a separator.
 */
function csvText(text: string): string {
  const safe = /^[\s\0]*[=+\-@＝＋－＠]|^[\t\r\n\0]/.test(text) ? `'${text}` : text
  return /[";,\t\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe
}

function sheetsOf(table: OpenedTable, now: Date, sheetRows: number) {
  const { plan, count, rows } = table
  const sheets = Math.max(1, Math.ceil(count / sheetRows))
  return Array.from({ length: sheets }, (_, at) => ({
    name: sheets === 1 ? 'Данные' : `Данные ${at + 1}`,
    preamble: [
      ...headLines(table, now),
      ...(sheets === 1 ? [] : [`Лист ${at + 1} из ${counted(sheets, ['листа', 'листов', 'листов'])}`]),
    ],
    columns: plan.columns.map(({ title, type }) => ({ header: title, width: type === 'text' ? 24 : 12 })),
    rows: nextRows(rows, at === sheets - 1 ? Number.POSITIVE_INFINITY : sheetRows),
  }))
}

/** The next rows of a common reader, which stays open for the sheet after this one. */
async function* nextRows(rows: AsyncGenerator<ExportCell[]>, limit: number): AsyncGenerator<XlsxCell[]> {
  for (let read = 0; read < limit; read++) {
    const { value, done } = await rows.next()
    if (done) return
    yield value.map((cell) => (typeof cell === 'boolean' ? (cell ? 'да' : 'нет') : cell))
  }
}
