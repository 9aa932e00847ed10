import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { ACTIONS, contains, type GrantedRole, type PlaceRef } from './access.ts'
import type { PlaceKind } from './roles.ts'

export interface GrantRow extends PlaceRef {
  id: number
  role: GrantedRole
  placeKind: PlaceKind
  /** «Вяземский район», «МБОУ «СОШ № 2»», «вся система» */
  placeName: string
  from: string
  until: string | null
  /** In force today. */
  isActive: boolean
}

export interface PersonRow {
  id: string
  name: string
  email: string
  position: string | null
  phone: string | null
  state: 'invited' | 'active' | 'disabled'
  hasSecondFactor: boolean
  lastSeenAt: string | null
  grants: GrantRow[]
  /** The one who looks answers for every place in which the person has a role. */
  isWhollyOwn: boolean
}

const GRANT = sql`jsonb_build_object('id', g.id, 'role', g.role, 'placeKind', g.place_kind, 'regionId', g.region_id,
  'municipalityId', g.municipality_id, 'schoolId', g.school_id, 'from', g.granted_from, 'until', g.granted_until,
  'isActive', g.granted_from <= current_date and (g.granted_until is null or g.granted_until >= current_date),
  'placeName', coalesce(s.name || ', ' || m.name, m.name, r.name, 'вся система'))`

const PERSON = sql`u.id, u.name, u.email, u.position, u.phone, u.second_factor_enabled as "hasSecondFactor",
  case when u.disabled_at is not null then 'disabled'
    when exists (select from login_accounts l where l.user_id = u.id) then 'active' else 'invited' end as state,
  to_char((select max(updated_at) from sessions where user_id = u.id) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as "lastSeenAt",
  (select coalesce(jsonb_agg(${GRANT} order by g.id), '[]') from grants g left join regions r on r.id = g.region_id
    left join municipalities m on m.id = g.municipality_id left join schools s on s.id = g.school_id
    where g.user_id = u.id) as grants`

const READERS: readonly string[] = ACTIONS['account.read'].roles

/** Places whose people the actor may see; null = everybody. */
function watched(actor: Actor): PlaceRef[] | null {
  const own = actor.grants.filter(({ role }) => READERS.includes(role))
  return own.some(({ regionId }) => regionId === null) ? null : own
}

/** People in the places of the actor, by name; words of the text may stand in the name, the address or the place. */
export async function listPeople(
  db: Db,
  actor: Actor,
  filter: { text?: string | undefined; role?: GrantedRole | undefined; limit: number; offset: number },
): Promise<{ total: number; people: PersonRow[] }> {
  const places = watched(actor)
  const regions = places?.flatMap(({ regionId }) => regionId ?? []) ?? []
  const like = `%${(filter.text ?? '').toLowerCase().replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`
  const { rows } = await sql<Omit<PersonRow, 'isWhollyOwn'> & { total: number }>`
    select ${PERSON}, count(*) over ()::integer as total from users u
    where (${places === null} or exists (select from grants g where g.user_id = u.id and g.region_id = any(${regions}::integer[])))
      and (lower(u.name) like ${like} or u.email like ${like} or exists (select from grants g
        left join municipalities m on m.id = g.municipality_id left join schools s on s.id = g.school_id
        where g.user_id = u.id and (lower(m.name) like ${like} or lower(s.name) like ${like})))
      and (${filter.role ?? null}::text is null or exists (select from grants g where g.user_id = u.id and g.role = ${filter.role ?? null}))
    order by u.name, u.id limit ${filter.limit} offset ${filter.offset}`.execute(db)
  return {
    total: rows[0]?.total ?? 0,
    people: rows.map(({ total: _, ...person }) => onlyOwn(person, places)),
  }
}

/** What somebody is granted in another region is that region's business. */
function onlyOwn(person: Omit<PersonRow, 'isWhollyOwn'>, places: PlaceRef[] | null): PersonRow {
  const grants = places
    ? person.grants.filter((grant) => places.some((own) => contains(own, grant)))
    : person.grants
  return { ...person, grants, isWhollyOwn: grants.length === person.grants.length }
}

/** @throws Problem 'account/not-found' for somebody who is not in the actor's places */
export async function getPerson(db: Db, actor: Actor, userId: string): Promise<PersonRow> {
  const { rows } = await sql<
    Omit<PersonRow, 'isWhollyOwn'>
  >`select ${PERSON} from users u where u.id = ${userId}`.execute(db)
  const places = watched(actor)
  const person = rows[0] && onlyOwn(rows[0], places)
  if (!person || (places !== null && person.grants.length === 0)) throw new Problem('account/not-found')
  return person
}

/**
 * Whoever changes the account itself (its name, address, state) must answer for all that it is granted: a coordinator of
 * one region does not close the account of another's administrator.
 */
export async function requireOwnPerson(db: Db, actor: Actor, userId: string): Promise<PersonRow> {
  const person = await getPerson(db, actor, userId)
  if (!person.isWhollyOwn)
    throw new Problem(
      'request/forbidden',
      'У человека есть роли и в других местах: попросите администратора.',
    )
  return person
}
