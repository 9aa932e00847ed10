import { type DuckDBConnection, DuckDBDataChunk, type DuckDBIntegerVector, INTEGER } from '@duckdb/node-api'
import { MOST_DIGITS } from './layout.ts'
import type { PupilDetails, PupilScores, PupilUnit } from './model.ts'

/**
 * Pupils by the column, for files of millions of rows: what repeats from row to row (the school, the points, the class)
 * stands once in a list, and a row names it by its place there.
 */
export interface PupilLists {
  /** `pupils`: the same for units that differ in the school's name or municipality only, for their pupils are the same. */
  units: (PupilUnit & { pupils: number })[]
  /** `digits`: how many the pupil's code has. */
  kinds: (PupilScores & PupilDetails & { digits: number })[]
  /** `pupils` whose codes did not grow from row to row: there a code may stand twice. */
  unordered: ReadonlySet<number>
}

/** A code of up to 15 digits is two integers, for those are quickest to append: `high * HALF + low`. */
export const HALF = 1e9

/** Rows of accepted pupils whose codes are digits. */
export interface PupilBatch {
  size: number
  unit: Int32Array
  kind: Int32Array
  high: Int32Array
  low: Int32Array
  row: Int32Array
}

/** A second row of the same pupil, school, procedure and year: it is not stored. */
export interface RepeatedPupil {
  pupilCode: string
  rowNumber: number
}

/** Rows of one chunk of DuckDB. */
export const BATCH_ROWS = 2048

const BATCH_TYPES = [INTEGER, INTEGER, INTEGER, INTEGER, INTEGER]

export const makeBatch = (): PupilBatch => ({
  size: 0,
  unit: new Int32Array(BATCH_ROWS),
  kind: new Int32Array(BATCH_ROWS),
  high: new Int32Array(BATCH_ROWS),
  low: new Int32Array(BATCH_ROWS),
  row: new Int32Array(BATCH_ROWS),
})

/** Opens the table of batches. @returns `append` takes a batch; `close` must come before the rows are read. */
export async function openBatches(connection: DuckDBConnection) {
  await connection.run(
    'create table batches (unit integer, kind integer, high integer, low integer, row_number integer)',
  )
  const appender = await connection.createAppender('batches')
  let chunk = DuckDBDataChunk.create(BATCH_TYPES, BATCH_ROWS)
  return {
    append(batch: PupilBatch): void {
      if (batch.size !== chunk.rowCount) chunk = DuckDBDataChunk.create(BATCH_TYPES, batch.size)
      const columns = [batch.unit, batch.kind, batch.high, batch.low, batch.row]
      columns.forEach((values, index) => {
        const vector = chunk.getColumnVector(index) as DuckDBIntegerVector
        for (let at = 0; at < batch.size; at++) vector.setItem(at, values[at]!)
        vector.flush()
      })
      appender.appendDataChunk(chunk)
    },
    close: () => appender.closeSync(),
  }
}

/** The lists as tables beside the rows. */
export async function saveLists(connection: DuckDBConnection, lists: PupilLists): Promise<void> {
  await fill(
    connection,
    'units',
    `key_kind varchar, key varchar, name varchar, municipality varchar, municipality_code varchar, procedure varchar,
    school_year integer, pupils integer, is_unordered boolean`,
    lists.units.map(({ school, procedure, schoolYear, pupils }) => [
      ...[school.keyKind, school.key, school.name, school.municipality, school.municipalityCode],
      ...[procedure, schoolYear, pupils, lists.unordered.has(pupils)],
    ]),
  )
  await fill(
    connection,
    'kinds',
    `primary_score double, test_score double, mark integer, journal_mark integer, class_name varchar, variant varchar,
    pupil_digits utinyint`,
    lists.kinds.map((row) => [
      ...[row.primaryScore, row.testScore, row.mark, row.journalMark],
      ...[row.className, row.variant, row.digits],
    ]),
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
  const types = Array.from({ length: appender.columnCount }, (_, index) => appender.columnType(index))
  for (let from = 0; from < rows.length; from += BATCH_ROWS) {
    const some = rows.slice(from, from + BATCH_ROWS)
    const chunk = DuckDBDataChunk.create(types, some.length)
    chunk.setRows(some.map((row, index) => [from + index, ...row]))
    appender.appendDataChunk(chunk)
  }
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
  await connection.run(`
    create temp table singles as
      select pupils, r.key, r.procedure, r.school_year, pupil_code, r.row_number,
        case when ${IS_NUMBER} then pupil_code::bigint end as code, length(pupil_code)::utinyint as digits
      from results r left join (select distinct pupils, key, procedure, school_year from units) u
        on (r.key, r.procedure, r.school_year) = (u.key, u.procedure, u.school_year);
    create temp table searched as
      select pupils from units where is_unordered union select pupils from singles where pupils is not null;
    create temp view coded as
      select pupils, ${CODE} as code, pupil_digits as digits, row_number
      from batches join units on unit = units.place join kinds on kind = kinds.place
      union all select pupils, code, digits, row_number from singles where pupils is not null and code is not null;
    create temp table codes as
      select pupils, code, digits from coded where pupils in (from searched) group by all having count(*) > 1;
    create temp table repeated as
      select row_number, any_value(pupil_code) as pupil_code from (
        select row_number, lpad(code::varchar, digits, '0') as pupil_code,
          row_number() over (partition by pupils, code, digits order by row_number) as nth
        from coded join codes using (pupils, code, digits)
        union all
        select row_number, pupil_code,
          row_number() over (partition by key, procedure, school_year, pupil_code order by row_number) as nth
        from singles
      ) where nth > 1 group by row_number`)
  const counted = await connection.runAndReadAll('select count(*) from repeated')
  const rows = await connection.runAndReadAll(
    `select row_number, pupil_code from repeated order by row_number limit ${keep}`,
  )
  const first = rows
    .getRows()
    .map(([rowNumber, pupilCode]) => ({ rowNumber: Number(rowNumber), pupilCode: String(pupilCode) }))
  return { count: Number(counted.getRows()[0]![0]), first }
}

/**
 * What stands in the file at last: batches with their lists, and single rows. Texts are enumerations here: Parquet then
 * writes each once and its place in the rows, without comparing texts row by row.
 */
export async function pupilRows(connection: DuckDBConnection, repeatedCount: number): Promise<string> {
  const texts = ['key_kind', 'key', 'name', 'municipality', 'municipality_code', 'procedure']
  const details = ['class_name', 'variant']
  for (const column of [...texts, ...details]) {
    const list = details.includes(column) ? 'kinds' : 'units'
    await connection.run(`create type ${column}_text as enum (
      select distinct ${column} from (select ${column} from ${list} union all select ${column} from results)
      where ${column} is not null)`)
  }
  const asTypes = (columns: string[], table: string) =>
    columns.map((column) => `${table}.${column}::${column}_text as ${column}`).join(', ')
  await connection.run(`
    create temp table unit_texts as select place, school_year, ${asTypes(texts, 'units')} from units;
    create temp table kind_texts as select * replace (${asTypes(details, 'kinds')}) from kinds`)
  const repeated = repeatedCount === 0 ? '' : 'where row_number not in (select row_number from repeated)'
  return `
    select u.* exclude (place), k.* exclude (place), ${CODE} as pupil_number, row_number
    from (from batches ${repeated}) b join unit_texts u on b.unit = u.place join kind_texts k on b.kind = k.place
    union all by name
    select r.* replace (${[...texts, ...details].map((column) => `r.${column}::${column}_text as ${column}`).join(', ')})
    from (${singleRows()} ${repeated}) r`
}

const CODE = `high::bigint * ${HALF} + low`
const IS_NUMBER = `coalesce(regexp_full_match(pupil_code, '[0-9]{1,${MOST_DIGITS}}'), false)`

/** Rows appended one by one, their codes of digits as numbers. */
export const singleRows = (): string => `
  select * exclude (is_number) replace (case when is_number then null else pupil_code end as pupil_code),
    case when is_number then pupil_code::bigint end as pupil_number,
    case when is_number then length(pupil_code)::utinyint end as pupil_digits
  from (select *, ${IS_NUMBER} as is_number from results)`
