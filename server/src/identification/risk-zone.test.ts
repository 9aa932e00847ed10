import { describe, expect, it } from 'vitest'
import { identify } from './identify.ts'
import type { IdentificationInput } from './model.ts'
import { anchor, region, school, sixCounts } from './test-region.ts'

const fine = [0, 0, 0, 0, 0, 0]
const years = (...lows: number[][]) => lows.flatMap((year, back) => sixCounts(1, 2025 - back, year))

const findingOf = (counts: IdentificationInput['counts'], rest: Partial<IdentificationInput> = {}) => {
  const other = anchor()
  return identify(region([school(1), ...other.schools], [...counts, ...other.counts], rest)).findings[0]!
}
const riskOf = (counts: IdentificationInput['counts'], rest: Partial<IdentificationInput> = {}) => {
  const finding = findingOf(counts, rest)
  const risk = finding.lists.find(({ id }) => id === 'risk')!
  return {
    outcome: risk.outcome,
    met: risk.criteria
      .filter(({ outcome, parent }) => parent !== null && outcome === 'met')
      .map(({ id }) => id),
    track: finding.track,
    status: finding.status,
  }
}

describe('the risk zone', () => {
  it('takes a school with exactly one low procedure', () => {
    const steady = [6, 0, 0, 0, 0, 0]
    expect(riskOf(years(steady, [5, 0, 0, 0, 0, 0], fine, fine))).toEqual({
      outcome: 'met',
      met: ['risk-one-procedure'],
      track: 2,
      status: 'not-listed',
    })
  })

  it('takes a school with at least 20 % in two procedures', () => {
    const raised = [4, 4, 0, 0, 0, 0]
    expect(riskOf(years(raised, raised, raised, raised)).met).toEqual(['risk-elevated'])
    expect(riskOf(years([4, 3, 0, 0, 0, 0], raised, raised, raised)).outcome).toBe('not-met')
  })

  it('takes growth by ten points, and says of which years', () => {
    expect(riskOf(years([2, 0, 0, 0, 0, 0], fine, fine, fine)).met).toEqual(['risk-growth'])
    expect(riskOf(years([1, 0, 0, 0, 0, 0], fine, fine, fine)).outcome).toBe('not-met')
    const growth = findingOf(years([2, 0, 0, 0, 0, 0], fine, fine, fine))
      .lists.at(-1)
      ?.criteria.find(({ id }) => id === 'risk-growth')
    expect(growth?.evidence.map(({ year, share }) => [year, share])).toEqual([
      [2025, 1000],
      [2024, 0],
    ])
  })

  it('takes a school that left the list less than two years ago', () => {
    const listed = [10, 10, 0, 0, 0, 0]
    expect(riskOf(years(fine, listed, fine, fine)).met).toEqual(['risk-left-list'])
    expect(riskOf(years(fine, fine, listed, fine)).met).toEqual(['risk-left-list'])
    expect(riskOf(years(fine, fine, fine, listed)).outcome).toBe('not-met')
  })

  it('believes an approved list rather than a recalculation', () => {
    const previousLists = [2024, 2023].map((schoolYear) => ({
      schoolId: 1,
      schoolYear,
      listed: false,
      cluster: null,
    }))
    expect(riskOf(years(fine, [10, 10, 0, 0, 0, 0], fine, fine), { previousLists }).outcome).toBe('not-met')
  })

  it('never takes a school of the list', () => {
    expect(riskOf(years([20, 20, 0, 0, 0, 0], fine, fine, fine))).toMatchObject({
      outcome: 'not-met',
      track: 1,
      status: 'listed',
    })
  })

  it('is undecided where the status is, and where what it asks is missing', () => {
    expect(riskOf(years([6, 0, 0, 0, 0, 0])).outcome).toBe('insufficient-data')
    expect(riskOf(years(fine)).outcome).toBe('insufficient-data')
  })

  it('names the part that a region of a few schools cannot be asked, and lets it decide nothing', () => {
    const finding = findingOf(years(fine, fine, fine, fine))
    const risk = finding.lists.find(({ id }) => id === 'risk')!
    expect(risk.outcome).toBe('not-met')
    expect(risk.criteria.find(({ id }) => id === 'risk-posterior')).toMatchObject({
      missing: 'too-few-schools',
    })
  })
})

describe('reliability', () => {
  const listedWith = (participants: number) => [
    ...sixCounts(
      1,
      2025,
      fine.map((_, i) => (i < 2 ? participants : 0)),
      participants,
    ),
    ...sixCounts(1, 2024, fine),
  ]
  it.each([
    [9, 'low'],
    [10, 'medium'],
    [29, 'medium'],
    [30, 'high'],
  ])('of a listed school with %i participants is %s', (participants, value) => {
    expect(findingOf(listedWith(participants)).reliability).toEqual({ value, participants })
  })

  it('counts both years of rule B', () => {
    const counts = [
      ...sixCounts(1, 2025, [30, 0, 0, 0, 0, 0], 40),
      ...sixCounts(1, 2024, [5, 0, 0, 0, 0, 0], 8),
    ]
    expect(findingOf(counts).reliability).toEqual({ value: 'low', participants: 8 })
  })

  it('of a school off the list looks at the two procedures nearest to the threshold', () => {
    const near = sixCounts(1, 2025, [5, 5, null, null, null, null], 20)
    const far = sixCounts(1, 2025, [null, null, 0, 0, 0, 0], 3)
    expect(findingOf([...near, ...far, ...sixCounts(1, 2024, fine)]).reliability).toEqual({
      value: 'medium',
      participants: 20,
    })
  })

  it('is missing while the status is', () => {
    expect(findingOf(sixCounts(1, 2024, fine)).reliability).toEqual({ missing: 'not-submitted' })
  })
})
