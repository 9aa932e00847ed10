import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DuckDBInstance } from '@duckdb/node-api'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { type Columns, openColumnFile } from './write-columns.ts'

const dir = await mkdtemp(join(tmpdir(), 'traektoria-columns-'))
const instance = await DuckDBInstance.create(':memory:')
const connection = await instance.connect()
afterAll(async () => {
  connection.closeSync()
  instance.closeSync()
  await rm(dir, { recursive: true })
})

const COLUMNS: Columns = [
  ['name', 'text'],
  ['score', 'decimal'],
  ['mark', 'integer'],
  ['digits', 'tiny'],
  ['code', 'bigint'],
  ['row', 'integer'],
  ['other', 'text'],
]
interface Row {
  name: string | null
  score: number | null
  mark: number | null
  digits: number | null
  code: number
  row: number
  other: string | null
}

const rowsRead = async (path: string): Promise<Row[]> => {
  const reader = await connection.runAndReadAll(
    `select * replace (code::double as code) from read_parquet('${path}')`,
  )
  return reader.getRowObjects() as unknown as Row[]
}

const value = fc.record<Row>({
  name: fc.oneof(
    fc.constant(null),
    fc.string({ unit: 'binary', maxLength: 6 }).map((text) => Buffer.from(text).toString()),
  ),
  score: fc.oneof(
    fc.constant(null),
    // No −0: a column tells numbers apart as points are.
    fc.double({ noNaN: true, noDefaultInfinity: true }).map((score) => score + 0),
    fc.constantFrom(0, 12.5),
  ),
  mark: fc.constantFrom(null, 2, 3, 4, 5, -7, 2 ** 31 - 1),
  digits: fc.constantFrom(null, 1, 8, 255),
  code: fc.oneof(fc.maxSafeNat(), fc.constantFrom(0, 1, 2 ** 50, 10_000_001)).map((code) => code % 2 ** 50),
  row: fc.nat(2 ** 31 - 1),
  other: fc.option(fc.string({ maxLength: 4 }), { nil: null }),
})
/** Runs of equal rows of many lengths, as files have them. */
const groupOfRows = fc
  .array(fc.tuple(value, fc.oneof(fc.constant(1), fc.nat({ max: 40 }))), { minLength: 1, maxLength: 60 })
  .map((runs) => runs.flatMap(([row, times]) => Array.from({ length: times + 1 }, () => row)))

test('another engine reads what was written, group by group', async () => {
  const path = join(dir, 'any.parquet')
  await fc.assert(
    fc.asyncProperty(
      fc.array(groupOfRows, { minLength: 1, maxLength: 3 }),
      fc.boolean(),
      async (groups, sealsBetween) => {
        const file = await openColumnFile(path, COLUMNS)
        for (const rows of groups) {
          const places = Int32Array.from(rows, (_, place) => rows.indexOf(rows[place]!))
          const by = (name: 'name' | 'score' | 'mark' | 'digits') => ({
            places,
            value: (place: number) => rows[place]![name],
          })
          file.writeGroup(rows.length, [
            ...(['name', 'score', 'mark', 'digits'] as const).map(by),
            { numbers: Float64Array.from(rows, ({ code }) => code) },
            { numbers: Int32Array.from(rows, ({ row }) => row) },
            { texts: rows.map(({ other }) => other ?? undefined) },
          ])
          if (!sealsBetween) continue
          file.seal()
          expect(await rowsRead(path)).toHaveLength(file.rowCount)
        }
        file.seal()
        await file.close()
        expect(await rowsRead(path)).toEqual(groups.flat())
      },
    ),
    { numRuns: 40 },
  )
})

test('numbers that some rows lack are null there', async () => {
  const path = join(dir, 'gaps.parquet')
  const file = await openColumnFile(path, [['n', 'bigint']])
  file.writeGroup(4, [{ numbers: Float64Array.of(5, 0, 7, 0, 99), has: (row) => row % 2 === 0 }])
  file.seal()
  await file.close()
  const reader = await connection.runAndReadAll(`select n::integer from read_parquet('${path}')`)
  expect(reader.getRows().flat()).toEqual([5, null, 7, null])
})

test('a file without rows is a table without rows', async () => {
  const path = join(dir, 'empty.parquet')
  const file = await openColumnFile(path, COLUMNS)
  file.seal()
  await file.close()
  expect(await rowsRead(path)).toEqual([])
})
