import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { sql } from 'kysely'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { testDatabase } from '../../test/database.ts'
import { inTransaction } from '../platform/db.ts'
import { listActiveCounts } from '../results/counts.ts'
import { seedProcedures } from '../results/procedure-queries.ts'
import { openResultStore } from '../results/store.ts'
import { type ImportGround, undoImport } from './commit-import.ts'
import { keepUpload } from './keep-file.ts'
import { processImport } from './process.ts'
import { getImport, insertImport, setImport } from './queries.ts'
import { recordFile } from './record-file.ts'
import { recoverImports } from './recover-imports.ts'
import type { ImportOptions } from './schemas.ts'

const { db } = await testDatabase()
await seedProcedures(db)
const dataDir = await mkdtemp(join(tmpdir(), 'traektoria-imports-'))
await mkdir(join(dataDir, 'files'))
const store = await openResultStore({ tempDir: dataDir })
const ground: ImportGround = { dataDir, store }
afterAll(async () => {
  await store.close()
  await rm(dataDir, { recursive: true })
})

let regionId: number
beforeEach(async () => {
  const code = String(Math.random()).slice(2, 10)
  regionId = (
    await db.insertInto('regions').values({ code, name: code }).returning('id').executeTakeFirstOrThrow()
  ).id
})

const HEADER = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'
const row = (login: string, n: number, shares: string, year = 2025) =>
  `${year};5;Математика;Заозёрский район;${login};Школа ${login};${n};${shares}`

async function give(
  lines: string[],
  options: Partial<ImportOptions> = {},
  schoolYear = 2025,
  fileName = 'таблица.csv',
) {
  const bytes = Buffer.from(`${[HEADER, ...lines].join('\n')}\n`)
  const kept = await keepUpload(dataDir, Readable.from([bytes]), fileName, bytes.length)
  await recordFile(db, kept, 'test')
  const { sha256 } = kept
  const all: ImportOptions = { format: 'auto', createSchools: true, replace: false, ...options }
  const id = await insertImport(db, { regionId, sha256, fileName, schoolYear, options: all, actor: 'test' })
  return (await processImport(db, ground, id))!
}

async function commit(id: number) {
  await setImport(db, id, { state: 'committing', committed_by: 'test' })
  return (await processImport(db, ground, id))!
}

const counts = () => listActiveCounts(db, regionId, { from: 2000, to: 2100 })

test('a file is checked, agreed to, committed, and every row read has one fate', async () => {
  const checked = await give([
    row('edu990001', 20, '35;40;20;5'),
    row('edu990002', 10, 'много;40;20;5'),
    'Итого;;;;;;30;;;;',
  ])
  expect(checked.problem).toBeNull()
  expect(checked.state).toBe('checked')
  const preview = checked.preview!
  expect(preview.rowsAccepted + preview.rowsRejected + preview.rowsSkipped).toBe(preview.rowsRead)
  expect(preview).toMatchObject({
    rowsAccepted: 1,
    rowsRejected: 1,
    schools: { waiting: 0, willBeCreated: 1 },
  })
  expect(preview.problems[0]).toMatchObject({ severity: 'rejected', count: 1 })
  expect(await counts()).toEqual([])
  expect(
    (await db.selectFrom('schools').selectAll().where('region_id', '=', regionId).execute()).length,
  ).toBe(0)

  const committed = await commit(checked.id)
  expect(committed.state).toBe('committed')
  expect(await counts()).toMatchObject([
    {
      procedure: 'vpr-ma-5',
      participants: 20,
      low: 7,
      countBasis: 'recovered',
      lowShare: 3500,
      source: { file: 'таблица.csv', row: 2 },
    },
  ])
})

test('undo takes the numbers away, and the same file may then be loaded again', async () => {
  const first = await give([row('edu990001', 20, '35;40;20;5')])
  await commit(first.id)
  const again = await give([row('edu990001', 20, '35;40;20;5')])
  expect(again).toMatchObject({ state: 'refused', problem: { code: 'import/duplicate-file' } })
  await inTransaction(db, (tx) => undoImport(tx, first.id, 'test'))
  expect(await counts()).toEqual([])
  const third = await give([row('edu990001', 20, '35;40;20;5')])
  expect(third.state).toBe('checked')
})

test('the same numbers under other bytes or another year are the same file', async () => {
  const first = await give([row('edu990001', 20, '35;40;20;5')])
  await commit(first.id)
  const resaved = await give([row('edu990001', 20, '35,00;40;20;5'), ''], {}, 2025, 'другая.csv')
  expect(resaved.problem?.code).toBe('import/duplicate-file')
  const otherYear = await give([row('edu990001', 20, '35;40;20;5', 2024)], {}, 2024)
  expect(otherYear.problem?.detail).toContain('2025')
})

test('a later source waits aside unless a person lets it replace the earlier one, and undo brings the earlier back', async () => {
  const first = await give([row('edu990001', 20, '35;40;20;5')])
  await commit(first.id)
  const second = await give([row('edu990001', 20, '10;60;20;10')])
  expect(second.preview?.changes).toEqual({ added: 0, replacing: 0, alternatives: 1 })
  await commit(second.id)
  expect((await counts())[0]?.low).toBe(7)
  const third = await give([row('edu990001', 20, '20;50;20;10')], { replace: true })
  expect(third.preview?.changes).toEqual({ added: 0, replacing: 1, alternatives: 0 })
  await commit(third.id)
  expect((await counts())[0]?.low).toBe(4)
  await inTransaction(db, (tx) => undoImport(tx, third.id, 'test'))
  expect((await counts())[0]?.low).toBe(7)
})

test('rows of unknown schools wait under their own key and count as soon as they are matched', async () => {
  const file = await give([row('edu990001', 20, '35;40;20;5')], { createSchools: false })
  expect(file.preview).toMatchObject({ rowsAccepted: 1, schools: { matched: 0, waiting: 1 } })
  await commit(file.id)
  expect(await counts()).toEqual([])
})

test('a year that contradicts the file is refused with both years', async () => {
  const file = await give([row('edu990001', 20, '35;40;20;5', 2024)])
  expect(file).toMatchObject({ state: 'refused', problem: { code: 'import/wrong-year' } })
  expect(file.problem?.detail).toMatch(/2024.*2025/)
})

test('a commit cut off after the file was renamed is finished by the next start, and leftovers are swept', async () => {
  const file = await give([row('edu990001', 20, '35;40;20;5')])
  await setImport(db, file.id, { state: 'committing', committed_by: 'test' })
  await writeFile(join(dataDir, 'results', '999999-dead.parquet'), 'x').catch(() => {})
  const { swept, failures } = await recoverImports(db, ground, 'command')
  expect(failures).toEqual([])
  expect(swept).toContain('results/999999-dead.parquet')
  const row1 = await getImport(db, file.id)
  expect(row1.state).toBe('committed')
  expect(await readdir(join(dataDir, 'results'))).toContain(row1.parquet_name)
  expect((await counts()).length).toBe(1)
})

test('a file kept by an earlier version as it came loses its names at the first start, and keeps its place', async () => {
  const path = join(dataDir, 'files', 'a'.repeat(64))
  await sql`delete from installation where key = 'kept-files-cleaned'`.execute(db)
  await writeFile(path, 'Логин;ФИО директора;Участников\nedu990001;Мухоморов Пётр;20\n')
  const broken = join(dataDir, 'files', 'b'.repeat(64))
  await writeFile(broken, '%PDF Мухоморов')
  await recoverImports(db, ground, 'server')
  expect(await readFile(path, 'utf8')).toBe('Логин;ФИО директора;Участников\nedu990001;;20\n')
  expect(existsSync(broken)).toBe(false)
  await writeFile(broken, 'left alone from now on')
  await recoverImports(db, ground, 'server')
  expect(existsSync(broken)).toBe(true)
  await rm(broken)
})
