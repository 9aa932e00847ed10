import {
  DOUBLE,
  type DuckDBAppender,
  type DuckDBConnection,
  DuckDBDataChunk,
  INTEGER,
  UTINYINT,
} from '@duckdb/node-api'
import { MOST_DIGITS } from './layout.ts'
import type { SourceSchoolRef } from './model.ts'

/**
 * Pupils by the column, for files of millions of rows: what repeats from row to row (the school, the points, the class)
 * stands once in a list, and a row names it by its place there.
 */
export interface PupilLists {
  units: PupilUnit[]
  scores: PupilScores[]
  details: PupilDetails[]
  /** Places in `units` whose pupils' codes did not grow from row to row: there a code may stand twice. */
  unordered: ReadonlySet<number>
}

export interface PupilUnit {
  school: SourceSchoolRef
  procedure: string
  schoolYear: number
}

export interface PupilScores {
  primaryScore: number | null
  testScore: number | null
  mark: number | null
  journalMark: number | null
}

export interface PupilDetails {
  className: string | null
  variant: string | null
}

/** Rows of accepted pupils whose codes are digits. */
export interface PupilBatch {
  size: number
  unit: Int32Array
  scores: Int32Array
  details: Int32Array
  /** The code as a number and how many digits it has. */
  code: Float64Array
  digits: Uint8Array
  row: Int32Array
}

/** A second row of the same pupil, school, procedure and year: it is not stored. */
export interface RepeatedPupil {
  pupilCode: string
  rowNumber: number
}

/** Rows of one chunk of DuckDB. */
export const BATCH_ROWS = 2048

const BATCH_COLUMNS =
  'unit integer, scores integer, details integer, code double, digits utinyint, row_number integer'
const BATCH_TYPES = [INTEGER, INTEGER, INTEGER, DOUBLE, UTINYINT, INTEGER]

export const makeBatch = (): PupilBatch => ({
  size: 0,
  unit: new Int32Array(BATCH_ROWS),
  scores: new Int32Array(BATCH_ROWS),
  details: new Int32Array(BATCH_ROWS),
  code: new Float64Array(BATCH_ROWS),
  digits: new Uint8Array(BATCH_ROWS),
  row: new Int32Array(BATCH_ROWS),
})

export async function openBatches(connection: DuckDBConnection): Promise<DuckDBAppender> {
  await connection.run(`create table batches (${BATCH_COLUMNS})`)
  return connection.createAppender('batches')
}

export function appendBatch(appender: DuckDBAppender, batch: PupilBatch): void {
  const chunk = DuckDBDataChunk.create(BATCH_TYPES, batch.size)
  const columns = [batch.unit, batch.scores, batch.details, batch.code, batch.digits, batch.row]
  columns.forEach((values, index) => {
    const vector = chunk.getColumnVector(index)
    for (let at = 0; at < batch.size; at++) vector.setItem(at, values[at]!)
    vector.flush()
  })
  appender.appendDataChunk(chunk)
}

/** The lists as tables beside the rows. */
export async function saveLists(connection: DuckDBConnection, lists: PupilLists): Promise<void> {
  await fill(
    connection,
    'units',
    `key_kind varchar, key varchar, name varchar, municipality varchar, municipality_code varchar, procedure varchar,
    school_year integer, is_unordered boolean`,
    lists.units.map(({ school, procedure, schoolYear }, place) => [
      ...[school.keyKind, school.key, school.name, school.municipality, school.municipalityCode],
      ...[procedure, schoolYear, lists.unordered.has(place)],
    ]),
  )
  await fill(
    connection,
    'scores',
    'primary_score double, test_score double, mark integer, journal_mark integer',
    lists.scores.map((row) => [row.primaryScore, row.testScore, row.mark, row.journalMark]),
  )
  await fill(
    connection,
    'details',
    'class_name varchar, variant varchar',
    lists.details.map((row) => [row.className, row.variant]),
  )
}

async function fill(
  connection: DuckDBConnection,
  table: string,
  columns: string,
  rows: (string | number | boolean | null)[][],
): Promise<void> {
  await connection.run(`create table ${table} (place integer, ${columns})`)
  const appender = await connection.createAppender(table)
  rows.forEach((row, place) => {
    appender.appendInteger(place)
    row.forEach((value, index) => {
      appender.appendValue(value, value === null ? undefined : appender.columnType(index + 1))
    })
    appender.endRow()
  })
  appender.closeSync()
}

/**
 * Finds pupils that stand twice and leaves the first row of each. Codes that grow from row to row cannot repeat, so only
 * schools where they did not are searched, and those that a row of `results` (read by itself) belongs to.
 * @returns how many rows are left out, and the first of them in file order
 */
export async function findRepeated(
  connection: DuckDBConnection,
  keep: number,
): Promise<{ count: number; first: RepeatedPupil[] }> {
  const digits = `'[0-9]{1,${MOST_DIGITS}}'`
  await connection.run(`
    create temp table singles as
      select place as unit, pupil_code::double as code, length(pupil_code)::utinyint as digits, r.row_number
      from results r join units u on (r.key, r.procedure, r.school_year) = (u.key, u.procedure, u.school_year)
      where regexp_full_match(pupil_code, ${digits});
    create temp table searched as
      select place as unit from units where is_unordered union select unit from singles;
    create temp table codes as
      select unit, code, digits from (
        select unit, code, digits from batches where unit in (from searched) union all select unit, code, digits from singles
      ) group by all having count(*) > 1;
    create temp table repeated as
      select row_number, code, digits from (
        select row_number, code, digits, row_number() over (partition by unit, code, digits order by row_number) as nth
        from (select unit, code, digits, row_number from batches union all select unit, code, digits, row_number from singles)
        join codes using (unit, code, digits)
      ) where nth > 1`)
  const { count, rows } = await firstRows(connection, keep)
  return {
    count,
    first: rows.map(([rowNumber, pupilCode]) => ({
      rowNumber: Number(rowNumber),
      pupilCode: String(pupilCode),
    })),
  }
}

async function firstRows(connection: DuckDBConnection, keep: number) {
  const counted = await connection.runAndReadAll('select count(*) from repeated')
  const rows = await connection.runAndReadAll(
    `select row_number, lpad(code::bigint::varchar, digits, '0') from repeated order by row_number limit ${keep}`,
  )
  return { count: Number(counted.getRows()[0]![0]), rows: rows.getRows() }
}

/**
 * What stands in the file at last: batches with their lists, and single rows. Texts are enumerations here: Parquet then
 * writes each once and its place in the rows, without comparing texts row by row.
 */
export async function pupilRows(connection: DuckDBConnection, repeatedCount: number): Promise<string> {
  const texts = ['key_kind', 'key', 'name', 'municipality', 'municipality_code', 'procedure']
  const details = ['class_name', 'variant']
  for (const column of [...texts, ...details]) {
    const list = details.includes(column) ? 'details' : 'units'
    await connection.run(`create type ${column}_text as enum (
      select distinct ${column} from (select ${column} from ${list} union all select ${column} from results)
      where ${column} is not null)`)
  }
  const asTypes = (columns: string[], table: string) =>
    columns.map((column) => `${table}.${column}::${column}_text as ${column}`).join(', ')
  await connection.run(`
    create temp table unit_texts as select place, school_year, ${asTypes(texts, 'units')} from units;
    create temp table detail_texts as select place, ${asTypes(details, 'details')} from details`)
  const repeated = repeatedCount === 0 ? '' : 'where row_number not in (select row_number from repeated)'
  return `
    select u.* exclude (place), d.* exclude (place), s.* exclude (place), code::bigint as pupil_number, digits as pupil_digits,
      row_number
    from (from batches ${repeated}) b join unit_texts u on b.unit = u.place join scores s on b.scores = s.place
      join detail_texts d on b.details = d.place
    union all by name
    select r.* replace (${[...texts, ...details].map((column) => `r.${column}::${column}_text as ${column}`).join(', ')})
    from (${singleRows()} ${repeated}) r`
}

/** Rows appended one by one, their codes of digits as numbers. */
export const singleRows = (): string => `
  select * exclude (is_number) replace (case when is_number then null else pupil_code end as pupil_code),
    case when is_number then pupil_code::bigint end as pupil_number,
    case when is_number then length(pupil_code)::utinyint end as pupil_digits
  from (select *, coalesce(regexp_full_match(pupil_code, '[0-9]{1,${MOST_DIGITS}}'), false) as is_number from results)`
