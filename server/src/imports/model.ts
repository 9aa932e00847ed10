import type { Readable } from 'node:stream'
import { z } from 'zod'
import type { Problem } from '../platform/problem.ts'
import type {
  AssessmentResult,
  ProcedureRef,
  PupilDetails,
  PupilScores,
  PupilUnit,
  WithheldResult,
} from '../results/model.ts'

/**
 * One cell as text. `error` keeps a spreadsheet error (`#DIV/0!`), which is a bad cell, not an empty one.
 * Dates come as ISO `YYYY-MM-DD` (or `YYYY-MM-DDTHH:mm:ss`); numbers as the shortest decimal with a point
 * (`0.1`, never `0.1000000001` noise and never `1e5`); percent-formatted numbers keep `percent: true` and the
 * stored fraction (0.37), booleans are `TRUE`/`FALSE`.
 */
export interface Cell {
  text: string
  kind: 'text' | 'number' | 'date' | 'boolean' | 'error'
  percent?: boolean
}

/** A non-empty row of a sheet. `cells[i]` is undefined where the cell is empty; `rowNumber` is 1-based as the person sees it. */
export interface SourceRow {
  sheet: string
  rowNumber: number
  cells: (Cell | undefined)[]
}

export interface SheetInfo {
  name: string
  hidden: boolean
  /** Merged ranges, zero-based and inclusive; empty for csv. Known before rows only where the file lets us (xlsx: after the sheet's rows). */
  index: number
}

export interface Merge {
  fromRow: number
  toRow: number
  fromColumn: number
  toColumn: number
}

/** An opened table file. `rows` may be called many times; each call reads the file from its beginning, streaming. */
export interface Table {
  kind: 'xlsx' | 'xls' | 'csv'
  sheets: SheetInfo[]
  encoding?: 'utf-8' | 'utf-16le' | 'windows-1251' | 'koi8-r' | 'ibm866'
  separator?: string
  /** Rows of one sheet in order; without a sheet, of every visible sheet. */
  rows(sheet?: string): AsyncGenerator<SourceRow>
  /** Merged ranges of one sheet (xlsx), 1-based row numbers and zero-based columns. */
  merges(sheet: string): Promise<Merge[]>
  /** Bytes already read / total, for progress. */
  progress(): { done: number; total: number }
}

export type TableSource =
  | { path: string; fileName: string }
  | {
      stream: () => Readable
      size: number
      fileName: string
      range?: (start: number, end: number) => Readable
    }

/** A bad cell or row: data, not an exception. `given` is the text as it stands, `expected` a short Russian phrase. */
export const RowProblem = z.object({
  sheet: z.string(),
  rowNumber: z.number().int(),
  column: z.string().nullable(),
  code: z.enum([
    'cell-not-number',
    'cell-error',
    'cell-out-of-range',
    'cell-missing',
    'mark-unknown',
    'marks-do-not-sum',
    'share-impossible',
    'count-exceeds-participants',
    'participants-exceed-graduates',
    'participants-differ',
    'row-duplicate',
    'row-total',
    'row-out-of-section',
    'year-differs',
    'subject-unknown',
    'grade-unknown',
    'school-key-missing',
    'declared-differs',
    'appeal-unmatched',
    'personal-data-dropped',
  ]),
  given: z.string().nullable(),
  expected: z.string(),
  /** `rejected`: the row was not taken; `warning`: it was taken and this should be known. */
  severity: z.enum(['rejected', 'warning']),
})
export type RowProblem = z.infer<typeof RowProblem>

/** What one row turned into. A row may give several results (column groups), problems, or nothing (`skip` says why). */
export interface ParsedRow {
  results: AssessmentResult[]
  problems: RowProblem[]
  /** Numbers that stand hidden in the row («SUPP»): the school has them. */
  withheld?: WithheldResult[]
  skip?: 'header' | 'section' | 'total' | 'filtered' | 'blank' | 'unchanged'
}

/** What a format learned about the file before its rows: shown to the person as «что мы поняли». */
export interface FileUnderstanding {
  format: string
  level: AssessmentResult['level']
  /** School years that the file itself names; empty where it names none. */
  yearsInFile: number[]
  procedures: ProcedureRef[]
  sheets: {
    name: string
    headerRows: number[]
    /** Zero-based column, its header text and what it was recognised as (null = not used). */
    columns: { index: number; header: string; role: string | null }[]
  }[]
  notes: string[]
}

/** Attempts that no rule counts by default. */
export const ImportInclude = z.enum(['september', 'gve'])
export type ImportInclude = z.infer<typeof ImportInclude>

export interface FormatContext {
  /** The year the person chose; the file's own year, where it has one, wins and a difference is reported. */
  schoolYear: number
  /** Some csv name their exam nowhere else. */
  fileName?: string
  /** The school a person named where the file does not: a login, or a kind and a code («code:ok-12»). */
  school?: string
  /** What is usually left out and was asked for: September re-sits, ГВЭ. */
  include?: ImportInclude[]
}

/**
 * One kind of file. `detect` looks at the first rows of each sheet; `open` returns a reader whose `parse` is pure per row
 * and whose `finish` gives the problems that only the whole file shows (declared against counted participants).
 */
export interface Format {
  id: string
  title: string
  detect(sample: SheetSample[]): boolean
  open(sample: SheetSample[], context: FormatContext): FormatReader
}

export interface SheetSample {
  sheet: string
  rows: SourceRow[]
  merges: Merge[]
}

export interface FormatReader {
  understanding: FileUnderstanding
  /** Where a row's meaning hangs on later ones (a reserve day, an appeal): every row is shown here before any is parsed. */
  survey?(row: SourceRow): void
  parse(row: SourceRow): ParsedRow
  finish(): RowProblem[]
  /** Why a file of this kind may give nothing at all, where that is no mistake of it. */
  nothing?(fileName: string): Problem | undefined
  /** Where a pupil may stand once in a school, procedure and year and `parse` does not look: says so of a second row. */
  repeated?(pupilCode: string, place: Pick<SourceRow, 'sheet' | 'rowNumber'>): RowProblem
  /** Where a csv of this format may be too big for row objects. */
  bulk?: BulkReader
}

/**
 * How a huge csv is read without an object for every row: columns that belong together are judged once for each
 * combination of texts that occurs in them. Every answer must be the one `parse` would give; a test holds it to that.
 */
export interface BulkReader {
  /** The first row after the header. */
  firstRow: number
  /** Columns that together name school, procedure and year; that give the points; the rest of a pupil; the code. */
  columns: { unit: number[]; scores: number[]; details: number[]; pupil: number }
  /** Cells in the order of `columns`. Undefined: such rows are for `parse` to judge. */
  unit(cells: (Cell | undefined)[]): PupilUnit | undefined
  scores(cells: (Cell | undefined)[]): PupilScores | undefined
  details(cells: (Cell | undefined)[]): PupilDetails | undefined
  /** A row of this unit was accepted without `parse` having seen it. */
  accepted(unit: PupilUnit): void
}
