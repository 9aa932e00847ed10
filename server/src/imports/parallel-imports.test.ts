import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { runCommand } from '../../test/command.ts'
import { importFile, receiveFile } from '../../test/import-file.ts'
import { inTransaction } from '../platform/db.ts'
import { listActiveCounts } from '../results/counts.ts'
import { undoImport } from './commit-import.ts'
import { processImport } from './process.ts'
import { getImport, setImport } from './queries.ts'

const base = await testApp()
const { db, ground, call } = base

const HEADER = 'Год;Класс;Предмет;Муниципалитет;Логин;ОО;Кол-во участников;2;3;4;5'

/** A table of schools from…to in the given order, whose shares depend on `low`. */
function table(from: number, to: number, low: number, reversed = false): string {
  const schools = Array.from({ length: to - from + 1 }, (_, at) => from + at)
  if (reversed) schools.reverse()
  const lines = schools.flatMap((school) =>
    ['Математика', 'Русский язык', 'История'].map((subject) => {
      const login = `edu99${String(school).padStart(4, '0')}`
      return `2025;5;${subject};Район ${school % 7};${login};Школа № ${school};100;${low};${60 - low};30;10`
    }),
  )
  return `${[HEADER, ...lines].join('\n')}\n`
}

/** The active numbers of a region, without ids that depend on the order of events. */
async function numbers(regionId: number): Promise<string[]> {
  const counts = await listActiveCounts(db, regionId, { from: 2025, to: 2025 })
  const schools = await db
    .selectFrom('schools')
    .select(['id', 'code'])
    .where('region_id', '=', regionId)
    .execute()
  const codes = new Map(schools.map((school) => [school.id, school.code]))
  return counts
    .map((count) => `${codes.get(count.schoolId)} ${count.procedure} ${count.low} ${count.source.file}`)
    .sort()
}

test('the same file given twice at once is committed once, and the other is told so', async () => {
  for (let round = 0; round < 3; round++) {
    const regionId = await newRegion(db)
    const file = { name: 'т.csv', bytes: table(1, 20, 10 + round) }
    const rows = await Promise.all([importFile(base, regionId, file), importFile(base, regionId, file)])
    expect(rows.map((row) => row.state).sort()).toEqual(['committed', 'refused'])
    const refused = rows.find((row) => row.state === 'refused')!
    expect(refused.problem).toMatchObject({ code: 'import/duplicate-file' })
    expect((await numbers(regionId)).length).toBe(60)
  }
}, 60_000)

test('a file agreed to after its twin was committed is refused at the commit, and leaves no file', async () => {
  const regionId = await newRegion(db)
  const file = { name: 'т.csv', bytes: table(1, 3, 20) }
  const ids = [await receiveFile(base, regionId, file), await receiveFile(base, regionId, file)]
  for (const id of ids) expect((await processImport(db, ground, id))?.state).toBe('checked')
  for (const id of ids) {
    await setImport(db, id, { state: 'committing', committed_by: 'test' })
    await processImport(db, ground, id)
  }
  expect((await getImport(db, ids[0]!)).state).toBe('committed')
  const second = await getImport(db, ids[1]!)
  expect(second).toMatchObject({ state: 'refused', problem: { code: 'import/duplicate-file' } })
  expect((await numbers(regionId)).length).toBe(9)
})

test('files imported at once into one region give what they give one after the other', async () => {
  const files = [
    { name: 'а.csv', bytes: table(1, 40, 10) },
    { name: 'б.csv', bytes: table(20, 60, 20, true) },
    { name: 'в.csv', bytes: table(10, 50, 30) },
  ]
  const alone = await newRegion(db)
  for (const file of files) expect((await importFile(base, alone, file)).state).toBe('committed')
  const expected = await numbers(alone)
  for (let round = 0; round < 3; round++) {
    const regionId = await newRegion(db)
    const options = { afterCheck: 'commit' as const }
    const ids: number[] = []
    for (const file of files) ids.push(await receiveFile(base, regionId, { ...file, options }))
    const rows = await Promise.all(ids.map((id) => processImport(db, ground, id)))
    expect(rows.map((row) => row?.state)).toEqual(['committed', 'committed', 'committed'])
    expect(await numbers(regionId)).toEqual(expected)
    const municipalities = await db
      .selectFrom('municipalities')
      .select('name')
      .where('region_id', '=', regionId)
      .execute()
    expect(municipalities.length).toBe(7)
  }
}, 60_000)

test('schools that waited and are created by a later file count from their earlier file at once', async () => {
  const regionId = await newRegion(db)
  const waiting = { name: 'а.csv', bytes: table(1, 3, 10), options: { createSchools: false } }
  await importFile(base, regionId, waiting)
  expect(await numbers(regionId)).toEqual([])
  await importFile(base, regionId, { name: 'б.csv', bytes: table(1, 5, 20) })
  const lines = await numbers(regionId)
  expect(lines.filter((line) => line.endsWith('а.csv')).length).toBe(9)
  expect(lines.filter((line) => line.endsWith('б.csv')).length).toBe(6)
  await expectElected(regionId)
})

test('undo, match decisions and a new school while another import commits: no knot, and the numbers are right', async () => {
  for (let round = 0; round < 3; round++) {
    const regionId = await newRegion(db)
    const first = await importFile(base, regionId, { name: 'а.csv', bytes: table(1, 30, 10) })
    const waiting = await importFile(base, regionId, {
      ...{ name: 'б.csv', bytes: table(31, 50, 15) },
      options: { createSchools: false },
    })
    expect(waiting.state).toBe('committed')
    const schools = await db
      .selectFrom('schools')
      .select('id')
      .where('region_id', '=', regionId)
      .orderBy('code')
      .execute()
    const sources = await db
      .selectFrom('source_schools')
      .select('id')
      .where('region_id', '=', regionId)
      .where('school_id', 'is', null)
      .orderBy('id', 'desc')
      .execute()
    const decisions = sources
      .slice(0, 8)
      .map(({ id }, at) =>
        at % 2 === 0
          ? call('POST', `/source-schools/${id}/match`, { schoolId: schools[at]!.id })
          : call('POST', `/source-schools/${id}/create`),
      )
    const [third] = await Promise.all([
      importFile(base, regionId, { name: 'в.csv', bytes: table(5, 45, 20, true) }),
      inTransaction(db, (tx) => undoImport(tx, first.id, 'test')),
      ...decisions.map(async (asked) => expect((await asked).status).toBe(200)),
    ])
    expect(third.state).toBe('committed')
    expect((await getImport(db, first.id)).state).toBe('undone')
    await expectElected(regionId)
    expect((await numbers(regionId)).some((line) => line.endsWith('а.csv'))).toBe(false)
  }
}, 60_000)

/** Every school × procedure × year that has numbers has exactly one active row, of the earliest import. */
async function expectElected(regionId: number): Promise<void> {
  const rows = await db
    .selectFrom('school_procedure_counts as c')
    .innerJoin('source_schools as s', 's.id', 'c.source_school_id')
    .select([
      'c.school_id',
      's.school_id as matched',
      'c.procedure',
      'c.school_year',
      'c.import_id',
      'c.is_active',
    ])
    .where('c.region_id', '=', regionId)
    .orderBy('c.import_id')
    .orderBy('c.id')
    .execute()
  const seen = new Set<string>()
  for (const row of rows) {
    expect(row.school_id).toBe(row.matched)
    if (row.school_id === null) {
      expect(row.is_active).toBe(false)
      continue
    }
    const key = `${row.school_id} ${row.procedure} ${row.school_year}`
    expect(row.is_active).toBe(!seen.has(key))
    seen.add(key)
  }
}

test('two commands at the same moment on one folder: one imports the file, the other says that it is there', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'traektoria-two-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const file = join(folder, 'т.csv')
  await writeFile(file, table(1, 100, 10))
  const args = ['import', file, '--year', '2025', '--create-schools', '--data', join(folder, 'data')]
  const results = await Promise.all([runCommand(args), runCommand(args)])
  expect(results.map(({ code }) => code).sort()).toEqual([0, 1])
  expect(results.find(({ code }) => code === 1)!.stderr).toContain('тот же самый файл')
}, 60_000)
