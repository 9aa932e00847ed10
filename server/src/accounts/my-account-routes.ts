import type { FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { z } from 'zod'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { defineRoute } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { LOCAL_OPERATOR } from './access.ts'
import type { Auth } from './auth.ts'
import { headersOf, takeAnswer } from './call-auth.ts'
import {
  CodeRequest,
  Done,
  PasswordRequest,
  PresentPassword,
  Profile,
  ProfileRequest,
  RecoveryCodes,
  SecondFactorStart,
} from './login-schemas.ts'
import { requirePassword } from './password.ts'
import { getPerson } from './people.ts'
import { ROLES } from './roles.ts'
import { type SignedIn, sessionOf } from './sessions.ts'

const done = { done: true as const }

/** A person's own account: name, password, sessions, second factor. */
export function myAccountRoutes({ auth, oidcName }: { auth: Auth; oidcName: string | null }) {
  return [
    defineRoute({
      method: 'GET',
      path: '/profile',
      action: 'profile.read',
      summary: 'My account: what I am granted, where I am signed in, what proves that it is me',
      response: Profile,
      handle: ({ db, request }) => readProfile(db, own(request), oidcName),
    }),
    defineRoute({
      method: 'PUT',
      path: '/profile',
      action: 'profile.write',
      summary: 'My name, position and telephone',
      body: ProfileRequest,
      response: Profile,
      handle: async ({ db, request, body, requestId }) => {
        const { userId } = own(request)
        const before = await db
          .selectFrom('users')
          .select(['name', 'position', 'phone'])
          .where('id', '=', userId)
          .forUpdate()
          .executeTakeFirstOrThrow()
        await db
          .updateTable('users')
          .set({ ...body, updated_at: sql`now()` })
          .where('id', '=', userId)
          .execute()
        await noteOwn(db, request, 'account.edit', requestId, before, body)
        return readProfile(db, own(request), oidcName)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/profile/password',
      action: 'profile.write',
      summary: 'Another password; all other sessions end',
      body: PasswordRequest,
      response: Done,
      transaction: false,
      handle: async ({ db, request, reply, body, requestId }) => {
        requirePassword(body.password, own(request))
        const response = await auth.api.changePassword({
          body: { currentPassword: body.present, newPassword: body.password, revokeOtherSessions: true },
          headers: headersOf(request),
          asResponse: true,
        })
        await requireRight(response, reply)
        await noteOwn(db, request, 'account.password', requestId)
        return done
      },
    }),
    defineRoute({
      method: 'DELETE',
      path: '/profile/sessions/:sessionId',
      action: 'profile.write',
      summary: 'End one of my sessions; `others` ends all but this one',
      params: { sessionId: z.string().max(100) },
      response: Profile,
      handle: async ({ db, request, params, requestId }) => {
        const { userId, sessionId } = own(request)
        let ended = db.deleteFrom('sessions').where('user_id', '=', userId)
        ended =
          params.sessionId === 'others'
            ? ended.where('id', '<>', sessionId)
            : ended.where('id', '=', params.sessionId)
        await ended.execute()
        await noteOwn(db, request, 'account.end-session', requestId, { session: params.sessionId })
        return readProfile(db, own(request), oidcName)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/profile/second-factor',
      action: 'profile.write',
      summary:
        'Begin with a second factor: a secret for an authenticator, and recovery codes; a first code confirms it',
      body: PresentPassword,
      response: SecondFactorStart,
      transaction: false,
      handle: async ({ request, reply, body }) => {
        const response = await auth.api.enableTwoFactor({
          body: { password: body.present },
          headers: headersOf(request),
          asResponse: true,
        })
        const answer = await requireRight(response, reply)
        return { address: String(answer.totpURI), recoveryCodes: answer.backupCodes as string[] }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/profile/second-factor/confirm',
      action: 'profile.write',
      summary: 'The first code of the authenticator: from now on it is asked for at every sign-in',
      body: CodeRequest.pick({ code: true }),
      response: Done,
      transaction: false,
      handle: async ({ db, request, reply, body, requestId }) => {
        const response = await auth.api.verifyTOTP({ body, headers: headersOf(request), asResponse: true })
        const answer = await takeAnswer(response, reply)
        if (!answer.ok)
          throw new Problem('account/wrong-code', 'Проверьте время на телефоне и введите новый код.')
        await noteOwn(db, request, 'account.second-factor', requestId)
        return done
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/profile/second-factor/codes',
      action: 'profile.write',
      summary: 'New recovery codes; the old ones stop working',
      body: PresentPassword,
      response: RecoveryCodes,
      transaction: false,
      handle: async ({ request, reply, body }) => {
        const response = await auth.api.generateBackupCodes({
          body: { password: body.present },
          headers: headersOf(request),
          asResponse: true,
        })
        return { recoveryCodes: (await requireRight(response, reply)).backupCodes as string[] }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/profile/second-factor/off',
      action: 'profile.write',
      summary: 'Switch the second factor off',
      body: PresentPassword,
      response: Done,
      transaction: false,
      handle: async ({ db, request, reply, body, requestId }) => {
        const response = await auth.api.disableTwoFactor({
          body: { password: body.present },
          headers: headersOf(request),
          asResponse: true,
        })
        await requireRight(response, reply)
        await noteOwn(db, request, 'account.second-factor-off', requestId)
        return done
      },
    }),
  ]
}

/** The routes let through signed-in people only, so there is a session. */
function own(request: FastifyRequest): SignedIn {
  const session = sessionOf(request)
  if (!session) throw new Problem('account/signed-out')
  return session
}

async function requireRight(response: Response, reply: Parameters<typeof takeAnswer>[1]) {
  const answer = await takeAnswer(response, reply)
  if (!answer.ok) throw new Problem('account/wrong-password', 'Введите пароль, с которым вы входите сейчас.')
  return answer.body
}

type OwnAction =
  | 'account.edit'
  | 'account.password'
  | 'account.end-session'
  | 'account.second-factor'
  | 'account.second-factor-off'

async function noteOwn(
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
}

async function readProfile(
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
