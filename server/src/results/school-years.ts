import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

/** First and last school year with active results of each school of a region. */
export async function readSchoolYears(
  db: Db,
  regionId: number,
): Promise<Map<number, { firstYear: number; lastYear: number }>> {
  const { rows } = await sql<{ schoolId: number; firstYear: number; lastYear: number }>`
    select school_id as "schoolId", min(school_year) as "firstYear", max(school_year) as "lastYear"
    from school_procedure_counts where region_id = ${regionId} and is_active group by school_id`.execute(db)
  return new Map(rows.map(({ schoolId, ...years }) => [schoolId, years]))
}

/** How many numbers each source school has brought, active or not. */
export async function countBySourceSchool(db: Db, sourceSchoolIds: number[]): Promise<Map<number, number>> {
  const { rows } = await sql<{ id: number; n: number }>`
    select source_school_id as id, count(*)::integer as n from school_procedure_counts
    where source_school_id = any(${sourceSchoolIds}) group by source_school_id`.execute(db)
  return new Map(rows.map(({ id, n }) => [id, n]))
}

/** First and last school year of the numbers each source school has brought, active or not. */
export async function readSourceYears(
  db: Db,
  sourceSchoolIds: number[],
): Promise<Map<number, { firstYear: number; lastYear: number }>> {
  const { rows } = await sql<{ id: number; firstYear: number; lastYear: number }>`
    select source_school_id as id, min(school_year) as "firstYear", max(school_year) as "lastYear"
    from school_procedure_counts where source_school_id = any(${sourceSchoolIds}) group by source_school_id`.execute(
    db,
  )
  return new Map(rows.map(({ id, ...years }) => [id, years]))
}

/** «sourceSchoolId|schoolId» of those pairs that stand in one file, procedure and year in two different rows. */
export async function findSameFile(
  db: Db,
  pairs: { sourceSchoolId: number; schoolId: number }[],
): Promise<Set<string>> {
  const { rows } = await sql<{ pair: string }>`
    select distinct p."sourceSchoolId" || '|' || p."schoolId" as pair
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p ("sourceSchoolId" integer, "schoolId" integer)
    join school_procedure_counts a on a.source_school_id = p."sourceSchoolId"
    join school_procedure_counts b on b.school_id = p."schoolId" and b.procedure = a.procedure
      and b.school_year = a.school_year and b.import_id = a.import_id`.execute(db)
  return new Set(rows.map(({ pair }) => pair))
}
