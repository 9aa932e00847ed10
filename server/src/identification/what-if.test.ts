import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { explainFinding } from './explain-sentence.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { changeMethodology } from './methodology-changes.ts'
import type { Changes } from './methodology-settings.ts'
import { anchor, region, school, sixCounts } from './test-region.ts'
import { compareRuns, countListed, keepReadings, runPrimary } from './what-if.ts'

const order = getMethodology()

const anyRegion = fc
  .array(
    fc.record({
      now: fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { minLength: 6, maxLength: 6 }),
      before: fc.array(fc.option(fc.integer({ min: 0, max: 20 })), { minLength: 6, maxLength: 6 }),
      participants: fc.integer({ min: 20, max: 60 }),
      type: fc.constantFrom('basic' as const, 'secondary' as const, 'primary' as const, null),
    }),
    { minLength: 1, maxLength: 15 },
  )
  .map((rows) => {
    const other = anchor()
    return region(
      [...rows.map(({ type }, i) => school(i + 1, { schoolType: type })), ...other.schools],
      [
        ...rows.flatMap(({ now, before, participants }, i) => [
          ...sixCounts(i + 1, 2025, now, participants),
          ...sixCounts(i + 1, 2024, before, participants),
        ]),
        ...other.counts,
      ],
    )
  })

const anyChanges: fc.Arbitrary<Changes> = fc.record(
  {
    threshold: fc.integer({ min: 100, max: 10_000 }),
    'rule-a.k': fc.integer({ min: 1, max: 6 }),
    'rule-b.mode': fc.constantFrom('same', 'any'),
    'rule-b.years': fc.constantFrom('2', '3'),
    'rule-a.years': fc.constantFrom('1', '2', '3'),
    'shnor.kind': fc.constantFrom('and', 'or'),
    minParticipants: fc.integer({ min: 1, max: 70 }),
    'added-quota.join': fc.constantFrom('none', 'and', 'or'),
    'added-quota.fraction': fc.integer({ min: 100, max: 10_000 }),
  },
  { requiredKeys: [] },
)

describe('what if', () => {
  it('says of every school exactly what the whole identification says', () => {
    fc.assert(
      fc.property(anyRegion, fc.array(anyChanges, { minLength: 1, maxLength: 3 }), (input, several) => {
        const readingsOf = keepReadings(input)
        for (const changes of several) {
          const methodology = changeMethodology(order, changes)
          const run = runPrimary(readingsOf(methodology), methodology)
          const { findings } = identify({ ...input, methodology })
          expect(run.statuses).toEqual(findings.map(({ status }) => status))
          findings.forEach((finding, i) => {
            expect(run.reliability(i)).toEqual(finding.reliability)
            expect(run.ground(i)).toBe(explainFinding(finding, methodology))
          })
        }
      }),
      { numRuns: 40 },
    )
  })

  it('divides the schools of both lists into entering, leaving and staying, each once', () => {
    fc.assert(
      fc.property(anyRegion, anyChanges, (input, changes) => {
        const readingsOf = keepReadings(input)
        const methodology = changeMethodology(order, changes)
        const [before, after] = [order, methodology].map((one) => runPrimary(readingsOf(one), one))
        const { entered, left, stayed } = compareRuns(before!, after!)
        expect(entered.length + stayed.length).toBe(countListed(after!).listed)
        expect(left.length + stayed.length).toBe(countListed(before!).listed)
        expect(new Set([...entered, ...left, ...stayed]).size).toBe(
          entered.length + left.length + stayed.length,
        )
      }),
      { numRuns: 60 },
    )
  })

  it('counts the listed whose reliability is low', () => {
    const other = anchor()
    const input = region(
      [school(1), school(2), ...other.schools],
      [
        ...sixCounts(1, 2025, [3, 3, 0, 0, 0, 0], 5),
        ...sixCounts(2, 2025, [20, 20, 0, 0, 0, 0], 40),
        ...other.counts,
      ],
    )
    expect(countListed(runPrimary(keepReadings(input)(order), order))).toEqual({
      listed: 2,
      lowReliability: 1,
      undecided: 0,
    })
  })
})
