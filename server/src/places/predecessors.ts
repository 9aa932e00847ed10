import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { lockRegion } from './lock-region.ts'
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

/** What stood there before a decision, so that it can be taken back whole. */
interface Before {
  predecessorId: number
  predecessorStatus: string
  predecessorClosedOn: string | null
  link: { kind: string; happenedOn: string | null; evidence: unknown; decidedBy: string } | null
  wasDifferent: boolean
}

/**
 * A person's word on a pair: linked with the evidence they saw, or remembered as two different schools.
 * @returns the decision, by which it can be taken back
 */
export async function decidePredecessor(
  db: Db,
  actor: Actor,
  regionId: number,
  decision: PredecessorDecision,
): Promise<number> {
  const { schoolId, predecessorId, verdict, happenedOn, evidence } = decision
  const school = await getSchool(db, actor, schoolId)
  const predecessor = await getSchool(db, actor, predecessorId)
  if (schoolId === predecessorId)
    throw new Problem('request/invalid', 'Школа не может быть преемницей самой себя.')
  if (school.regionId !== regionId || predecessor.regionId !== regionId)
    throw new Problem('request/invalid', 'Школы относятся к разным регионам.')
  await lockRegion(db, regionId)
  const before = await readBefore(db, schoolId, predecessorId)
  await forgetPair(db, schoolId, predecessorId)
  if (verdict === 'different') {
    await sql`insert into school_non_predecessors (school_id, predecessor_id, decided_by)
      values (${schoolId}, ${predecessorId}, ${actor.id})`.execute(db)
  } else {
    if (await isAncestor(db, predecessorId, schoolId))
      throw new Problem(
        'request/conflict',
        `«${predecessor.name}» уже записана преемницей школы «${school.name}».`,
      )
    await sql`insert into school_predecessors (school_id, predecessor_id, kind, happened_on, evidence, decided_by)
      values (${schoolId}, ${predecessorId}, ${verdict}, ${happenedOn}::date, ${JSON.stringify({ reasons: evidence })}::jsonb, ${actor.id})`.execute(
      db,
    )
    const status = verdict === 'merge' ? 'merged' : 'closed'
    await sql`update schools set status = ${status}, closed_on = coalesce(closed_on, ${happenedOn}::date)
      where id = ${predecessorId} and status = 'open'`.execute(db)
  }
  return recordChange(db, {
    actor: actor.id,
    action: 'school.predecessor',
    subjectKind: 'school',
    subjectId: schoolId,
    before,
    after: { predecessorId, verdict, happenedOn, evidence },
  })
}

const forgetPair = async (db: Db, schoolId: number, predecessorId: number): Promise<void> => {
  for (const table of ['school_predecessors', 'school_non_predecessors'])
    await sql`delete from ${sql.table(table)} where school_id = ${schoolId} and predecessor_id = ${predecessorId}`.execute(
      db,
    )
}

async function readBefore(db: Db, schoolId: number, predecessorId: number): Promise<Before> {
  const { rows } = await sql<Before>`
    select s.id as "predecessorId", s.status as "predecessorStatus", s.closed_on::text as "predecessorClosedOn",
      (select jsonb_build_object('kind', p.kind, 'happenedOn', p.happened_on, 'evidence', p.evidence, 'decidedBy', p.decided_by)
        from school_predecessors p where p.school_id = ${schoolId} and p.predecessor_id = s.id) as link,
      exists (select from school_non_predecessors n where n.school_id = ${schoolId} and n.predecessor_id = s.id) as "wasDifferent"
    from schools s where s.id = ${predecessorId}`.execute(db)
  return rows[0]!
}

/**
 * Takes a decision on a pair back: the link, the remembered difference and the other school's status are again what they
 * were. @throws Problem 'request/conflict' where it was taken back already, or the same pair was decided upon again
 */
export async function undoPredecessor(
  db: Db,
  actor: Actor,
  regionId: number,
  decisionId: number,
): Promise<void> {
  const { rows } = await sql<{ schoolId: string; before: Before }>`
    select subject_id as "schoolId", before from changes where id = ${decisionId} and action = 'school.predecessor'`.execute(
    db,
  )
  const row = rows[0]
  if (row === undefined || row.before.wasDifferent === undefined)
    throw new Problem('request/not-found', 'Такого решения о предшественнице нет.')
  const schoolId = Number(row.schoolId)
  const { predecessorId, predecessorStatus, predecessorClosedOn, link, wasDifferent } = row.before
  const school = await getSchool(db, actor, schoolId)
  if (school.regionId !== regionId)
    throw new Problem('request/not-found', 'Такого решения о предшественнице нет.')
  await lockRegion(db, regionId)
  const later = await sql`
    select from changes where id > ${decisionId} and subject_kind = 'school' and subject_id = ${row.schoolId}
      and action in ('school.predecessor', 'school.predecessor-undo')
      and coalesce(after->>'predecessorId', before->>'predecessorId') = ${String(predecessorId)}`.execute(db)
  if (later.rows.length > 0)
    throw new Problem(
      'request/conflict',
      'Это решение уже отменено или заменено новым. Обновите страницу, чтобы увидеть, как есть сейчас.',
    )
  await forgetPair(db, schoolId, predecessorId)
  if (wasDifferent)
    await sql`insert into school_non_predecessors (school_id, predecessor_id, decided_by)
      values (${schoolId}, ${predecessorId}, ${actor.id})`.execute(db)
  if (link !== null)
    await sql`insert into school_predecessors (school_id, predecessor_id, kind, happened_on, evidence, decided_by)
      values (${schoolId}, ${predecessorId}, ${link.kind}, ${link.happenedOn}::date, ${JSON.stringify(link.evidence)}::jsonb, ${link.decidedBy})`.execute(
      db,
    )
  await sql`update schools set status = ${predecessorStatus}, closed_on = ${predecessorClosedOn}::date
    where id = ${predecessorId}`.execute(db)
  await recordChange(db, {
    actor: actor.id,
    action: 'school.predecessor-undo',
    subjectKind: 'school',
    subjectId: schoolId,
    before: { decisionId, predecessorId },
    after: { predecessorId },
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
