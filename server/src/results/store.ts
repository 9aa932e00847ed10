import { open, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { type DuckDBAppender, type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api'
import type {
  AggregateResult,
  AssessmentResult,
  JournalComparison,
  ObjectivityMarker,
  PupilResult,
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
  /** The numbers of each source school × procedure × year of one file, in a stable order. */
  count(path: string, level: CountedLevel, rules: Map<string, CountingRule>): AsyncGenerator<SourceCount>
  /** What a file of facts beside results says of each school, in a stable order. */
  facts(path: string, level: FactLevel): AsyncGenerator<SourceFact>
  /** The schools as the file names them. */
  sourceSchools(path: string): Promise<SourceSchoolRef[]>
  close(): Promise<void>
}

/** What one file holds: pupils' rows, schools' numbers, or facts beside results. */
export type Level = AssessmentResult['level']
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
  /** Rows appended so far. */
  readonly rowCount: number
  finish(): Promise<void>
  discard(): Promise<void>
}

/** How a pupil counts as low or high in a procedure; from the procedure catalogue. */
export interface CountingRule {
  low: { mark: number } | { testScoreBelow: number }
  high: { marks: number[] } | { testScoreFrom: number } | null
}

/** Counts of one school as a source names it; of a pupil file, counted over `rowNumber`…`lastRow`. */
export interface SourceCount {
  keyKind: string
  key: string
  procedure: string
  schoolYear: number
  participants: number
  low: number | null
  high: number | null
  lowShare: number | null
  highShare: number | null
  marks: { 2: number; 3: number; 4: number; 5: number } | null
  meanScore: number | null
  histogram: Record<string, number> | null
  countBasis: AggregateResult['countBasis']
  sheet: string
  rowNumber: number
  lastRow: number | null
}

const SCHOOL_COLUMNS =
  'key_kind varchar, key varchar, name varchar, municipality varchar, municipality_code varchar'
const TABLES: Record<Level, string> = {
  pupil: `${SCHOOL_COLUMNS}, procedure varchar, school_year integer, pupil_code varchar, class_name varchar,
    variant varchar, primary_score double, test_score double, mark integer, journal_mark integer, tasks varchar,
    sheet varchar, row_number integer`,
  aggregate: `${SCHOOL_COLUMNS}, procedure varchar, school_year integer, participants integer, low integer, high integer,
    low_share integer, high_share integer, mark2 integer, mark3 integer, mark4 integer, mark5 integer,
    mean_score double, count_basis varchar, sheet varchar, row_number integer`,
  journal: `${SCHOOL_COLUMNS}, procedure varchar, school_year integer, participants integer, lower integer, same integer,
    higher integer, sheet varchar, row_number integer`,
  marker: `${SCHOOL_COLUMNS}, procedure varchar, school_year integer, is_marked boolean, declared_count integer,
    sheet varchar, row_number integer`,
}

/** Opens the embedded engine. Extensions are off: nothing is ever fetched. */
export async function openResultStore(options: {
  memoryLimit?: string
  tempDir: string
}): Promise<ResultStore> {
  const settings = {
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    memory_limit: options.memoryLimit ?? '1GB',
    threads: '2',
  }
  const memory = await DuckDBInstance.create(':memory:', { ...settings, temp_directory: options.tempDir })
  return {
    write: (path, level) => writeParquet(path, level, settings),
    count: (path, level, rules) => countRows(memory, path, level, rules),
    facts: (path, level) => readFacts(memory, path, level),
    async sourceSchools(path) {
      const connection = await memory.connect()
      try {
        const rows = await connection.runAndReadAll(
          `select key_kind, key, any_value(name), any_value(municipality), any_value(municipality_code)
           from read_parquet(${literal(path)}) group by key_kind, key order by key_kind, key`,
        )
        return rows.getRows().map(([keyKind, key, name, municipality, municipalityCode]) => ({
          keyKind: String(keyKind),
          key: String(key),
          name: textOrNull(name),
          municipality: textOrNull(municipality),
          municipalityCode: textOrNull(municipalityCode),
        }))
      } finally {
        connection.closeSync()
      }
    },
    async close() {
      memory.closeSync()
    },
  }
}

/** Rows go to a DuckDB file first, so that memory stays flat; the Parquet file is written and synced aside and renamed at the end. */
async function writeParquet(
  path: string,
  level: Level,
  settings: Record<string, string>,
): Promise<ResultWriter> {
  const scratch = `${path}.duckdb`
  const aside = `${path}.part`
  // Pages spilled by this database go beside it, where DuckDB puts them by itself: two databases in one folder would mix.
  const leftovers = [scratch, `${scratch}.wal`, `${scratch}.tmp`]
  await removeAll(...leftovers, aside)
  const instance = await DuckDBInstance.create(scratch, settings)
  const connection = await instance.connect()
  await connection.run(`create table results (${TABLES[level]})`)
  const appender = await connection.createAppender('results')
  let rowCount = 0
  const close = async () => {
    connection.closeSync()
    instance.closeSync()
    await removeAll(...leftovers)
  }
  return {
    get rowCount() {
      return rowCount
    },
    append(result) {
      if (result.level !== level) throw new Error(`a ${result.level} row in a file of ${level} rows`)
      appendSchool(appender, result.school)
      APPEND[result.level](appender, result as never)
      appender.endRow()
      rowCount += 1
      if (rowCount % 100_000 === 0) appender.flushSync()
    },
    async finish() {
      appender.closeSync()
      await connection.run(`copy results to ${literal(aside)} (format parquet, compression zstd)`)
      await close()
      await syncAndRename(aside, path)
    },
    async discard() {
      await close()
      await removeAll(aside)
    },
  }
}

/** Renames a file so that after a power cut there is the whole new file or none. */
export async function syncAndRename(from: string, to: string): Promise<void> {
  const file = await open(from, 'r+')
  await file.sync()
  await file.close()
  await rename(from, to)
  const folder = await open(dirname(to), 'r')
  await folder.sync()
  await folder.close()
}

async function* countRows(
  memory: DuckDBInstance,
  path: string,
  level: CountedLevel,
  rules: Map<string, CountingRule>,
): AsyncGenerator<SourceCount> {
  const connection = await memory.connect()
  try {
    const sql = level === 'pupil' ? await pupilCounts(connection, path, rules) : aggregateCounts(path)
    const stream = await connection.stream(sql)
    for await (const rows of stream.yieldRowObjectJson()) {
      for (const row of rows) yield toSourceCount(row)
    }
  } finally {
    connection.closeSync()
  }
}

async function* readFacts(
  memory: DuckDBInstance,
  path: string,
  level: FactLevel,
): AsyncGenerator<SourceFact> {
  const connection = await memory.connect()
  try {
    const stream = await connection.stream(
      `select * from read_parquet(${literal(path)}) order by key_kind, key, procedure, school_year, sheet, row_number`,
    )
    for await (const rows of stream.yieldRowObjectJson()) {
      for (const row of rows) yield toSourceFact(level, row)
    }
  } finally {
    connection.closeSync()
  }
}

function toSourceFact(level: FactLevel, row: Record<string, unknown>): SourceFact {
  const common = {
    keyKind: String(row.key_kind),
    key: String(row.key),
    procedure: String(row.procedure),
    schoolYear: Number(row.school_year),
    sheet: String(row.sheet),
    rowNumber: Number(row.row_number),
  }
  if (level === 'marker')
    return { ...common, level, isMarked: row.is_marked === true, declaredCount: whole(row.declared_count) }
  const [lower, same, higher] = [Number(row.lower), Number(row.same), Number(row.higher)]
  return { ...common, level, participants: whole(row.participants), lower, same, higher }
}

const whole = (value: unknown): number | null =>
  value === null || value === undefined ? null : Number(value)

/** The rules become a small table, so that one pass counts every procedure by its own rule. */
async function pupilCounts(
  connection: DuckDBConnection,
  path: string,
  rules: Map<string, CountingRule>,
): Promise<string> {
  await connection.run(
    'create or replace temp table rules (procedure varchar, low_mark integer, low_below double, high_marks integer[], high_from double)',
  )
  for (const [procedure, { low, high }] of rules) {
    const lowMark = 'mark' in low ? String(low.mark) : 'null'
    const lowBelow = 'testScoreBelow' in low ? String(low.testScoreBelow) : 'null'
    const highMarks = high && 'marks' in high ? `[${high.marks.join(', ')}]` : 'null'
    const highFrom = high && 'testScoreFrom' in high ? String(high.testScoreFrom) : 'null'
    await connection.run(
      `insert into rules values (${literal(procedure)}, ${lowMark}, ${lowBelow}, ${highMarks}, ${highFrom})`,
    )
  }
  return `
    with scored as (
      select r.*, coalesce(mark = low_mark, test_score < low_below) as is_low,
        coalesce(list_contains(high_marks, mark), test_score >= high_from) as is_high,
        coalesce(primary_score, test_score) as score
      from read_parquet(${literal(path)}) r left join rules using (procedure)
    ), histograms as (
      select key_kind, key, procedure, school_year, to_json(map(list(score::varchar order by score), list(n order by score)))::varchar as histogram
      from (select key_kind, key, procedure, school_year, score, count(*) as n from scored where score is not null
        group by all) group by all
    ), counts as (
      select key_kind, key, procedure, school_year, count(*)::integer as participants,
        case when count(is_low) = count(*) then count(*) filter (is_low) end::integer as low,
        case when count(is_high) = count(*) then count(*) filter (is_high) end::integer as high,
        null::integer as low_share, null::integer as high_share,
        case when count(mark) = count(*) then count(*) filter (mark = 2) end::integer as mark2,
        count(*) filter (mark = 3)::integer as mark3, count(*) filter (mark = 4)::integer as mark4,
        count(*) filter (mark = 5)::integer as mark5,
        avg(score) as mean_score, 'exact' as count_basis, min(sheet) as sheet, min(row_number) as row_number,
        max(row_number) as last_row
      from scored group by all
    )
    select counts.*, histogram from counts left join histograms using (key_kind, key, procedure, school_year)
    order by key_kind, key, procedure, school_year`
}

function aggregateCounts(path: string): string {
  return `select key_kind, key, procedure, school_year, participants, low, high, low_share, high_share,
      mark2, mark3, mark4, mark5, mean_score, count_basis, sheet, row_number, null::integer as last_row,
      null as histogram
    from read_parquet(${literal(path)}) order by key_kind, key, procedure, school_year, sheet, row_number`
}

function toSourceCount(row: Record<string, unknown>): SourceCount {
  const integer = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]))
  const mark2 = integer('mark2')
  return {
    keyKind: String(row.key_kind),
    key: String(row.key),
    procedure: String(row.procedure),
    schoolYear: Number(row.school_year),
    participants: Number(row.participants),
    low: integer('low'),
    high: integer('high'),
    lowShare: integer('low_share'),
    highShare: integer('high_share'),
    marks:
      mark2 === null ? null : { 2: mark2, 3: Number(row.mark3), 4: Number(row.mark4), 5: Number(row.mark5) },
    meanScore: integer('mean_score'),
    histogram:
      typeof row.histogram === 'string' ? (JSON.parse(row.histogram) as Record<string, number>) : null,
    countBasis: row.count_basis as SourceCount['countBasis'],
    sheet: String(row.sheet),
    rowNumber: Number(row.row_number),
    lastRow: integer('last_row'),
  }
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

const literal = (value: string) => `'${value.replaceAll("'", "''")}'`
const textOrNull = (value: unknown) => (value === null || value === undefined ? null : String(value))

async function removeAll(...paths: string[]): Promise<void> {
  for (const path of paths) await rm(path, { force: true, recursive: true })
}
