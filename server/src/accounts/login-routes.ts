import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import type { AccessAction } from '../platform/audit-words.ts'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { defineRoute } from '../platform/http.ts'
import { Problem, type ProblemCode } from '../platform/problem.ts'
import { recordAccess } from './audit/record-access.ts'
import type { Auth } from './auth.ts'
import { headersOf, takeAnswer } from './call-auth.ts'
import { isDemoAddress, mayDemoSignIn } from './demo-people.ts'
import { greetDevice } from './devices.ts'
import { acceptInvitation, type Letters, readInvitation } from './invitations.ts'
import { recordAttempt, requireMayTry } from './login-guard.ts'
import {
  AcceptRequest,
  CodeRequest,
  Done,
  ForgotRequest,
  Invitation,
  LoginAnswer,
  LoginRequest,
  LoginWays,
  ResetRequest,
} from './login-schemas.ts'
import { requirePassword } from './password.ts'
import { spendCode } from './second-factor.ts'
import { sessionOf } from './sessions.ts'
import { tellPerson } from './tell-person.ts'

export interface LoginOptions {
  auth: Auth
  letters: Letters
  /** The server has a public address. */
  isPublic: boolean
  /** How the names of our cookies begin. */
  prefix: string
  ways: (db: Db) => Promise<z.infer<typeof LoginWays>>
}

/**
 * Coming in and going out. The library's functions do it, on connections of their own, so these routes hold no transaction;
 * every attempt is counted and told to the journal before its answer leaves.
 */
export function loginRoutes({ auth, letters, isPublic, prefix, ways }: LoginOptions) {
  return [
    defineRoute({
      method: 'GET',
      path: '/login',
      action: 'session.read',
      summary: 'The ways to come in here',
      response: LoginWays,
      handle: ({ db }) => ways(db),
    }),
    defineRoute({
      method: 'POST',
      path: '/login',
      action: 'login.write',
      summary: 'Sign in with address and password',
      body: LoginRequest,
      response: LoginAnswer,
      transaction: false,
      handle: ({ db, body, request, reply }) => signIn(db, { auth, isPublic, prefix }, body, request, reply),
    }),
    defineRoute({
      method: 'POST',
      path: '/login/code',
      action: 'login.write',
      summary: 'The second factor: a code of the authenticator or a recovery code',
      body: CodeRequest,
      response: LoginAnswer,
      transaction: false,
      handle: async ({ db, body, request, reply }) => {
        const verify = body.kind === 'totp' ? auth.api.verifyTOTP : auth.api.verifyBackupCode
        const headers = headersOf(request)
        const response = await verify({ body: { code: body.code }, headers, asResponse: true })
        const userId = response.ok ? await requireUnspent(db, response.clone(), body.code) : null
        await note(db, request, 'session.second-factor', userId, userId ? 'done' : 'account/wrong-code')
        if (userId === null)
          throw new Problem(
            'account/wrong-code',
            'Проверьте время на телефоне и введите новый код. После пяти ошибок вход придётся начать сначала.',
          )
        await takeAnswer(response, reply)
        await endFormer(db, request)
        await greetDevice(db, { request, reply, prefix }, userId)
        return { next: 'done' as const }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/logout',
      action: 'login.write',
      summary: 'Sign out of this browser',
      response: Done,
      transaction: false,
      handle: async ({ db, request, reply }) => {
        const session = sessionOf(request)
        await takeAnswer(await auth.api.signOut({ headers: headersOf(request), asResponse: true }), reply)
        if (session) await note(db, request, 'session.sign-out', session.userId, 'done')
        return { done: true as const }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/password/forgot',
      action: 'login.write',
      summary:
        'Ask for a link to set a new password; the answer is the same whether there is such an account or not',
      body: ForgotRequest,
      response: Done,
      transaction: false,
      handle: async ({ db, body, request }) => {
        if (!letters.sendsMail)
          throw new Problem(
            'request/conflict',
            'Почта здесь не настроена: попросите администратора дать вам ссылку.',
          )
        await requireMayTry(db, body.email, request.ip)
        if (!(await wasAskedJustNow(db, body.email)))
          await auth.api.requestPasswordReset({ body: { email: body.email }, headers: headersOf(request) })
        return { done: true as const }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/password/reset',
      action: 'login.write',
      summary: 'Set a new password by the link from the letter; all sessions end',
      body: ResetRequest,
      response: Done,
      transaction: false,
      handle: async ({ db, body, requestId }) => {
        const spent = () => new Problem('account/link-spent', 'Запросите новую ссылку на странице входа.')
        const person = await findByLink(db, body.token)
        if (!person) throw spent()
        await requirePassword(db, body.password, person)
        await auth.api
          .resetPassword({ body: { newPassword: body.password, token: body.token } })
          .catch(() => {
            throw spent()
          })
        await recordChange(db, {
          ...{ actor: person.id, action: 'account.password', subjectKind: 'account', subjectId: person.id },
          ...{ after: { way: 'link' }, requestId },
        })
        await tellPerson(db, person.id, { kind: 'security-password', way: 'link' })
        return { done: true as const }
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/invitations/:token',
      action: 'session.read',
      summary: 'Whom an invitation is for',
      params: { token: z.string().max(100) },
      response: Invitation,
      handle: ({ db, params }) => readInvitation(db, params.token),
    }),
    defineRoute({
      method: 'POST',
      path: '/invitations/:token',
      action: 'login.write',
      summary: 'Accept an invitation: set the first password',
      params: { token: z.string().max(100) },
      body: AcceptRequest,
      response: Invitation,
      handle: async ({ db, params, body, requestId }) => ({
        email: await acceptInvitation(db, params.token, body, requestId),
        name: body.name,
      }),
    }),
  ]
}

/** Whose code it was; null where it was spent before, and then the session that it has just opened is closed again. */
async function requireUnspent(db: Db, response: Response, code: string): Promise<string | null> {
  const { token, user } = (await response.json()) as { token: string; user: { id: string } }
  if (await spendCode(db, user.id, code)) return user.id
  await db.deleteFrom('sessions').where('token', '=', token).execute()
  return null
}

/** Whose password a link of a letter sets; undefined where it was spent or is too old. */
async function findByLink(
  db: Db,
  token: string,
): Promise<{ id: string; email: string; name: string } | undefined> {
  const { rows } = await sql<{ id: string; email: string; name: string }>`
    select u.id, u.email, u.name from verifications v join users u on u.id = v.value
    where v.identifier = ${`reset-password:${token}`} and v.expires_at > now()`.execute(db)
  return rows[0]
}

/** One letter in two minutes is enough for anybody's box. */
async function wasAskedJustNow(db: Db, email: string): Promise<boolean> {
  const { rows } = await sql<{
    is: boolean
  }>`select exists (select from verifications v join users u on u.id = v.value
    where u.email = ${email} and v.identifier like 'reset-password:%' and v.created_at > now() - interval '2 minutes') as is`.execute(
    db,
  )
  return rows[0]!.is
}

async function signIn(
  db: Db,
  { auth, isPublic, prefix }: Pick<LoginOptions, 'auth' | 'isPublic' | 'prefix'>,
  { email, password }: z.infer<typeof LoginRequest>,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<z.infer<typeof LoginAnswer>> {
  const folded = email.trim().toLowerCase()
  await requireMayTry(db, folded, request.ip).catch(async (refusal: unknown) => {
    await note(db, request, 'session.lock', null, 'account/locked')
    throw refusal
  })
  const person = await db
    .selectFrom('users')
    .select(['id', 'disabled_at'])
    .where('email', '=', folded)
    .executeTakeFirst()
  const response = await auth.api.signInEmail({
    body: { email: folded, password },
    headers: headersOf(request),
    asResponse: true,
  })
  const isOpen = !person?.disabled_at && (!isDemoAddress(folded) || (await mayDemoSignIn(db, isPublic)))
  const isRight = response.ok && isOpen
  await recordAttempt(db, folded, request.ip, isRight)
  if (!isRight) {
    // The library does not know of closed accounts: the session that it has just made goes no further than here.
    if (response.ok && person) await db.deleteFrom('sessions').where('user_id', '=', person.id).execute()
    await note(db, request, 'session.sign-in', person?.id ?? null, 'account/wrong-password')
    throw new Problem('account/wrong-password', 'Проверьте раскладку и попробуйте ещё раз.')
  }
  const { body } = await takeAnswer(response, reply)
  if (body.twoFactorRedirect === true) return { next: 'second-factor' }
  await endFormer(db, request)
  if (person) await greetDevice(db, { request, reply, prefix }, person.id)
  await note(db, request, 'session.sign-in', person?.id ?? null, 'done')
  return { next: 'done' }
}

/** Whoever signs in anew in this browser leaves no session behind that nobody sees any more. */
async function endFormer(db: Db, request: FastifyRequest): Promise<void> {
  const former = sessionOf(request)
  if (former) await db.deleteFrom('sessions').where('id', '=', former.sessionId).execute()
}

async function note(
  db: Db,
  request: FastifyRequest,
  action: AccessAction,
  userId: string | null,
  result: 'done' | ProblemCode,
): Promise<void> {
  const person =
    userId === null
      ? undefined
      : await db.selectFrom('users').select(['id', 'name']).where('id', '=', userId).executeTakeFirst()
  await recordAccess(db, {
    at: new Date(),
    kind: 'sign-in',
    action,
    actor: person ? { ...person, role: '' } : null,
    address: request.ip,
    requestId: request.id,
    result,
  })
}
