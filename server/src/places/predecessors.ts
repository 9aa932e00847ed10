import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { findPredecessorCandidates, type SchoolLife } from './predecessor-candidates.ts'
import { getSchool, readSchoolItems } from './queries.ts'
import type { PredecessorDecision, PredecessorPair } from './schemas.ts'

/** Years of a school's results, as results/ knows them. */
export type SchoolYears = Map<number, { firstYear: number; lastYear: number }>

/** Pairs of schools to look at, best first; pairs already decided upon are left out. */
export async function listPredecessorPairs(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYears: SchoolYears,
): Promise<PredecessorPair[]> {
  if (schoolYears.size === 0) return []
  const { rows } = await sql<Omit<SchoolLife, 'firstYear' | 'lastYear'>>`
    select s.id, s.name, s.municipality_id as "municipalityId", s.settlement, s.address, s.latitude, s.longitude, s.enrolment,
      s.school_type as "schoolType", s.status, s.closed_on::text as "closedOn",
      coalesce((select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.id)
        from school_identifiers i where i.school_id = s.id), '[]') as identifiers
    from schools s where s.region_id = ${regionId}`.execute(db)
  const lives = rows.map((row) => ({
    ...row,
    firstYear: schoolYears.get(row.id)?.firstYear ?? null,
    lastYear: schoolYears.get(row.id)?.lastYear ?? null,
  }))
  const decided = await readDecided(db)
  const years = [...schoolYears.values()].flatMap(({ firstYear, lastYear }) => [firstYear, lastYear])
  const pairs = findPredecessorCandidates(lives, years, (heir, past) => decided.has(`${heir}|${past}`))
  const items = await readSchoolItems(db, actor, [
    ...new Set(pairs.flatMap((pair) => [pair.schoolId, pair.predecessorId])),
  ])
  return pairs.flatMap(({ schoolId, predecessorId, ...pair }) => {
    const school = items.get(schoolId)
    const predecessor = items.get(predecessorId)
    return school === undefined || predecessor === undefined ? [] : [{ school, predecessor, ...pair }]
  })
}

async function readDecided(db: Db): Promise<Set<string>> {
  const { rows } = await sql<{ pair: string }>`
    select school_id || '|' || predecessor_id as pair from school_predecessors
    union all select school_id || '|' || predecessor_id from school_non_predecessors`.execute(db)
  return new Set(rows.map(({ pair }) => pair))
}

/** A person's word on a pair: linked with the evidence they saw, or remembered as two different schools. */
export async function decidePredecessor(db: Db, actor: Actor, decision: PredecessorDecision): Promise<void> {
  const { schoolId, predecessorId, verdict, happenedOn, evidence } = decision
  const school = await getSchool(db, actor, schoolId)
  const predecessor = await getSchool(db, actor, predecessorId)
  if (schoolId === predecessorId)
    throw new Problem('request/invalid', 'Школа не может быть преемницей самой себя.')
  if (school.regionId !== predecessor.regionId)
    throw new Problem('request/invalid', 'Школы относятся к разным регионам.')
  if (verdict === 'different') {
    await sql`delete from school_predecessors where school_id = ${schoolId} and predecessor_id = ${predecessorId}`.execute(
      db,
    )
    await sql`insert into school_non_predecessors (school_id, predecessor_id, decided_by)
      values (${schoolId}, ${predecessorId}, ${actor.id}) on conflict on constraint school_non_predecessors_pk do nothing`.execute(
      db,
    )
  } else {
    if (await isAncestor(db, predecessorId, schoolId))
      throw new Problem(
        'request/conflict',
        `«${predecessor.name}» уже записана преемницей школы «${school.name}».`,
      )
    await sql`delete from school_non_predecessors where school_id = ${schoolId} and predecessor_id = ${predecessorId}`.execute(
      db,
    )
    await sql`insert into school_predecessors (school_id, predecessor_id, kind, happened_on, evidence, decided_by)
      values (${schoolId}, ${predecessorId}, ${verdict}, ${happenedOn}::date, ${JSON.stringify({ reasons: evidence })}::jsonb, ${actor.id})
      on conflict on constraint school_predecessors_pair_unique do update set kind = excluded.kind,
        happened_on = excluded.happened_on, evidence = excluded.evidence, decided_by = excluded.decided_by, decided_at = now()`.execute(
      db,
    )
    const status = verdict === 'merge' ? 'merged' : 'closed'
    await sql`update schools set status = ${status}, closed_on = coalesce(closed_on, ${happenedOn}::date)
      where id = ${predecessorId} and status = 'open'`.execute(db)
  }
  await recordChange(db, {
    actor: actor.id,
    action: 'school.predecessor',
    subjectKind: 'school',
    subjectId: schoolId,
    before: { predecessorStatus: predecessor.status },
    after: { predecessorId, verdict, happenedOn, evidence },
  })
}

/** Whether `schoolId` already descends from `ancestorId`: a chain of successors never becomes a ring. */
async function isAncestor(db: Db, schoolId: number, ancestorId: number): Promise<boolean> {
  const { rows } = await sql`
    with recursive past (id) as (
      select predecessor_id from school_predecessors where school_id = ${schoolId}
      union select p.predecessor_id from school_predecessors p join past on p.school_id = past.id)
    select from past where id = ${ancestorId}`.execute(db)
  return rows.length > 0
}
