import { sql } from 'kysely'
import type { SchoolType } from '../places/school-type.ts'
import type { Db } from '../platform/db.ts'
import { listActiveCounts, listWaiting } from '../results/counts.ts'
import { listWithheld } from '../results/withheld.ts'
import type { Methodology } from './methodology.ts'
import type { Cluster, IdentificationInput, PreviousListEntry, SchoolInput } from './model.ts'

/** How far back any rule looks: three years of a window and two of follow-up, with the year before each. */
const YEARS_BACK = 4

/** A school with what lists and pages show beside its finding. */
export interface SchoolFacts extends SchoolInput {
  municipalityId: number
  settlementType: string | null
}

export type RegionInput = Omit<IdentificationInput, 'schools'> & {
  schools: SchoolFacts[]
  /** Municipalities with schools that whoever asks may not see; absent where every school is there. */
  unseenMunicipalities?: ReadonlySet<number>
}

/**
 * Everything `identify` needs of a region: all of its schools, whoever asks, for a school is compared with the others. What the
 * person may see is taken out of the answer (`identifyRegion`), or the route is only for those who answer for the region.
 */
export async function loadIdentificationInput(
  db: Db,
  regionId: number,
  schoolYear: number,
  methodology: Methodology,
): Promise<RegionInput> {
  const procedures = methodology.procedures.map((procedure) => procedure.code)
  const years = { from: schoolYear - YEARS_BACK, to: schoolYear }
  const [
    schools,
    counts,
    comparabilityBreaks,
    predecessors,
    officialClusters,
    previousLists,
    waiting,
    withheld,
  ] = await Promise.all([
    listSchoolFacts(db, regionId),
    listActiveCounts(db, regionId, years, { procedures }),
    listComparabilityBreaks(db, regionId),
    listPredecessors(db, regionId),
    listOfficialClusters(db, regionId),
    listPreviousLists(db, regionId, schoolYear),
    listWaiting(db, regionId, years),
    listWithheld(db, regionId, years),
  ])
  return {
    schools,
    counts,
    comparabilityBreaks,
    predecessors,
    officialClusters,
    previousLists,
    waiting,
    withheld,
    methodology,
    schoolYear,
  }
}

/** Open schools, in the order of a register: municipality, then name. */
export async function listSchoolFacts(db: Db, regionId: number): Promise<SchoolFacts[]> {
  const rows = await db
    .selectFrom('schools as s')
    .innerJoin('municipalities as m', 'm.id', 's.municipality_id')
    .select([
      's.id',
      's.code',
      's.name',
      's.school_type',
      's.settlement_type',
      's.distance_km',
      's.hard_to_reach',
    ])
    .select(['s.enrolment', 's.staff_count', 'm.id as municipality_id', 'm.name as municipality'])
    .where('s.region_id', '=', regionId)
    .where('s.status', '=', 'open')
    .orderBy('m.name')
    .orderBy('s.name')
    .orderBy('s.id')
    .execute()
  return rows.map((row) => ({
    id: row.id,
    code: row.code,
    name: row.name,
    municipality: row.municipality,
    municipalityId: row.municipality_id,
    schoolType: row.school_type as SchoolType | null,
    settlementType: row.settlement_type,
    distanceKm: row.distance_km === null ? null : Number(row.distance_km),
    hardToReach: row.hard_to_reach,
    enrolment: row.enrolment,
    staffCount: row.staff_count,
  }))
}

export async function listComparabilityBreaks(db: Db, regionId: number) {
  const rows = await db
    .selectFrom('comparability_breaks')
    .select(['procedure', 'school_year'])
    .where((eb) => eb.or([eb('region_id', '=', regionId), eb('region_id', 'is', null)]))
    .execute()
  return rows.map((row) => ({ procedure: row.procedure, schoolYear: row.school_year }))
}

async function listPredecessors(db: Db, regionId: number) {
  const rows = await db
    .selectFrom('school_predecessors as p')
    .innerJoin('schools as s', 's.id', 'p.school_id')
    .select(['p.school_id', 'p.predecessor_id'])
    .where('s.region_id', '=', regionId)
    .execute()
  return rows.map((row) => ({ schoolId: row.school_id, predecessorId: row.predecessor_id }))
}

/** Labels of matched schools; of two sources that mean one school, the later. */
async function listOfficialClusters(db: Db, regionId: number) {
  const rows = await sql<{ schoolId: number; schoolYear: number; cluster: Cluster }>`
    select distinct on (s.school_id, c.school_year) s.school_id as "schoolId", c.school_year as "schoolYear", c.cluster
    from official_clusters c join source_schools s on s.id = c.source_school_id
    where s.region_id = ${regionId} and s.school_id is not null
    order by s.school_id, c.school_year, c.set_at desc`.execute(db)
  return rows.rows
}

/** What the latest approved list of each earlier year said: official, so it goes before a recalculation. */
async function listPreviousLists(db: Db, regionId: number, schoolYear: number): Promise<PreviousListEntry[]> {
  const rows = await sql<{
    school_id: number
    school_year: number
    listed: boolean
    cluster: Cluster | null
  }>`
    select e.school_id, l.school_year, coalesce(e.decision = 'include', e.is_listed_by_rule and e.decision is null) as listed,
      (e.finding #>> '{cluster,value}')::integer as cluster
    from school_list_entries e join (
      select distinct on (school_year) id, school_year from school_lists
      where region_id = ${regionId} and state = 'approved' and level <> 'municipal' and school_year < ${schoolYear}
      order by school_year, approved_at desc, id desc
    ) l on l.id = e.list_id`.execute(db)
  return rows.rows.map((row) => ({
    schoolId: row.school_id,
    schoolYear: row.school_year,
    listed: row.listed,
    cluster: row.cluster,
  }))
}
