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
import type { Statistic } from './criterion.ts'
import type { Methodology } from './methodology.ts'
import type { Assumption, EvidenceState, IdentificationInput, SchoolInput } from './model.ts'
import { borrowRows, cellOf, type Layout, linkPredecessors } from './predecessors.ts'

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
  /** Of a known cell, as `numeratorOf` below; −1 where the source gives neither count nor share. */
  numerator(school: number, procedure: number, back: number, statistic: Statistic): number
  participants(school: number, procedure: number, back: number): number
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
  [TOO_FEW]: 'unknown',
}
const REASONS: Record<number, MissingReason> = {
  [NOT_COMPARABLE]: 'not-comparable',
  [TOO_FEW]: 'too-few',
  [WITHHELD]: 'withheld',
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
  const rows = new Array<undefined>(index.size * codes.length * years).fill(undefined)
  const layout: Layout = { schools, procedures: codes.length, years, index, rows }
  const regionHeld = placeRows(layout, input.counts, codes, schoolYear)
  const links = linkPredecessors(layout, input.predecessors)
  borrowRows(layout, links)
  const states = readStates(layout, input, regionHeld, links)
  const numbers = readNumbers(layout, methodology.applyTo)
  const breaks = new Set(input.comparabilityBreaks.map((row) => `${row.procedure} ${row.schoolYear}`))
  const comparable = codes.map((code) =>
    Array.from({ length: years }, (_, back) => !breaks.has(`${code} ${schoolYear - back}`)),
  )
  const stateAt = (school: number, procedure: number, back: number) =>
    states[cellOf(layout, school, procedure, back)] ?? NOT_SUBMITTED
  return {
    schools,
    methodology,
    schoolYear,
    years,
    state: (school, procedure, back) => STATES[stateAt(school, procedure, back)]!,
    missing: (school, procedure, back) => REASONS[stateAt(school, procedure, back)] ?? 'not-submitted',
    assumption: (school, procedure, back) => ASSUMPTIONS[stateAt(school, procedure, back)],
    row: (school, procedure, back) => layout.rows[cellOf(layout, school, procedure, back)],
    numerator: (school, procedure, back, statistic) =>
      (statistic === 'low' ? numbers.low : numbers.high)[cellOf(layout, school, procedure, back)]!,
    participants: (school, procedure, back) => numbers.participants[cellOf(layout, school, procedure, back)]!,
    predecessor: (school, back) => {
      const link = links[school * years + back] ?? 0
      return link > 0 ? link : null
    },
    comparable: (procedure, back) => comparable[procedure]?.[back] ?? false,
    held: (procedure, back) => regionHeld[procedure * years + back] ?? 0,
  }
}

/** Puts the rows into their cells. @returns schools with a number, per procedure × year. */
const placeRows = (
  layout: Layout,
  counts: SchoolProcedureCount[],
  codes: string[],
  schoolYear: number,
): Int32Array => {
  const regionHeld = new Int32Array(codes.length * layout.years)
  const procedures = new Map(codes.map((code, p) => [code, p]))
  for (const row of counts) {
    const back = schoolYear - row.schoolYear
    if (back < 0 || back >= layout.years || row.participants <= 0) continue
    const procedure = procedures.get(row.procedure)
    if (procedure === undefined) continue
    regionHeld[procedure * layout.years + back]! += 1
    const school = layout.index.get(row.schoolId)
    if (school !== undefined) layout.rows[cellOf(layout, school, procedure, back)] = row
  }
  return regionHeld
}

/** The numbers of all rows side by side: rules ask for each several times. */
const readNumbers = ({ rows }: Layout, applyTo: Methodology['applyTo']) => {
  const numbers = {
    low: new Float64Array(rows.length),
    high: new Float64Array(rows.length),
    participants: new Int32Array(rows.length),
  }
  for (let cell = 0; cell < rows.length; cell++) {
    const row = rows[cell]
    if (row === undefined) continue
    numbers.low[cell] = numeratorOf(row, 'low', applyTo)
    numbers.high[cell] = numeratorOf(row, 'high', applyTo)
    numbers.participants[cell] = row.participants
  }
  return numbers
}

const readStates = (
  layout: Layout,
  input: Pick<IdentificationInput, 'methodology' | 'schoolYear' | 'waiting' | 'withheld'>,
  held: Int32Array,
  links: Int32Array,
): Uint8Array => {
  const { schools, procedures, years, rows } = layout
  const { methodology, schoolYear, waiting = [] } = input
  const states = new Uint8Array(rows.length)
  const withheld = withheldCells(layout, input)
  const kinds = kindBits(methodology)
  const kindsOf = new Uint32Array(schools.length * years)
  const cells = (visit: (s: number, p: number, back: number, cell: number) => void) => {
    for (let s = 0; s < schools.length; s++)
      for (let p = 0; p < procedures; p++)
        for (let back = 0; back < years; back++) visit(s, p, back, cellOf(layout, s, p, back))
  }
  cells((s, p, back, cell) => {
    if (rows[cell] !== undefined || withheld.has(cell)) kindsOf[s * years + back]! |= kinds[p]!
  })
  const absence = readAbsence(methodology, schoolYear, years, { schools, kindsOf, held, waiting })
  const { minParticipants } = methodology
  cells((s, p, back, cell) => {
    const row = rows[cell]
    if (row !== undefined) {
      states[cell] = row.participants < minParticipants ? TOO_FEW : KNOWN
      return
    }
    if (withheld.has(cell)) {
      states[cell] = WITHHELD
      return
    }
    const absent = absence(s, p, back)
    const isOpen = absent === NOT_SUBMITTED || absent in ASSUMPTIONS
    states[cell] = isOpen && links[s * years + back] === -1 ? NOT_COMPARABLE : absent
  })
  return states
}

/** Cells whose number the source hides. */
const withheldCells = (
  layout: Layout,
  {
    methodology,
    schoolYear,
    withheld = [],
  }: Pick<IdentificationInput, 'methodology' | 'schoolYear' | 'withheld'>,
): Set<number> => {
  const codes = new Map(methodology.procedures.map(({ code }, p) => [code, p]))
  return new Set(
    withheld.flatMap((one) => {
      const [school, procedure] = [layout.index.get(one.schoolId), codes.get(one.procedure)]
      const back = schoolYear - one.schoolYear
      const isOutside = back < 0 || back >= layout.years
      return school === undefined || procedure === undefined || isOutside
        ? []
        : [cellOf(layout, school, procedure, back)]
    }),
  )
}

/**
 * The statistic of a row in ten-thousandths of a participant, so that `share ≥ T` is `numerator ≥ T·n` in whole numbers
 * both for counts (10000·f ≥ T·n) and for published shares (share·n ≥ T·n). −1 where the row has neither.
 */
const numeratorOf = (
  row: SchoolProcedureCount,
  statistic: Statistic,
  applyTo: Methodology['applyTo'],
): number => {
  const basis = appliedTo(row, statistic, applyTo)
  if (basis === null) return -1
  if (basis === 'counts') return 10_000 * (statistic === 'low' ? row.low : row.high)!
  return (statistic === 'low' ? row.lowShare : row.highShare)! * row.participants
}

/** What of a row a threshold is applied to; null where the row has neither count nor share. */
export const appliedTo = (
  row: SchoolProcedureCount,
  statistic: Statistic,
  applyTo: Methodology['applyTo'],
): 'counts' | 'published-share' | null => {
  const count = statistic === 'low' ? row.low : row.high
  const share = statistic === 'low' ? row.lowShare : row.highShare
  if (count !== null && (applyTo === 'counts' || share === null)) return 'counts'
  return share === null ? null : 'published-share'
}
