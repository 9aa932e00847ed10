import type { MissingReason } from '../../platform/value.ts'
import type { Statistic } from '../criterion.ts'
import type { EvidenceState } from '../model.ts'
import type { Readings } from '../readings.ts'
import { type CellReaches, type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './outcome.ts'

/** One share over some procedures and years of a school: Σ numerators / Σ participants, or why there is none. */
export type Pooled =
  | { state: 'known'; numerator: number; participants: number; cells: number }
  | { state: 'not-held' | 'not-applicable' }
  | { state: 'unknown'; missing: MissingReason }

const NOT_HELD: Pooled = { state: 'not-held' }
const ABSENT: Pooled = { state: 'not-applicable' }

/**
 * Adds up the cells. What was not held adds nothing; one unknown cell makes the whole unknown, because its participants
 * could move the share anywhere; a year that must not be compared with the later ones cannot be added to them.
 * @param back the latest year, counted back from the list's year. @param years how many years, going back from it.
 */
export const pool = (
  readings: Readings,
  school: number,
  procedures: number[],
  statistic: Statistic,
  back: number,
  years: number,
): Pooled => {
  let sum = 0
  let participants = 0
  let cells = 0
  let applicable = false
  for (const procedure of procedures) {
    let comparable = true
    for (let year = back; year < back + years; year++) {
      if (year > back) comparable &&= readings.comparable(procedure, year - 1)
      const state = readings.state(school, procedure, year)
      if (state === 'not-applicable') continue
      applicable = true
      if (state === 'not-held') continue
      if (state === 'unknown') return { state: 'unknown', missing: readings.missing(school, procedure, year) }
      const value = readings.numerator(school, procedure, year, statistic)
      if (value < 0) return { state: 'unknown', missing: 'withheld' }
      if (!comparable) return { state: 'unknown', missing: 'not-comparable' }
      sum += value
      participants += readings.participants(school, procedure, year)
      cells += 1
    }
  }
  if (cells > 0) return { state: 'known', numerator: sum, participants, cells }
  return applicable ? NOT_HELD : ABSENT
}

/** Share ≥ threshold, in whole numbers: Σ10000·f ≥ T·Σn. */
export const reaches = (pooled: Pooled, threshold: number): Code => {
  switch (pooled.state) {
    case 'known':
      return pooled.numerator >= threshold * pooled.participants ? MET : NOT_MET
    case 'unknown':
      return UNKNOWN
    case 'not-held':
      return NOT_MET
    case 'not-applicable':
      return NOT_APPLICABLE
  }
}

/** Reads the cell at every question; readings that do not change keep the answers (`Readings.cellReaches`). */
export const readCellReaches =
  (
    readings: Pick<Readings, 'state' | 'numerator' | 'participants'>,
    statistic: Statistic,
    threshold: number,
  ): CellReaches =>
  (school, procedure, back) => {
    switch (readings.state(school, procedure, back)) {
      case 'not-applicable':
        return NOT_APPLICABLE
      case 'not-held':
        return NOT_MET
      case 'unknown':
        return UNKNOWN
      case 'known': {
        const value = readings.numerator(school, procedure, back, statistic)
        if (value < 0) return UNKNOWN
        return value >= threshold * readings.participants(school, procedure, back) ? MET : NOT_MET
      }
    }
  }

/** Whether one cell has a number that the statistic can be read from. */
export const isKnown = (
  readings: Readings,
  school: number,
  procedure: number,
  statistic: Statistic,
  back: number,
): boolean =>
  readings.state(school, procedure, back) === 'known' &&
  readings.numerator(school, procedure, back, statistic) >= 0

/** Hundredths of a percent, rounded half up. */
export const shareOf = (numerator: number, participants: number): number =>
  Math.floor((2 * numerator + participants) / (2 * participants))

/** The place of every school by one share in one year (or pooled window) among the schools of its group, the asked end first. */
export interface Ranking {
  states: EvidenceState[]
  /** Why, of schools whose share is unknown. */
  missing: Map<number, MissingReason>
  /** Of schools whose share is known. */
  numerators: Float64Array
  participants: Float64Array
  /** Schools of its group that have the share; 0 where the school itself has no place. */
  of: Int32Array
  /** Schools of its group strictly nearer to the asked end; −1 where the school has no place. */
  before: Int32Array
  /** Schools of its group strictly nearer to the other end. */
  after: Int32Array
  /** The group of every ranked school; −1 where the school has no place. */
  group: Int32Array
  /** The share of the last school chosen, by group; made when it is first shown. */
  borders: (number | undefined)[] | null
}
