import { mkdtemp, readdir, rename, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { groupBy } from '../platform/group-by.ts'
import { cellsPath } from './layout.ts'
import type { PupilResult, PupilUnit } from './model.ts'
import { openResultStore } from './store.ts'
import type { CountingRule, SourceCount } from './store-model.ts'

const dir = await mkdtemp(join(tmpdir(), 'traektoria-pupils-'))
const store = await openResultStore({ tempDir: dir })
afterAll(async () => {
  await store.close()
  await rm(dir, { recursive: true })
})

const rules = new Map<string, CountingRule>([['vpr-ma-5', { low: { mark: 2 }, high: { marks: [4, 5] } }]])
const PLACE = { municipality: 'Заозёрский район', municipalityCode: null }
const unit = (school: number, name: string | null = null): PupilUnit => ({
  school: { keyKind: 'edu', key: `edu99${String(1000 + school)}`, name, ...PLACE },
  ...{ procedure: 'vpr-ma-5', schoolYear: 2026 },
})
const scores = (mark: number) => ({ primaryScore: mark * 3, testScore: null, mark, journalMark: null })
const DETAILS = { className: '5А', variant: null }

async function counted(path: string): Promise<SourceCount[]> {
  const counts: SourceCount[] = []
  for await (const count of store.count(path, 'pupil', rules)) counts.push(count)
  return counts
}

test('of rows in no order every pupil is counted once, from the cells as from the rows', {
  timeout: 120_000,
}, async () => {
  const path = join(dir, '1.parquet')
  const writer = await store.writePupils(path)
  const first = new Map<string, { school: number; mark: number; row: number }>()
  let state = 7
  const next = (below: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
  const repeated: { pupilCode: string; rowNumber: number }[] = []
  const ROWS = 80_000
  for (let row = 1; row <= ROWS; row++) {
    const school = next(300)
    const mark = 2 + next(4)
    const digits = 3 + next(2)
    const number = next(300)
    // A school under two names is one school, and its pupils are the same.
    const place = writer.unit(unit(school, row % 2 === 0 ? 'СОШ' : null))
    const isText = row % 50 === 0
    const code = isText ? `67-${number}` : String(number).padStart(digits, '0')
    if (isText) {
      const { school: ref, ...rest } = unit(school)
      const result: PupilResult = {
        ...{ level: 'pupil', school: ref, ...rest, pupilCode: code, ...DETAILS, ...scores(mark) },
        ...{ tasks: null, sheet: '', rowNumber: row },
      }
      writer.append(result)
    } else writer.take(place, writer.scores(scores(mark)), writer.details(DETAILS), number, digits, row)
    if (row % 10_000 === 0) await writer.drain()
    const id = `${school} ${code}`
    if (first.has(id)) repeated.push({ pupilCode: code, rowNumber: row })
    else first.set(id, { school, mark, row })
  }
  const found = await writer.settle(100)
  expect(found).toEqual({ count: repeated.length, first: repeated.slice(0, 100) })
  expect(writer.rowCount).toBe(first.size)
  await writer.finish()

  const fromCells = await counted(path)
  await rm(cellsPath(path))
  expect(await counted(path)).toEqual(fromCells)
  expect(fromCells).toHaveLength(300)
  const bySchool = groupBy(first.values(), ({ school }) => school)
  for (const count of fromCells) {
    const school = Number(count.key.slice(5)) - 1000
    const pupils = bySchool.get(school)!
    const rows = pupils.map(({ row }) => row)
    expect(count).toMatchObject({
      participants: pupils.length,
      low: pupils.filter(({ mark }) => mark === 2).length,
      high: pupils.filter(({ mark }) => mark >= 4).length,
      rowNumber: Math.min(...rows),
      lastRow: Math.max(...rows),
    })
  }
})

test('cells that say another number of pupils than the rows are not believed', async () => {
  const [one, two] = [join(dir, '2.parquet'), join(dir, '3.parquet')]
  for (const [path, rows] of [[one, 3] as const, [two, 5] as const]) {
    const writer = await store.writePupils(path)
    for (let row = 1; row <= rows; row++)
      writer.take(writer.unit(unit(1)), writer.scores(scores(3)), writer.details(DETAILS), row, 1, row + 1)
    await writer.settle(10)
    await writer.finish()
  }
  await rename(cellsPath(two), cellsPath(one))
  expect(await counted(one)).toMatchObject([{ participants: 3 }])
})

test('a file that is written anew, or given up, leaves no cells of before', async () => {
  const path = join(dir, '4.parquet')
  const writer = await store.writePupils(path)
  writer.take(writer.unit(unit(1)), writer.scores(scores(3)), writer.details(DETAILS), 1, 1, 2)
  await writer.settle(10)
  await writer.finish()
  expect(await store.sourceSchools(path)).toEqual([unit(1).school])
  await (await store.write(path, 'pupil')).discard()
  await rm(path)
  await (await store.writePupils(path)).discard()
  expect((await readdir(dir)).filter((name) => name.startsWith('4.'))).toEqual([])
})

test('what fails in the thread is told to whoever waits for it, with its code, and nothing is left', async () => {
  const writer = await store.writePupils(join(dir, 'nowhere', '5.parquet'))
  writer.take(writer.unit(unit(1)), writer.scores(scores(3)), writer.details(DETAILS), 1, 1, 2)
  await expect(writer.finish()).rejects.toMatchObject({ code: 'ENOENT' })
  await writer.discard()
  expect((await readdir(dir)).filter((name) => name.startsWith('nowhere'))).toEqual([])
})
