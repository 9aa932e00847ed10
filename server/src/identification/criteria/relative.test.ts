import { describe, expect, it } from 'vitest'
import type { SchoolProcedureCount } from '../../results/model.ts'
import type { Criterion } from '../criterion.ts'
import { identify } from '../identify.ts'
import { getMethodology } from '../load-methodology.ts'
import { parseMethodology } from '../methodology.ts'
import { count, region, school } from '../test-region.ts'

const methodologyOf = (rule: unknown) => {
  const { lists, ...rest } = getMethodology()
  return parseMethodology({ ...rest, riskZone: null, variants: [], lists: [{ ...lists[0]!, rule }] })
}
const rule = (kind: 'quantile', rest: Partial<Criterion> = {}) => ({
  id: 'worst',
  title: 'худшие',
  kind,
  procedures: ['oge-ma'],
  side: 'highest',
  fraction: 2500,
  ...rest,
})

/** Ids of the schools that the rule lists; school `i + 1` has `lows[i]` of 20 (or [low, participants]). */
const listed = (definition: unknown, lows: (number | [number, number] | null)[]) => {
  const counts = lows.flatMap((low, i): SchoolProcedureCount[] => {
    if (low === null) return []
    const [f, n] = Array.isArray(low) ? low : [low, 20]
    return [count(i + 1, 'oge-ma', 2025, f, n, { high: n - f })]
  })
  const schools = lows.map((_, i) => school(i + 1))
  const { findings } = identify(region(schools, counts, { methodology: methodologyOf(definition) }))
  return findings.filter(({ status }) => status === 'listed').map(({ schoolId }) => schoolId)
}

describe('quantile', () => {
  it('takes the quarter with the highest shares', () => {
    expect(listed(rule('quantile'), [1, 8, 2, 3, 9, 4, 5, 6])).toEqual([2, 5])
  })

  it('takes equal schools at the border together', () => {
    expect(listed(rule('quantile'), [9, 8, 8, 8, 1, 1, 2, 2])).toEqual([1, 2, 3, 4])
    expect(listed(rule('quantile'), [9, [5, 10], 10, [4, 8], 1, 1, 2, 2])).toEqual([2, 3, 4])
  })

  it('never takes the best share of the region, however many schools have it', () => {
    expect(listed(rule('quantile'), [4, 0, 0, 0, 0, 0, 0, 0])).toEqual([1])
    expect(listed(rule('quantile'), [0, 0, 0, 0])).toEqual([])
  })

  it('takes the lowest shares of high results', () => {
    const lowest = rule('quantile', { side: 'lowest', statistic: 'high' } as Partial<Criterion>)
    expect(listed(lowest, [1, 8, 2, 3, 9, 4, 5, 6])).toEqual([2, 5])
  })

  it('is undecided for a school without the share and does not count it', () => {
    const input = region(
      [1, 2, 3, 4, 5].map((id) => school(id)),
      [1, 2, 3, 4].map((id) => count(id, 'oge-ma', 2025, id, 20)),
      {
        methodology: methodologyOf(rule('quantile')),
      },
    )
    const { findings } = identify(input)
    expect(findings.map(({ status }) => status)).toEqual([
      'not-listed',
      'not-listed',
      'not-listed',
      'listed',
      'insufficient-data',
    ])
    expect(findings[3]?.lists[0]?.criteria[0]?.ranks).toEqual([
      { year: 2025, share: 2000, place: 1, of: 4, border: 2000, tied: 1, places: null },
    ])
  })
})

describe('windows', () => {
  const years = (lows: [number, number][], from = 2025) =>
    lows.map(([low, participants], back) => count(1, 'oge-ma', from - back, low, participants))
  const statusOf = (definition: unknown, counts: SchoolProcedureCount[], breaks: number[] = []) => {
    const input = region([school(1, { schoolType: null })], counts, {
      methodology: methodologyOf(definition),
      comparabilityBreaks: breaks.map((schoolYear) => ({ procedure: 'oge-ma', schoolYear })),
    })
    return identify(input).findings[0]?.status
  }
  const share = (combine: string) => ({
    id: 'share',
    title: 'доля',
    kind: 'share-at-least',
    procedures: ['oge-ma'],
    threshold: 3000,
    window: { years: 3, combine },
  })

  it('pools participants, not shares', () => {
    expect(
      statusOf(
        share('pooled'),
        years([
          [9, 10],
          [0, 10],
          [0, 10],
        ]),
      ),
    ).toBe('listed')
    expect(
      statusOf(
        share('pooled'),
        years([
          [9, 10],
          [0, 10],
          [0, 11],
        ]),
      ),
    ).toBe('not-listed')
  })

  it('asks for every year or for any', () => {
    const counts = years([
      [3, 10],
      [3, 10],
      [2, 10],
    ])
    expect(statusOf(share('every-year'), counts)).toBe('not-listed')
    expect(statusOf(share('any-year'), counts)).toBe('listed')
  })

  it('is undecided when a year of the window is missing or must not be added', () => {
    expect(
      statusOf(
        share('pooled'),
        years([
          [9, 10],
          [9, 10],
        ]),
      ),
    ).toBe('insufficient-data')
    expect(
      statusOf(
        share('pooled'),
        years([
          [9, 10],
          [9, 10],
          [9, 10],
        ]),
        [2024],
      ),
    ).toBe('insufficient-data')
    expect(
      statusOf(
        share('any-year'),
        years([
          [9, 10],
          [0, 10],
        ]),
      ),
    ).toBe('listed')
  })

  it('counts subjects by their pooled share', () => {
    const subjects = {
      ...share('pooled'),
      kind: 'k-of',
      procedures: 'all',
      k: 2,
      countBy: 'subject',
      window: { years: 1 },
    }
    const counts = [
      count(1, 'vpr-ma-5', 2025, 10, 10),
      count(1, 'vpr-ma-6', 2025, 10, 10),
      count(1, 'vpr-ru-5', 2025, 4, 10),
      count(1, 'vpr-ru-6', 2025, 2, 10),
    ]
    expect(statusOf(subjects, counts)).toBe('listed')
    expect(statusOf(subjects, [...counts.slice(0, 3), count(1, 'vpr-ru-6', 2025, 1, 10)])).toBe('not-listed')
  })
})
