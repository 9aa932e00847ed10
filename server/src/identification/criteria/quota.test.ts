import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { SCHOOL_TYPES, type SchoolType } from '../../places/school-type.ts'
import { explainCriterion } from '../criterion-sentence.ts'
import { explainFinding } from '../explain-sentence.ts'
import { identify } from '../identify.ts'
import { getMethodology } from '../load-methodology.ts'
import { type Methodology, parseMethodology } from '../methodology.ts'
import type { SchoolInput } from '../model.ts'
import { count, region, school } from '../test-region.ts'

const ryazan = getMethodology('ryazan-2025-quota')
const withQuota = (settings: object): Methodology => {
  const [list] = ryazan.lists
  return parseMethodology({
    ...ryazan,
    lists: [{ ...list!, rule: { ...list!.rule, procedures: ['ege-ru'], ...settings } }],
  })
}

interface Case {
  type: SchoolType | null
  municipality: string
  /** [low, participants] in ege-ru; null = the school has nothing at all. */
  ege: [number, number] | null
}

const secondary = (ege: Case['ege'], rest: Partial<Case> = {}): Case => ({
  type: 'secondary',
  municipality: 'Заречный район',
  ege,
  ...rest,
})

const find = (cases: Case[], settings: object = {}) => {
  const schools = cases.map(
    ({ type, municipality }, i): SchoolInput => school(i + 1, { schoolType: type, municipality }),
  )
  const counts = cases.flatMap(({ ege }, i) => (ege ? [count(i + 1, 'ege-ru', 2025, ...ege)] : []))
  return identify(region(schools, counts, { methodology: withQuota(settings) })).findings
}
const listed = (cases: Case[], settings: object = {}) =>
  find(cases, settings).flatMap(({ status, schoolId }) => (status === 'listed' ? [schoolId] : []))

const of = (...lows: number[]) => lows.map((low) => secondary([low, 20]))

describe('quota', () => {
  it('has a fixed number of places, rounded down', () => {
    expect(listed(of(1, 8, 2, 3, 9, 4, 5), { fraction: 2500 })).toEqual([5])
    expect(listed(of(1, 8, 2, 3, 9, 4, 5, 6), { fraction: 2500 })).toEqual([2, 5])
  })

  it('takes a tie at the border whole or leaves it whole, as the setting says', () => {
    const cases = of(9, 8, 8, 8, 1, 1, 2, 2)
    expect(listed(cases, { fraction: 2500, ties: 'in' })).toEqual([1, 2, 3, 4])
    expect(listed(cases, { fraction: 2500, ties: 'out' })).toEqual([1])
  })

  it('compares shares as fractions: 5 of 10 and 50 of 100 are one tie', () => {
    const cases = [secondary([5, 10]), secondary([50, 100]), ...of(1, 1)]
    expect(listed(cases, { fraction: 2500, ties: 'in' })).toEqual([1, 2])
  })

  it('never takes the best share there is', () => {
    expect(listed(of(0, 0, 0, 0), { fraction: 10_000 })).toEqual([])
    expect(listed(of(3, 0, 0, 0), { fraction: 10_000 })).toEqual([1])
  })

  it('counts its places in every group apart', () => {
    const cases = of(9, 8, 1, 0).concat(
      of(5, 4, 1, 0).map((one) => ({ ...one, municipality: 'Горный район' })),
    )
    expect(listed(cases, { fraction: 2500 })).toEqual([1, 2])
    expect(listed(cases, { fraction: 2500, within: 'municipality' })).toEqual([1, 5])
  })

  it('is undecided, and not a word about "fine", for a school with too few participants', () => {
    const cases = [secondary([2, 4]), ...of(9, 1, 2, 3)]
    const found = find(cases, { fraction: 2500, minParticipants: 5 })
    expect(found[0]).toMatchObject({ status: 'insufficient-data' })
    expect(found[0]?.lists[0]?.criteria[0]).toMatchObject({ missing: 'too-few', ranks: [] })
    expect(explainFinding(found[0]!, ryazan)).toContain('участников меньше, чем требует методика')
    expect(found[1]?.lists[0]?.criteria[0]?.ranks[0]?.of).toBe(4)
  })

  it('does not assess the excluded types, and a school without any result stays undecided', () => {
    const cases = [secondary([9, 10], { type: 'lyceum' }), secondary(null), ...of(9, 1, 2, 3)]
    const found = find(cases, { fraction: 2500, excludedTypes: ['lyceum'] })
    expect(found.map(({ status }) => status).slice(0, 3)).toEqual([
      'not-listed',
      'insufficient-data',
      'listed',
    ])
    expect(found[0]?.assessed).toBe(false)
  })

  it('explains a place by the border, the number of places and the tie, and has no distance', () => {
    const found = find(of(9, 8, 8, 8, 1, 1, 2, 2), { fraction: 2500 })
    const criterion = found[1]!.lists[0]!.criteria[0]!
    expect(criterion.ranks).toEqual([
      { year: 2025, share: 4000, place: 2, of: 8, border: 4000, tied: 3, places: 2 },
    ])
    expect(explainCriterion(withQuota({}).lists[0]!.rule, criterion).replaceAll('\u00a0', ' ')).toBe(
      'Доля 40 %, граница — 40 %; 2 места на 8 школ, с той же долей 3 школы.',
    )
    expect(found[1]?.distance).toEqual({ missing: 'not-applicable', because: 'relative-rule' })
  })
})

/** The definition word for word, school against school, with fractions as fractions. */
const bruteForce = (
  cases: Case[],
  quota: { fraction: number; ties: string; within: string; minParticipants: number; excludedTypes: string[] },
): string[] => {
  const hasPlace = ({ type, ege }: Case) =>
    ege !== null &&
    ege[1] >= quota.minParticipants &&
    !(type !== null && quota.excludedTypes.includes(type)) &&
    !(quota.within === 'school-type' && type === null)
  const share = ({ ege }: Case) => BigInt(ege![0]) * 1_000_000_000_000n
  const worse = (a: Case, b: Case) => share(a) * BigInt(b.ege![1]) > share(b) * BigInt(a.ege![1])
  return cases.map((one) => {
    if (one.type === 'basic' || one.type === 'primary') return 'not-listed'
    if (one.type !== null && quota.excludedTypes.includes(one.type)) return 'not-listed'
    if (!hasPlace(one)) return 'insufficient-data'
    const group = cases.filter(
      (other) =>
        hasPlace(other) &&
        (quota.within === 'region' ||
          (quota.within === 'municipality' && other.municipality === one.municipality) ||
          (quota.within === 'school-type' && other.type === one.type)),
    )
    const places = Math.floor((quota.fraction * group.length) / 10_000)
    const strictlyWorse = group.filter((other) => worse(other, one)).length
    const equal = group.filter((other) => !worse(other, one) && !worse(one, other)).length
    const isBest = !group.some((other) => worse(one, other))
    const fits = quota.ties === 'in' ? strictlyWorse < places : strictlyWorse + equal <= places
    return fits && !isBest ? 'listed' : 'not-listed'
  })
}

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    type: fc.constantFrom<(SchoolType | null)[]>(null, ...SCHOOL_TYPES),
    municipality: fc.constantFrom('А', 'Б', 'В'),
    low: fc.integer({ min: 0, max: 12 }),
    // 0 participants: nothing is known of the school.
    participants: fc.integer({ min: 0, max: 12 }),
  })
  .map(({ type, municipality, low, participants: n }) => {
    const hasEge = n > 0 && type !== 'primary' && type !== 'basic'
    return { type, municipality, ege: hasEge ? [Math.min(low, n), n] : null }
  })

it('agrees with the definition read school against school', () => {
  fc.assert(
    fc.property(
      fc.array(anyCase, { minLength: 1, maxLength: 25 }),
      fc.record({
        fraction: fc.integer({ min: 1, max: 10_000 }),
        ties: fc.constantFrom('in', 'out'),
        within: fc.constantFrom('region', 'municipality', 'school-type'),
        minParticipants: fc.integer({ min: 1, max: 8 }),
        excludedTypes: fc.subarray([...SCHOOL_TYPES]),
      }),
      (cases, quota) => {
        expect(find(cases, quota).map(({ status }) => status)).toEqual(bruteForce(cases, quota))
      },
    ),
    { numRuns: 500 },
  )
})

it('more places never take a school off the list', () => {
  fc.assert(
    fc.property(
      fc.array(anyCase, { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 10_000 }),
      fc.integer({ min: 1, max: 10_000 }),
      fc.constantFrom('in', 'out'),
      (cases, a, b, ties) => {
        const few = listed(cases, { fraction: Math.min(a, b), ties })
        const many = listed(cases, { fraction: Math.max(a, b), ties })
        expect(many).toEqual(expect.arrayContaining(few))
      },
    ),
    { numRuns: 200 },
  )
})
