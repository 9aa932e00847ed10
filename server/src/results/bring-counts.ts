import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { CountedLevel, SourceCount, SourceCountKey } from './store-model.ts'

/** Which school's number it is; `schoolId` null waits for a match. */
export interface CountKey extends Pick<SourceCountKey, 'procedure' | 'schoolYear'> {
  sourceSchoolId: number
  schoolId: number | null
}

export interface CountRow extends SourceCount, CountKey {}

/** Whose numbers are brought. */
export interface BroughtBy {
  regionId: number
  importId: number
  level: CountedLevel
  /** A person said that these numbers take the place of earlier ones. */
  confirmed: boolean
}

/** How the numbers of an import stand among those that are there. */
export interface Standing {
  /** Active where there was nothing. */
  added: number
  /** Active in place of another source's. */
  replacing: number
  /** Kept aside. */
  alternatives: number
  /** Without a school yet. */
  waiting: number
}

const CHUNK = 5_000

type Cell = string | number | null
type Column<Row> = readonly [name: string, type: string, cell: (row: Row) => Cell]

const KEY_COLUMNS: readonly Column<CountKey>[] = [
  ['source_school_id', 'integer', (row) => row.sourceSchoolId],
  ['school_id', 'integer', (row) => row.schoolId],
  ['procedure', 'text', (row) => row.procedure],
  ['school_year', 'integer', (row) => row.schoolYear],
]
const NUMBER_COLUMNS: readonly Column<CountRow>[] = [
  ['participants', 'integer', (row) => row.participants],
  ['low', 'integer', (row) => row.low],
  ['high', 'integer', (row) => row.high],
  ['low_share', 'integer', (row) => row.lowShare],
  ['high_share', 'integer', (row) => row.highShare],
  ['marks', 'text', (row) => row.marks && JSON.stringify(row.marks)],
  ['mean_score', 'double precision', (row) => row.meanScore],
  ['count_basis', 'text', (row) => row.countBasis],
  ['sheet', 'text', (row) => row.sheet],
  ['row_number', 'integer', (row) => row.rowNumber],
  ['last_row', 'integer', (row) => row.lastRow],
]
const ROW_COLUMNS: readonly Column<CountRow>[] = [...KEY_COLUMNS, ...NUMBER_COLUMNS]

const namesOf = (columns: readonly Column<never>[]) => sql.raw(columns.map(([name]) => name).join(', '))

/** Says how numbers of an import would stand; changes nothing that lasts. `db` must be a transaction. */
export async function foreseeCounts(
  db: Db,
  by: BroughtBy,
  keys: Iterable<CountKey> | AsyncIterable<CountKey>,
): Promise<Standing> {
  await bring(db, keys, KEY_COLUMNS)
  return elect(db, by)
}

/**
 * Puts the numbers of an import in place of any that it had, the active ones active at once: a second pass over the rows
 * would cost as much as the first. `db` must be a transaction.
 */
export async function putCounts(
  db: Db,
  by: BroughtBy,
  counts: Iterable<CountRow> | AsyncIterable<CountRow>,
): Promise<Standing> {
  await sql`delete from school_procedure_counts where import_id = ${by.importId}`.execute(db)
  await bring(db, counts, ROW_COLUMNS)
  const standing = await elect(db, by)
  await sql`
    update school_procedure_counts c set is_active = false from standing s
    where c.id = s.id and s.was_active and not s.is_winner`.execute(db)
  const given = ROW_COLUMNS.map(([name]) => (name === 'marks' ? 'marks::jsonb' : `b.${name}`)).join(', ')
  await sql`
    insert into school_procedure_counts (region_id, import_id, level, confirmed_at, is_active, ${namesOf(ROW_COLUMNS)})
    select ${by.regionId}::integer, ${by.importId}::integer, ${by.level}, case when ${by.confirmed}::boolean then now() end,
      coalesce(s.is_winner, false), ${sql.raw(given)}
    from brought b left join standing s on s.ordinal = b.ordinal order by b.ordinal`.execute(db)
  return standing
}

/** What is brought, in a table of this transaction. */
async function bring<Row>(
  db: Db,
  rows: Iterable<Row> | AsyncIterable<Row>,
  columns: readonly Column<Row>[],
): Promise<void> {
  const table = [...ROW_COLUMNS].map(([name, type]) => `${name} ${type}`).join(', ')
  await sql`create temporary table if not exists brought (ordinal integer, ${sql.raw(table)}) on commit drop`.execute(
    db,
  )
  await sql`truncate brought`.execute(db)
  let ordinal = 0
  let chunk: Row[] = []
  const flush = async () => {
    const numbers = chunk.map(() => ++ordinal)
    const arrays = columns.map(([, type, cell]) => sql`${arrayLiteral(chunk.map(cell))}::${sql.raw(type)}[]`)
    await sql`insert into brought (ordinal, ${namesOf(columns as never)})
      select * from unnest(${arrayLiteral(numbers)}::integer[], ${sql.join(arrays)})`.execute(db)
    chunk = []
  }
  for await (const row of rows) if (chunk.push(row) === CHUNK) await flush()
  if (chunk.length > 0) await flush()
  await sql`analyze brought (school_id, procedure, school_year)`.execute(db)
}

/** Arrays are written here: rows as JSON took the database five times as long to read, the driver's arrays twice. */
const arrayLiteral = (cells: Cell[]): string =>
  `{${cells
    .map((cell) =>
      cell === null
        ? 'NULL'
        : typeof cell === 'number'
          ? String(cell)
          : `"${cell.replace(/["\\]/g, '\\$&')}"`,
    )
    .join(',')}}`

/**
 * Decides for every school, procedure and year that is brought which source is the active one, in a table of this
 * transaction. The choice is a function of the rows alone: see `ACTIVE_ORDER`.
 */
async function elect(db: Db, { importId, level, confirmed }: BroughtBy): Promise<Standing> {
  await sql`
    create temporary table if not exists standing (id bigint, ordinal integer, was_active boolean, is_winner boolean)
      on commit drop`.execute(db)
  await sql`truncate standing`.execute(db)
  // Statistics of the counts themselves would hold a lock to the end of the transaction; without them the planner may
  // compare every row with every other, so that plan is forbidden.
  await sql`set local enable_nestloop = off`.execute(db)
  await sql`
    insert into standing
    select id, ordinal, is_active,
      row_number() over (partition by school_id, procedure, school_year order by ${ACTIVE_ORDER}, ordinal) = 1
    from (
      select c.id, null::integer as ordinal, c.is_active, school_id, procedure, school_year, c.level, c.confirmed_at, c.import_id
      from school_procedure_counts c
      join (select distinct school_id, procedure, school_year from brought) t using (school_id, procedure, school_year)
      where c.import_id <> ${importId}
      union all
      select null, ordinal, false, school_id, procedure, school_year, ${level},
        case when ${confirmed}::boolean then now() end, ${importId}::integer
      from brought where school_id is not null
    ) candidates`.execute(db)
  await sql`analyze standing`.execute(db)
  const { rows } = await sql<{ winners: number; replacing: number; alternatives: number; waiting: number }>`
    select count(*) filter (where ordinal is not null and is_winner)::integer as winners,
      count(*) filter (where was_active and not is_winner)::integer as replacing,
      count(*) filter (where ordinal is not null and not is_winner)::integer as alternatives,
      (select count(*) from brought where school_id is null)::integer as waiting
    from standing`.execute(db)
  const { winners, replacing, alternatives, waiting } = rows[0]!
  return { added: winners - replacing, replacing, alternatives, waiting }
}

/** Of the sources of one number the first in this order is active: pupil rows before aggregates, a confirmed later one before an earlier, else the earlier. */
export const ACTIVE_ORDER = sql`(level = 'pupil') desc, confirmed_at desc nulls last, import_id, id`
