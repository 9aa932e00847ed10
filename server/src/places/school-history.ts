import { sql } from 'kysely'
import { can, INSTALLATION } from '../accounts/access.ts'
import type { ChangeAction } from '../platform/audit-words.ts'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { keepName } from './import-registry.ts'
import { quoted } from './name-cases.ts'
import { identifierLabel } from './normalise-identifier.ts'
import { getSchool } from './queries.ts'
import type { SchoolHistory } from './schemas.ts'

interface Relation {
  schoolId: number
  code: string
  name: string
  kind: 'successor' | 'merge'
  happenedOn: string | null
  evidence: { reasons?: string[]; source?: string }
  decidedBy: string
}

/** Names, codes, predecessors and successors of one school, and who changed what. */
export async function readSchoolHistory(db: Db, actor: Actor, schoolId: number): Promise<SchoolHistory> {
  const school = await getSchool(db, actor, schoolId)
  const identifiers = await sql<{ kind: string; value: string }>`
    select kind, value from school_identifiers where school_id = ${schoolId} order by kind, id`.execute(db)
  const names = await sql<{ name: string; usedUntil: string | null }>`
    select name, used_until::text as "usedUntil" from school_names where school_id = ${schoolId}
    order by used_until desc nulls last, id desc`.execute(db)
  const relations = (mine: 'school_id' | 'predecessor_id', other: 'school_id' | 'predecessor_id') =>
    sql<Relation>`
    select s.id as "schoolId", s.code, s.name, p.kind, p.happened_on::text as "happenedOn", p.evidence, p.decided_by as "decidedBy"
    from school_predecessors p join schools s on s.id = ${sql.ref(`p.${other}`)}
    where ${sql.ref(`p.${mine}`)} = ${schoolId} order by p.happened_on desc nulls last, p.id`.execute(db)
  const changes = await sql<ChangeRow>`
    select changed_at as "changedAt", actor, action, before, after from changes
    where subject_kind = 'school' and subject_id = ${String(schoolId)} order by id desc limit 100`.execute(db)
  return {
    schoolId,
    name: school.name,
    status: school.status,
    closedOn: school.closedOn,
    identifiers: identifiers.rows.map((row) => ({ ...row, label: identifierLabel(row.kind) })),
    earlierNames: names.rows,
    predecessors: (await relations('school_id', 'predecessor_id')).rows.map(toRelated),
    successors: (await relations('predecessor_id', 'school_id')).rows.map(toRelated),
    changes: changes.rows.map(toChange),
    allowedActions: !can(actor, 'place.write', { ...INSTALLATION, regionId: school.regionId })
      ? []
      : school.status === 'open'
        ? ['rename', 'close', 'merge']
        : ['reopen'],
  }
}

const toRelated = ({ evidence, ...relation }: Relation) => ({
  ...relation,
  evidence: evidence.reasons ?? (evidence.source === 'registry' ? ['так указано в реестре'] : []),
})

interface ChangeRow {
  changedAt: Date
  actor: string
  action: string
  before: { name?: string; status?: string } | null
  after: { name?: string; status?: string; closedOn?: string; into?: string } | null
}

function toChange({ changedAt, actor, action, before, after }: ChangeRow) {
  const isRenamed = before?.name !== undefined && after?.name !== undefined && before.name !== after.name
  const sentences: Record<string, string> = {
    'school.rename': `Школа переименована: ${quoted(before?.name ?? '')} → ${quoted(after?.name ?? '')}`,
    'school.close': `Школа закрыта ${after?.closedOn ?? ''}`.trim(),
    'school.reopen': 'Школа снова действует',
    'school.merge': `Школа присоединена к школе ${quoted(after?.into ?? '')}`,
    'school.update': isRenamed
      ? `По реестру: ${quoted(before?.name ?? '')} → ${quoted(after?.name ?? '')}`
      : 'Сведения обновлены по реестру',
    'school.predecessor': 'Решено, чьей преемницей является школа',
    'school.predecessor-undo': 'Решение о предшественнице отменено',
  }
  return { at: changedAt.toISOString(), actor, sentence: sentences[action] ?? 'Сведения изменены' }
}

/** A new official name; the present one is kept as used until the given date. */
export async function renameSchool(
  db: Db,
  actor: Actor,
  schoolId: number,
  name: string,
  usedUntil: string,
): Promise<void> {
  const before = await getSchool(db, actor, schoolId)
  if (before.name === name) throw new Problem('request/conflict', `Школа уже называется ${quoted(name)}.`)
  await keepName(db, schoolId, before.name, usedUntil)
  await sql`update schools set name = ${name} where id = ${schoolId}`.execute(db)
  await change(db, actor, 'school.rename', schoolId, { name: before.name }, { name, usedUntil })
}

/** Closes an open school: its results stay where they are, new lists leave it out. */
export async function closeSchool(db: Db, actor: Actor, schoolId: number, closedOn: string): Promise<void> {
  await requireOpen(db, actor, schoolId)
  await sql`update schools set status = 'closed', closed_on = ${closedOn}::date where id = ${schoolId}`.execute(
    db,
  )
  await change(db, actor, 'school.close', schoolId, { status: 'open' }, { status: 'closed', closedOn })
}

/** Undoes a closure or a merger made by mistake, with its link to a successor. */
export async function reopenSchool(db: Db, actor: Actor, schoolId: number): Promise<void> {
  const before = await getSchool(db, actor, schoolId)
  if (before.status === 'open')
    throw new Problem('request/conflict', 'Школа и так действует.', ['rename', 'close', 'merge'])
  await sql`update schools set status = 'open', closed_on = null where id = ${schoolId}`.execute(db)
  await sql`delete from school_predecessors where predecessor_id = ${schoolId} and kind = 'merge'`.execute(db)
  await change(
    db,
    actor,
    'school.reopen',
    schoolId,
    { status: before.status, closedOn: before.closedOn },
    { status: 'open' },
  )
}

/** School A goes into school B: A is closed as merged and becomes B's predecessor; the numbers of both stay their own. */
export async function mergeSchools(
  db: Db,
  actor: Actor,
  schoolId: number,
  intoSchoolId: number,
  happenedOn: string,
): Promise<void> {
  const into = await getSchool(db, actor, intoSchoolId)
  const school = await requireOpen(db, actor, schoolId)
  if (schoolId === intoSchoolId)
    throw new Problem('request/invalid', 'Школу нельзя присоединить к самой себе.')
  if (school.regionId !== into.regionId)
    throw new Problem('request/invalid', 'Школы относятся к разным регионам.')
  if (into.status !== 'open')
    throw new Problem('request/conflict', `Школа ${quoted(into.name)} не действует: выберите действующую.`)
  await sql`update schools set status = 'merged', closed_on = ${happenedOn}::date where id = ${schoolId}`.execute(
    db,
  )
  await sql`insert into school_predecessors (school_id, predecessor_id, kind, happened_on, decided_by)
    values (${intoSchoolId}, ${schoolId}, 'merge', ${happenedOn}::date, ${actor.id})
    on conflict on constraint school_predecessors_pair_unique
    do update set kind = 'merge', happened_on = excluded.happened_on, decided_by = excluded.decided_by`.execute(
    db,
  )
  await change(
    db,
    actor,
    'school.merge',
    schoolId,
    { status: 'open' },
    { status: 'merged', closedOn: happenedOn, intoSchoolId, into: into.name },
  )
}

async function requireOpen(db: Db, actor: Actor, schoolId: number) {
  const school = await getSchool(db, actor, schoolId)
  if (school.status !== 'open')
    throw new Problem('request/conflict', `Школа ${quoted(school.name)} уже не действует.`, ['reopen'])
  return school
}

const change = (
  db: Db,
  actor: Actor,
  action: ChangeAction,
  subjectId: number,
  before: unknown,
  after: unknown,
) => recordChange(db, { actor: actor.id, action, subjectKind: 'school', subjectId, before, after })
