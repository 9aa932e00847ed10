import type { Evidence } from '../model.ts'
import { appliedTo, type Readings } from '../readings.ts'
import { shareOf } from './reading.ts'
import type { EvidenceReader } from './scope.ts'

/** The fewest low participants that reach the threshold: ⌈T·n/10000⌉. */
export const countAtThreshold = (threshold: number, participants: number): number =>
  Math.ceil((threshold * participants) / 10_000)

/**
 * Reads evidence cell by cell. Criteria of one school often ask for the same cell with the same threshold, so the last
 * school's rows are shared between them.
 */
export const makeEvidenceReader = (readings: Readings): EvidenceReader => {
  let current = -1
  const made = new Map<number, Evidence>()
  return (school, procedure, back, statistic, threshold) => {
    if (school !== current) {
      made.clear()
      current = school
    }
    const cell = procedure * readings.years + back
    const key = (cell * 2 + (statistic === 'low' ? 0 : 1)) * 10_001 + (threshold ?? 0)
    const known = made.get(key)
    if (known) return known
    const evidence = makeEvidence(readings, school, procedure, back, statistic, threshold)
    made.set(key, evidence)
    return evidence
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
  return {
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
    ...(assumption === undefined ? {} : { assumption }),
  }
}

/** Participants whose results would have to differ for the share to cross the threshold. */
const distanceToThreshold = (count: number, border: number): number =>
  count >= border ? count - border + 1 : border - count
