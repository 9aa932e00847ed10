import { createReadStream } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DuckDBInstance } from '@duckdb/node-api'
import ExcelJS from 'exceljs'

/**
 * `write-tables.ts CSV FOLDER csv|parquet|xlsx`: the same table written by others. They have its rows at hand – DuckDB in its own
 * table, exceljs as lines of our csv – where we read them from PostgreSQL and send them over HTTP.
 */
const [csv, folder, format] = process.argv.slice(2) as [string, string, 'csv' | 'parquet' | 'xlsx']
const out = join(folder, `peer.${format}`)
const HEAD_LINES = 3

async function duckdb(): Promise<number> {
  const connection = await (await DuckDBInstance.create(':memory:', { threads: '2' })).connect()
  await connection.run(
    `create table rows as select * from read_csv('${csv}', delim=';', header=true, skip=${HEAD_LINES})`,
  )
  const began = performance.now()
  await connection.run(
    `copy rows to '${out}' (format ${format}${format === 'csv' ? `, delimiter ';', header true` : ''})`,
  )
  return performance.now() - began
}

async function exceljs(): Promise<number> {
  const began = performance.now()
  const workbook = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: out, useSharedStrings: false })
  const sheet = workbook.addWorksheet('Данные')
  let line = 0
  for await (const text of createInterface({ input: createReadStream(csv) })) {
    line += 1
    if (line <= HEAD_LINES) continue
    const cells = text.split(';').map((cell) => (/^-?\d+(\.\d+)?$/.test(cell) ? Number(cell) : cell))
    sheet.addRow(cells).commit()
    // It has no other way to wait for what it writes into.
    if (line % 1_000 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  sheet.commit()
  await workbook.commit()
  return performance.now() - began
}

const milliseconds = await (format === 'xlsx' ? exceljs() : duckdb())
console.log(
  JSON.stringify({
    seconds: milliseconds / 1000,
    peakMegabytes: Math.round(process.resourceUsage().maxRSS / 1024),
  }),
)
