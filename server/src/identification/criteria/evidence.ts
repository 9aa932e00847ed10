import type { Statistic } from '../criterion.ts'
import type { Evidence } from '../model.ts'
import { appliedTo, type Readings } from '../readings.ts'
import { shareOf } from './reading.ts'
import type { EvidenceReader } from './scope.ts'

/** The fewest low participants that reach the threshold: ⌈T·n/10000⌉. */
export const countAtThreshold = (threshold: number, participants: number): number =>
  Math.ceil((threshold * participants) / 10_000)

/** The rows of the last school that was asked about, by procedure and year. */
interface Question {
  statistic: Statistic
  threshold: number | null
  school: number
  rows: (Evidence | null)[]
}

/**
 * Reads evidence cell by cell. Criteria of one school often ask for the same cell with the same threshold, so the last
 * school's rows are shared between them.
 */
export const makeEvidenceReader = (readings: Readings): EvidenceReader => {
  const questions: Question[] = []
  return (school, procedure, back, statistic, threshold) => {
    let question = questions.find((one) => one.threshold === threshold && one.statistic === statistic)
    if (!question) {
      question = { statistic, threshold, school, rows: [] }
      questions.push(question)
    }
    if (question.school !== school) {
      question.school = school
      question.rows.fill(null)
    }
    const cell = procedure * readings.years + back
    question.rows[cell] ??= makeEvidence(readings, school, procedure, back, statistic, threshold)
    return question.rows[cell]
  }
}

const makeEvidence = (
  readings: Readings,
  school: number,
  procedure: number,
  back: number,
  statistic: 'low' | 'high',
  threshold: number | null,
): Evidence => {
  const state = readings.state(school, procedure, back)
  const row = state === 'known' ? readings.row(school, procedure, back)! : null
  const basis = row && appliedTo(row, statistic, readings.methodology.applyTo)
  const numerator = basis && readings.numerator(school, procedure, back, statistic)
  const count = row && (statistic === 'low' ? row.low : row.high)
  const meets =
    row && numerator !== null && threshold !== null ? numerator >= threshold * row.participants : null
  const isWithheld = row !== null && basis === null
  const assumption = readings.assumption(school, procedure, back)
  const evidence: Evidence = {
    procedure: readings.methodology.procedures[procedure]!.code,
    year: readings.schoolYear - back,
    statistic,
    state: isWithheld ? 'unknown' : state,
    participants: (row ?? readings.row(school, procedure, back))?.participants ?? null,
    count,
    share: row && numerator !== null ? shareOf({ numerator, participants: row.participants }) : null,
    countBasis: row?.countBasis ?? null,
    appliedTo: basis,
    meets,
    distance:
      meets === null || count === null || basis !== 'counts'
        ? null
        : distanceToThreshold(count, countAtThreshold(threshold!, row!.participants)),
    source: row?.source ?? null,
    viaPredecessor: row && back > 0 ? readings.predecessor(school, back) : null,
    missing: isWithheld
      ? 'withheld'
      : state === 'unknown'
        ? readings.missing(school, procedure, back)
        : state === 'known'
          ? null
          : 'not-applicable',
  }
  if (assumption !== undefined) evidence.assumption = assumption
  return evidence
}

/** Participants whose results would have to differ for the share to cross the threshold. */
const distanceToThreshold = (count: number, border: number): number =>
  count >= border ? count - border + 1 : border - count
