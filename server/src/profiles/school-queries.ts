import { sql } from 'kysely'
import { exactSchools, seesAllExactly, visibleSchools } from '../accounts/access.ts'
import { isSmall, LEAST_SHOWN } from '../accounts/disclosure.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'

/** What somebody may see of a school's numbers: all of them as they are, and their rows in the files. */
export interface SchoolSight {
  id: number
  isExact: boolean
  seesRows: boolean
}

/** The school itself with its place; a school the actor may not see does not exist for them. */
export async function getSchool(db: Db, actor: Actor, schoolId: number) {
  const row = await db
    .selectFrom('schools as s')
    .innerJoin('municipalities as m', 'm.id', 's.municipality_id')
    .innerJoin('regions as r', 'r.id', 's.region_id')
    .selectAll('s')
    .select([
      'm.name as municipality',
      'r.name as region',
      exactSchools(actor, sql.ref('s.id')).as('isExact'),
    ])
    .where('s.id', '=', schoolId)
    .where(visibleSchools(actor, sql.ref('s.id')))
    .executeTakeFirst()
  if (!row) throw new Problem('place/not-found', 'Такой школы в реестре нет.')
  const region = { regionId: row.region_id, municipalityId: null, schoolId: null }
  return { ...row, seesRows: seesAllExactly(actor, region) }
}

export const listIdentifiers = (db: Db, schoolId: number) =>
  db
    .selectFrom('school_identifiers')
    .select(['kind', 'value'])
    .where('school_id', '=', schoolId)
    .orderBy('kind')
    .execute()

export async function listEarlierNames(db: Db, schoolId: number) {
  const rows = await db
    .selectFrom('school_names')
    .select(['name', 'used_until'])
    .where('school_id', '=', schoolId)
    .orderBy('used_until', 'desc')
    .execute()
  return rows.map((row) => ({ name: row.name, usedUntil: row.used_until as string | null }))
}

/** Schools this one came from, or that came from it. */
export async function listRelated(db: Db, schoolId: number, side: 'predecessors' | 'successors') {
  const own = side === 'predecessors' ? sql.ref('p.school_id') : sql.ref('p.predecessor_id')
  const other = side === 'predecessors' ? sql.ref('p.predecessor_id') : sql.ref('p.school_id')
  const rows = await sql<{ id: number; name: string; kind: string; happenedOn: string | null }>`
    select s.id, s.name, p.kind, p.happened_on::text as "happenedOn" from school_predecessors p
    join schools s on s.id = ${other} where ${own} = ${schoolId} order by s.id`.execute(db)
  return rows.rows
}

export interface RegionBand {
  procedure: string
  schoolYear: number
  lowQuartile: number
  median: number
  highQuartile: number
  schools: number
}

/**
 * Quartiles of the low share over the region's schools, by procedure and year; for those who do not answer for the whole region,
 * over the numbers that may be shown to everybody.
 */
export async function listRegionBands(db: Db, actor: Actor, regionId: number): Promise<RegionBand[]> {
  const seesAll = seesAllExactly(actor, { regionId, municipalityId: null, schoolId: null })
  const rows = await sql<RegionBand>`
    select procedure, school_year as "schoolYear", count(*)::integer as schools,
      percentile_cont(0.25) within group (order by share) as "lowQuartile",
      percentile_cont(0.5) within group (order by share) as median,
      percentile_cont(0.75) within group (order by share) as "highQuartile"
    from (select procedure, school_year, coalesce(low::float8 / participants, low_share / 10000.0) as share
      from school_procedure_counts where region_id = ${regionId} and is_active
        and participants >= ${seesAll ? 1 : LEAST_SHOWN}) shares
    where share is not null group by procedure, school_year`.execute(db)
  return rows.rows
}

/** Sources that stand aside, by procedure and year; only those that whoever asks may see. */
export async function countAlternatives(
  db: Db,
  { id: schoolId, isExact }: SchoolSight,
): Promise<Map<string, number>> {
  const rows = await sql<{ procedure: string; schoolYear: number; n: number }>`
    select procedure, school_year as "schoolYear", count(*)::integer as n from school_procedure_counts
    where school_id = ${schoolId} and not is_active and participants >= ${isExact ? 0 : LEAST_SHOWN} group by procedure, school_year`.execute(
    db,
  )
  return new Map(rows.rows.map((row) => [`${row.procedure} ${row.schoolYear}`, row.n]))
}

/**
 * All sources of one number, the active one first. To those who do not answer for the school, none of a number that is hidden
 * from them, and no other source that is small.
 */
export async function listSources(
  db: Db,
  { id: schoolId, isExact, seesRows }: SchoolSight,
  procedure: string,
  schoolYear: number,
) {
  const rows = await db
    .selectFrom('school_procedure_counts as c')
    .innerJoin('imports as i', 'i.id', 'c.import_id')
    .select([
      'c.is_active',
      'c.level',
      'c.participants',
      'c.low',
      'c.low_share',
      'c.count_basis',
      'c.sheet',
      'c.row_number',
      'c.last_row',
    ])
    .select(['c.import_id', 'i.file_name', 'i.committed_at'])
    .where('c.school_id', '=', schoolId)
    .where('c.procedure', '=', procedure)
    .where('c.school_year', '=', schoolYear)
    .orderBy('c.is_active', 'desc')
    .orderBy('c.import_id')
    .execute()
  if (!isExact && rows.some((row) => row.is_active && isSmall(row.participants))) return []
  const shown = isExact ? rows : rows.filter((row) => !isSmall(row.participants))
  return shown.map((row) => ({
    isActive: row.is_active,
    level: row.level as 'pupil' | 'aggregate',
    participants: row.participants,
    low: row.low,
    lowShare: row.low_share === null ? null : row.low_share / 10_000,
    countBasis: row.count_basis as 'exact' | 'recovered' | 'share-only',
    source: {
      importId: row.import_id,
      file: row.file_name,
      sheet: row.sheet,
      row: seesRows ? row.row_number : null,
      lastRow: seesRows ? row.last_row : null,
    },
    committedAt: row.committed_at?.toISOString() ?? null,
  }))
}

/** Lists in which the school was looked at. */
export async function listSchoolLists(db: Db, schoolId: number) {
  const rows = await sql<{
    id: number
    name: string
    schoolYear: number
    state: string
    orderNumber: string | null
    orderDate: string | null
    listed: boolean
  }>`
    select l.id, l.name, l.school_year as "schoolYear", l.state, l.order_number as "orderNumber",
      l.order_date::text as "orderDate", coalesce(e.decision = 'include', e.is_listed_by_rule) as listed
    from school_list_entries e join school_lists l on l.id = e.list_id
    where e.school_id = ${schoolId} and l.state <> 'cancelled' order by l.school_year desc, l.id desc`.execute(
    db,
  )
  return rows.rows
}

/** What people changed about the school itself. */
export async function listSchoolChanges(db: Db, schoolId: number) {
  return db
    .selectFrom('changes')
    .select(['changed_at', 'actor', 'action', 'before', 'after'])
    .where('subject_kind', '=', 'school')
    .where('subject_id', '=', String(schoolId))
    .orderBy('id', 'desc')
    .limit(50)
    .execute()
}
