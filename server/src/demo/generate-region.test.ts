import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { DEMO_PROCEDURES } from './demo-procedures.ts'
import type { DemoResult } from './demo-region.ts'
import { generateRegion } from './generate-region.ts'
import { isInside } from './region-borders.ts'
import { municipalitiesGeoJson } from './registry-files.ts'
import { resultsOf } from './result-index.ts'

const region = generateRegion()
const hash = (value: unknown) => createHash('sha256').update(JSON.stringify(value)).digest('hex')
const YEARS = [2023, 2024, 2025]
const NINE = [
  'vpr-ma-5',
  'vpr-ma-6',
  'vpr-ru-5',
  'vpr-ru-6',
  'oge-ma',
  'oge-ru',
  'ege-ma-base',
  'ege-ma-prof',
  'ege-ru',
]

const share = (results: DemoResult[], of: (result: DemoResult) => number) =>
  (100 * results.reduce((sum, result) => sum + of(result), 0)) /
  results.reduce((sum, result) => sum + result.participants, 0)

test('the same seed gives the same region and another seed another one', () => {
  expect(hash(generateRegion())).toBe(hash(region))
  expect(hash(generateRegion('another'))).not.toBe(hash(region))
})

test('the region has 26 municipalities with stored forms of declension', () => {
  expect(region.municipalities).toHaveLength(26)
  for (const { name, nameGenitive, namePrepositional, kind } of region.municipalities) {
    if (kind === 'city') {
      expect([name, nameGenitive, namePrepositional].join()).toMatch(/^город (\S+),города \1а,в городе \1е$/)
    } else {
      const stem = name.replace(/(ий|ой|ый) район$/, '')
      expect(nameGenitive).toBe(`${stem}ого района`)
      expect(namePrepositional).toMatch(new RegExp(`^(в|во) ${stem}ом районе$`))
    }
  }
  expect(new Set(region.municipalities.map((m) => m.namePrepositional)).size).toBe(26)
})

test('schools are many, coded uniquely, named uniquely in their municipality and stand inside its border', () => {
  const { schools } = region
  expect(schools.length).toBeGreaterThanOrEqual(600)
  for (const field of ['code', 'login', 'rcoiCode'] as const)
    expect(new Set(schools.map((school) => school[field])).size).toBe(schools.length)
  expect(new Set(schools.map((school) => `${school.municipality} ${school.name}`)).size).toBe(schools.length)
  for (const school of schools) {
    expect(school.login).toMatch(/^edu99\d{4}$/)
    expect(school.rcoiCode).toMatch(/^\d{5}$/)
    expect(isInside(school.at, region.municipalities[school.municipality]!.border)).toBe(true)
  }
  expect(Buffer.byteLength(municipalitiesGeoJson(region))).toBeLessThan(40_000)
})

test('half of the schools and more have fewer than fifteen participants in a grade', () => {
  const grade5 = resultsOf(region, 'vpr-ru-5', 2025)
  expect(grade5.filter((result) => result.participants < 15).length).toBeGreaterThan(grade5.length / 2)
  expect(grade5.filter((result) => result.participants >= 50).length).toBeGreaterThan(30)
})

test('marks sum to participants, and low and high follow from them', () => {
  for (const { marks, participants, low, high } of region.results) {
    expect(participants).toBeGreaterThan(0)
    expect(low + high).toBeLessThanOrEqual(participants)
    if (marks === null) continue
    expect(marks[2] + marks[3] + marks[4] + marks[5]).toBe(participants)
    expect([low, high]).toEqual([marks[2], marks[4] + marks[5]])
  }
})

test.each(YEARS)('Russian of grade 4 in %i is within 1.5 points of the published marks of Russia', (year) => {
  const results = resultsOf(region, 'vpr-ru-4', year)
  const published = { 2: 5.06, 3: 32.92, 4: 44.33, 5: 17.69 }
  for (const mark of [2, 3, 4, 5] as const)
    expect(Math.abs(share(results, (result) => result.marks![mark]) - published[mark])).toBeLessThan(1.5)
})

test.each(YEARS)('shares of «2» in ВПР of %i lie between Russia and a weak region', (year) => {
  for (const { code, kind } of DEMO_PROCEDURES) {
    if (kind !== 'vpr') continue
    const low = share(resultsOf(region, code, year), (result) => result.low)
    expect(low).toBeGreaterThan(5.06 - 1.5)
    expect(low).toBeLessThan(13.44 + 1.5)
  }
})

test('drawn low counts agree with the true probabilities', () => {
  let z2 = 0
  for (const { school, procedure, schoolYear, participants, low } of region.results) {
    const p = region.truth.lowProbability[procedure]![schoolYear]![region.schools[school]!.code]!
    z2 += (low - participants * p) ** 2 / (participants * p * (1 - p))
  }
  // A mean of squared z is 1 when the counts are binomial with these probabilities.
  expect(z2 / region.results.length).toBeGreaterThan(0.95)
  expect(z2 / region.results.length).toBeLessThan(1.05)
})

/** Order 847 read literally: two low procedures, or the same one low two years running. */
const listedIn = (year: number) => {
  const low = new Set<string>()
  for (const { school, procedure, schoolYear, participants, low: f } of region.results)
    if (NINE.includes(procedure) && 10 * f >= 3 * participants)
      low.add(`${school} ${procedure} ${schoolYear}`)
  return (school: number) => {
    const now = NINE.filter((procedure) => low.has(`${school} ${procedure} ${year}`))
    return now.length >= 2 || now.some((procedure) => low.has(`${school} ${procedure} ${year - 1}`))
  }
}

test('the rule lists 7–10 % of schools with ten or more participants in ВПР and ОГЭ, and far more of the small ones', () => {
  const isListed = listedIn(2025)
  const smallest = new Map<number, number>()
  for (const { school, procedure, schoolYear, participants } of region.results)
    if (schoolYear === 2025 && NINE.includes(procedure) && !procedure.startsWith('ege'))
      smallest.set(school, Math.min(participants, smallest.get(school) ?? Number.POSITIVE_INFINITY))
  const rate = (schools: number[]) => schools.filter(isListed).length / schools.length
  const large = rate([...smallest].filter(([, n]) => n >= 10).map(([school]) => school))
  const small = rate([...smallest].filter(([, n]) => n < 10).map(([school]) => school))
  expect(large).toBeGreaterThan(0.07)
  expect(large).toBeLessThan(0.1)
  expect(small).toBeGreaterThan(2 * large)
})

test('a quarter of the schools holds about half of the low marks', () => {
  const p = region.truth.lowProbability['vpr-ma-5']![2025]!
  const expected = resultsOf(region, 'vpr-ma-5', 2025)
    .map((result) => p[region.schools[result.school]!.code]! * result.participants)
    .sort((a, b) => b - a)
  const sum = (values: number[]) => values.reduce((total, value) => total + value, 0)
  const top = sum(expected.slice(0, Math.round(expected.length / 4))) / sum(expected)
  expect(top).toBeGreaterThan(0.45)
  expect(top).toBeLessThan(0.75)
})

test('closed and merged schools have results only while they stood, and their pupils go on elsewhere', () => {
  const index = (code: string) => region.schools.findIndex((school) => school.code === code)
  const years = (school: number) =>
    [
      ...new Set(
        region.results.filter((result) => result.school === school).map((result) => result.schoolYear),
      ),
    ].sort()
  const merged = region.schools.find((school) => school.status === 'merged')!
  expect(years(region.schools.indexOf(merged))).toEqual([2023, 2024])
  expect(region.schools[index(merged.mergedInto!)]!.municipality).toBe(merged.municipality)
  const [pair] = region.truth.successors
  expect(years(index(pair!.predecessorCode))).toEqual([2023])
  expect(years(index(pair!.code))).toEqual([2024, 2025])
})

test('a pupil cohort is nearly the same size from one grade to the next', () => {
  const size = (procedure: string, year: number) =>
    new Map(resultsOf(region, procedure, year).map((result) => [result.school, result.participants]))
  const [grade5, grade6] = [size('vpr-ma-5', 2024), size('vpr-ma-6', 2025)]
  const differences = [...grade5].flatMap(([school, n]) => {
    const later = grade6.get(school)
    return later === undefined ? [] : [Math.abs(later - n) / Math.sqrt(n)]
  })
  expect(differences.sort((a, b) => a - b)[Math.floor(differences.length * 0.9)]).toBeLessThan(1.2)
})
