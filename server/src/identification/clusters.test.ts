import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { clusterDynamics } from './clusters.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { parseMethodology } from './methodology.ts'
import type { Cluster, ClusterValue, IdentificationInput } from './model.ts'
import { anchor, count, region, school, sixCounts } from './test-region.ts'

const fine = [0, 0, 0, 0, 0, 0]
const low = (n: number) => fine.map((_, i) => (i < n ? 10 : 0))

const findingOf = (counts: IdentificationInput['counts'], rest: Partial<IdentificationInput> = {}) => {
  const other = anchor()
  const input = region([school(1), ...other.schools], [...counts, ...other.counts], rest)
  return identify(input).findings[0]!
}
const years = (...lows: number[][]) => lows.flatMap((year, back) => sixCounts(1, 2025 - back, year))

describe('clusters', () => {
  it.each([
    [2, 1],
    [3, 2],
    [4, 2],
    [5, 3],
    [6, 3],
  ])('by %i low procedures: %i', (procedures, cluster) => {
    expect(findingOf(years(low(procedures), fine)).cluster).toEqual({ value: cluster, origin: 'computed' })
  })

  it.each([
    [[6, 20], [9, 20], 1],
    [[6, 20], [10, 20], 2],
    [[10, 20], [10, 20], 3],
    [[10, 20], [199, 399], 2],
  ] as const)('by the exact mean of %j and %j: %i', (first, second, cluster) => {
    const base = getMethodology()
    const methodology = parseMethodology({
      ...base,
      clusters: { ...base.clusters, by: 'depth', bounds: [3000, 4000, 5000] },
    })
    const counts = [
      count(1, 'vpr-ma-5', 2025, first[0], first[1]),
      count(1, 'oge-ma', 2025, second[0], second[1]),
      ...sixCounts(1, 2024, fine),
    ]
    expect(findingOf(counts, { methodology }).cluster).toMatchObject({ value: cluster })
  })

  it('is 0 outside the list and unknown while the status is', () => {
    expect(findingOf(years(low(1), fine)).cluster).toEqual({ value: 0, origin: 'computed' })
    expect(findingOf(sixCounts(1, 2025, low(1))).cluster).toEqual({ missing: 'not-submitted' })
  })

  it('takes the official label before the computed one, in both years', () => {
    const officialClusters = [
      { schoolId: 1, schoolYear: 2025, cluster: 3 as const },
      { schoolId: 1, schoolYear: 2024, cluster: 2 as const },
    ]
    const finding = findingOf(years(low(2), fine, fine), { officialClusters })
    expect(finding).toMatchObject({
      cluster: { value: 3, origin: 'official' },
      previousCluster: { value: 2, origin: 'official' },
      dynamics: { value: 'negative' },
    })
  })

  it('takes the approved list of last year before a recalculation', () => {
    const previousLists = [{ schoolId: 1, schoolYear: 2024, listed: true, cluster: null }]
    const finding = findingOf(years(fine, fine, fine), { previousLists })
    expect(finding).toMatchObject({
      previousCluster: { value: 1, origin: 'approved-list' },
      dynamics: { value: 'positive' },
    })
  })
})

describe('dynamics', () => {
  it.each([
    [low(5), low(2), 'positive'],
    [low(2), low(3), 'negative'],
    [fine, low(2), 'negative'],
    [low(3), fine, 'positive'],
    [low(3), low(4), 'neutral'],
  ])('from %j to %j is %s', (before, now, expected) => {
    expect(findingOf(years(now, before, fine)).dynamics).toEqual({ value: expected })
  })

  it('is the sign of previous − current for every pair', () => {
    const value = (cluster: number): ClusterValue => ({ value: cluster as Cluster, origin: 'computed' })
    fc.assert(
      fc.property(fc.nat(3), fc.nat(3), (before, now) => {
        const names = { 1: 'positive', 0: 'neutral', [-1]: 'negative' }
        expect(clusterDynamics(value(before), value(now))).toEqual({
          value: names[Math.sign(before - now) as -1 | 0 | 1],
        })
      }),
    )
  })

  it('is missing where last year is', () => {
    expect(findingOf(sixCounts(1, 2025, fine)).dynamics).toEqual({ missing: 'not-submitted' })
  })

  it('fills the transition matrix, unknown last', () => {
    const schools = [1, 2, 3].map((id) => school(id))
    const counts = [
      ...[1, 2].flatMap((id) => [
        ...sixCounts(id, 2025, low(2)),
        ...sixCounts(id, 2024, id === 1 ? low(5) : fine),
        ...sixCounts(id, 2023, fine),
      ]),
      ...sixCounts(3, 2025, fine),
    ]
    const { transitions } = identify(region(schools, counts))
    expect(transitions).toEqual([
      [0, 1, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 0],
      [0, 1, 0, 0, 0],
      [1, 0, 0, 0, 0],
    ])
  })
})

describe('a school that the methodology does not assess', () => {
  it('is on no list, has no dynamics and stands in no cell of the matrix', () => {
    const schools = [school(1, { schoolType: 'primary' }), school(2)]
    const { findings, transitions } = identify(
      region(
        schools,
        [2025, 2024, 2023].flatMap((year) => sixCounts(2, year, fine)),
      ),
    )
    expect(findings[0]).toMatchObject({
      status: 'not-listed',
      assessed: false,
      cluster: { value: 0, origin: 'computed' },
      dynamics: { missing: 'not-applicable' },
    })
    expect(transitions.flat().reduce((a, b) => a + b)).toBe(1)
  })

  it('has dynamics where an official label says so', () => {
    const officialClusters = [{ schoolId: 1, schoolYear: 2025, cluster: 1 as const }]
    const schools = [school(1, { schoolType: 'primary' })]
    const { findings, transitions } = identify(region(schools, [], { officialClusters }))
    expect(findings[0]?.dynamics).toEqual({ value: 'negative' })
    expect(transitions[0]?.[1]).toBe(1)
  })
})

describe('dynamics of a procedure', () => {
  const procedure = (counts: IdentificationInput['counts'], rest: Partial<IdentificationInput> = {}) =>
    findingOf(counts, rest).procedures.find(({ procedure: code }) => code === 'vpr-ma-5')

  it('compares with the previous year in which it was held', () => {
    const skipped = years([5, 0, 0, 0, 0, 0], [null as never, 0, 0, 0, 0, 0], [6, 0, 0, 0, 0, 0])
    expect(procedure(skipped)).toMatchObject({
      previousYear: 2023,
      previousShare: 3000,
      share: 2500,
      dynamics: { value: 'positive' },
    })
  })

  it('is neutral for equal shares of different numbers', () => {
    const counts = [...years(fine, fine).filter(({ procedure: code }) => code !== 'vpr-ma-5')]
    const equal = [count(1, 'vpr-ma-5', 2025, 1, 3), count(1, 'vpr-ma-5', 2024, 7, 21)]
    expect(procedure([...counts, ...equal])?.dynamics).toEqual({ value: 'neutral' })
  })

  it('is not comparable across a marked year and not submitted where last year is missing', () => {
    const comparabilityBreaks = [{ procedure: 'vpr-ma-5', schoolYear: 2025 }]
    expect(procedure(years(fine, fine), { comparabilityBreaks })?.dynamics).toEqual({
      missing: 'not-comparable',
    })
    expect(procedure(sixCounts(1, 2025, fine))?.dynamics).toEqual({ missing: 'not-submitted' })
  })
})
