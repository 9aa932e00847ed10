import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { SchoolProcedureCount } from '../results/model.ts'
import type { Criterion } from './criterion.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { type Methodology, parseMethodology, withVariants } from './methodology.ts'
import { anchor, count, region, school, sixCounts } from './test-region.ts'

/** The order narrowed to a rule over a few procedures, so that every possible change can be tried. */
const narrowed = (rule: Criterion | null, variants: string[] = []): Methodology => {
  const { lists, procedures, ...rest } = withVariants(getMethodology(), variants)
  return parseMethodology({
    ...rest,
    procedures: procedures.slice(0, 3),
    absence: { ...rest.absence, notConducted: [] },
    riskZone: null,
    variants: [],
    lists: [{ ...lists[0]!, rule: rule ?? lists[0]!.rule }],
  })
}

const everyYear: Criterion = {
  id: 'every',
  title: 'два года по две',
  kind: 'k-of',
  procedures: 'all',
  statistic: 'low',
  threshold: 2500,
  k: 2,
  countBy: 'procedure',
  window: { years: 2, back: 0, combine: 'every-year' },
}
const RULES: [string, Methodology][] = [
  ['A or B', narrowed(null)],
  ['A and B', narrowed(null, ['combiner-and'])],
  ['any procedure in each of two years', narrowed(null, ['rule-b-any-procedure'])],
  ['two procedures in every year', narrowed(everyYear)],
  [
    'two thresholds at once',
    narrowed({
      id: 'both',
      title: 'и',
      kind: 'and',
      of: [
        everyYear,
        { ...everyYear, id: 'one', k: 1, threshold: 6000, window: { years: 1, back: 0, combine: 'pooled' } },
      ],
    }),
  ],
]

const CODES = ['vpr-ma-5', 'vpr-ma-6', 'vpr-ru-5']
/** A school of unknown type is expected to hold only what it has had, so that it can stand alone in its region. */
const statusOf = (methodology: Methodology, counts: SchoolProcedureCount[], breaks: string[]) => {
  const input = region([school(1, { schoolType: null })], counts, {
    methodology,
    comparabilityBreaks: breaks.map((procedure) => ({ procedure, schoolYear: 2025 })),
  })
  return identify(input).findings[0]!
}

/** Tries every combination of counts at price 1, then at price 2 and so on; null = none changes the status. */
const bruteForce = (
  methodology: Methodology,
  counts: SchoolProcedureCount[],
  breaks: string[],
): number | null => {
  const now = statusOf(methodology, counts, breaks).status
  const isChanged = (i: number, changed: SchoolProcedureCount[], budget: number): boolean => {
    const row = counts[i]
    if (!row) return budget === 0 && statusOf(methodology, changed, breaks).status !== now
    for (let low = 0; low <= row.participants; low++) {
      const left = budget - Math.abs(low - row.low!)
      if (left >= 0 && isChanged(i + 1, [...changed, { ...row, low }], left)) return true
    }
    return false
  }
  const all = counts.reduce((sum, { participants }) => sum + participants, 0)
  for (let price = 1; price <= all; price++) if (isChanged(0, [], price)) return price
  return null
}

/** null = the school did not hold it. */
const cell = fc.option(
  fc
    .integer({ min: 1, max: 4 })
    .chain((n) => fc.record({ n: fc.constant(n), low: fc.integer({ min: 0, max: n }) })),
  { freq: 4 },
)
const cells = fc.array(cell, { minLength: 3, maxLength: 3 })

describe('distance', () => {
  it.each(RULES)('equals the cheapest of all possible changes: %s', (_, methodology) => {
    fc.assert(
      fc.property(
        cells,
        fc.option(cells, { freq: 5 }),
        fc.subarray(CODES, { maxLength: 1 }),
        (now, before, breaks) => {
          const rows = [now, before ?? []].flatMap((year, back) =>
            year.flatMap((one, i) => (one ? [count(1, CODES[i]!, 2025 - back, one.low, one.n)] : [])),
          )
          const finding = statusOf(methodology, rows, breaks)
          if (finding.status === 'insufficient-data')
            expect(finding.distance).toMatchObject({ because: 'insufficient-data' })
          else {
            const best = bruteForce(methodology, rows, breaks)
            expect(finding.distance).toEqual(
              best === null ? { missing: 'not-applicable', because: 'never' } : { value: best },
            )
          }
        },
      ),
      { numRuns: 25, seed: 20200819 },
    )
  })

  it('is told per procedure too', () => {
    const counts = [...sixCounts(1, 2025, [6, 5, 0, 20, 7, null]), ...sixCounts(1, 2024, [0, 0, 0, 0, 0, 0])]
    const others = anchor(999, [2025, 2024])
    const rows = identify(region([school(1), ...others.schools], [...counts, ...others.counts])).findings[0]!
      .lists[0]!
    const ruleA = rows.criteria.find(({ id }) => id === 'rule-a')!
    expect(
      ruleA.evidence.filter(({ state }) => state === 'known').map(({ distance, meets }) => [distance, meets]),
    ).toEqual([
      [1, true],
      [1, false],
      [6, false],
      [15, true],
      [2, true],
    ])
  })

  it('is not a number for relative rules', () => {
    const input = region([school(1)], sixCounts(1, 2025, [1, 1, 1, 1, 1, 1]), {
      methodology: getMethodology('bryansk-2020'),
    })
    const known = ['vpr-ma-5', 'vpr-ru-5', 'oge-ma', 'oge-ru'].flatMap((code) =>
      [2023, 2024, 2025].map((year) => count(1, code, year, 1, 20, { high: 9 })),
    )
    const second = known.map((row) => ({ ...row, schoolId: 2, low: 0, high: 20 }))
    const narrow = identify({ ...input, schools: [school(1), school(2)], counts: [...known, ...second] })
    expect(narrow.findings[0]?.distance).toEqual({ missing: 'not-applicable', because: 'relative-rule' })
  })
})
