import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { type GrantedRole, INSTALLATION, type PlaceRef } from './access.ts'
import { placesOf } from './place-of.ts'
import { placeKindOf, ROLES, requireMayGrant } from './roles.ts'
import { tellPerson } from './tell-person.ts'

/** A role in a place as a form gives it: the narrowest id alone is enough, what is above it is looked up. */
export interface GrantRequest {
  role: GrantedRole
  regionId?: number | null | undefined
  municipalityId?: number | null | undefined
  schoolId?: number | null | undefined
  /** `2026-11-22`; today where it is not given. */
  from?: string | undefined
  /** The last day; null or absent = until taken back. */
  until?: string | null | undefined
}

/** The whole place from its narrowest id. @throws Problem 'place/not-found' */
export async function resolvePlace(
  db: Db,
  { regionId, municipalityId, schoolId }: Omit<GrantRequest, 'role'>,
): Promise<PlaceRef> {
  const named = schoolId
    ? { schoolId }
    : municipalityId
      ? { municipalityId }
      : regionId
        ? { regionId }
        : undefined
  if (!named) return INSTALLATION
  const places = await placesOf(db, named)
  if (!places) throw new Problem('place/not-found')
  return places[0]!
}

/** Gives a role; the same role in the same place that already goes on is left as it is. */
export async function addGrant(
  db: Db,
  actor: Actor,
  userId: string,
  request: GrantRequest,
  today: string,
  requestId?: string,
): Promise<void> {
  const place = await resolvePlace(db, request)
  requireMayGrant(actor, request.role, place)
  const values = {
    user_id: userId,
    role: request.role,
    place_kind: placeKindOf(place),
    region_id: place.regionId,
    municipality_id: place.municipalityId,
    school_id: place.schoolId,
    granted_from: request.from ?? today,
    granted_until: request.until ?? null,
    granted_by: actor.id,
  }
  if (values.granted_until !== null && values.granted_until < values.granted_from)
    throw new Problem('request/invalid', 'Последний день роли раньше первого.')
  const same = await db
    .selectFrom('grants')
    .select('id')
    .where('user_id', '=', userId)
    .where('role', '=', values.role)
    .where('region_id', 'is not distinct from', values.region_id)
    .where('municipality_id', 'is not distinct from', values.municipality_id)
    .where('school_id', 'is not distinct from', values.school_id)
    .where((eb) => eb.or([eb('granted_until', 'is', null), eb('granted_until', '>=', today)]))
    .executeTakeFirst()
  if (same && values.granted_until === null && values.granted_from <= today) return
  const { id } = await db.insertInto('grants').values(values).returning('id').executeTakeFirstOrThrow()
  await recordChange(db, {
    actor: actor.id,
    action: 'account.grant',
    subjectKind: 'account',
    subjectId: userId,
    after: { grantId: id, ...values },
    requestId,
  })
}

/** Tells somebody who already comes in that they were given a role; who does not is invited by a letter of its own. */
export async function tellGranted(
  db: Db,
  actor: Actor,
  userId: string,
  { role, ...where }: GrantRequest,
): Promise<void> {
  const { regionId, municipalityId, schoolId } = await resolvePlace(db, where)
  const { rows } = await sql<{ place: string }>`
    select coalesce((select name from schools where id = ${schoolId}), (select name from municipalities where id = ${municipalityId}),
      (select name from regions where id = ${regionId}), 'вся система') as place
    where exists (select from login_accounts where user_id = ${userId})`.execute(db)
  const [found] = rows
  if (found)
    await tellPerson(db, userId, {
      ...{ kind: 'security-role', role: ROLES[role].label, place: found.place, by: actor.name },
    })
}

/** Takes a role back from today on: yesterday is its last day. */
export async function endGrant(
  db: Db,
  actor: Actor,
  userId: string,
  grantId: number,
  today: string,
  requestId?: string,
): Promise<void> {
  const grant = await db
    .selectFrom('grants')
    .selectAll()
    .where('id', '=', grantId)
    .where('user_id', '=', userId)
    .forUpdate()
    .executeTakeFirst()
  if (!grant) throw new Problem('request/not-found', 'Такой роли у человека нет.')
  const place = {
    regionId: grant.region_id,
    municipalityId: grant.municipality_id,
    schoolId: grant.school_id,
  }
  requireMayGrant(actor, grant.role as GrantedRole, place)
  if (grant.role === 'administrator') await requireAnotherAdministrator(db, userId)
  const yesterday = new Date(Date.parse(today) - 86_400_000).toISOString().slice(0, 10)
  const from = String(grant.granted_from)
  const changes = { granted_from: from > today ? today : from, granted_until: yesterday }
  await db.updateTable('grants').set(changes).where('id', '=', grantId).execute()
  await recordChange(db, {
    actor: actor.id,
    action: 'account.revoke',
    subjectKind: 'account',
    subjectId: userId,
    before: { grantId, role: grant.role, ...place, from, until: grant.granted_until },
    after: { until: yesterday },
    requestId,
  })
}

/** With the first password the local operator is gone: without an administrator nobody could let anybody else in. */
export async function requireAdministrator(db: Db, today: string): Promise<void> {
  const one = await db
    .selectFrom('grants')
    .select('id')
    .where('role', '=', 'administrator')
    .where('granted_from', '<=', today)
    .where('granted_until', 'is', null)
    .executeTakeFirst()
  if (!one)
    throw new Problem(
      'account/no-administrator',
      'Сначала пригласите администратора: когда первый человек задаст пароль, вход без пароля закроется, и впускать остальных будет некому.',
    )
}

/** The last administrator cannot be shut out: nobody could let anybody in again. */
export async function requireAnotherAdministrator(db: Db, userId: string): Promise<void> {
  const own = await db
    .selectFrom('grants')
    .select('id')
    .where('user_id', '=', userId)
    .where('role', '=', 'administrator')
    .where('granted_until', 'is', null)
    .executeTakeFirst()
  if (!own) return
  const other = await db
    .selectFrom('grants as g')
    .innerJoin('users as u', 'u.id', 'g.user_id')
    .select('g.id')
    .where('g.role', '=', 'administrator')
    .where('g.granted_until', 'is', null)
    .where('u.disabled_at', 'is', null)
    .where('g.user_id', '<>', userId)
    .executeTakeFirst()
  if (!other)
    throw new Problem('account/no-administrator', 'Это последний администратор: сначала назначьте другого.')
}
