import { describe, expect, it } from 'vitest'
import { atLeastOf } from '../../statistics/poisson-binomial.ts'
import { createRandom } from '../../statistics/random.ts'
import { compile, depth } from '../criteria/scope.ts'
import { listCriteria } from '../criterion.ts'
import { compileDistance } from '../distance-rule.ts'
import { identify } from '../identify.ts'
import { getMethodology } from '../load-methodology.ts'
import { withVariants } from '../methodology.ts'
import type { IdentificationInput } from '../model.ts'
import { readCounts } from '../readings.ts'
import { count, NINE, region, SIX, school, sixCounts } from '../test-region.ts'
import { assessCertainty } from './assess-region.ts'
import { makeDependent, makeIndependent } from './dependence.ts'
import { plantRegion } from './planted-region.ts'
import { makePosteriors, type Posteriors } from './posteriors.ts'
import { simulateChances } from './simulate.ts'

const order = getMethodology()
const settings = order.certainty!

/** A region of ordinary schools, so that there are distributions to compare with. */
const others = Array.from({ length: 40 }, (_, i) => school(100 + i, { schoolType: 'secondary' }))
const background = others.flatMap(({ id }, i) =>
  [2025, 2024, 2023].flatMap((year) =>
    NINE.map((procedure, p) => count(id, procedure, year, (i * 7 + p * 3) % 11, 40 + i)),
  ),
)
const assess = (own: IdentificationInput['counts'], rest: Partial<IdentificationInput> = {}) => {
  const input = region([school(1), ...others], [...own, ...background], rest)
  const identification = identify(input)
  return { finding: identification.findings[0]!, certainty: assessCertainty(input, identification) }
}
const lowIn = (n: number, low: number, year = 2025) => sixCounts(1, year, [low, low, 0, 0, 0, 0], n)

describe('the advisory verdict', () => {
  it('of a school of three participants listed by one low result in each of two procedures: chance is not ruled out', () => {
    const { finding, certainty } = assess([...lowIn(3, 1), ...lowIn(3, 0, 2024)])
    expect(finding.status).toBe('listed')
    expect(certainty.school(0).advisory).toEqual({ value: 'chance' })
  })

  it('of a large school with the same shares: firm', () => {
    const { finding, certainty } = assess([...lowIn(120, 55), ...lowIn(120, 0, 2024)])
    expect(finding.status).toBe('listed')
    expect(certainty.school(0).advisory).toEqual({ value: 'firm' })
    expect(certainty.school(0).membershipProbability).toMatchObject({ value: expect.any(Number) })
  })

  it('of a school off the list is about being off it', () => {
    const { finding, certainty } = assess([...lowIn(60, 0), ...lowIn(60, 0, 2024)])
    expect(finding.status).toBe('not-listed')
    const { membershipProbability, advisory } = certainty.school(0)
    expect(membershipProbability).toMatchObject({ value: expect.closeTo(0, 2) })
    expect(advisory).toEqual({ value: 'firm' })
  })

  it('never changes the official one', () => {
    const own = [...lowIn(3, 1), ...lowIn(3, 0, 2024)]
    const { certainty: _, ...without } = order
    const [a, b] = [assess(own), assess(own, { methodology: without })]
    expect(a.finding.status).toBe(b.finding.status)
    expect(a.finding.cluster).toEqual(b.finding.cluster)
    expect(b.certainty.school(0)).toMatchObject({
      membershipProbability: { missing: 'not-computed-yet' },
      advisory: { missing: 'not-computed-yet' },
    })
  })

  it('is absent with its reason where the official one is', () => {
    const { finding, certainty } = assess(lowIn(20, 0, 2024))
    expect(finding.status).toBe('insufficient-data')
    expect(certainty.school(0)).toMatchObject({
      advisory: { missing: 'not-submitted' },
      dependent: { missing: 'not-submitted' },
    })
  })

  it('keeps to the word where what is absent cannot change it, and says up to where the probability may reach', () => {
    const own = [...lowIn(110, 60), ...lowIn(110, 0, 2024)].filter(({ procedure }) => procedure !== 'oge-ru')
    const { certainty } = assess(own.filter(({ procedure }) => !procedure.startsWith('oge')))
    const { membershipProbability, atMost, advisory } = certainty.school(0)
    expect(advisory).toEqual({ value: 'firm' })
    expect('value' in membershipProbability && membershipProbability.value).toBeLessThanOrEqual(atMost!)
  })

  it('of a share without a count uses the nearest count', () => {
    const own = [
      ...SIX.map((procedure, i) =>
        count(1, procedure, 2025, null, 110, { lowShare: i < 2 ? 5000 : 0, countBasis: 'share-only' }),
      ),
      ...lowIn(110, 0, 2024),
    ]
    const { certainty } = assess(own)
    expect(certainty.school(0).procedures[0]!.year).toMatchObject({ low: 55, participants: 110 })
  })
})

describe('the probability of a counting rule', () => {
  const { input } = plantRegion(createRandom('counting'), { schools: 60, schoolEffect: 0.3, pupilEffect: 0 })

  const setUp = (variants: string[]) => {
    const methodology = withVariants(order, variants)
    const compiled = compile(methodology.lists[0]!.rule, methodology)
    const readings = readCounts({ ...input, methodology }, depth(methodology.lists[0]!.rule))
    const posteriors = makePosteriors({ ...input, methodology }, readings, settings)
    const rule = compileDistance(compiled)
    if (typeof rule === 'string') throw new Error(rule)
    return { methodology, compiled, readings, posteriors, rule }
  }

  it('of two in nine alone is the Poisson-binomial of the posterior tails', () => {
    const [primary] = order.lists
    const ruleA = listCriteria(primary!.rule).find(({ id }) => id === 'rule-a')!
    const onlyA = { ...order, lists: [{ ...primary!, rule: ruleA }] }
    const compiled = compile(onlyA.lists[0]!.rule, onlyA)
    const rule = compileDistance(compiled)
    if (typeof rule === 'string') throw new Error(rule)
    const readings = readCounts({ ...input, methodology: onlyA }, 1)
    const posteriors = makePosteriors({ ...input, methodology: onlyA }, readings, settings)
    const chances = makeIndependent(rule, readings, posteriors)
    input.schools.forEach((_, s) => {
      const tails = NINE.map((__, procedure) => posteriors.above(s, procedure, 0, 'low', 3000)!)
      expect(chances(s).met).toBeCloseTo(atLeastOf(2, tails), 12)
      expect(chances(s).undecided).toBe(0)
    })
  })

  it.each([[[]], [['combiner-and']], [['rule-b-any-procedure']]])(
    'with the variants %j is what asking the rule about every pattern of low procedures adds up to',
    (variants) => {
      const { methodology, readings, rule } = setUp(variants)
      // Three procedures in two years: 64 patterns, each with its weight, each decided by the identification itself.
      const cells = [0, 1, 2].flatMap((procedure) => [0, 1].map((back) => ({ procedure, back })))
      const chance = ({ procedure, back }: (typeof cells)[number]) => 0.15 + 0.2 * procedure + 0.1 * back
      const held = NINE.filter((_, procedure) => procedure > 2)
      let expected = 0
      for (let pattern = 0; pattern < 64; pattern++) {
        const weight = cells.reduce(
          (product, cell, i) => product * (pattern & (1 << i) ? chance(cell) : 1 - chance(cell)),
          1,
        )
        const counts = [
          ...cells.map(({ procedure, back }, i) =>
            count(1, NINE[procedure]!, 2025 - back, pattern & (1 << i) ? 20 : 0, 20),
          ),
          ...held.flatMap((procedure) => [2025, 2024].map((year) => count(1, procedure, year, 0, 20))),
        ]
        const finding = identify(region([school(1, { schoolType: 'secondary' })], counts, { methodology }))
          .findings[0]!
        if (finding.status === 'listed') expected += weight
      }
      const known: Posteriors = {
        ...makePosteriors({ ...input, methodology }, readings, settings),
        above: (_, procedure, back) => (procedure > 2 ? 0 : chance({ procedure, back })),
      }
      expect(makeIndependent(rule, readings, known)(0).met).toBeCloseTo(expected, 12)
    },
  )

  it('is found by simulation too, within its error', () => {
    const { compiled, readings, posteriors, rule } = setUp([])
    const exact = makeIndependent(rule, readings, posteriors)
    const draws = 500
    const drawn = simulateChances(compiled, readings, posteriors, draws, createRandom('draws'))
    drawn.forEach(({ met }, s) => {
      const { met: p } = exact(s)
      expect(Math.abs(met - p)).toBeLessThanOrEqual(4.5 * Math.sqrt((p * (1 - p)) / draws) + 0.004)
    })
  })

  it('under no common effect is the same', () => {
    const { readings, posteriors, rule } = setUp([])
    const independent = makeIndependent(rule, readings, posteriors)
    const hardly = makeDependent(rule, readings, posteriors, 1e-6)
    input.schools.forEach((_, s) => {
      expect(Math.abs(hardly(s).met - independent(s).met)).toBeLessThan(0.01)
    })
  })
})

describe('rules that compare schools', () => {
  it('are simulated, and the same data give the same numbers again', () => {
    const methodology = getMethodology('bryansk-2020')
    const procedures = methodology.procedures.map(({ code }) => code)
    const schools = Array.from({ length: 25 }, (_, i) => school(i + 1, { schoolType: 'secondary' }))
    const counts = schools.flatMap(({ id }) =>
      [2020, 2019, 2018].flatMap((year) =>
        procedures.map((procedure, p) =>
          count(id, procedure, year, (id * (p + 1)) % 9, 30, { high: (id * (p + 3)) % 17 }),
        ),
      ),
    )
    const run = () => {
      const input = region(schools, counts, {
        methodology: { ...methodology, certainty: { ...methodology.certainty!, draws: 100 } },
        schoolYear: 2020,
      })
      const certainty = assessCertainty(input, identify(input))
      return schools.map((_, i) => certainty.verdict(i))
    }
    const verdicts = run()
    expect(verdicts).toEqual(run())
    expect(verdicts.some(({ membershipProbability: p }) => 'value' in p && p.value > 0.5)).toBe(true)
    expect(verdicts.some(({ membershipProbability: p }) => 'value' in p && p.value < 0.5)).toBe(true)
  })
})

describe('a change between years', () => {
  it('of a few participants is indistinguishable, of many it is not, and the official sign stays', () => {
    const now = [...lowIn(5, 2), ...lowIn(5, 1, 2024)]
    const few = assess(now)
    expect(few.finding.procedures[0]!.dynamics).toEqual({ value: 'negative' })
    expect(few.certainty.school(0).procedures[0]!.change).toMatchObject({
      test: 'fisher',
      word: 'indistinguishable',
      previousYear: 2024,
    })
    const many = assess([...lowIn(150, 70), ...lowIn(150, 10, 2024)])
    expect(many.certainty.school(0).procedures[0]!.change).toMatchObject({
      test: 'z',
      word: 'distinguishable',
    })
    expect(many.certainty.moved()[0]).toMatchObject({ schoolId: 1, procedure: 'vpr-ma-5' })
    expect(many.certainty.school(0).dynamics).toBe('distinguishable')
  })

  it('over a break of comparability is not tested', () => {
    const { certainty } = assess([...lowIn(150, 70), ...lowIn(150, 10, 2024)], {
      comparabilityBreaks: [{ procedure: 'vpr-ma-5', schoolYear: 2025 }],
    })
    expect(certainty.school(0).procedures[0]!.change).toEqual({ missing: 'not-comparable' })
  })

  it('stands beside the reason of the risk zone that it explains', () => {
    const small = sixCounts(1, 2025, [1, 0, 0, 0, 0, 0], 7)
    const { finding, certainty } = assess([...small, ...sixCounts(1, 2024, [0, 0, 0, 0, 0, 0], 7)])
    expect(finding.memberOf).toContain('risk')
    expect(certainty.school(0).risk).toEqual([
      { criterion: 'risk-growth', probability: { missing: 'not-applicable' }, word: 'indistinguishable' },
    ])
  })
})
