import { type RawBuilder, sql } from 'kysely'
import type { Actor, ActorGrant } from '../platform/http.ts'

/** Roles that are granted to people, in the order of the table of the domain's first chapter. */
export const GRANTED_ROLES = [
  'administrator',
  'regional-coordinator',
  'municipal-coordinator',
  'curator',
  'school-team',
  'expert',
  'observer',
] as const
export type GrantedRole = (typeof GRANTED_ROLES)[number]

/**
 * `operator` works on this machine's loopback address while nobody can sign in, and on the command line;
 * `person` is everybody who signed in, whatever they are granted.
 */
export type Role = GrantedRole | 'operator' | 'person' | 'anyone'

/**
 * How the place of a grant must lie to the place that is asked about:
 * `within` – the grant's place contains it; `touching` – it may also be wider than the grant's place, and what is
 * answered is only the part that `visibleSchools` lets through; `anywhere` – it belongs to no place.
 */
type Reach = 'within' | 'touching' | 'anywhere'

const SIGNED_IN = ['operator', ...GRANTED_ROLES] as const
const REGION = ['operator', 'regional-coordinator'] as const
const READERS = [
  'operator',
  'regional-coordinator',
  'municipal-coordinator',
  'curator',
  'school-team',
  'observer',
] as const

/** Who may do what, and how far. One literal table, deny by default: an action that is not here cannot be declared by a route. */
export const ACTIONS = {
  'health.read': { roles: ['anyone'], reach: 'anywhere' },
  'session.read': { roles: ['anyone'], reach: 'anywhere' },
  'login.write': { roles: ['anyone'], reach: 'anywhere' },
  // A person's own name, password, sessions and second factor.
  'profile.read': { roles: ['person'], reach: 'anywhere' },
  'profile.write': { roles: ['person'], reach: 'anywhere' },
  'account.read': { roles: ['operator', 'administrator', 'regional-coordinator'], reach: 'touching' },
  'account.write': { roles: ['operator', 'administrator', 'regional-coordinator'], reach: 'touching' },
  // First screens of roles that answer for less than a region; a region's own is 'region.read'.
  'home.municipality': { roles: ['municipal-coordinator', 'observer'], reach: 'within' },
  'home.curator': { roles: ['curator'], reach: 'touching' },
  'home.school': { roles: ['school-team'], reach: 'within' },
  'home.expert': { roles: ['expert'], reach: 'touching' },
  'search.read': { roles: SIGNED_IN, reach: 'anywhere' },
  'notification.read': { roles: ['person'], reach: 'anywhere' },
  'notification.write': { roles: ['person'], reach: 'anywhere' },
  'watch.read': { roles: READERS, reach: 'anywhere' },
  'watch.write': { roles: READERS, reach: 'anywhere' },
  'system.read': { roles: ['operator', 'administrator'], reach: 'within' },
  // A region reads what happened in it, see audit/journal-scope.ts; the chain of the whole is the administrator's.
  'audit.read': { roles: ['operator', 'administrator', 'regional-coordinator'], reach: 'touching' },
  'audit.check': { roles: ['operator', 'administrator'], reach: 'within' },
  'region.create': { roles: ['operator', 'administrator'], reach: 'within' },
  'place.read': { roles: SIGNED_IN, reach: 'touching' },
  'place.write': { roles: REGION, reach: 'within' },
  'match.read': { roles: REGION, reach: 'within' },
  'match.write': { roles: REGION, reach: 'within' },
  'import.read': { roles: REGION, reach: 'within' },
  'import.write': { roles: REGION, reach: 'within' },
  'mapping.read': { roles: REGION, reach: 'within' },
  'mapping.write': { roles: REGION, reach: 'within' },
  // Every school of a place by the rule: what one sees of it follows one's schools.
  'identification.read': { roles: READERS, reach: 'touching' },
  // Sums over a whole place.
  'region.read': { roles: [...REGION, 'observer'], reach: 'within' },
  'municipality.read': { roles: [...REGION, 'municipal-coordinator', 'observer'], reach: 'within' },
  'what-if.read': { roles: REGION, reach: 'within' },
  'methodology.read': { roles: SIGNED_IN, reach: 'touching' },
  'methodology.write': { roles: REGION, reach: 'within' },
  'list.read': { roles: [...REGION, 'municipal-coordinator'], reach: 'touching' },
  'list.write': { roles: REGION, reach: 'within' },
  'list.approve': { roles: REGION, reach: 'within' },
  'school.find': { roles: READERS, reach: 'touching' },
  'school.read': { roles: READERS, reach: 'within' },
  'export.read': { roles: [...REGION, 'municipal-coordinator', 'school-team'], reach: 'touching' },
  'document.find': { roles: [...REGION, 'municipal-coordinator'], reach: 'touching' },
  'document.start': { roles: [...REGION, 'municipal-coordinator'], reach: 'touching' },
  'document.read': { roles: [...REGION, 'municipal-coordinator'], reach: 'within' },
  'document.write': { roles: [...REGION, 'municipal-coordinator'], reach: 'within' },
  'document.sign': { roles: [...REGION, 'municipal-coordinator'], reach: 'within' },
  'quality.read': { roles: REGION, reach: 'within' },
  'quality.write': { roles: REGION, reach: 'within' },
} as const satisfies Record<string, { roles: readonly Role[]; reach: Reach }>

export type Action = keyof typeof ACTIONS

/** A place: the installation (all absent), a region, a municipality of it, or a school of that. */
export interface PlaceRef {
  regionId: number | null
  municipalityId: number | null
  schoolId: number | null
}

export const INSTALLATION: PlaceRef = { regionId: null, municipalityId: null, schoolId: null }

export const LOCAL_OPERATOR: Actor = makeActor('local-operator', 'Локальный оператор', [
  { role: 'operator', ...INSTALLATION },
])

/** Somebody who has not signed in. */
export const NOBODY: Actor = makeActor('nobody', 'Посетитель', [])

/** @param grants those in force today */
export function makeActor(id: string, name: string, grants: readonly ActorGrant[]): Actor {
  const scope = grants
    .map((grant) => [grant.role, grant.regionId, grant.municipalityId, grant.schoolId].join(' '))
    .sort()
    .join(';')
  return { id, name, role: grants.find(({ role }) => role !== 'person')?.role ?? 'nobody', grants, scope }
}

/** Whether `outer` contains `inner`; a place contains itself. */
export function contains(outer: PlaceRef, inner: PlaceRef): boolean {
  if (outer.schoolId !== null) return outer.schoolId === inner.schoolId
  if (outer.municipalityId !== null) return outer.municipalityId === inner.municipalityId
  if (outer.regionId !== null) return outer.regionId === inner.regionId
  return true
}

/** Whether the person may do it at all, in any place: what pages offer in their menus. */
export function canSomewhere(actor: Actor, action: string): boolean {
  if (!Object.hasOwn(ACTIONS, action)) return false
  const roles: readonly string[] = ACTIONS[action as Action].roles
  return roles.includes('anyone') || actor.grants.some((grant) => roles.includes(grant.role))
}

/** What the person may do in the place or somewhere inside it: what the pages of that place offer. */
export const actionsAround = (actor: Actor, place: PlaceRef): Action[] =>
  (Object.keys(ACTIONS) as Action[]).filter((action) => {
    const roles: readonly string[] = ACTIONS[action].roles
    return (
      roles.includes('anyone') ||
      actor.grants.some(
        (grant) => roles.includes(grant.role) && (contains(grant, place) || contains(place, grant)),
      )
    )
  })

/** Whether this very grant gives the action, wherever it is. */
export const gives = (grant: ActorGrant, action: Action): boolean =>
  (ACTIONS[action].roles as readonly string[]).includes(grant.role)

/** Whether the person may do it there. Pure; an unknown action is nobody's. */
export function can(actor: Actor, action: string, place: PlaceRef): boolean {
  if (!Object.hasOwn(ACTIONS, action)) return false
  const { roles, reach }: { roles: readonly string[]; reach: Reach } = ACTIONS[action as Action]
  if (roles.includes('anyone')) return true
  return actor.grants.some(
    (grant) =>
      roles.includes(grant.role) &&
      (reach === 'anywhere' || contains(grant, place) || (reach === 'touching' && contains(place, grant))),
  )
}

/** Whether a place exists for the person: something of it is theirs, or it is of theirs. */
export const knows = (actor: Actor, place: PlaceRef): boolean =>
  actor.grants.some((grant) => grant.role !== 'person' && (contains(grant, place) || contains(place, grant)))

const SCHOOL_READERS: readonly string[] = ACTIONS['school.read'].roles

/** Those who answer for a school see its exact numbers; an observer sees what may be shown to everybody. */
const EXACT_READERS: readonly string[] = SCHOOL_READERS.filter((role) => role !== 'observer')

/**
 * The one condition on a school's id that every list, search, count and export puts into its query.
 * @param schoolId the column that holds the school's id, e.g. sql.ref('schools.id')
 */
export const visibleSchools = (actor: Actor, schoolId: RawBuilder<unknown>): RawBuilder<boolean> =>
  schoolsOf(actor, SCHOOL_READERS, schoolId)

/** The same for the schools whose exact numbers the person may see: they answer for them. */
export const exactSchools = (actor: Actor, schoolId: RawBuilder<unknown>): RawBuilder<boolean> =>
  schoolsOf(actor, EXACT_READERS, schoolId)

/** The schools in which the person may hand out roles: by name and code, whatever they may see of their results. */
export const accountSchools = (actor: Actor, schoolId: RawBuilder<unknown>): RawBuilder<boolean> =>
  schoolsOf(actor, ACTIONS['account.write'].roles, schoolId)

/** Whether every school of the place is visible with its exact numbers. */
export const seesAllExactly = (actor: Actor, place: PlaceRef): boolean =>
  actor.grants.some((grant) => EXACT_READERS.includes(grant.role) && contains(grant, place))

function schoolsOf(
  actor: Actor,
  roles: readonly string[],
  schoolId: RawBuilder<unknown>,
): RawBuilder<boolean> {
  const grants = actor.grants.filter((grant) => roles.includes(grant.role))
  if (grants.length === 0) return sql<boolean>`false`
  if (grants.some((grant) => grant.regionId === null)) return sql<boolean>`(${schoolId} is not null)`
  const schools = grants.flatMap((grant) => grant.schoolId ?? [])
  const municipalities = grants.flatMap(({ schoolId: school, municipalityId }) =>
    school === null && municipalityId !== null ? municipalityId : [],
  )
  const regions = grants.flatMap(({ municipalityId, regionId }) =>
    municipalityId === null && regionId !== null ? regionId : [],
  )
  return sql<boolean>`exists (select from schools visible where visible.id = ${schoolId} and (visible.region_id = any(${regions}::integer[])
    or visible.municipality_id = any(${municipalities}::integer[]) or visible.id = any(${schools}::integer[])))`
}
