import { z } from 'zod'

/** The school as the source names it; which school that is, is decided later. */
export interface SourceSchoolRef {
  /** `edu` (ФИС ОКО login), `rcoi`, `inn`, `ogrn`, `urn` or any other key a mapping names; `name` where the file has no code. */
  keyKind: string
  key: string
  name: string | null
  municipality: string | null
  municipalityCode: string | null
}

/** One pupil in one procedure. No names: pupils are codes. `mark` is null only where there is a score and no scale. */
export interface PupilResult {
  level: 'pupil'
  school: SourceSchoolRef
  procedure: string
  schoolYear: number
  pupilCode: string
  className: string | null
  variant: string | null
  primaryScore: number | null
  testScore: number | null
  mark: number | null
  journalMark: number | null
  /** Task scores in the order of the header; null = did not attempt (X). */
  tasks: (number | null)[] | null
  sheet: string
  rowNumber: number
}

/** What pupils of one school in one procedure and year have in common. */
export type PupilUnit = Pick<PupilResult, 'school' | 'procedure' | 'schoolYear'>
export type PupilScores = Pick<PupilResult, 'primaryScore' | 'testScore' | 'mark' | 'journalMark'>
export type PupilDetails = Pick<PupilResult, 'className' | 'variant'>

/** One school in one procedure, as counts or as published shares. */
export interface AggregateResult {
  level: 'aggregate'
  school: SourceSchoolRef
  procedure: string
  schoolYear: number
  participants: number
  /** Below the minimum; null where only a share is known and rounding leaves more than one possibility. */
  low: number | null
  /** «4» and «5», or 61–100 points; null where the source does not say. */
  high: number | null
  /** Published shares in hundredths of a percent (12.36 % = 1236), as printed; null where the source gives counts. */
  lowShare: number | null
  highShare: number | null
  marks: { 2: number; 3: number; 4: number; 5: number } | null
  meanScore: number | null
  countBasis: CountBasis
  sheet: string
  rowNumber: number
}

/** A number that the source hides («SUPP», «<10»): the school has it, and nobody may see it. */
export interface WithheldResult {
  school: SourceSchoolRef
  procedure: string
  schoolYear: number
  sheet: string
  rowNumber: number
}

export const CountBasis = z.enum(['exact', 'recovered', 'share-only'])
export type CountBasis = z.infer<typeof CountBasis>

/**
 * How the marks of a work stand against the journal's in one school: of the pupils who have both, so many got a lower
 * mark than in the journal, the same, a higher one. Not a result: nobody is below a minimum here.
 */
export interface JournalComparison {
  level: 'journal'
  school: SourceSchoolRef
  procedure: string
  schoolYear: number
  /** Everybody who sat the work, also those without a mark in the journal; null where the source does not say. */
  participants: number | null
  lower: number
  same: number
  higher: number
  sheet: string
  rowNumber: number
}

/**
 * A published marker of possible non-objectivity of one school in one procedure, or the statement that there is none.
 * Always worded «возможный маркер, требует дополнительного анализа».
 */
export interface ObjectivityMarker {
  level: 'marker'
  school: SourceSchoolRef
  procedure: string
  schoolYear: number
  isMarked: boolean
  /** Markers of the school in the year as the source itself counts them; null where it does not. */
  declaredCount: number | null
  sheet: string
  rowNumber: number
}

/** What a file may say of a school beside results. */
export type SchoolFact = JournalComparison | ObjectivityMarker

export type AssessmentResult = PupilResult | AggregateResult | SchoolFact

/** A procedure that a file brings and the catalogue may not know yet. */
export interface ProcedureRef {
  code: string
  name: string
  kind: 'vpr' | 'oge' | 'ege' | 'gve' | 'kdr' | 'other'
  subject: string | null
  programmeGrade: number | null
}

/**
 * Where a number comes from, down to the row; `lastRow` where it was counted over many rows of a pupil file. `row` is null for
 * those who do not answer for the whole region (accounts/disclosure.ts).
 */
export const SourcePlace = z.object({
  importId: z.number().int(),
  file: z.string(),
  sheet: z.string(),
  row: z.number().int().nullable(),
  lastRow: z.number().int().nullable(),
})
export type SourcePlace = z.infer<typeof SourcePlace>

/** One school × procedure × year from one source: what identification reads. */
export interface SchoolProcedureCount {
  schoolId: number
  procedure: string
  schoolYear: number
  participants: number
  low: number | null
  high: number | null
  /** Hundredths of a percent as published, or null where the source gives counts. */
  lowShare: number | null
  highShare: number | null
  marks: { 2: number; 3: number; 4: number; 5: number } | null
  meanScore: number | null
  countBasis: CountBasis
  source: SourcePlace
}
