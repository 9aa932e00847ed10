import type { DuckDBAppender } from '@duckdb/node-api'
import type { Level } from './layout.ts'
import type {
  AggregateResult,
  AssessmentResult,
  JournalComparison,
  ObjectivityMarker,
  PupilResult,
  SourceSchoolRef,
} from './model.ts'

/** One result as a row of its level's table, column by column in the order of `COLUMNS`. */
export function appendRow(appender: DuckDBAppender, result: AssessmentResult): void {
  appendSchool(appender, result.school)
  APPEND[result.level](appender, result as never)
  appender.endRow()
}

function appendSchool(appender: DuckDBAppender, school: SourceSchoolRef): void {
  text(appender, school.keyKind)
  text(appender, school.key)
  text(appender, school.name)
  text(appender, school.municipality)
  text(appender, school.municipalityCode)
}

function appendPupil(appender: DuckDBAppender, result: PupilResult): void {
  text(appender, result.procedure)
  appender.appendInteger(result.schoolYear)
  text(appender, result.pupilCode)
  text(appender, result.className)
  text(appender, result.variant)
  decimal(appender, result.primaryScore)
  decimal(appender, result.testScore)
  integer(appender, result.mark)
  integer(appender, result.journalMark)
  text(appender, result.tasks === null ? null : JSON.stringify(result.tasks))
  text(appender, result.sheet)
  appender.appendInteger(result.rowNumber)
}

function appendAggregate(appender: DuckDBAppender, result: AggregateResult): void {
  text(appender, result.procedure)
  appender.appendInteger(result.schoolYear)
  appender.appendInteger(result.participants)
  integer(appender, result.low)
  integer(appender, result.high)
  integer(appender, result.lowShare)
  integer(appender, result.highShare)
  for (const mark of [2, 3, 4, 5] as const) integer(appender, result.marks?.[mark] ?? null)
  decimal(appender, result.meanScore)
  text(appender, result.countBasis)
  text(appender, result.sheet)
  appender.appendInteger(result.rowNumber)
}

function appendJournal(appender: DuckDBAppender, fact: JournalComparison): void {
  text(appender, fact.procedure)
  appender.appendInteger(fact.schoolYear)
  for (const count of [fact.participants, fact.lower, fact.same, fact.higher]) integer(appender, count)
  text(appender, fact.sheet)
  appender.appendInteger(fact.rowNumber)
}

function appendMarker(appender: DuckDBAppender, fact: ObjectivityMarker): void {
  text(appender, fact.procedure)
  appender.appendInteger(fact.schoolYear)
  appender.appendBoolean(fact.isMarked)
  integer(appender, fact.declaredCount)
  text(appender, fact.sheet)
  appender.appendInteger(fact.rowNumber)
}

const APPEND = {
  pupil: appendPupil,
  aggregate: appendAggregate,
  journal: appendJournal,
  marker: appendMarker,
} satisfies {
  [L in Level]: (appender: DuckDBAppender, result: Extract<AssessmentResult, { level: L }>) => void
}

function text(appender: DuckDBAppender, value: string | null): void {
  if (value === null) appender.appendNull()
  else appender.appendVarchar(value)
}

function integer(appender: DuckDBAppender, value: number | null): void {
  if (value === null) appender.appendNull()
  else appender.appendInteger(value)
}

function decimal(appender: DuckDBAppender, value: number | null): void {
  if (value === null) appender.appendNull()
  else appender.appendDouble(value)
}
