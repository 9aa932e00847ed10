import { describe, expect, it } from 'vitest'
import type { CriterionView, EvidenceRow, SchoolCard } from '../api-types.ts'
import { evidenceSources, whyRows } from './evidence.ts'

const row = (procedure: string, schoolYear: number, low: number, n: number, meets: boolean): EvidenceRow => ({
  procedure,
  name: procedure,
  schoolYear,
  participants: n,
  low,
  share: { estimate: low / n, low: 0, high: 1, n },
  countBasis: 'exact',
  meets,
  text: '',
  source: { importId: 1, file: 'a.xlsx', sheet: 'A', row: 1, lastRow: null },
  viaPredecessor: null,
})

const criterion = (
  id: string,
  outcome: CriterionView['outcome'],
  evidence: EvidenceRow[],
): CriterionView => ({
  id,
  title: id,
  outcome,
  sentence: '',
  legalSource: null,
  evidence,
  depth: 1,
})

/** Only what the functions under test read. */
const card = (criteria: CriterionView[], procedures: unknown[] = []): SchoolCard =>
  ({ explanation: { schoolYear: 2025, criteria }, procedures }) as unknown as SchoolCard

describe('why a school is on the list', () => {
  it('puts procedures that decided first and the others by their share', () => {
    const rows = whyRows(
      card([
        criterion('rule-a', 'met', [
          row('vpr-ma-5', 2025, 1, 10, false),
          row('oge-ma', 2025, 3, 10, true),
          row('oge-ru', 2025, 6, 10, true),
          row('ege-ru', 2025, 2, 10, false),
        ]),
      ]),
    )
    expect(rows.map((item) => [item.procedure, item.isDeciding])).toEqual([
      ['oge-ru', true],
      ['oge-ma', true],
      ['ege-ru', false],
      ['vpr-ma-5', false],
    ])
  })

  it('asks both years of a procedure where the rule looks at two', () => {
    const rows = whyRows(
      card([
        criterion('rule-b', 'met', [
          row('oge-ma', 2025, 4, 10, true),
          row('oge-ma', 2024, 4, 10, true),
          row('oge-ru', 2025, 5, 10, true),
          row('oge-ru', 2024, 1, 10, false),
        ]),
      ]),
    )
    expect(rows.filter((item) => item.isDeciding).map((item) => item.procedure)).toEqual(['oge-ma'])
    expect(rows).toHaveLength(2)
  })

  it('calls nothing deciding where the rule was not met', () => {
    const rows = whyRows(card([criterion('rule-a', 'not-met', [row('oge-ma', 2025, 4, 10, true)])]))
    expect(rows.map((item) => item.isDeciding)).toEqual([false])
  })

  it('takes the two years before from the school’s own history', () => {
    const years = [2022, 2023, 2024, 2025].map((schoolYear) => ({
      schoolYear,
      share: { value: schoolYear / 10_000 },
    }))
    const [first] = whyRows(
      card(
        [criterion('rule-a', 'met', [row('oge-ma', 2025, 4, 10, true)])],
        [{ procedure: 'oge-ma', years }],
      ),
    )
    expect(first?.earlier.map((item) => item.year)).toEqual([2023, 2024])
  })

  it('names the source of every number once, the newest first', () => {
    const shared = row('oge-ma', 2025, 4, 10, true)
    const sources = evidenceSources(
      card([
        criterion('a', 'met', [shared]),
        criterion('b', 'met', [row('oge-ma', 2024, 4, 10, true), shared]),
      ]),
    )
    expect(sources.map((item) => item.schoolYear)).toEqual([2025, 2024])
  })
})
