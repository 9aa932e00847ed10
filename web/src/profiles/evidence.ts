import type { EvidenceRow, SchoolCard } from '../api.ts'

/** Every number behind the conclusion once, the newest first: for «where the numbers come from». */
export function evidenceSources(card: SchoolCard): EvidenceRow[] {
  const seen = new Map<string, EvidenceRow>()
  for (const row of card.explanation.criteria.flatMap((criterion) => criterion.evidence)) {
    seen.set(`${row.procedure} ${row.schoolYear}`, row)
  }
  return [...seen.values()].sort((a, b) => b.schoolYear - a.schoolYear || a.name.localeCompare(b.name, 'ru'))
}
