import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { detectFormat } from '../imports/formats/list-formats.ts'
import { mappedFormat } from '../imports/formats/mapped-table.ts'
import { parseMapping } from '../imports/formats/mapping.ts'
import type { RowProblem } from '../imports/model.ts'
import { readSamples } from '../imports/read-file.ts'
import { openTable } from '../imports/read-table/open-table.ts'
import { readRegistry } from '../imports/registry/read-registry.ts'
import type { AssessmentResult, SourceSchoolRef } from '../results/model.ts'
import { generateRegion } from './generate-region.ts'
import { makeSamples } from './make-samples.ts'
import type { Blemish } from './samples-readme.ts'
import { type DemoFile, writeDemoFiles } from './write-demo-files.ts'

const region = generateRegion()
let folder = ''
let files: DemoFile[] = []
let blemishes: Blemish[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'demo-formats-'))
  files = await writeDemoFiles(region, folder)
  blemishes = await makeSamples(join(folder, 'samples'))
}, 60_000)
afterAll(() => rm(folder, { recursive: true, force: true }))

const readResults = async (path: string, schoolYear: number, mappingPath?: string) => {
  const table = await openTable({ path, fileName: basename(path) })
  const samples = await readSamples(table)
  const format = mappingPath
    ? mappedFormat(parseMapping(JSON.parse(await readFile(mappingPath, 'utf8'))))
    : detectFormat(samples)
  const reader = format.open(samples, { schoolYear })
  const results: AssessmentResult[] = []
  const problems: RowProblem[] = []
  for await (const row of table.rows()) {
    const parsed = reader.parse(row)
    results.push(...parsed.results)
    problems.push(...parsed.problems)
  }
  return { format: format.id, results, problems: [...problems, ...reader.finish()] }
}

const codes = new Map<string, string>()
for (const { code, login, rcoiCode } of region.schools) codes.set(login, code).set(rcoiCode, code)
for (const { key, name, code } of region.truth.waiting) codes.set(key ?? name, code)
const schoolOf = (school: SourceSchoolRef): string =>
  codes.get(school.keyKind === 'name' ? (school.name ?? school.key) : school.key) ?? `unknown ${school.key}`

test('the import formats read from every file exactly the counts of the truth, with nothing to object to', async () => {
  const read = new Map<string, { participants: number; low: number }>()
  for (const file of files.filter((f) => f.kind === 'results')) {
    const { format, results, problems } = await readResults(file.path, file.schoolYear, file.mappingPath)
    expect(format).toBe(file.format)
    expect(problems.filter((problem) => problem.code !== 'row-total')).toEqual([])
    for (const result of results) {
      if (result.level !== 'pupil' && result.level !== 'aggregate')
        throw new Error(`a ${result.level} of results`)
      const key = `${schoolOf(result.school)} ${result.procedure} ${result.schoolYear}`
      const sum = read.get(key) ?? { participants: 0, low: 0 }
      sum.participants += result.level === 'pupil' ? 1 : result.participants
      sum.low += result.level === 'pupil' ? Number(result.mark === 2) : result.low!
      read.set(key, sum)
    }
  }
  const truth = region.results.map(
    ({ school, procedure, schoolYear, participants, low }) =>
      [`${region.schools[school]!.code} ${procedure} ${schoolYear}`, { participants, low }] as const,
  )
  expect(read).toEqual(new Map(truth))
}, 120_000)

test('the registry is read whole: municipalities with their forms, every school with its facts', async () => {
  const { path } = files.find((file) => file.kind === 'registry')!
  const reading = await readRegistry(await openTable({ path, fileName: basename(path) }), basename(path))
  expect(reading.problems).toEqual([])
  expect(
    reading.municipalities.map(({ code, name, nameGenitive, namePrepositional, oktmo }) => ({
      code,
      name,
      nameGenitive,
      namePrepositional,
      oktmo,
    })),
  ).toEqual(
    region.municipalities.map(({ code, name, nameGenitive, namePrepositional, oktmo }) => ({
      code,
      name,
      nameGenitive,
      namePrepositional,
      oktmo,
    })),
  )
  expect(
    reading.schools.map(
      ({
        code,
        name,
        schoolType,
        settlementType,
        enrolment,
        staffCount,
        distanceKm,
        hardToReach,
        longitude,
        latitude,
        status,
        closedOn,
        successorCode,
        earlierName,
      }) => ({
        ...{ code, name, type: schoolType, settlementType, enrolment, staffCount, distanceKm, hardToReach },
        ...{ at: [longitude, latitude], status, closedOn, mergedInto: successorCode, earlierName },
      }),
    ),
  ).toEqual(
    region.schools.map(
      ({
        code,
        name,
        type,
        settlementType,
        enrolment,
        staffCount,
        distanceKm,
        hardToReach,
        at,
        status,
        closedOn,
        mergedInto,
        formerName,
      }) => ({
        ...{ code, name, type, settlementType, enrolment, staffCount, distanceKm, hardToReach },
        ...{ at, status, closedOn, mergedInto, earlierName: formerName?.known ? formerName.name : null },
      }),
    ),
  )
  expect(reading.schools.map(({ identifiers }) => identifiers)).toEqual(
    region.schools.map(({ login, rcoiCode }) => [
      { kind: 'edu', value: login },
      { kind: 'rcoi', value: rcoiCode },
    ]),
  )
})

test.each([
  ['vpr-2026-f1-ru-5.xlsx', undefined],
  ['vpr-2026-f3-ma-6.xlsx', undefined],
  ['vpr-2026-long-table.csv', undefined],
  ['oge-2026.xlsx', 'oge-mapping.json'],
  ['ege-2026.xlsx', 'ege-mapping.json'],
])('the deliberate blemishes of the sample %s are reported at their rows', async (name, mapping) => {
  const path = (file: string) => join(folder, 'samples', file)
  const { results, problems } = await readResults(path(name), 2026, mapping && path(mapping))
  expect(results.length).toBeGreaterThan(10)
  const reported = problems.map(({ rowNumber, code }) => `${rowNumber} ${code}`)
  for (const { file, row, code } of blemishes)
    if (file === name && code !== null) expect(reported).toContain(`${row} ${code}`)
})
