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
