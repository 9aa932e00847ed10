import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { ACTIVE_ORDER } from './bring-counts.ts'
import type { SchoolProcedureCount } from './model.ts'

/** The school × procedure × year whose active source is to be decided, for the rest of this transaction. */
async function touch(db: Db, keys: ReturnType<typeof sql>, more?: 'more'): Promise<void> {
  await sql`create temporary table if not exists touched (school_id integer, procedure text, school_year integer)
    on commit drop`.execute(db)
  if (!more) await sql`truncate touched`.execute(db)
  await sql`insert into touched ${keys}`.execute(db)
  // Without statistics of what has just been inserted the planner compares every row with every other. Statistics of the
  // counts themselves would hold a lock to the end of the transaction, so for them that plan is forbidden.
  await sql`analyze touched`.execute(db)
  await sql`set local enable_nestloop = off`.execute(db)
}

const keysOf = (condition: ReturnType<typeof sql>) =>
  sql`select distinct school_id, procedure, school_year from school_procedure_counts
    where school_id is not null and ${condition}`

const TOUCHED = sql`join (select distinct * from touched) t using (school_id, procedure, school_year)`

/** Decides anew which source is active for everything touched. */
async function electActive(db: Db): Promise<void> {
  await sql`
    create temporary table if not exists elected (id bigint, is_winner boolean) on commit drop`.execute(db)
  await sql`truncate elected`.execute(db)
  await sql`
    insert into elected
    select c.id, row_number() over (partition by school_id, procedure, school_year
      order by ${ACTIVE_ORDER}) = 1
    from school_procedure_counts c ${TOUCHED}`.execute(db)
  await sql`analyze elected`.execute(db)
  await sql`
    update school_procedure_counts c set is_active = false from elected e
    where c.id = e.id and c.is_active and not e.is_winner`.execute(db)
  await sql`
    update school_procedure_counts c set is_active = true from elected e
    where c.id = e.id and not c.is_active and e.is_winner`.execute(db)
}

/** Takes an import's numbers away; where another source was waiting aside, it becomes active. */
export async function removeImportCounts(db: Db, importId: number): Promise<void> {
  await touch(db, keysOf(sql`import_id = ${importId}`))
  await sql`delete from school_procedure_counts where import_id = ${importId}`.execute(db)
  await electActive(db)
}

/** Numbers of earlier imports whose source school has found its school since, by a later file or the registry, follow it. */
export async function followNewMatches(db: Db, regionId: number): Promise<void> {
  const { rows } = await sql<{ id: number }>`
    select distinct s.id from school_procedure_counts c join source_schools s on s.id = c.source_school_id
    where c.region_id = ${regionId} and c.school_id is null and s.school_id is not null`.execute(db)
  await followMatches(
    db,
    rows.map(({ id }) => id),
  )
}

/** After a match was made, changed or taken back: the numbers follow their source school at once. */
export async function followMatches(db: Db, sourceSchoolIds: number[]): Promise<void> {
  if (sourceSchoolIds.length === 0) return
  const moved = keysOf(sql`source_school_id = any(${sourceSchoolIds})`)
  await touch(db, moved)
  await sql`update school_procedure_counts c set school_id = s.school_id, is_active = false
    from source_schools s where s.id = c.source_school_id and c.source_school_id = any(${sourceSchoolIds})`.execute(
    db,
  )
  await touch(db, moved, 'more')
  await electActive(db)
}

/** The active numbers of a region in the given years, with the place each comes from: what identification reads. */
export async function listActiveCounts(
  db: Db,
  regionId: number,
  years: { from: number; to: number },
  only: { schoolId?: number; procedures?: string[] } = {},
): Promise<SchoolProcedureCount[]> {
  let query = db
    .selectFrom('school_procedure_counts as c')
    .innerJoin('imports as i', 'i.id', 'c.import_id')
    .select([
      'c.school_id',
      'c.procedure',
      'c.school_year',
      'c.participants',
      'c.low',
      'c.high',
      'c.low_share',
    ])
    .select([
      'c.high_share',
      'c.marks',
      'c.mean_score',
      'c.count_basis',
      'c.import_id',
      'i.file_name',
      'c.sheet',
      'c.row_number',
      'c.last_row',
    ])
    .where('c.region_id', '=', regionId)
    .where('c.is_active', '=', true)
    .where('c.school_year', '>=', years.from)
    .where('c.school_year', '<=', years.to)
    .orderBy('c.school_id')
    .orderBy('c.procedure')
    .orderBy('c.school_year')
  if (only.schoolId !== undefined) query = query.where('c.school_id', '=', only.schoolId)
  if (only.procedures) query = query.where('c.procedure', 'in', only.procedures)
  const rows = await query.execute()
  return rows.map((row) => ({
    schoolId: row.school_id!,
    procedure: row.procedure,
    schoolYear: row.school_year,
    participants: row.participants,
    low: row.low,
    high: row.high,
    lowShare: row.low_share,
    highShare: row.high_share,
    marks: row.marks as SchoolProcedureCount['marks'],
    meanScore: row.mean_score,
    countBasis: row.count_basis as SchoolProcedureCount['countBasis'],
    source: {
      importId: row.import_id,
      file: row.file_name,
      sheet: row.sheet,
      row: row.row_number,
      lastRow: row.last_row,
    },
  }))
}

/** Procedures and years of which numbers wait for their school to be recognised. */
export async function listWaiting(
  db: Db,
  regionId: number,
  years: { from: number; to: number },
): Promise<{ procedure: string; schoolYear: number }[]> {
  const { rows } = await sql<{ procedure: string; schoolYear: number }>`
    select distinct procedure, school_year as "schoolYear" from school_procedure_counts
    where region_id = ${regionId} and school_id is null and school_year between ${years.from} and ${years.to}
    order by 1, 2`.execute(db)
  return rows
}

/** School years with active results, the newest first. */
export async function listYears(db: Db, regionId: number): Promise<number[]> {
  const rows = await db
    .selectFrom('school_procedure_counts')
    .select('school_year')
    .distinct()
    .where('region_id', '=', regionId)
    .where('is_active', '=', true)
    .orderBy('school_year', 'desc')
    .execute()
  return rows.map((row) => row.school_year)
}
