import type { Level } from './layout.ts'
import type {
  AggregateResult,
  AssessmentResult,
  JournalComparison,
  ObjectivityMarker,
  PupilDetails,
  PupilScores,
  PupilUnit,
  SchoolFact,
  SourceSchoolRef,
} from './model.ts'

/**
 * The result store: every committed import is one immutable Parquet file, and every number can be counted again from it.
 * This is the interface a second engine (a ClickHouse cluster, say) would implement; nobody outside results/ knows
 * that today's engine is DuckDB.
 */
export interface ResultStore {
  /** Opens a writer of one import's results; `finish` leaves a complete Parquet file at `path`, `discard` nothing. */
  write(path: string, level: Level): Promise<ResultWriter>
  /** The same for the pupils of a huge file. */
  writePupils(path: string): Promise<PupilWriter>
  /** The numbers of each source school × procedure × year of one file, in a stable order. */
  count(path: string, level: CountedLevel, rules: Map<string, CountingRule>): AsyncGenerator<SourceCount>
  /** What a file of facts beside results says of each school, in a stable order. */
  facts(path: string, level: FactLevel): AsyncGenerator<SourceFact>
  /** The same comparison with the journal, counted from pupils' rows; nothing where no pupil has a mark of the journal. */
  journalOfPupils(path: string): AsyncGenerator<SourceFact>
  /** The schools as the file names them. */
  sourceSchools(path: string): Promise<SourceSchoolRef[]>
  close(): Promise<void>
}

export type { Level } from './layout.ts'
/** Levels that are counted into `SchoolProcedureCount`. */
export type CountedLevel = 'pupil' | 'aggregate'
export type FactLevel = SchoolFact['level']

export const isFactLevel = (level: Level): level is FactLevel => level === 'journal' || level === 'marker'

/** A fact with its school as the source names it. */
export type SourceFact =
  | (Omit<JournalComparison, 'school'> & { keyKind: string; key: string })
  | (Omit<ObjectivityMarker, 'school'> & { keyKind: string; key: string })

export interface ResultWriter {
  append(result: AssessmentResult): void
  /** Rows that the file will have. */
  readonly rowCount: number
  finish(): Promise<void>
  discard(): Promise<void>
}

/** A second row of the same pupil, school, procedure and year: it is not stored. */
export interface RepeatedPupil {
  pupilCode: string
  rowNumber: number
}

/** Takes rows in the order of the file; `settle` must follow the last. */
export interface PupilWriter extends ResultWriter {
  /** What rows have in common, each once: its place, by which `take` names it. */
  unit(unit: PupilUnit): number
  scores(scores: PupilScores): number
  details(details: PupilDetails): number
  /** A row whose pupil's code is so many digits, as a number. */
  take(unit: number, scores: number, details: number, code: number, digits: number, rowNumber: number): void
  /** To be called every some thousand rows: what cannot be decided yet goes to the disk. */
  drain(): Promise<void>
  /**
   * Leaves out pupils that stand twice: of their rows the first stays.
   * @param keep how many of those left out are named
   */
  settle(keep: number): Promise<{ count: number; first: RepeatedPupil[] }>
}

/** How a pupil counts as low or high in a procedure; from the procedure catalogue. */
export interface CountingRule {
  low: { mark: number } | { testScoreBelow: number }
  high: { marks: number[] } | { testScoreFrom: number } | null
}

/** A school as a source names it, in one procedure and year. */
export interface SourceCountKey {
  keyKind: string
  key: string
  procedure: string
  schoolYear: number
}

/** Its counts; of a pupil file, counted over `rowNumber`…`lastRow`. */
export interface SourceCount extends SourceCountKey {
  participants: number
  low: number | null
  high: number | null
  lowShare: number | null
  highShare: number | null
  marks: { 2: number; 3: number; 4: number; 5: number } | null
  meanScore: number | null
  countBasis: AggregateResult['countBasis']
  sheet: string
  rowNumber: number
  lastRow: number | null
}
