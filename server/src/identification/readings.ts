import type { MissingReason } from '../platform/value.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import {
  ASSUMPTIONS,
  KIND_NOT_HELD,
  KIND_NOT_LOADED,
  KIND_WAITING,
  kindBits,
  NOT_APPLICABLE,
  NOT_HELD,
  NOT_SUBMITTED,
  readAbsence,
} from './absence.ts'
import type { CellReaches } from './criteria/outcome.ts'
import type { Statistic } from './criterion.ts'
import type { Methodology } from './methodology.ts'
import type { Assumption, EvidenceState, IdentificationInput, SchoolInput } from './model.ts'
import { borrowRows, cellOf, type Layout, linkPredecessors } from './predecessors.ts'
import { makeReachTables } from './reach-tables.ts'

/**
 * What is known of every school × procedure × year, laid out flat because a region asks for a million of them.
 * `back` counts years from the list's year: 0 = that year, 1 = the year before.
 */
export interface Readings {
  schools: SchoolInput[]
  methodology: Methodology
  schoolYear: number
  /** How many years back are laid out; a year nobody loaded is there as unknown. */
  years: number
  state(school: number, procedure: number, back: number): EvidenceState
  /** Why a cell is unknown. */
  missing(school: number, procedure: number, back: number): MissingReason
  /** What was concluded of a cell whose whole kind is absent; undefined where nothing was. */
  assumption(school: number, procedure: number, back: number): Assumption | undefined
  row(school: number, procedure: number, back: number): SchoolProcedureCount | undefined
  /** Of a known cell, as `numeratorOfShare` below; −1 where the source gives neither count nor share. */
  numerator(school: number, procedure: number, back: number, statistic: Statistic): number
  /** Whether thresholds are applied to the count of a cell that has a numerator, and not to a published share. */
  isCounted(school: number, procedure: number, back: number, statistic: Statistic): boolean
  participants(school: number, procedure: number, back: number): number
  /** Whether the share of a cell reaches a threshold: the few questions of a methodology, each answered for all cells at once. */
  cellReaches(statistic: Statistic, threshold: number): CellReaches
  /** The predecessor whose number stands in the cell. */
  predecessor(school: number, back: number): number | null
  /** Whether the year `back` may be compared with the year before it. */
  comparable(procedure: number, back: number): boolean
  /** Schools of the region that have a number, closed ones too: 0 = the procedure was loaded for nobody. */
  held(procedure: number, back: number): number
}

/** Several predecessors: their numbers are not added, so the year cannot be compared. */
const NOT_COMPARABLE = 3
const KNOWN = 4
/** The source hides the number. */
const WITHHELD = 13
/** Whoever asks is not shown the number. */
const UNDISCLOSED = 14
/** There is a number, but the methodology asks for more participants. */
const TOO_FEW = 5
const STATES: Record<number, EvidenceState> = {
  [NOT_APPLICABLE]: 'not-applicable',
  [NOT_HELD]: 'not-held',
  [NOT_SUBMITTED]: 'unknown',
  [NOT_COMPARABLE]: 'unknown',
  [KNOWN]: 'known',
  [KIND_NOT_HELD]: 'not-held',
  [KIND_NOT_LOADED]: 'unknown',
  [KIND_WAITING]: 'unknown',
  [WITHHELD]: 'unknown',
  [UNDISCLOSED]: 'unknown',
  [TOO_FEW]: 'unknown',
}
const REASONS: Record<number, MissingReason> = {
  [NOT_COMPARABLE]: 'not-comparable',
  [TOO_FEW]: 'too-few',
  [WITHHELD]: 'withheld',
  [UNDISCLOSED]: 'undisclosed',
}

/**
 * Lays out the counts of a region.
 * @param years how many years back the methodology looks, the list's year included.
 * Rows of other procedures, other years, unknown schools or without participants are left out.
 */
export const readCounts = (
  input: Pick<
    IdentificationInput,
    | 'schools'
    | 'counts'
    | 'comparabilityBreaks'
    | 'predecessors'
    | 'methodology'
    | 'schoolYear'
    | 'waiting'
    | 'withheld'
  >,
  years: number,
): Readings => {
  const { schools, methodology, schoolYear } = input
  const codes = methodology.procedures.map(({ code }) => code)
  const index = new Map(schools.map(({ id }, s) => [id, s]))
  // A predecessor is usually closed and so not among the schools; its rows get a place behind them.
  for (const { predecessorId } of input.predecessors)
    if (!index.has(predecessorId)) index.set(predecessorId, index.size)
  const rows = new Int32Array(index.size * codes.length * years).fill(-1)
  const layout: Layout = { schools, procedures: codes.length, years, index, rows }
  const numbers = makeNumbers(layout, input)
  const regionHeld = placeRows(layout, input, numbers.read)
  const links = linkPredecessors(layout, input.predecessors)
  borrowRows(layout, links, numbers.read)
  const states = readStates(layout, input, numbers.participants, regionHeld, links)
  const breaks = new Set(input.comparabilityBreaks.map((row) => `${row.procedure} ${row.schoolYear}`))
  const comparable = codes.map((code) =>
    Array.from({ length: years }, (_, back) => !breaks.has(`${code} ${schoolYear - back}`)),
  )
  // Asked millions of times for a country, so the place of a cell is worked out here.
  const procedures = codes.length
  const at = (school: number, procedure: number, back: number) =>
    (school * procedures + procedure) * years + back
  const stateAt = (school: number, procedure: number, back: number) =>
    states[at(school, procedure, back)] ?? NOT_SUBMITTED
  return {
    schools,
    methodology,
    schoolYear,
    years,
    state: (school, procedure, back) => STATES[stateAt(school, procedure, back)]!,
    missing: (school, procedure, back) => REASONS[stateAt(school, procedure, back)] ?? 'not-submitted',
    assumption: (school, procedure, back) => ASSUMPTIONS[stateAt(school, procedure, back)],
    row: (school, procedure, back) => input.counts[rows[at(school, procedure, back)] ?? -1],
    numerator: (school, procedure, back, statistic) =>
      (statistic === 'low' ? numbers.low : numbers.high)[at(school, procedure, back)]!,
    isCounted: (school, procedure, back, statistic) =>
      (numbers.counted[at(school, procedure, back)]! & COUNTED[statistic]) !== 0,
    cellReaches: makeReachTables({ ...numbers, state: (cell) => STATES[states[cell]!]! }, at),
    participants: (school, procedure, back) => numbers.participants[at(school, procedure, back)]!,
    predecessor: (school, back) => {
      const link = links[school * years + back] ?? 0
      return link > 0 ? link : null
    },
    comparable: (procedure, back) => comparable[procedure]?.[back] ?? false,
    held: (procedure, back) => regionHeld[procedure * years + back] ?? 0,
  }
}

/**
 * Finds the cells of the rows. @param read puts a row into a cell; of two rows for one cell the later stays.
 * @returns schools with a number, per procedure × year.
 */
const placeRows = (
  layout: Layout,
  { counts, methodology, schoolYear }: Pick<IdentificationInput, 'counts' | 'methodology' | 'schoolYear'>,
  read: (cell: number, row: number) => void,
): Int32Array => {
  const regionHeld = new Int32Array(layout.procedures * layout.years)
  const procedures = new Map(methodology.procedures.map(({ code }, p) => [code, p]))
  // Rows of one school mostly stand together.
  let schoolId: number | undefined
  let school: number | undefined
  // And those of one procedure often do.
  let code: string | undefined
  let procedure: number | undefined
  for (let place = 0; place < counts.length; place++) {
    const row = counts[place]!
    const back = schoolYear - row.schoolYear
    if (back < 0 || back >= layout.years || row.participants <= 0) continue
    if (row.procedure !== code) {
      code = row.procedure
      procedure = procedures.get(code)
    }
    if (procedure === undefined) continue
    regionHeld[procedure * layout.years + back]! += 1
    if (row.schoolId !== schoolId) {
      schoolId = row.schoolId
      school = layout.index.get(schoolId)
    }
    if (school !== undefined) read(cellOf(layout, school, procedure, back), place)
  }
  return regionHeld
}

/** Bits of the statistics whose threshold is applied to a count. */
const COUNTED = { low: 1, high: 2 } satisfies Record<Statistic, number>

/** The numbers of all cells side by side, no participants where there is no row: rules ask for each several times. */
const makeNumbers = (
  { rows }: Layout,
  { counts, methodology: { applyTo } }: Pick<IdentificationInput, 'counts' | 'methodology'>,
) => {
  const low = new Float64Array(rows.length)
  const high = new Float64Array(rows.length)
  const participants = new Int32Array(rows.length)
  const counted = new Uint8Array(rows.length)
  const read = (cell: number, place: number) => {
    const row = counts[place]!
    rows[cell] = place
    const isLowCounted = isCounted(row.low, row.lowShare, applyTo)
    const isHighCounted = isCounted(row.high, row.highShare, applyTo)
    participants[cell] = row.participants
    low[cell] = isLowCounted ? 10_000 * row.low! : numeratorOfShare(row.lowShare, row.participants)
    high[cell] = isHighCounted ? 10_000 * row.high! : numeratorOfShare(row.highShare, row.participants)
    counted[cell] = (isLowCounted ? COUNTED.low : 0) | (isHighCounted ? COUNTED.high : 0)
  }
  return { low, high, participants, counted, read }
}

const readStates = (
  layout: Layout,
  input: Pick<IdentificationInput, 'methodology' | 'schoolYear' | 'waiting' | 'withheld'>,
  participants: Int32Array,
  held: Int32Array,
  links: Int32Array,
): Uint8Array => {
  const { schools, procedures, years } = layout
  const { methodology, schoolYear, waiting = [] } = input
  const states = new Uint8Array(participants.length)
  const withheld = withheldCells(layout, input)
  const isAnyWithheld = withheld.size > 0
  const kinds = kindBits(methodology)
  const kindsOf = new Uint32Array(schools.length * years)
  for (let s = 0, cell = 0; s < schools.length; s++)
    for (let p = 0; p < procedures; p++)
      for (let back = 0; back < years; back++, cell++)
        if (participants[cell]! > 0 || (isAnyWithheld && withheld.has(cell)))
          kindsOf[s * years + back]! |= kinds[p]!
  const absence = readAbsence(methodology, schoolYear, years, { schools, kindsOf, held, waiting })
  const { minParticipants } = methodology
  const absentState = (s: number, p: number, back: number): number => {
    const absent = absence(s, p, back)
    const isOpen = absent === NOT_SUBMITTED || absent in ASSUMPTIONS
    return isOpen && links[s * years + back] === -1 ? NOT_COMPARABLE : absent
  }
  for (let s = 0, cell = 0; s < schools.length; s++)
    for (let p = 0; p < procedures; p++)
      for (let back = 0; back < years; back++, cell++) {
        const n = participants[cell]!
        if (n > 0) states[cell] = n < minParticipants ? TOO_FEW : KNOWN
        else states[cell] = (isAnyWithheld ? withheld.get(cell) : undefined) ?? absentState(s, p, back)
      }
  return states
}

/** Cells whose number the source hides, or whoever asks is not shown. */
const withheldCells = (
  layout: Layout,
  {
    methodology,
    schoolYear,
    withheld = [],
  }: Pick<IdentificationInput, 'methodology' | 'schoolYear' | 'withheld'>,
): Map<number, number> => {
  const codes = new Map(methodology.procedures.map(({ code }, p) => [code, p]))
  return new Map(
    withheld.flatMap((one): [number, number][] => {
      const [school, procedure] = [layout.index.get(one.schoolId), codes.get(one.procedure)]
      const back = schoolYear - one.schoolYear
      const isOutside = back < 0 || back >= layout.years
      return school === undefined || procedure === undefined || isOutside
        ? []
        : [[cellOf(layout, school, procedure, back), one.because ? UNDISCLOSED : WITHHELD]]
    }),
  )
}

/**
 * The statistic of a row in ten-thousandths of a participant, so that `share ≥ T` is `numerator ≥ T·n` in whole numbers
 * both for counts (10000·f ≥ T·n) and for published shares (share·n ≥ T·n). −1 where the row has neither.
 */
const numeratorOfShare = (share: number | null, participants: number): number =>
  share === null ? -1 : share * participants

/** Whether a threshold is applied to the count of a row rather than to its published share. */
const isCounted = (count: number | null, share: number | null, applyTo: Methodology['applyTo']): boolean =>
  count !== null && (applyTo === 'counts' || share === null)
