import { describe, expect, it } from 'vitest'
import { identify } from '../identify.ts'
import { getMethodology } from '../load-methodology.ts'
import { count, NINE, region, school, sixCounts } from '../test-region.ts'

/** Thirty schools whose shares differ and are all well under the threshold, so that there is a distribution to compare with. */
const others = Array.from({ length: 30 }, (_, i) => 100 + i)
const background = others.flatMap((id, i) =>
  [2025, 2024, 2023, 2022].flatMap((year) =>
    NINE.map((procedure, p) => count(id, procedure, year, (i + p) % 5, 30 + i)),
  ),
)
const posteriorOf = (counts: ReturnType<typeof sixCounts>, methodology = getMethodology()) => {
  const input = region(
    [school(1), ...others.map((id) => school(id, { schoolType: 'secondary' }))],
    [...counts, ...background],
    { methodology },
  )
  const finding = identify(input).findings[0]!
  const risk = finding.lists.find(({ id }) => id === 'risk')!
  return { risk, posterior: risk.criteria.find(({ id }) => id === 'risk-posterior')! }
}
/** Just under the threshold of 30 % this year, well above it in the two before. */
const counts = [
  ...sixCounts(1, 2025, [32, 0, 0, 0, 0, 0], 110),
  ...[2024, 2023].flatMap((year) => sixCounts(1, year, [60, 0, 0, 0, 0, 0], 110)),
]

describe('the part of the risk zone about probability', () => {
  it('is met where several years together say what this one alone does not', () => {
    const { posterior } = posteriorOf(counts)
    expect(posterior.outcome).toBe('met')
    expect(posterior.evidence.map(({ procedure, year }) => [procedure, year])).toEqual([
      ['vpr-ma-5', 2025],
      ['vpr-ma-5', 2024],
      ['vpr-ma-5', 2023],
    ])
  })

  it('is not met by a few participants, because other schools say that such a share is rare', () => {
    const few = [2025, 2024, 2023].flatMap((year) => sixCounts(1, year, [1, 0, 0, 0, 0, 0], 3))
    const { posterior } = posteriorOf(few)
    expect(posterior.outcome).toBe('not-met')
  })

  it('adds no year behind a break of comparability', () => {
    const input = region(
      [school(1), ...others.map((id) => school(id, { schoolType: 'secondary' }))],
      [...counts, ...background],
      { comparabilityBreaks: [{ procedure: 'vpr-ma-5', schoolYear: 2025 }] },
    )
    const risk = identify(input).findings[0]!.lists.find(({ id }) => id === 'risk')!
    expect(risk.criteria.find(({ id }) => id === 'risk-posterior')!.outcome).toBe('not-met')
  })

  it('is named and decides nothing under a methodology frozen before it was computed', () => {
    const { certainty: _, ...old } = getMethodology()
    expect(posteriorOf(counts, old).posterior).toMatchObject({
      outcome: 'insufficient-data',
      missing: 'not-computed-yet',
      evidence: [],
    })
    expect(posteriorOf(counts, old).risk.outcome).not.toBe('insufficient-data')
  })
})
