import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { importFile, isStaged } from '../../test/import-file.ts'
import { makeXlsx } from '../../test/make-xlsx.ts'
import { makeZip } from '../../test/make-zip.ts'
import { NASTY_CELLS } from '../../test/nasty-values.ts'
import { PROBLEMS } from '../platform/problem.ts'
import { repositoryRoot } from '../platform/root.ts'
import type { ImportRow } from './queries.ts'
import { READ_LIMITS } from './read-table/limits.ts'
import { openZip } from './read-table/zip.ts'

const base = await testApp()
const { db, ground } = base

/** Files per property; `FUZZ_RUNS=2000` for a long hunt. A failure prints its seed. */
const RUNS = Number(process.env.FUZZ_RUNS ?? 12)
const TIMEOUT = 60_000 + RUNS * 3_000

/** What must hold for any bytes at all: a sentence or numbers, every row accounted for, nothing left behind. */
async function expectHonest(row: ImportRow): Promise<void> {
  expect(isStaged(ground, row.id)).toBe(false)
  const counts = await db
    .selectFrom('school_procedure_counts')
    .select(['participants', 'low', 'low_share', 'is_active', 'school_id', 'procedure', 'school_year'])
    .where('import_id', '=', row.id)
    .execute()
  if (row.state === 'refused') {
    const { code, detail } = row.problem!
    expect(Object.keys(PROBLEMS)).toContain(code)
    expect(code).not.toBe('import/failed')
    expect(detail).toMatch(/^[А-ЯЁ«].*[.!?»]$/su)
    expect(counts).toEqual([])
    return
  }
  expect(row.state).toBe('committed')
  const { rowsRead, rowsAccepted, rowsRejected, rowsSkipped, problems, problemCount } = row.preview!
  expect(rowsAccepted + rowsRejected + rowsSkipped).toBe(rowsRead)
  expect(rowsAccepted).toBeGreaterThan(0)
  expect(problems.reduce((sum, group) => sum + group.count, 0)).toBe(problemCount)
  expect(counts.length).toBeGreaterThan(0)
  for (const { participants, low } of counts) if (low !== null) expect(low).toBeLessThanOrEqual(participants)
  const active = counts.filter((count) => count.is_active)
  const keys = active.map((count) => `${count.school_id} ${count.procedure} ${count.school_year}`)
  expect(new Set(keys).size).toBe(keys.length)
}

async function tryFile(name: string, bytes: Buffer | string, year: number, mapping?: unknown): Promise<void> {
  const options = mapping === undefined ? {} : { mapping }
  await expectHonest(await importFile(base, await newRegion(db), { name, bytes, year, options }))
}

const nasty = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...NASTY_CELLS) },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 20 }) },
  { weight: 1, arbitrary: fc.double().map(String) },
)

/** A few cells of a table replaced. */
const spoiledCells = (rows: string[][], from = 0) =>
  fc
    .array(
      fc.record({
        row: fc.integer({ min: from, max: rows.length - 1 }),
        column: fc.nat({ max: rows.at(-1)!.length - 1 }),
        cell: nasty,
      }),
      { minLength: 1, maxLength: 8 },
    )
    .map((changes) => {
      const copy = rows.map((row) => [...row])
      for (const { row, column, cell } of changes) copy[row]![column] = cell
      return copy
    })

const LONG = [
  ['Год', 'Класс', 'Предмет', 'Муниципалитет', 'Логин', 'ОО', 'Кол-во участников', '2', '3', '4', '5'],
  ...[1, 2, 3, 4, 5, 6].map((school) => [
    ...['2025', '5', 'Математика', `Район ${school % 2}`, `edu99000${school}`, `Школа № ${school}`],
    ...['20', '35', '40', '20', '5'],
  ]),
]

const F1 = [
  ['ВПР 2025 Русский язык 5 класс', '', '', '', '', '', '', '', '', ''],
  [
    'ОО',
    'Муниципалитет',
    'Название ОО',
    'Код участника',
    'Класс',
    'Вариант',
    '1 (2б)',
    '2К1 (3б)',
    'Первичный балл',
    'Отметка',
  ],
  ['', 'МБОУ «Школа № 1»(edu990001)', 'Кол-во участников: 3', '', '', '', '', '', '', ''],
  ...[1, 2, 3].map((pupil) => [
    'edu990001',
    'Район 1',
    'Школа № 1',
    `1000${pupil}`,
    '5А',
    '1',
    '2',
    'X',
    '2',
    '3',
  ]),
  ...[4, 5].map((pupil) => [
    'edu990002',
    'Район 1',
    'Школа № 2',
    `1000${pupil}`,
    '5Б',
    '2',
    '1',
    '3',
    '4',
    '4',
  ]),
]

const F3 = [
  ['ВПР 2025 Математика 6 класс', '', '', '', '', '', ''],
  ['Группы участников', 'Кол-во ОО', 'Кол-во участников', '2', '3', '4', '5'],
  ['Вся выборка', '100', '5000', '20', '40', '30', '10'],
  ['Район 1(reg99_m001)', '2', '40', '25', '50', '20', '5'],
  ['Школа № 1(edu990001)', '', '20', '25', '50', '20', '5'],
  ['Школа № 2(edu990002)', '', '20', '25', '50', '20', '5'],
]

const quoted = (rows: string[][]) =>
  rows.map((row) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')).join('\n')

/** As programs write what XML does not allow: by number, by Excel's escape, or as it is. */
const xmlText = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replace(/[\p{Cs}\p{Cc}]/gu, (letter) => `&#${letter.charCodeAt(0)};`)
const asXlsx = (rows: string[][]) =>
  makeXlsx({
    sheets: {
      Лист1: `<sheetData>${rows.map((row, at) => `<row r="${at + 1}">${row.map((cell) => `<c t="inlineStr"><is><t>${xmlText(cell)}</t></is></c>`).join('')}</row>`).join('')}</sheetData>`,
    },
  })

test.each([
  ['региональная таблица', LONG],
  ['Ф1', F1],
  ['Ф3', F3],
])(
  'whatever stands in the cells (%s), every row read has one fate',
  async (_name, rows) => {
    await fc.assert(
      fc.asyncProperty(spoiledCells(rows), fc.boolean(), async (spoiled, isCsv) => {
        await tryFile(isCsv ? 'т.csv' : 'т.xlsx', isCsv ? quoted(spoiled) : asXlsx(spoiled), 2025)
      }),
      { numRuns: RUNS },
    )
  },
  TIMEOUT,
)

const MAPPING = {
  version: 1,
  name: 'Проверка',
  school: {
    keyKind: 'edu',
    key: { column: 'Логин' },
    name: { column: 'ОО' },
    municipality: { column: 'Муниципалитет' },
  },
  year: { column: 'Год' },
  groups: [
    {
      procedure: { code: 'x-1', name: 'Первая', kind: 'other' },
      participants: { column: 'Кол-во участников' },
      low: { column: '2' },
      meanScore: { column: '5' },
    },
    {
      procedure: { code: 'x-2', name: 'Вторая', kind: 'other' },
      participants: { column: 'Кол-во участников' },
      lowShare: { column: '3' },
    },
  ],
}

test(
  'whatever stands in the cells of a mapped table, every row read has one fate',
  async () => {
    await tryFile('т.csv', quoted(LONG), 2025, MAPPING)
    await fc.assert(
      fc.asyncProperty(spoiledCells(LONG, 1), (spoiled) => tryFile('т.csv', quoted(spoiled), 2025, MAPPING)),
      { numRuns: RUNS },
    )
  },
  TIMEOUT,
)

const samples = await Promise.all(
  [
    'vpr-2026-f1-ru-5.xlsx',
    'vpr-2026-f3-ma-6.xlsx',
    'vpr-2026-long-table.csv',
    'registry.xlsx',
    'ege-2026.xlsx',
  ].map(async (name) => ({ name, bytes: await readFile(join(repositoryRoot(), 'samples', name)) })),
)

test(
  'whatever happens to the bytes of a file, it is read or refused in one sentence',
  async () => {
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      byte: fc.nat({ max: 255 }),
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...samples),
        fc.array(change, { maxLength: 6 }),
        fc.option(fc.double({ min: 0, max: 1, noNaN: true })),
        async ({ name, bytes }, changes, cut) => {
          const copy = Buffer.from(cut === null ? bytes : bytes.subarray(0, Math.floor(bytes.length * cut)))
          for (const { at, byte } of changes) if (copy.length > 0) copy[Math.floor(at * copy.length)] = byte
          await tryFile(name, copy, 2026)
        },
      ),
      { numRuns: RUNS },
    )
  },
  TIMEOUT,
)

test(
  'whatever stands inside a workbook that unpacks, it is read or refused in one sentence',
  async () => {
    const books = await Promise.all(
      samples.slice(0, 2).map(async ({ name, bytes }) => ({ name, parts: await unzip(bytes) })),
    )
    const pieces = fc.constantFrom(
      '',
      '<',
      '>',
      '&',
      '"',
      '</row>',
      '<row>',
      '<c r="ZZZ9">',
      '</sheetData>',
      '\0',
      's="9999"',
      't="s"',
      'r="A1"',
      '-1',
      '1e999',
      '<![CDATA[',
      '<!DOCTYPE x>',
      '99999999',
    )
    const change = fc.record({
      at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
      length: fc.nat({ max: 12 }),
      piece: pieces,
    })
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...books),
        fc.nat(),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        async ({ name, parts }, which, changes) => {
          const copy = parts.map((part) => ({ ...part }))
          const part = copy[which % copy.length]!
          for (const { at, length, piece } of changes) {
            const text = part.content
            const from = Math.floor(at * text.length)
            part.content = text.slice(0, from) + piece + text.slice(from + length)
          }
          await tryFile(name, makeZip(copy), 2026)
        },
      ),
      { numRuns: RUNS },
    )
  },
  TIMEOUT,
)

async function unzip(bytes: Buffer): Promise<{ name: string; content: string }[]> {
  const zip = await openZip({ buffer: bytes }, 'образец', READ_LIMITS)
  const parts = []
  for (const name of zip.names.values()) {
    const pieces: Buffer[] = []
    for await (const piece of zip.read(name)) pieces.push(Buffer.from(piece))
    parts.push({ name, content: Buffer.concat(pieces).toString() })
  }
  zip.close()
  return parts
}
