import { mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { AggregateResult, PupilResult } from './model.ts'
import { openResultStore } from './store.ts'
import type { CountingRule, ResultStore, SourceCount } from './store-model.ts'

let dir: string
let store: ResultStore
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'traektoria-store-'))
  store = await openResultStore({ tempDir: dir })
})
afterAll(async () => {
  await store.close()
  await rm(dir, { recursive: true })
})

const school = {
  keyKind: 'edu',
  key: 'edu990001',
  name: "Школа 'А'",
  municipality: 'Заозёрский район',
  municipalityCode: null,
}
const rules = new Map<string, CountingRule>([
  ['vpr-ma-5', { low: { mark: 2 }, high: { marks: [4, 5] } }],
  ['ege-ru', { low: { testScoreBelow: 24 }, high: { testScoreFrom: 61 } }],
])

function pupil(row: number, over: Partial<PupilResult>): PupilResult {
  return {
    level: 'pupil',
    school,
    procedure: 'vpr-ma-5',
    schoolYear: 2025,
    pupilCode: String(row),
    className: '5А',
    variant: '1',
    primaryScore: 10,
    testScore: null,
    mark: 3,
    journalMark: null,
    tasks: [1, null, 2],
    sheet: 'Лист1',
    rowNumber: row,
    ...over,
  }
}

async function all(path: string, level: 'pupil' | 'aggregate'): Promise<SourceCount[]> {
  const counts: SourceCount[] = []
  for await (const count of store.count(path, level, rules)) counts.push(count)
  return counts
}

test('pupil rows are counted by the rule of their own procedure', async () => {
  const path = join(dir, 'pupils.parquet')
  const writer = await store.write(path, 'pupil')
  for (const [i, mark] of [2, 2, 3, 4, 5].entries())
    writer.append(pupil(i + 1, { mark, primaryScore: mark * 3 }))
  for (const [i, testScore] of [23, 24, 61, 90].entries())
    writer.append(pupil(i + 10, { procedure: 'ege-ru', mark: null, primaryScore: null, testScore }))
  await writer.finish()
  const [ege, vpr] = await all(path, 'pupil')
  expect(vpr).toMatchObject({
    participants: 5,
    low: 2,
    high: 2,
    marks: { 2: 2, 3: 1, 4: 1, 5: 1 },
    countBasis: 'exact',
  })
  expect(vpr?.meanScore).toBe((6 + 6 + 9 + 12 + 15) / 5)
  expect(ege).toMatchObject({
    participants: 4,
    low: 1,
    high: 2,
    marks: null,
    lowShare: null,
    rowNumber: 10,
    lastRow: 13,
  })
  expect(await store.sourceSchools(path)).toEqual([school])
})

test('a procedure without a rule gives no low count instead of zero', async () => {
  const path = join(dir, 'unknown.parquet')
  const writer = await store.write(path, 'pupil')
  writer.append(pupil(1, { procedure: 'kdr-x', mark: null }))
  await writer.finish()
  expect((await all(path, 'pupil'))[0]).toMatchObject({ participants: 1, low: null, high: null, marks: null })
})

test('aggregates come back as they were written, and a discarded file leaves nothing', async () => {
  const row: AggregateResult = {
    level: 'aggregate',
    school,
    procedure: 'vpr-ma-5',
    schoolYear: 2025,
    participants: 89,
    low: 11,
    high: 31,
    lowShare: 1236,
    highShare: 3484,
    marks: { 2: 11, 3: 47, 4: 24, 5: 7 },
    meanScore: 3.3,
    countBasis: 'recovered',
    sheet: 'Ф3',
    rowNumber: 12,
  }
  const path = join(dir, 'aggregates.parquet')
  const writer = await store.write(path, 'aggregate')
  writer.append(row)
  await writer.finish()
  expect((await all(path, 'aggregate'))[0]).toMatchObject({
    participants: 89,
    low: 11,
    lowShare: 1236,
    marks: row.marks,
    meanScore: 3.3,
    countBasis: 'recovered',
    rowNumber: 12,
  })
  const discarded = await store.write(join(dir, 'gone.parquet'), 'aggregate')
  discarded.append(row)
  await discarded.discard()
  expect((await readdir(dir)).filter((name) => name.startsWith('gone'))).toEqual([])
})
