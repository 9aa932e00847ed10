import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { lockRegion } from './lock-region.ts'
import type { LastDecision, MatchManyRequest } from './schemas.ts'

interface Accepted {
  sourceSchoolId: number
  schoolId: number
  reasons: string[]
  /** As it was before, so that taking it back changes nothing else. */
  wasLeftToPeople: boolean
}

/**
 * A person accepts many likely pairs at once; one record holds them all, and by it they are taken back together.
 * @throws Problem 'request/conflict' where a name found its school meanwhile
 * @returns the decision and the ids whose numbers must follow
 */
export async function matchMany(
  db: Db,
  actor: Actor,
  regionId: number,
  { pairs }: MatchManyRequest,
): Promise<{ decisionId: number; sourceSchoolIds: number[] }> {
  await lockRegion(db, regionId)
  const ids = pairs.map(({ sourceSchoolId }) => sourceSchoolId)
  if (new Set(ids).size !== ids.length)
    throw new Problem('request/invalid', 'Одно название указано дважды: выберите для него одну школу.')
  const { rows: waiting } = await sql<{ id: number; wasLeftToPeople: boolean }>`
    select id, is_left_to_people as "wasLeftToPeople" from source_schools
    where region_id = ${regionId} and school_id is null and id = any(${ids}) for update`.execute(db)
  if (waiting.length !== ids.length)
    throw new Problem(
      'request/conflict',
      'Часть названий уже нашла свою школу. Обновите страницу и примите оставшиеся пары.',
    )
  const schoolIds = [...new Set(pairs.map(({ schoolId }) => schoolId))]
  const { rows: schools } = await sql<{ id: number }>`
    select id from schools where region_id = ${regionId} and id = any(${schoolIds})`.execute(db)
  if (schools.length !== schoolIds.length)
    throw new Problem('place/not-found', 'Одной из школ нет в реестре этого региона.')
  const before = new Map(waiting.map(({ id, wasLeftToPeople }) => [id, wasLeftToPeople]))
  const accepted = pairs.map(
    (pair): Accepted => ({ ...pair, wasLeftToPeople: before.get(pair.sourceSchoolId)! }),
  )
  await sql`
    update source_schools s set school_id = p."schoolId", match_method = 'manual', matched_at = now(),
      matched_by = ${actor.id}, is_left_to_people = false
    from jsonb_to_recordset(${JSON.stringify(accepted)}::jsonb) as p ("sourceSchoolId" integer, "schoolId" integer)
    where s.id = p."sourceSchoolId"`.execute(db)
  const decisionId = await recordChange(db, {
    actor: actor.id,
    action: 'match.many',
    subjectKind: 'region',
    subjectId: regionId,
    after: { pairs: accepted },
  })
  return { decisionId, sourceSchoolIds: ids }
}

/**
 * Takes back what one acceptance of many pairs did. Names that a person has decided upon since then keep that decision.
 * @returns ids whose numbers must follow
 */
export async function unmatchMany(
  db: Db,
  actor: Actor,
  regionId: number,
  decisionId: number,
): Promise<number[]> {
  await lockRegion(db, regionId)
  const pairs = await readDecision(db, regionId, decisionId)
  const { rows } = await sql<{ id: number }>`
    update source_schools s set school_id = null, match_method = null, matched_at = null, matched_by = null,
      is_left_to_people = p."wasLeftToPeople"
    from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb)
      as p ("sourceSchoolId" integer, "schoolId" integer, "wasLeftToPeople" boolean)
    where s.id = p."sourceSchoolId" and s.school_id = p."schoolId" and s.match_method = 'manual'
    returning s.id`.execute(db)
  await recordChange(db, {
    actor: actor.id,
    action: 'match.many-undo',
    subjectKind: 'region',
    subjectId: regionId,
    before: { decisionId },
    after: { pairs: rows.length },
  })
  return rows.map(({ id }) => id)
}

async function readDecision(db: Db, regionId: number, decisionId: number): Promise<Accepted[]> {
  const { rows } = await sql<{ pairs: Accepted[]; isUndone: boolean }>`
    select after->'pairs' as pairs, ${isUndone(sql.ref('changes.id'))} as "isUndone" from changes
    where id = ${decisionId} and action = 'match.many' and subject_kind = 'region'
      and subject_id = ${String(regionId)}`.execute(db)
  const row = rows[0]
  if (row === undefined) throw new Problem('request/not-found', 'Такого решения о сопоставлении нет.')
  if (row.isUndone) throw new Problem('request/conflict', 'Это решение уже отменено.')
  return row.pairs
}

const isUndone = (id: ReturnType<typeof sql.ref>) => sql<boolean>`exists (
  select from changes u where u.action = 'match.many-undo' and u.subject_kind = changes.subject_kind
    and u.subject_id = changes.subject_id and (u.before->>'decisionId')::bigint = ${id})`

/** The last acceptance of many pairs that has not been taken back. */
export async function lastMatchDecision(db: Db, regionId: number): Promise<LastDecision | null> {
  const { rows } = await sql<{ id: string; at: Date; pairs: number }>`
    select id, changed_at as at, jsonb_array_length(after->'pairs') as pairs from changes
    where action = 'match.many' and subject_kind = 'region' and subject_id = ${String(regionId)}
      and not ${isUndone(sql.ref('changes.id'))}
    order by id desc limit 1`.execute(db)
  const row = rows[0]
  return row === undefined ? null : { id: Number(row.id), at: row.at.toISOString(), pairs: row.pairs }
}
