import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { Actor, ActorGrant } from '../platform/http.ts'
import { readTogether } from '../platform/read-together.ts'
import { type GrantedRole, INSTALLATION, LOCAL_OPERATOR, makeActor, NOBODY } from './access.ts'
import { IDLE_HOURS, LONGEST_SESSION_DAYS } from './auth.ts'
import { isLocalRequest } from './local-request.ts'

/** The key of `installation` under which stands which roles must have a second factor. */
export const SECOND_FACTOR_ROLES = 'accounts.second-factor-roles'

/** A session is prolonged at most so often: reading one must not write each time. */
const PROLONG_EVERY = "interval '10 minutes'"

const SESSION_COOKIE = /(?:^|;\s*)((?:__Host-)?traektoria)\.session_token=([\w-]+)/g

/** The token of the cookie of this very name: a plain one, which another host of the domain can set, is none over https. */
export const tokenOf = (cookies: string | undefined, prefix: string): string | undefined =>
  [...(cookies ?? '').matchAll(SESSION_COOKIE)].find(([, found]) => found === prefix)?.[2]

export interface SignedIn {
  sessionId: string
  userId: string
  name: string
  email: string
  hasSecondFactor: boolean
  /** One of their roles asks for a second factor that they have not set up: until then nothing is granted. */
  needsSecondFactor: boolean
  grants: ActorGrant[]
}

interface SessionRow {
  token: string
  sessionId: string
  userId: string
  name: string
  email: string
  hasSecondFactor: boolean
  isStale: boolean
  grants: ActorGrant[]
  strictRoles: GrantedRole[] | null
}

/** Of all who ask at once, by the primary keys, with the grants of today. */
const readRows = readTogether(async (db: Db, tokens: string[]) => {
  const { rows } = await sql<SessionRow>`
    select s.token, s.id as "sessionId", u.id as "userId", u.name, u.email, u.second_factor_enabled as "hasSecondFactor",
      s.updated_at < now() - ${sql.raw(PROLONG_EVERY)} as "isStale",
      (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'regionId', g.region_id, 'municipalityId', g.municipality_id,
        'schoolId', g.school_id) order by g.id), '[]') from grants g where g.user_id = u.id
        and g.granted_from <= current_date and (g.granted_until is null or g.granted_until >= current_date)) as grants,
      (select value from installation where key = ${SECOND_FACTOR_ROLES}) as "strictRoles"
    from sessions s join users u on u.id = s.user_id
    where s.token = any(${tokens}) and s.expires_at > now() and u.disabled_at is null
      and s.created_at > now() - make_interval(days => ${LONGEST_SESSION_DAYS})`.execute(db)
  return new Map(rows.map((row) => [row.token, row]))
})

/** Who is signed in. What a person is granted can change at any moment and holds from the next request on. */
export async function readSession(
  db: Db,
  cookies: string | undefined,
  prefix: string,
): Promise<SignedIn | undefined> {
  const token = tokenOf(cookies, prefix)
  if (token === undefined) return undefined
  const row = await readRows(db, token)
  if (!row) return undefined
  if (row.isStale)
    await sql`update sessions set updated_at = now(), expires_at = now() + make_interval(hours => ${IDLE_HOURS})
      where id = ${row.sessionId}`.execute(db)
  const { token: _, isStale: __, strictRoles, ...known } = row
  const needsSecondFactor =
    !row.hasSecondFactor && row.grants.some(({ role }) => (strictRoles as string[] | null)?.includes(role))
  return { ...known, needsSecondFactor, grants: needsSecondFactor ? [] : row.grants }
}

/** Sessions that were read for a request, so that routes of the account itself need not read them again. */
const sessions = new WeakMap<FastifyRequest, SignedIn>()

/** The session of this request; only for routes that let through nobody else than signed-in people. */
export const sessionOf = (request: FastifyRequest): SignedIn | undefined => sessions.get(request)

/** Whether anybody was ever invited or signed in. */
export async function hasAccounts(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select exists (select from users) as is`.execute(db)
  return rows[0]!.is
}

/** Once somebody can sign in, the local operator is gone for good; an invitation alone, whose link may get lost, is not enough. */
async function hasWayIn(db: Db): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select exists (select from login_accounts) as is`.execute(db)
  return rows[0]!.is
}

/**
 * Who asks. While nobody can sign in and the server has no public address, a request of this very machine is the local
 * operator's; in all other cases it is who signed in, or nobody.
 */
export function createActorReader(db: Db, options: { isPublic: boolean; cookiePrefix: string }) {
  let isManned = false
  return async (request: FastifyRequest): Promise<Actor> => {
    const session = await readSession(db, request.headers.cookie, options.cookiePrefix)
    if (session) {
      sessions.set(request, session)
      return makeActor(session.userId, session.name, [...session.grants, { role: 'person', ...INSTALLATION }])
    }
    if (options.isPublic || isManned || !isLocalRequest(request)) return NOBODY
    isManned = await hasWayIn(db)
    return isManned ? NOBODY : LOCAL_OPERATOR
  }
}
