import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { SchoolProcedureCount } from './model.ts'
import type { CountedLevel, SourceCount } from './store-model.ts'

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
  target: { regionId: number; importId: number; level: CountedLevel; confirmed: boolean },
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

/**
 * Decides which source is active for everything touched. The choice is a function of the rows alone: pupil rows before
 * aggregates, a confirmed later source before an earlier one, else the earlier.
 */
async function electActive(db: Db): Promise<void> {
  await sql`
    create temporary table if not exists elected (id bigint, is_winner boolean) on commit drop`.execute(db)
  await sql`truncate elected`.execute(db)
  await sql`
    insert into elected
    select c.id, row_number() over (partition by school_id, procedure, school_year
      order by (c.level = 'pupil') desc, c.confirmed_at desc nulls last, c.import_id, c.id) = 1
    from school_procedure_counts c ${TOUCHED}`.execute(db)
  await sql`analyze elected`.execute(db)
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
  const countOthers = async () => {
    const { rows } = await sql<{ n: number }>`
      select count(*)::integer as n from school_procedure_counts c ${TOUCHED}
      where c.is_active and c.import_id <> ${importId}`.execute(db)
    return rows[0]!.n
  }
  await touch(db, keysOf(sql`import_id = ${importId}`))
  const before = await countOthers()
  await electActive(db)
  const after = await sql<{ own: number; others: number; waiting: number }>`
    select count(*) filter (where is_active)::integer as own,
      count(*) filter (where not is_active and school_id is not null)::integer as others,
      count(*) filter (where school_id is null)::integer as waiting
    from school_procedure_counts where import_id = ${importId}`.execute(db)
  const { own, others, waiting } = after.rows[0]!
  const replacing = before - (await countOthers())
  return { added: own - replacing, replacing, alternatives: others, waiting }
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
