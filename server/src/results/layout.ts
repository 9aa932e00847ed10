import type { AssessmentResult } from './model.ts'
import type { Columns } from './parquet/write-columns.ts'

/** What one file holds: pupils' rows, schools' numbers, or facts beside results. */
export type Level = AssessmentResult['level']

const SCHOOL_COLUMNS =
  'key_kind varchar, key varchar, name varchar, municipality varchar, municipality_code varchar'

/** Columns of a file of each level. A file may leave out those that its source does not have; they are read as null. */
export const COLUMNS: Record<Level, string> = {
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

/**
 * A code of digits is kept as its number and its length (`007` = 7 and 3): numbers take a sixth of the time and the
 * room of texts that never repeat. Any other code stands in `pupil_code`.
 */
export const CODE_COLUMNS = 'pupil_number bigint, pupil_digits utinyint'
/** What a double counts exactly, and more than any code of a pupil has. */
export const MOST_DIGITS = 15
export const CODE_TEXT = `coalesce(pupil_code, lpad(pupil_number::varchar, pupil_digits, '0'))`

/** Empty tables that say the types of the columns a file has left out; made once in the reading database. */
export const EMPTY_TABLES = Object.entries(COLUMNS).map(
  ([level, columns]) =>
    `create table no_${level} (${columns}${level === 'pupil' ? `, ${CODE_COLUMNS}` : ''})`,
)

/** The rows of one file with all columns of its level, as a relation for `from`. */
export function rowsOf(path: string, level: Level): string {
  const rows = `select * from no_${level} union all by name select * from read_parquet(${literal(path)})`
  return level === 'pupil'
    ? `(select * exclude (pupil_number, pupil_digits) replace (${CODE_TEXT} as pupil_code) from (${rows}))`
    : `(${rows})`
}

const UNIT_COLUMNS: Columns = [
  ...(['key_kind', 'key', 'name', 'municipality', 'municipality_code', 'procedure'] as const).map(
    (name) => [name, 'text'] as const,
  ),
  ['school_year', 'integer'],
]
const SCORE_COLUMNS: Columns = [
  ['primary_score', 'decimal'],
  ['test_score', 'decimal'],
  ['mark', 'integer'],
  ['journal_mark', 'integer'],
]

/** What a file of pupils out of a huge csv has: such rows have no tasks and no sheet. */
export const PUPIL_FILE_COLUMNS: Columns = [
  ...UNIT_COLUMNS,
  ...SCORE_COLUMNS,
  ['class_name', 'text'],
  ['variant', 'text'],
  ['pupil_code', 'text'],
  ['pupil_number', 'bigint'],
  ['pupil_digits', 'tiny'],
  ['row_number', 'integer'],
]

/**
 * Beside it: how many pupils (`n`) of a school, procedure and year have the same points and marks, and from which row to
 * which. Only a memory of what the rows say: without this file they are counted again.
 */
export const CELL_COLUMNS: Columns = [
  ...UNIT_COLUMNS,
  ...SCORE_COLUMNS,
  ['n', 'integer'],
  ['row_number', 'integer'],
  ['last_row', 'integer'],
]
export const cellsPath = (path: string): string => path.replace(/\.parquet$/, '.cells.parquet')

export const literal = (value: string) => `'${value.replaceAll("'", "''")}'`
