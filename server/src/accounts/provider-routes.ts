import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { recordAccess } from './audit/record-access.ts'
import { type Auth, cookiePrefix, OIDC } from './auth.ts'
import { headersOf, takeAnswer } from './call-auth.ts'
import { greetDevice } from './devices.ts'
import { LINKED } from './my-account.ts'
import { readSession } from './sessions.ts'
import { tellPerson } from './tell-person.ts'

interface ProviderOptions {
  auth: Auth
  db: Db
  publicUrl: string
}

/**
 * Signing in by an OpenID Connect provider: there, and back with a code. The library keeps state and nonce and verifies the
 * token; only people with an account come in, found by the provider's subject or by an address that it has verified.
 */
export function providerRoutes(app: FastifyInstance, { auth, db, publicUrl }: ProviderOptions): void {
  app.get('/api/login/provider', { config: { action: 'session.read' } }, async (request, reply) => {
    const response = await auth.api.signInSocial({
      body: { provider: OIDC, callbackURL: '/', errorCallbackURL: '/login' },
      headers: headersOf(request),
      asResponse: true,
    })
    const { ok, body } = await takeAnswer(response, reply)
    return reply.redirect(ok ? String(body.url) : '/login?error=provider', 303)
  })
  app.get(`/api/auth/callback/${OIDC}`, { config: { action: 'session.read' } }, async (request, reply) => {
    const response = await auth.handler(
      new Request(`${publicUrl}${request.url}`, { headers: headersOf(request) }),
    )
    const cookies = response.headers.getSetCookie()
    if (cookies.length > 0) reply.header('set-cookie', cookies)
    const target = localPath(response.headers.get('location'), publicUrl)
    if (!target.startsWith(LINKED))
      await note(db, request, cookies, { reply, prefix: cookiePrefix(publicUrl) })
    else if (target === LINKED) await noteLink(db, request, publicUrl)
    return reply.redirect(target, 303)
  })
}

/** Only to a page of our own, whatever stands in the answer. */
function localPath(location: string | null, publicUrl: string): string {
  if (location === null) return '/login?error=provider'
  const url = new URL(location, publicUrl)
  if (url.origin !== new URL(publicUrl).origin) return '/login?error=provider'
  return `${url.pathname}${url.search}`
}

/** The library links to the very session that began it, so the session at hand is whose account it was. */
async function noteLink(db: Db, request: FastifyRequest, publicUrl: string): Promise<void> {
  const session = await readSession(db, request.headers.cookie, cookiePrefix(publicUrl))
  if (!session) return
  const { userId } = session
  await recordChange(db, {
    actor: userId,
    action: 'account.link',
    subjectKind: 'account',
    subjectId: userId,
    after: { provider: OIDC },
    requestId: request.id,
  })
  await tellPerson(db, userId, { kind: 'security-provider', is: 'linked' })
}

async function note(
  db: Db,
  request: FastifyRequest,
  cookies: string[],
  device: { reply: FastifyReply; prefix: string },
): Promise<void> {
  const token = cookies.map((cookie) => /traektoria\.session_token=([^;.]+)/.exec(cookie)?.[1]).find(Boolean)
  const row =
    token === undefined
      ? undefined
      : await db
          .selectFrom('sessions as s')
          .innerJoin('users as u', 'u.id', 's.user_id')
          .select(['u.id', 'u.name'])
          .where('s.token', '=', decodeURIComponent(token))
          .executeTakeFirst()
  if (row) await greetDevice(db, { request, ...device }, row.id)
  await recordAccess(db, {
    at: new Date(),
    kind: 'sign-in',
    action: 'session.sign-in',
    actor: row ? { ...row, role: '' } : null,
    details: { by: OIDC },
    address: request.ip,
    requestId: request.id,
    result: row ? 'done' : 'request/forbidden',
  })
}
