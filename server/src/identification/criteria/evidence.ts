import type { Statistic } from '../criterion.ts'
import type { Evidence, EvidenceState } from '../model.ts'
import type { Readings } from '../readings.ts'
import { shareOf } from './reading.ts'
import type { EvidenceReader, ReadEvidence } from './scope.ts'

/** The fewest low participants that reach the threshold: ⌈T·n/10000⌉. */
export const countAtThreshold = (threshold: number, participants: number): number =>
  Math.ceil((threshold * participants) / 10_000)

/**
 * Reads evidence cell by cell. Criteria of one school often ask for the same cell with the same threshold, so the last
 * school's rows are shared between them.
 */
export const makeEvidenceReader = (readings: Readings): EvidenceReader => {
  const questions: { statistic: Statistic; threshold: number | null; read: ReadEvidence }[] = []
  return (statistic, threshold) => {
    for (const question of questions)
      if (question.threshold === threshold && question.statistic === statistic) return question.read
    const read = readRows(readings, statistic, threshold)
    questions.push({ statistic, threshold, read })
    return read
  }
}

const readRows = (readings: Readings, statistic: Statistic, threshold: number | null): ReadEvidence => {
  let last = -1
  const rows = new Array<Evidence | null>(readings.methodology.procedures.length * readings.years).fill(null)
  return (school, procedure, back) => {
    if (school !== last) rows.fill(null)
    last = school
    const cell = procedure * readings.years + back
    rows[cell] ??= makeEvidence(readings, school, procedure, back, statistic, threshold)
    return rows[cell]
  }
}

const makeEvidence = (
  readings: Readings,
  school: number,
  procedure: number,
  back: number,
  statistic: Statistic,
  threshold: number | null,
): Evidence => {
  const state = readings.state(school, procedure, back)
  if (state !== 'known') return absentEvidence(readings, school, procedure, back, statistic, state)
  const row = readings.row(school, procedure, back)!
  const { participants } = row
  const numerator = readings.numerator(school, procedure, back, statistic)
  const count = statistic === 'low' ? row.low : row.high
  const isWithheld = numerator < 0
  const isCounted = !isWithheld && readings.isCounted(school, procedure, back, statistic)
  const isAsked = !isWithheld && threshold !== null
  return {
    procedure: readings.methodology.procedures[procedure]!.code,
    year: readings.schoolYear - back,
    statistic,
    state: isWithheld ? 'unknown' : 'known',
    participants,
    count,
    share: isWithheld ? null : shareOf(numerator, participants),
    countBasis: row.countBasis,
    appliedTo: isWithheld ? null : isCounted ? 'counts' : 'published-share',
    meets: isAsked ? numerator >= threshold * participants : null,
    distance:
      isAsked && isCounted ? distanceToThreshold(count!, countAtThreshold(threshold, participants)) : null,
    source: row.source,
    viaPredecessor: back > 0 ? readings.predecessor(school, back) : null,
    missing: isWithheld ? 'withheld' : null,
  }
}

const absentEvidence = (
  readings: Readings,
  school: number,
  procedure: number,
  back: number,
  statistic: Statistic,
  state: Exclude<EvidenceState, 'known'>,
): Evidence => {
  const evidence: Evidence = {
    procedure: readings.methodology.procedures[procedure]!.code,
    year: readings.schoolYear - back,
    statistic,
    state,
    // A number over too few participants is there and is not used.
    participants: readings.row(school, procedure, back)?.participants ?? null,
    count: null,
    share: null,
    countBasis: null,
    appliedTo: null,
    meets: null,
    distance: null,
    source: null,
    viaPredecessor: null,
    missing: state === 'unknown' ? readings.missing(school, procedure, back) : 'not-applicable',
  }
  const assumption = readings.assumption(school, procedure, back)
  if (assumption !== undefined) evidence.assumption = assumption
  return evidence
}

/** Participants whose results would have to differ for the share to cross the threshold. */
const distanceToThreshold = (count: number, border: number): number =>
  count >= border ? count - border + 1 : border - count
