import { Readable } from 'node:stream'
import { countedSheets, streamXlsx, type XlsxCell } from '../platform/write-xlsx.ts'
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

/** What stands above a table in any format: what it is, how it was narrowed, how many rows, when. Three lines, always. */
export const headLines = async (table: OpenedTable, now: Date): Promise<[string, string, string]> => [
  titleLine(table),
  `Строк: ${await table.count()}`,
  `Выгружено ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC`,
]

const titleLine = ({ plan }: OpenedTable): string => `${plan.title}: ${plan.filters}`

/** The bytes as they are made; whoever stops reading must close the table. */
export function writeTable(
  table: OpenedTable,
  format: ExportFormat,
  now: Date,
  sheetRows?: number,
): Readable {
  switch (format) {
    case 'csv':
      return Readable.from(csvLines(table, now))
    case 'xlsx':
      return streamXlsx(() => sheetsOf(table, now, sheetRows))
    case 'parquet':
      return Readable.from(parquetBytes(table.plan.columns, table.pages, () => headLines(table, now)))
  }
}

/** `;` and a byte order mark, so that Excel opens it as it is; decimals with a point, for programs. */
async function* csvLines(table: OpenedTable, now: Date): AsyncGenerator<string> {
  yield `\uFEFF${csvText(titleLine(table))}\r\n`
  const [, ...others] = await headLines(table, now)
  yield `${[...others.map(csvText), table.plan.columns.map(({ name }) => name).join(';')].join('\r\n')}\r\n`
  for await (const page of table.pages) yield page.map((row) => `${row.map(csvCell).join(';')}\r\n`).join('')
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

async function sheetsOf(table: OpenedTable, now: Date, sheetRows?: number) {
  const { plan, pages } = table
  return countedSheets(
    {
      name: 'Данные',
      preamble: await headLines(table, now),
      columns: plan.columns.map(({ title, type }) => ({ header: title, width: type === 'text' ? 24 : 12 })),
    },
    await table.count(),
    xlsxRows(pages),
    sheetRows,
  )
}

async function* xlsxRows(pages: AsyncGenerator<ExportCell[][]>): AsyncGenerator<XlsxCell[]> {
  for await (const page of pages)
    for (const row of page)
      yield row.map((cell) => (typeof cell === 'boolean' ? (cell ? 'да' : 'нет') : cell))
}
