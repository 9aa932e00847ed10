import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { LOCAL_OPERATOR, NOBODY } from '../accounts/access.ts'
import { readTable } from './read-table.ts'
import { planTable } from './tables.ts'
import { EXPORT_FORMATS, writeTable } from './write-table.ts'

const at = await testApp()
const regionId = await newRegion(at.db)
const rows = Array.from({ length: 12 }, (_, school) => ({
  ...{ year: school % 2 === 0 ? 2025 : 2024, n: 20, shares: '35;40;20;5' },
  login: `edu99${String(1000 + school)}`,
}))
await loadLongTable(at, regionId, rows)
const get = (query: string) =>
  at.app.inject({ method: 'GET', url: `/api/regions/${regionId}/exports${query}` })

test('a csv says in three lines what it is, and holds as many rows as the screen says', async () => {
  const { body } = await get('?table=results&format=csv&years=2025')
  const [title, count, when, header, ...data] = body.trimEnd().split('\r\n')
  expect(title).toContain('годы: 2025')
  expect(count).toBe('Строк: 6')
  expect(when).toMatch(/^Выгружено \d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC$/)
  expect(header).toMatch(/^school_year;procedure;school_code/)
  expect(data).toHaveLength(6)
  const preview = (await get('/preview?table=results&years=2025')).json()
  expect(preview).toMatchObject({ count: 6, lines: [title!.slice(1), count, when] })
})

test('a text that a spreadsheet would run is only a text', async () => {
  await at.db
    .updateTable('schools')
    .set({ name: '=HYPERLINK("http://зло")' })
    .where('code', '=', 'edu991000')
    .execute()
  const { body } = await get('?table=schools&format=csv')
  expect(body).toContain(`"'=HYPERLINK(""http://зло"")"`)
  expect(body).not.toMatch(/(^|;)=HYPERLINK/m)
  const book = await workbook('?table=schools&format=xlsx')
  const cells: unknown[] = []
  book.worksheets[0]!.eachRow((row) => row.eachCell((cell) => cells.push(cell.type)))
  expect(cells).not.toContain(ExcelJS.ValueType.Formula)
})

async function workbook(query: string): Promise<ExcelJS.Workbook> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await get(query)).rawPayload as never)
  return book
}

test('a workbook and a Parquet file hold the same rows as the csv', async () => {
  const csv = (await get('?table=results&format=csv')).body.trimEnd().split('\r\n').slice(4)
  const sheet = (await workbook('?table=results&format=xlsx')).worksheets[0]!
  expect(sheet.rowCount - 5).toBe(csv.length)
  const path = join(at.ground.dataDir, 'export.parquet')
  await writeFile(path, (await get('?table=results&format=parquet')).rawPayload)
  const connection = await (await DuckDBInstance.create(':memory:')).connect()
  const found = await connection.runAndReadAll(`select school_code, participants, low from '${path}'`)
  expect(found.getRows()).toHaveLength(csv.length)
  expect(found.getRows()[0]).toEqual([csv[0]!.split(';')[2], 20, 7])
})

test('more rows than a sheet holds go on in the next', async () => {
  const columns = [{ name: 'n', title: 'Номер', type: 'integer' as const }]
  async function* numbers() {
    for (let n = 1; n <= 2_503; n++) yield [[n]]
  }
  const table = {
    plan: { title: 'Числа', filters: 'все', columns },
    ...{ count: async () => 2_503, pages: numbers(), close: async () => {} },
  }
  const book = new ExcelJS.Workbook()
  await book.xlsx.read(writeTable(table, 'xlsx', new Date(0), 1_000))
  const numbersOf = book.worksheets.map((sheet) =>
    (sheet.getColumn(1).values as unknown[]).filter((value) => typeof value === 'number'),
  )
  expect(numbersOf.map((found) => found.length)).toEqual([1_000, 1_000, 503])
  expect(numbersOf.flat()).toEqual(Array.from({ length: 2_503 }, (_, n) => n + 1))
})

test('the first words of a file come before its rows are counted, whatever the format', async () => {
  for (const format of EXPORT_FORMATS) {
    const table = {
      plan: {
        title: 'Числа',
        filters: 'все',
        columns: [{ name: 'n', title: 'Номер', type: 'integer' as const }],
      },
      count: () => new Promise<number>(() => {}),
      pages: (async function* () {})(),
      close: async () => {},
    }
    const stream = writeTable(table, format, new Date(0))
    const [first] = await once(stream, 'data')
    expect(first.length, format).toBeGreaterThan(0)
    stream.destroy()
  }
})

test('a reader who goes away gives the connection back', async () => {
  for (let round = 0; round < 15; round++) {
    const table = await readTable(
      at.db,
      await planTable(at.db, LOCAL_OPERATOR, regionId, { table: 'results', years: [], procedures: [] }),
    )
    const stream = writeTable(table, 'csv', new Date(0))
    stream.once('close', () => void table.close())
    stream.destroy()
  }
  expect((await get('?table=schools&format=csv')).statusCode).toBe(200)
})

test('nobody else sees the schools', async () => {
  const plan = await planTable(at.db, NOBODY, regionId, { table: 'results', years: [], procedures: [] })
  const table = await readTable(at.db, plan)
  expect(await table.count()).toBe(0)
  await table.close()
})
