import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import type { z } from 'zod'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import { LOCAL_OPERATOR } from './access.ts'
import type { Auth } from './auth.ts'
import { headersOf, takeAnswer } from './call-auth.ts'
import type { Profile } from './login-schemas.ts'
import { getPerson } from './people.ts'
import { ROLES } from './roles.ts'
import { type SignedIn, sessionOf } from './sessions.ts'
import { tellPerson } from './tell-person.ts'

/** Where a provider sends one back to who links it; what went wrong stands beside. */
export const LINKED = '/profile?provider=linked'

/** The routes let through signed-in people only, so there is a session. */
export function own(request: FastifyRequest): SignedIn {
  const session = sessionOf(request)
  if (!session) throw new Problem('account/signed-out')
  return session
}

export async function requireRight(response: Response, reply: FastifyReply) {
  const answer = await takeAnswer(response, reply)
  if (!answer.ok) throw new Problem('account/wrong-password', 'Введите пароль, с которым вы входите сейчас.')
  return answer.body
}

/** By which one shows again that it is oneself; who comes in by a provider alone has none. */
export async function requireOwnPassword(
  auth: Auth,
  request: FastifyRequest,
  reply: FastifyReply,
  password: string,
): Promise<void> {
  const response = await auth.api.verifyPassword({
    body: { password },
    headers: headersOf(request),
    asResponse: true,
  })
  await requireRight(response, reply)
}

type OwnAction =
  | 'account.edit'
  | 'account.password'
  | 'account.end-session'
  | 'account.unlink'
  | 'account.second-factor'
  | 'account.second-factor-off'
  | 'account.second-factor-codes'

const TOLD: Partial<Record<OwnAction, Parameters<typeof tellPerson>[2]>> = {
  'account.password': { kind: 'security-password', way: 'profile' },
  'account.second-factor': { kind: 'security-second-factor', is: 'on' },
  'account.second-factor-off': { kind: 'security-second-factor', is: 'off' },
  'account.second-factor-codes': { kind: 'security-second-factor', is: 'codes' },
  'account.unlink': { kind: 'security-provider', is: 'unlinked' },
}

/** Tells the journal, and the person where it is about who can come in. */
export async function noteOwn(
  db: Db,
  request: FastifyRequest,
  action: OwnAction,
  requestId: string,
  before?: unknown,
  after?: unknown,
): Promise<void> {
  const { userId } = own(request)
  await recordChange(db, {
    actor: userId,
    action,
    subjectKind: 'account',
    subjectId: userId,
    before,
    after,
    requestId,
  })
  const told = TOLD[action]
  if (told) await tellPerson(db, userId, told)
}

export async function readProfile(
  db: Db,
  session: SignedIn,
  oidcName: string | null,
): Promise<z.input<typeof Profile>> {
  const person = await getPerson(db, LOCAL_OPERATOR, session.userId)
  const ways = await db
    .selectFrom('login_accounts')
    .select('provider_id')
    .where('user_id', '=', session.userId)
    .execute()
  const sessions = await db
    .selectFrom('sessions')
    .select(['id', 'ip_address', 'user_agent', 'created_at', 'updated_at'])
    .where('user_id', '=', session.userId)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('updated_at', 'desc')
    .execute()
  const { id, name, email, position, phone, hasSecondFactor } = person
  return {
    ...{ id, name, email, position, phone, hasSecondFactor },
    needsSecondFactor: session.needsSecondFactor,
    hasPassword: ways.some((way) => way.provider_id === 'credential'),
    oidc: ways.some((way) => way.provider_id !== 'credential') ? oidcName : null,
    oidcOffered: oidcName,
    grants: person.grants
      .filter(({ isActive }) => isActive)
      .map(({ role, placeName, from, until }) => ({
        role,
        label: ROLES[role].label,
        placeName,
        from,
        until,
      })),
    sessions: sessions.map((row) => ({
      id: row.id,
      isThis: row.id === session.sessionId,
      address: row.ip_address,
      program: row.user_agent,
      beganAt: row.created_at.toISOString(),
      usedAt: row.updated_at.toISOString(),
    })),
  }
}
