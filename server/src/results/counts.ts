import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { SchoolProcedureCount } from './model.ts'
import type { Level, SourceCount } from './store.ts'

/** A counted row and the school of its source; `schoolId` null waits for a match. */
export interface CountRow extends SourceCount {
  sourceSchoolId: number
  schoolId: number | null
}

const CHUNK = 5_000

/**
 * Puts the counts of one import in place of any that it had. Nothing is active yet: see `electActive`.
 * @param confirmed a person said that these numbers take the place of earlier ones
 */
export async function replaceCounts(
  db: Db,
  target: { regionId: number; importId: number; level: Level; confirmed: boolean },
  counts: AsyncIterable<CountRow>,
): Promise<number> {
  await sql`delete from school_procedure_counts where import_id = ${target.importId}`.execute(db)
  let inserted = 0
  let chunk: CountRow[] = []
  const flush = async () => {
    if (chunk.length === 0) return
    await sql`
      insert into school_procedure_counts (region_id, import_id, level, confirmed_at, source_school_id, school_id, procedure,
        school_year, participants, low, high, low_share, high_share, marks, mean_score, histogram, count_basis, sheet, row_number, last_row)
      select ${target.regionId}::integer, ${target.importId}::integer, ${target.level},
        case when ${target.confirmed}::boolean then now() end,
        "sourceSchoolId", "schoolId", procedure, "schoolYear", participants, low, high, "lowShare", "highShare",
        marks, "meanScore", histogram, "countBasis", sheet, "rowNumber", "lastRow"
      from jsonb_to_recordset(${JSON.stringify(chunk)}::jsonb) as rows ("sourceSchoolId" integer, "schoolId" integer,
        procedure text, "schoolYear" integer, participants integer, low integer, high integer, "lowShare" integer,
        "highShare" integer, marks jsonb, "meanScore" double precision, histogram jsonb, "countBasis" text, sheet text,
        "rowNumber" integer, "lastRow" integer)`.execute(db)
    inserted += chunk.length
    chunk = []
  }
  for await (const count of counts) {
    chunk.push(count)
    if (chunk.length >= CHUNK) await flush()
  }
  await flush()
  return inserted
}

/**
 * Decides which source is active for every school × procedure × year that the condition touches. The choice is a function
 * of the rows alone: pupil rows before aggregates, a confirmed later source before an earlier one, else the earlier.
 */
async function electActive(db: Db, touched: ReturnType<typeof sql>): Promise<void> {
  await sql`
    create temporary table if not exists elected (id bigint, is_winner boolean) on commit drop`.execute(db)
  await sql`truncate elected`.execute(db)
  await sql`
    insert into elected
    select id, row_number() over (partition by school_id, procedure, school_year
      order by (level = 'pupil') desc, confirmed_at desc nulls last, import_id, id) = 1
    from school_procedure_counts where school_id is not null and (school_id, procedure, school_year) in (${touched})`.execute(
    db,
  )
  await sql`
    update school_procedure_counts c set is_active = false from elected e
    where c.id = e.id and c.is_active and not e.is_winner`.execute(db)
  await sql`
    update school_procedure_counts c set is_active = true from elected e
    where c.id = e.id and not c.is_active and e.is_winner`.execute(db)
}

/** Activates what an import brought. @returns how its numbers stand among the others */
export async function activateImport(
  db: Db,
  importId: number,
): Promise<{ added: number; replacing: number; alternatives: number; waiting: number }> {
  const mine = sql`select school_id, procedure, school_year from school_procedure_counts where import_id = ${importId} and school_id is not null`
  const before = await sql<{ n: number }>`
    select count(*)::integer as n from school_procedure_counts where is_active and import_id <> ${importId}
      and (school_id, procedure, school_year) in (${mine})`.execute(db)
  await electActive(db, mine)
  const after = await sql<{ own: number; others: number; waiting: number }>`
    select count(*) filter (where is_active)::integer as own,
      count(*) filter (where not is_active and school_id is not null)::integer as others,
      count(*) filter (where school_id is null)::integer as waiting
    from school_procedure_counts where import_id = ${importId}`.execute(db)
  const { own, others, waiting } = after.rows[0]!
  const stillActive = await sql<{ n: number }>`
    select count(*)::integer as n from school_procedure_counts where is_active and import_id <> ${importId}
      and (school_id, procedure, school_year) in (${mine})`.execute(db)
  const replacing = before.rows[0]!.n - stillActive.rows[0]!.n
  return { added: own - replacing, replacing, alternatives: others, waiting }
}

/** Takes an import's numbers away; where another source was waiting aside, it becomes active. */
export async function removeImportCounts(db: Db, importId: number): Promise<void> {
  await sql`create temporary table removed on commit drop as
    select distinct school_id, procedure, school_year from school_procedure_counts
    where import_id = ${importId} and school_id is not null`.execute(db)
  await sql`delete from school_procedure_counts where import_id = ${importId}`.execute(db)
  await electActive(db, sql`select school_id, procedure, school_year from removed`)
  await sql`drop table removed`.execute(db)
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
  await sql`create temporary table moved on commit drop as
    select distinct school_id, procedure, school_year from school_procedure_counts
    where source_school_id = any(${sourceSchoolIds}) and school_id is not null`.execute(db)
  await sql`update school_procedure_counts c set school_id = s.school_id, is_active = false
    from source_schools s where s.id = c.source_school_id and c.source_school_id = any(${sourceSchoolIds})`.execute(
    db,
  )
  await electActive(
    db,
    sql`select school_id, procedure, school_year from moved union
      select school_id, procedure, school_year from school_procedure_counts
      where source_school_id = any(${sourceSchoolIds}) and school_id is not null`,
  )
  await sql`drop table moved`.execute(db)
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
