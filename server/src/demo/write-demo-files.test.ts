import { createHash } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import ExcelJS from 'exceljs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseMapping } from '../imports/formats/mapping.ts'
import { generateRegion } from './generate-region.ts'
import { PUPIL_LEVEL_WORKS } from './pupil-works.ts'
import { resultsOf } from './result-index.ts'
import { type DemoFile, writeDemoFiles } from './write-demo-files.ts'

const region = generateRegion()
let folder = ''
let files: DemoFile[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-region-'))
  files = await writeDemoFiles(region, folder)
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

type Row = (string | number | null)[]
const readSheet = async (path: string): Promise<Row[]> => {
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.readFile(path)
  const rows: Row[] = []
  workbook.worksheets[0]!.eachRow((row, number) => {
    rows[number - 1] = (row.values as ExcelJS.CellValue[])
      .slice(1)
      .map((value) => (value ?? null) as string | number | null)
  })
  return Array.from(rows, (row) => row ?? [])
}
/** «vpr-ru-5» from «ВПР 2025 Русский язык 5 класс …». */
const procedureOf = (path: string) => {
  const [, year, subject, grade] = /ВПР (\d{4}) (.+) (\d) класс/.exec(basename(path))!
  return { procedure: `vpr-${subject === 'Математика' ? 'ma' : 'ru'}-${grade}`, year: Number(year) }
}
const counts = (procedure: string, year: number) =>
  new Map(
    resultsOf(region, procedure, year).map(
      (r) => [region.schools[r.school]!.login, Object.values(r.marks!)] as const,
    ),
  )

test('files come in load order, in every format, and small enough', () => {
  expect(files.map((file) => file.kind).slice(0, 2)).toEqual(['municipalities', 'registry'])
  expect([...new Set(files.map((file) => file.format))].sort()).toEqual(
    ['f1', 'f3', 'geojson', 'mapped', 'regional-long-table', 'registry'].sort(),
  )
  const years = files
    .filter((file) => file.kind === 'results' && file.format !== 'mapped')
    .map((f) => f.schoolYear)
  expect(years).toEqual([...years].sort())
  const pupils = PUPIL_LEVEL_WORKS.flatMap((work) => resultsOf(region, work.procedure, work.schoolYear))
  expect(pupils.reduce((sum, result) => sum + result.participants, 0)).toBeLessThan(60_000)
})

test('the same region gives the same bytes', async () => {
  const again = await mkdtemp(join(tmpdir(), 'demo-region-'))
  try {
    for (const file of await writeDemoFiles(region, again)) {
      const [one, two] = await Promise.all([readFile(file.path), readFile(join(folder, basename(file.path)))])
      expect(createHash('sha256').update(one).digest('hex')).toBe(
        createHash('sha256').update(two).digest('hex'),
      )
    }
  } finally {
    await rm(again, { recursive: true, force: true })
  }
}, 60_000)

test('Ф1 holds exactly the pupils of the truth, tasks add up to the score and the score gives the mark', async () => {
  for (const file of files.filter((f) => f.format === 'f1')) {
    const { procedure, year } = procedureOf(file.path)
    const work = PUPIL_LEVEL_WORKS.find((w) => w.procedure === procedure)!
    const rows = await readSheet(file.path)
    expect(rows[2]![0]).toMatch(/^ВПР \d{4} .+ \d класс$/)
    const titles = rows[7] as string[]
    expect(titles.slice(0, 6)).toEqual([
      'ОО',
      'Муниципалитет',
      'Название ОО',
      'Код участника',
      'Класс',
      'Вариант',
    ])
    const tasks = titles.slice(6, -3)
    for (const title of tasks) expect(title).toMatch(/^(\d+(?:[.,]\d+)?(?:[КK]\d+)?)\s*\((\d+)\s*б\)$/)
    const seen = new Map<string, number[]>()
    let declared = 0
    for (const row of rows.slice(8)) {
      if (String(row[1]).startsWith('Кол-во')) {
        declared += Number(/\d+$/.exec(String(row[1]))![0])
        continue
      }
      const points = row.slice(6, 6 + tasks.length)
      const [score, mark] = row.slice(6 + tasks.length) as [number, number]
      expect(points.reduce((sum: number, p) => sum + (p === 'X' ? 0 : Number(p)), 0)).toBe(score)
      const { bounds } = work
      expect(mark).toBe(score >= bounds[5] ? 5 : score >= bounds[4] ? 4 : score >= bounds[3] ? 3 : 2)
      const byMark = seen.get(String(row[0])) ?? [0, 0, 0, 0]
      byMark[mark - 2]!++
      seen.set(String(row[0]), byMark)
    }
    expect(seen).toEqual(counts(procedure, year))
    expect(declared).toBe([...seen.values()].flat().reduce((a, b) => a + b, 0))
  }
}, 120_000)

test('counts recovered from the percents of Ф3 are those of the truth', async () => {
  for (const file of files.filter((f) => f.format === 'f3')) {
    const { procedure, year } = procedureOf(file.path)
    const rows = await readSheet(file.path)
    expect(rows[7]).toEqual(['Группы участников', 'Кол-во ОО', 'Кол-во участников', '2', '3', '4', '5'])
    const schools = rows.slice(8).filter((row) => /\(edu\d{6}\)$/.test(String(row[0])))
    const recovered = schools.map((row) => {
      const shares = row.slice(3, 7).map(Number)
      expect(Math.abs(shares.reduce((a, b) => a + b, 0) - 100)).toBeLessThan(0.025)
      return [
        /edu\d{6}/.exec(String(row[0]))![0],
        shares.map((s) => Math.round((s * Number(row[2])) / 100)),
      ] as const
    })
    expect(new Map(recovered)).toEqual(counts(procedure, year))
    const municipalities = rows.filter((row) => /\(reg99_m\d{3}\)$/.test(String(row[0])))
    const total = (some: Row[]) => some.reduce((sum, row) => sum + Number(row[2]), 0)
    expect(total(municipalities)).toBe(total(schools))
    expect(rows[9]![2]).toBe(total(schools))
  }
}, 60_000)

test('the long table is Windows-1251 with decimal commas and agrees with the truth', async () => {
  const file = files.find((f) => f.format === 'regional-long-table')!
  const text = new TextDecoder('windows-1251').decode(await readFile(file.path))
  const [head, ...rows] = text
    .trimEnd()
    .split('\r\n')
    .map((line) => line.split(/;(?=(?:[^"]*"[^"]*")*[^"]*$)/))
  expect(head!.join()).toBe('Год,Класс,Предмет,Муниципалитет,Логин,ОО,Кол-во участников,2,3,4,5')
  const vpr = region.results.filter((r) => r.schoolYear === 2023 && r.procedure.startsWith('vpr'))
  expect(rows).toHaveLength(vpr.length)
  for (const procedure of ['vpr-ma-5', 'vpr-ru-8']) {
    const expected = counts(procedure, 2023)
    const subject = procedure.includes('-ma-') ? 'Математика' : 'Русский язык'
    const own = rows.filter((row) => row[1] === procedure.at(-1) && row[2] === subject)
    expect(own).toHaveLength(expected.size)
    for (const row of own) {
      const recovered = row
        .slice(7)
        .map((s) => Math.round((Number(s.replace(',', '.')) * Number(row[6])) / 100))
      if (row[4]) expect(recovered).toEqual(expected.get(row[4]))
    }
  }
  const nameless = new Set(rows.filter((row) => row[4] === '').map((row) => row[5]!.replaceAll('""', '"')))
  expect([...nameless].sort()).toEqual(
    region.truth.waiting
      .filter((w) => w.file === 'long-table')
      .map((w) => w.name)
      .sort(),
  )
})

test('ОГЭ and ЕГЭ tables agree with the truth, blank where nobody sat, totals below', async () => {
  const rcoi = new Map(region.schools.map((school, index) => [school.rcoiCode, index]))
  for (const waiting of region.truth.waiting)
    if (waiting.key)
      rcoi.set(
        waiting.key,
        region.schools.findIndex((school) => school.code === waiting.code),
      )
  for (const file of files.filter((f) => f.format === 'mapped')) {
    const rows = await readSheet(file.path)
    const isOge = basename(file.path).startsWith('ОГЭ')
    const exams = isOge ? ['oge-ru', 'oge-ma'] : ['ege-ru', 'ege-ma-prof', 'ege-ma-base']
    const width = isOge ? 5 : 4
    const schools = rows.slice(5).filter((row) => row[5] != null)
    for (const [at, exam] of exams.entries()) {
      const from = 6 + at * width
      const read = new Map(
        schools.flatMap((row) =>
          row[from] == null ? [] : [[rcoi.get(String(row[3]))!, row.slice(from, from + width)]],
        ),
      )
      const truth = resultsOf(region, exam, file.schoolYear).map((r) => [
        r.school,
        [r.participants, ...(isOge ? Object.values(r.marks!) : [r.low, r.high, r.mean])],
      ])
      expect(read).toEqual(new Map(truth as [number, number[]][]))
      const participants = (some: Row[]) => some.reduce((sum, row) => sum + Number(row[from] ?? 0), 0)
      expect(rows.at(-1)![from]).toBe(participants(schools))
      expect(participants(rows.filter((row) => String(row[4]).startsWith('Итого: ')))).toBe(
        participants(schools),
      )
    }
    expect(rows.at(-1)![4]).toBe('Всего: Демонстрационная область')
  }
}, 60_000)

test('the mappings are valid and name every exam', async () => {
  const paths = [...new Set(files.flatMap((file) => file.mappingPath ?? []))]
  const mappings = await Promise.all(
    paths.map(async (path) => parseMapping(JSON.parse(await readFile(path, 'utf8')))),
  )
  expect(mappings.flatMap((mapping) => mapping.groups.map((group) => group.procedure)).sort()).toEqual(
    ['ege-ma-base', 'ege-ma-prof', 'ege-ru', 'oge-ma', 'oge-ru'].sort(),
  )
})

test('the registry and the borders are whole', async () => {
  const registry = await readSheet(files[1]!.path)
  expect(registry).toHaveLength(region.schools.length + 1)
  expect(registry.slice(1).map((row) => row[1])).toEqual(region.schools.map((school) => school.login))
  const known = region.schools.filter((school) => school.formerName?.known)
  expect(registry.slice(1).filter((row) => row[19] != null)).toHaveLength(known.length)
  const borders = JSON.parse(await readFile(files[0]!.path, 'utf8'))
  expect(borders.features).toHaveLength(26)
  expect(borders.features[0].properties.namePrepositional).toBe(region.municipalities[0]!.namePrepositional)
})
