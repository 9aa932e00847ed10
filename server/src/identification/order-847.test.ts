import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SchoolProcedureCount } from '../results/model.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import type { IdentificationInput, SchoolInput } from './model.ts'
import { count, NINE, region, school } from './test-region.ts'

/**
 * The order once more, straight from its words and by other means than the product's: missing numbers are tried as low and as
 * not low, and the status is only what does not depend on the guess.
 */
const oracle = (input: IdentificationInput, s: SchoolInput, year: number): string => {
  const ownRows = (id: number, y: number) =>
    input.counts.filter((row) => row.schoolId === id && row.schoolYear === y)
  const rowsOf = (y: number, id = s.id) => {
    const own = ownRows(id, y)
    if (own.length > 0 || y === year) return own
    const before = input.predecessors.filter((link) => link.schoolId === id)
    return before.length === 1 ? ownRows(before[0]!.predecessorId, y) : []
  }
  /** What a type of school holds of the nine. */
  const holds = (type: SchoolInput['schoolType'], k: string) =>
    type !== null && type !== 'primary' && (k !== 'ege' || type !== 'basic')
  const isLoadedAround = (k: string, y: number) => {
    const hasKind = (rows: SchoolProcedureCount[]) => rows.some((row) => kind(row.procedure) === k)
    if (!hasKind(input.counts.filter((row) => row.schoolYear === y))) return false
    if ((input.waiting ?? []).some((one) => kind(one.procedure) === k && one.schoolYear === y)) return false
    const neighbours = input.schools.filter((one) => one.id !== s.id && one.municipality === s.municipality)
    return (
      !neighbours.some((one) => holds(one.schoolType, k)) ||
      neighbours.some((one) => hasKind(rowsOf(y, one.id)))
    )
  }
  const isSecondary = s.schoolType !== null && !['primary', 'basic'].includes(s.schoolType)
  const kind = (code: string) => code.slice(0, 3)
  const everHeld = (k: string) =>
    [2022, 2023, 2024, 2025].some((y) => rowsOf(y).some((row) => kind(row.procedure) === k))

  const low = (code: string, y: number, guess: boolean): boolean => {
    const rows = rowsOf(y)
    const row = rows.find((one) => one.procedure === code)
    if (row) {
      if (row.low !== null) return 10 * row.low >= 3 * row.participants
      return row.lowShare === null ? guess : row.lowShare >= 3000
    }
    if (s.schoolType === 'primary' || (s.schoolType === 'basic' && kind(code) === 'ege')) return false
    if (rows.length === 0) return guess
    const sameKind = rows.some((one) => kind(one.procedure) === kind(code))
    const hasOldKind = input.predecessors.filter((link) => link.schoolId === s.id).length > 1 && y < year
    if (!sameKind && !hasOldKind && isLoadedAround(kind(code), y)) return false
    if (s.schoolType === null) return sameKind || !everHeld(kind(code)) ? false : guess
    const somebody = input.counts.some((one) => one.procedure === code && one.schoolYear === y)
    const mustHold = kind(code) !== 'ege' || isSecondary
    return sameKind && somebody ? false : mustHold && guess
  }
  const isListed = (guess: boolean) => {
    const ruleA = NINE.filter((code) => low(code, year, guess)).length >= 2
    const ruleB = NINE.some((code) => {
      const broken = input.comparabilityBreaks.some(
        (one) => one.procedure === code && one.schoolYear === year,
      )
      return low(code, year, guess) && (broken ? guess : low(code, year - 1, guess))
    })
    return ruleA || ruleB
  }
  if (isListed(false)) return 'listed'
  return isListed(true) ? 'insufficient-data' : 'not-listed'
}

const arbitraryCount = (schoolId: number, procedure: string, schoolYear: number) =>
  fc
    .tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.nat(),
      fc.constantFrom('exact', 'exact', 'exact', 'share-only', 'no-low'),
    )
    .map(([participants, seed, basis]): SchoolProcedureCount => {
      const low = Math.floor(((seed % 100) / 100) * (participants + 1)) % (participants + 1)
      if (basis === 'exact') return count(schoolId, procedure, schoolYear, low, participants)
      if (basis === 'no-low')
        return count(schoolId, procedure, schoolYear, null, participants, { meanScore: 12.5 })
      const lowShare = Math.round((10_000 * low) / participants)
      return count(schoolId, procedure, schoolYear, null, participants, {
        lowShare,
        countBasis: 'share-only',
      })
    })

const arbitraryRegion = fc.integer({ min: 1, max: 4 }).chain((size) => {
  const schools = fc.tuple(
    ...Array.from({ length: size }, (_, i) =>
      fc
        .constantFrom('primary', 'basic', 'basic', 'secondary', 'gymnasium', null)
        .chain((schoolType) =>
          fc
            .constantFrom('Заречный район', 'Заречный район', 'Лесной район')
            .map((municipality) => school(i + 1, { schoolType, municipality })),
        ),
    ),
  )
  const places = Array.from({ length: size + 1 }, (_, i) => i + 1).flatMap((id) =>
    [2025, 2024, 2023].flatMap((year) => NINE.map((procedure) => ({ id, year, procedure }))),
  )
  // Whole kinds of a year are left out more often than single procedures: files are loaded by kind.
  const holes = fc.array(
    fc.constantFrom('2025vpr', '2025oge', '2025ege', '2024vpr', '2024oge', '2024ege', '2024'),
    { maxLength: 2 },
  )
  const counts = holes.chain((left) =>
    fc
      .tuple(
        ...places.map(({ id, year, procedure }) =>
          left.some((hole) => `${year}${procedure}`.startsWith(hole))
            ? fc.constant(null)
            : fc.option(arbitraryCount(id, procedure, year), { freq: 3 }),
        ),
      )
      .map((rows) => rows.filter((row) => row !== null)),
  )
  const breaks = fc.subarray(NINE, { maxLength: 2 })
  // School size + 1 is closed: it is not among the schools, only a possible predecessor.
  const predecessors = fc.subarray([
    { schoolId: 1, predecessorId: size + 1 },
    { schoolId: 1, predecessorId: size + 2 },
  ])
  const waiting = fc.subarray(
    [
      { procedure: 'ege-ru', schoolYear: 2025 },
      { procedure: 'oge-ma', schoolYear: 2024 },
    ],
    { maxLength: 1 },
  )
  return fc.record({ schools, counts, breaks, predecessors, waiting })
})

describe('order-847 against an independent reading of its text', () => {
  it('gives the same status to every school of random regions', () => {
    const seen = new Map<string, number>()
    fc.assert(
      fc.property(arbitraryRegion, ({ schools, counts, breaks, predecessors, waiting }) => {
        const input = region(schools, counts, {
          predecessors,
          waiting,
          comparabilityBreaks: breaks.map((procedure) => ({ procedure, schoolYear: 2025 })),
        })
        const got = identify(input).findings.map(({ status }) => status)
        expect(got).toEqual(schools.map((one) => oracle(input, one, 2025)))
        for (const status of got) seen.set(status, (seen.get(status) ?? 0) + 1)
      }),
      { numRuns: 1000, seed: 847 },
    )
    for (const status of ['listed', 'not-listed', 'insufficient-data'])
      expect(seen.get(status)).toBeGreaterThan(50)
  })
})

describe('order-847 on small schools', () => {
  it('lists three schools of four by chance when three pupils sit each of nine procedures with a true share of 10 %', () => {
    let state = 20200819
    // A plain multiplicative generator (Park–Miller) is enough for a frequency and is the same everywhere.
    const random = () => {
      state = (state * 48_271) % 2_147_483_647
      return state / 2_147_483_647
    }
    const total = 5_000
    const schools = Array.from({ length: total }, (_, i) => school(i + 1, { schoolType: 'secondary' }))
    const counts = schools.flatMap(({ id }) =>
      NINE.map((code) => count(id, code, 2025, [0, 1, 2].filter(() => random() < 0.1).length, 3)),
    )
    const { findings } = identify(region(schools, counts, { methodology: getMethodology() }))
    const byRuleA = findings.filter((one) => one.lists[0]!.criteria[1]!.outcome === 'met').length
    // Three standard errors of a share over five thousand schools.
    expect(Math.abs(byRuleA / total - 0.747)).toBeLessThan(0.019)
    expect(
      findings
        .filter(({ status }) => status === 'listed')
        .every(({ reliability }) => 'value' in reliability && reliability.value === 'low'),
    ).toBe(true)
  })
})
