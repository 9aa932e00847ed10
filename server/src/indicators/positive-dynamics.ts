import { procedureFindings } from '../identification/clusters.ts'
import type { Methodology } from '../identification/methodology.ts'
import type { IdentificationInput, ProcedureFinding } from '../identification/model.ts'
import { readCounts } from '../identification/readings.ts'
import { SCHOOL_TYPES } from '../places/school-type.ts'
import type { SchoolProcedureCount } from '../results/model.ts'

/** How far back the previous year in which a procedure was held may lie. */
const YEARS = 5

/** A procedure of the catalogue, as far as dynamics need it. */
export interface KnownProcedure {
  code: string
  kind: string
  name: string
}

/** The change of one procedure in one school, with the two rows it is told from. */
export interface ProcedureChange {
  schoolId: number
  procedure: string
  now: SchoolProcedureCount
  /** Of the previous year in which the school held it; null where there is none. */
  before: SchoolProcedureCount | null
  /** The earlier number belongs to this school's predecessor. */
  beforeOf: number | null
  dynamics: ProcedureFinding['dynamics']
}

/** DYN: schools with positive dynamics among those that held the procedure in both years. */
export interface PositiveDynamics {
  procedure: string
  positive: number
  /** Schools that held it this year and in the previous year in which it was held, comparably. */
  heldBoth: number
  /** Schools that held it this year. */
  heldNow: number
  /** The earlier years compared with, the latest first. */
  previousYears: number[]
}

/**
 * The methodology with every other procedure of the catalogue beside its own: these are counted where they were held, and
 * their absence is no gap. Its rules are not asked here, only its reading of the numbers.
 */
export function withCatalogue(methodology: Methodology, catalogue: KnownProcedure[]): Methodology {
  const own = new Set(methodology.procedures.map(({ code }) => code))
  const others = catalogue
    .filter(({ code }) => !own.has(code))
    .map(({ code, kind, name }) => ({
      ...{ code, kind, subject: name, schoolTypes: [...SCHOOL_TYPES], expected: false },
    }))
  return { ...methodology, procedures: [...methodology.procedures, ...others] }
}

/**
 * Changes of all procedures that the schools held in `input.schoolYear`, against the previous year in which each held it.
 * The sign is that of the share below the minimum: a smaller share is positive [source: Назарово, Кахун].
 * @param input its methodology widened by `withCatalogue`, its counts of all those procedures
 */
export function procedureChanges(input: IdentificationInput): ProcedureChange[] {
  const readings = readCounts(input, YEARS)
  const places = new Map(input.methodology.procedures.map(({ code }, place) => [code, place]))
  return input.schools.flatMap((school, index) =>
    procedureFindings(readings, input.methodology.clusters, index).map((finding) => {
      const place = places.get(finding.procedure)!
      const back = finding.previousYear === null ? null : input.schoolYear - finding.previousYear
      return {
        schoolId: school.id,
        procedure: finding.procedure,
        now: readings.row(index, place, 0)!,
        before: back === null ? null : (readings.row(index, place, back) ?? null),
        beforeOf: back === null ? null : readings.predecessor(index, back),
        dynamics: finding.dynamics,
      }
    }),
  )
}

/** The indicator by procedure, in the order of first appearance; procedures nobody of these schools held are not there. */
export function positiveDynamics(changes: ProcedureChange[]): PositiveDynamics[] {
  const byProcedure = new Map<string, ProcedureChange[]>()
  for (const change of changes)
    byProcedure.set(change.procedure, [...(byProcedure.get(change.procedure) ?? []), change])
  return [...byProcedure].map(([procedure, own]) => {
    const both = own.filter(({ dynamics }) => 'value' in dynamics)
    const isPositive = ({ dynamics }: ProcedureChange) => 'value' in dynamics && dynamics.value === 'positive'
    return {
      procedure,
      positive: both.filter(isPositive).length,
      heldBoth: both.length,
      heldNow: own.length,
      previousYears: [...new Set(both.map(({ before }) => before!.schoolYear))].sort((a, b) => b - a),
    }
  })
}
