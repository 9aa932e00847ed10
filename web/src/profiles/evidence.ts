import type { CriterionView, EvidenceRow, ProcedureHistory, SchoolCard } from '../api.ts'
import { numberOf } from '../ui/value-text.tsx'

/** One procedure of the year as the «why» shows it. */
export interface WhyRow {
  procedure: string
  name: string
  /** The row of the year asked for. */
  row: EvidenceRow
  share: number
  interval: { low: number; high: number } | null
  /** It is among the reasons of a rule that was met. */
  isDeciding: boolean
  earlier: { year: number; share: number }[]
}

const byProcedure = (rows: readonly EvidenceRow[]): Map<string, EvidenceRow[]> => {
  const groups = new Map<string, EvidenceRow[]>()
  for (const row of rows) groups.set(row.procedure, [...(groups.get(row.procedure) ?? []), row])
  return groups
}

/** Procedures whose every row reached the threshold of a rule that was met: with several years, all of them. */
function decidingProcedures(criteria: readonly CriterionView[]): Set<string> {
  const deciding = new Set<string>()
  for (const criterion of criteria) {
    if (criterion.outcome !== 'met') continue
    for (const [procedure, rows] of byProcedure(criterion.evidence)) {
      if (rows.every((row) => row.meets === true)) deciding.add(procedure)
    }
  }
  return deciding
}

const intervalOf = (row: EvidenceRow) =>
  'estimate' in row.share ? { low: row.share.low, high: row.share.high } : null

/** Shares of up to two years before, from the school's own history. */
function earlierShares(histories: readonly ProcedureHistory[], procedure: string, year: number) {
  const years = histories.find((history) => history.procedure === procedure)?.years ?? []
  return years
    .filter((item) => item.schoolYear < year && item.schoolYear >= year - 2)
    .flatMap((item) => {
      const share = numberOf(item.share)
      return share === null ? [] : [{ year: item.schoolYear, share }]
    })
}

/** The procedures of the year: those that decided first, then from the greatest share down. */
export function whyRows(card: SchoolCard): WhyRow[] {
  const { criteria, schoolYear } = card.explanation
  const deciding = decidingProcedures(criteria)
  const seen = new Map<string, EvidenceRow>()
  for (const row of criteria.flatMap((criterion) => criterion.evidence)) {
    if (row.schoolYear === schoolYear && !seen.has(row.procedure)) seen.set(row.procedure, row)
  }
  return [...seen.values()]
    .flatMap((row) => {
      const share = numberOf(row.share)
      if (share === null) return []
      return [
        {
          procedure: row.procedure,
          name: row.name,
          row,
          share,
          interval: intervalOf(row),
          isDeciding: deciding.has(row.procedure),
          earlier: earlierShares(card.procedures, row.procedure, schoolYear),
        },
      ]
    })
    .sort((a, b) => Number(b.isDeciding) - Number(a.isDeciding) || b.share - a.share)
}

/** Every number behind the conclusion once, the newest first: for «where the numbers come from». */
export function evidenceSources(card: SchoolCard): EvidenceRow[] {
  const seen = new Map<string, EvidenceRow>()
  for (const row of card.explanation.criteria.flatMap((criterion) => criterion.evidence)) {
    seen.set(`${row.procedure} ${row.schoolYear}`, row)
  }
  return [...seen.values()].sort((a, b) => b.schoolYear - a.schoolYear || a.name.localeCompare(b.name, 'ru'))
}
