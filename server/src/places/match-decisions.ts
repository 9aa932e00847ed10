import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { lockRegion } from './lock-region.ts'
import type { SourceSchoolKey } from './match-school.ts'
import type { MatchMethod } from './source-schools.ts'

/**
 * A person says which school a source means; remembered for every later file. Changing an earlier decision is the same.
 * @returns ids whose numbers must follow (results' followMatches)
 */
export async function matchSourceSchool(
  db: Db,
  actor: string,
  id: number,
  schoolId: number,
): Promise<number[]> {
  const before = await getSourceSchool(db, id)
  const school = await sql<{ id: number }>`
    select id from schools where id = ${schoolId} and region_id = ${before.regionId}`.execute(db)
  if (school.rows.length === 0)
    throw new Problem('place/not-found', 'Такой школы нет в реестре этого региона.')
  await sql`
    update source_schools set school_id = ${schoolId}, match_method = 'manual', matched_at = now(), matched_by = ${actor},
      is_left_to_people = false where id = ${id}`.execute(db)
  await recordChange(db, {
    actor,
    action: 'match.set',
    subjectKind: 'source-school',
    subjectId: id,
    before: { schoolId: before.schoolId, method: before.method },
    after: { schoolId, method: 'manual' },
  })
  return [id]
}

/**
 * Takes a match back. The name then waits for a person: matching will not make the same choice again by itself.
 * @returns ids whose numbers must follow
 */
export async function unmatchSourceSchool(db: Db, actor: string, id: number): Promise<number[]> {
  const before = await getSourceSchool(db, id)
  if (before.schoolId === null) return []
  await sql`
    update source_schools set school_id = null, match_method = null, matched_at = null, matched_by = null,
      is_left_to_people = true where id = ${id}`.execute(db)
  await recordChange(db, {
    actor,
    action: 'match.remove',
    subjectKind: 'source-school',
    subjectId: id,
    before: { schoolId: before.schoolId, method: before.method },
    after: { schoolId: null },
  })
  return [id]
}

/** A source school with its region and itself locked: what is decided next stands on what is read here. */
async function getSourceSchool(
  db: Db,
  id: number,
): Promise<{ regionId: number; schoolId: number | null; method: MatchMethod | null }> {
  const { regionId } = await readSourceRef(db, id)
  await lockRegion(db, regionId)
  const { rows } = await sql<{ regionId: number; schoolId: number | null; method: MatchMethod | null }>`
    select region_id as "regionId", school_id as "schoolId", match_method as method from source_schools
    where id = ${id} for update`.execute(db)
  return rows[0]!
}

/** A source school as its file names it. */
export async function readSourceRef(db: Db, id: number): Promise<{ regionId: number; ref: SourceSchoolKey }> {
  const { rows } = await sql<SourceSchoolKey & { regionId: number }>`
    select region_id as "regionId", key_kind as "keyKind", key, name, municipality, municipality_code as "municipalityCode"
    from source_schools where id = ${id}`.execute(db)
  const row = rows[0]
  if (row === undefined)
    throw new Problem('request/not-found', 'Такого названия школы в загруженных файлах нет.')
  const { regionId, ...ref } = row
  return { regionId, ref }
}
