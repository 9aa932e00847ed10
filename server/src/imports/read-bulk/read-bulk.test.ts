import { mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../../test/database.ts'
import { countingRules, seedProcedures } from '../../results/procedure-queries.ts'
import { openResultStore } from '../../results/store.ts'
import { checkImport } from '../check-import.ts'
import { type ImportGround, stagedPath } from '../commit-import.ts'
import { keepUpload } from '../keep-file.ts'
import { insertImport, listProblems } from '../queries.ts'
import { recordFile } from '../record-file.ts'

const { db } = await testDatabase()
await seedProcedures(db)
const dataDir = await mkdtemp(join(tmpdir(), 'traektoria-bulk-'))
await mkdir(join(dataDir, 'files'))
const store = await openResultStore({ tempDir: dataDir })
const rules = await countingRules(db)
const { id: regionId } = await db
  .insertInto('regions')
  .values({ code: 'bulk', name: 'bulk' })
  .returning('id')
  .executeTakeFirstOrThrow()
await db
  .insertInto('mark_scales')
  .values({
    ...{ region_id: regionId, procedure: 'oge-ma', school_year: 2026, score_kind: 'primary', source: 'test' },
    bounds: JSON.stringify({ 3: 8, 4: 15, 5: 22 }),
  })
  .execute()
afterAll(async () => {
  await store.close()
  await rm(dataDir, { recursive: true })
})

/** Everything the check of a file says, and every number it would commit. */
async function read(bytes: Buffer, bulkBytes: number) {
  const ground: ImportGround = { dataDir, store, bulkBytes }
  const fileName = 'участники.csv'
  const kept = await keepUpload(dataDir, Readable.from([bytes]), fileName, bytes.length)
  await recordFile(db, kept, 'test')
  const options = { format: 'pupil-csv', createSchools: true, replace: false }
  const id = await insertImport(db, {
    ...{ regionId, sha256: kept.sha256, fileName, schoolYear: 2026, options, actor: 'test' },
  })
  const row = await checkImport(db, ground, id, () => {})
  const counts = []
  if (row.state === 'checked')
    for await (const count of store.count(stagedPath(ground, id), 'pupil', rules)) counts.push(count)
  const journal = []
  if (row.state === 'checked')
    for await (const fact of store.journalOfPupils(stagedPath(ground, id))) journal.push(fact)
  const problems = await listProblems(db, id, { offset: 0, limit: 1000 })
  await db.deleteFrom('imports').where('id', '=', id).execute()
  return { state: row.state, problem: row.problem, preview: row.preview, problems, counts, journal }
}

const HEADER = [
  ...['Учебный год', 'Процедура', 'Код ОО', 'Муниципалитет', 'Код участника', 'Класс', 'Фамилия'],
  ...['Первичный балл', 'Тестовый балл', 'Отметка', 'Отметка по журналу'],
]
const CELLS: string[][] = [
  ['2026', '2026', '2025/26', '2026.0', '', '1812', 'год'],
  ['vpr-ma-5', 'oge-ma', 'ege-ru', 'VPR-MA-5', ' oge-ma ', '', 'химия', '#N/A'],
  ['edu670001', 'EDU670001', 'edu670002', '13450.0', '13450', 'СОШ № 1(edu670003)', '', '12', 'Итого'],
  ['Вяземский район(reg67_m005)', 'Заозёрский «район»', '', 'a"b'],
  [
    '1',
    '2',
    '3',
    '0003',
    '12345678',
    '67-001',
    '999999999999999',
    '9999999999999999',
    '12.0',
    '',
    'Иванов',
    '-',
  ],
  ['5А', '5Б', '', 'К'.repeat(130)],
  ['Иванов', 'Петрова'],
  ['0', '7', '12,5', '12.5', '22', '-1', '1001', 'X', '', '3e5', '#ДЕЛ/0!'],
  ['', '', '23', '24', '100', '101', '61,0', ' '],
  ['2', '3', '4', '5', '', '5,0', ' 4 ', '6', 'н/а', '4.5'],
  ['', '', '', '3', '9', 'нет'],
]
const row = fc.tuple(...CELLS.map((cells) => fc.constantFrom(...cells)))
const plainRow = fc.tuple(
  ...CELLS.map((cells, column) => fc.constantFrom(...cells.slice(0, column === 4 ? 6 : 3))),
)
/** How a program or a person may have written the cell. */
const quoting = fc.constantFrom('none', 'needed', 'all', 'loose')
function written(cell: string, style: string): string {
  if (style === 'all' || (style === 'needed' && /["; ]/.test(cell))) return `"${cell.replaceAll('"', '""')}"`
  return style === 'loose' && cell !== '' ? ` "${cell}"` : cell
}

test('a huge csv read by the column gives what the same rows give one by one', {
  timeout: 120_000,
}, async () => {
  const anyRow = fc.oneof({ weight: 3, arbitrary: plainRow }, { weight: 2, arbitrary: row })
  const line = fc.record({
    cells: anyRow,
    style: quoting,
    // Pupils of a school mostly come one after another.
    isAtSameSchool: fc.boolean(),
    shape: fc.constantFrom('whole', 'whole', 'whole', 'whole', 'short', 'long', 'blank', 'two-lines'),
  })
  await fc.assert(
    fc.asyncProperty(
      fc.array(line, { minLength: 1, maxLength: 60 }),
      fc.constantFrom('\n', '\r\n'),
      fc.boolean(),
      async (lines, end, isClosed) => {
        const text = (cells: string[], style: string) => cells.map((cell) => written(cell, style)).join(';')
        let school: string[] = []
        const body = lines.map(({ cells: ownCells, style, shape, isAtSameSchool }) => {
          const cells = isAtSameSchool ? [...school, ...ownCells.slice(school.length)] : [...ownCells]
          school = cells.slice(0, 4)
          if (shape === 'blank') return ''
          if (shape === 'short') return text(cells.slice(0, 6), style)
          if (shape === 'long') return `${text(cells, style)};лишнее;`
          if (shape === 'two-lines') return text(cells.with(3, `"Вяземский${end}район"`), 'none')
          return text(cells, style)
        })
        // As many rows as are read one by one at the beginning of any file.
        const first = Array.from(
          { length: 30 },
          (_, at) => `2026;vpr-ma-5;edu670001;;${at + 100};5А;;10;;3;3`,
        )
        const file = Buffer.from([HEADER.join(';'), ...first, ...body].join(end) + (isClosed ? end : ''))
        const [byRow, inBulk] = [await read(file, Number.POSITIVE_INFINITY), await read(file, 0)]
        expect(inBulk).toEqual(byRow)
        const { rowsRead, rowsAccepted, rowsRejected, rowsSkipped } = inBulk.preview!
        expect(rowsAccepted + rowsRejected + rowsSkipped).toBe(rowsRead)
      },
    ),
    { numRuns: Number(process.env.BULK_RUNS ?? 12) },
  )
})

test('a pupil who stands twice counts once, wherever the second row stands', async () => {
  const rows = Array.from({ length: 200 }, (_, at) => `2026;vpr-ma-5;edu670001;;${at + 1};5А;;10;;3;`)
  rows[150] = '2026;vpr-ma-5;edu670001;;7;5А;;20;;4;'
  rows[160] = '2026;vpr-ma-5;edu670001;;8;5А;;20,0;;4;'
  rows[170] = '2026;vpr-ma-6;edu670001;;9;5А;;20;;4;'
  const { preview, problems } = await read(Buffer.from([HEADER.join(';'), ...rows].join('\n')), 0)
  expect(preview).toMatchObject({ rowsRead: 201, rowsAccepted: 198, rowsRejected: 2, resultCount: 198 })
  expect(problems).toMatchObject([
    { rowNumber: 152, code: 'row-duplicate', given: '7' },
    { rowNumber: 162, code: 'row-duplicate', given: '8' },
  ])
})

test('a row without a code leaves the next row in its own school', async () => {
  const row = (school: string, code: string) => `2026;vpr-ma-5;${school};;${code};5А;;10;;3;`
  const rows = Array.from({ length: 60 }, (_, at) => row('edu670001', String(at + 1)))
  rows.push(row('edu670002', ''), row('edu670002', '1'), row('edu670002', '2'), row('edu670001', '61'))
  const { counts } = await read(Buffer.from([HEADER.join(';'), ...rows].join('\n')), 0)
  expect(counts.map(({ key, participants }) => [key, participants])).toEqual([
    ['edu670001', 61],
    ['edu670002', 2],
  ])
})

test('a file in Windows-1251 keeps its letters', async () => {
  const rows = Array.from(
    { length: 100 },
    (_, at) => `2026;vpr-ma-5;edu670001;Bяземский;${at + 1};5Б;;10;;3;`,
  )
  const text = [HEADER.join(';'), ...rows].join('\n')
  const bytes = Buffer.from([...text].map((letter) => toWindows1251(letter)))
  expect(await read(bytes, 0)).toEqual(await read(bytes, Number.POSITIVE_INFINITY))
})

function toWindows1251(letter: string): number {
  const code = letter.charCodeAt(0)
  if (code < 128) return code
  if (letter === 'ё') return 0xb8
  return code - 0x410 + 0xc0
}
