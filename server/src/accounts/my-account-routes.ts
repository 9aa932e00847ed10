import { sql } from 'kysely'
import { z } from 'zod'
import { defineRoute } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { type Auth, OIDC } from './auth.ts'
import { headersOf, takeAnswer } from './call-auth.ts'
import {
  CodeRequest,
  Done,
  PasswordRequest,
  PresentPassword,
  Profile,
  ProfileRequest,
  ProviderStart,
  RecoveryCodes,
  SecondFactorStart,
} from './login-schemas.ts'
import { LINKED, noteOwn, own, readProfile, requireOwnPassword, requireRight } from './my-account.ts'
import { requirePassword } from './password.ts'

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
        await requirePassword(db, body.password, own(request))
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
      path: '/profile/provider',
      action: 'profile.write',
      summary:
        'Begin to link a provider to my account: the address where one logs in there; it leads back to the profile',
      body: PresentPassword,
      response: ProviderStart,
      transaction: false,
      handle: async ({ request, reply, body }) => {
        if (oidcName === null)
          throw new Problem('request/not-found', 'Вход через внешнюю систему не настроен.')
        await requireOwnPassword(auth, request, reply, body.present)
        const response = await auth.api.linkSocialAccount({
          body: { provider: OIDC, callbackURL: LINKED, errorCallbackURL: LINKED, disableRedirect: true },
          headers: headersOf(request),
          asResponse: true,
        })
        const { ok, body: answer } = await takeAnswer(response, reply)
        if (!ok) throw new Problem('request/conflict', `«${oidcName}» сейчас не отвечает: попробуйте позже.`)
        return { address: String(answer.url) }
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/profile/provider/off',
      action: 'profile.write',
      summary: 'Come in by the provider no longer; the password stays',
      body: PresentPassword,
      response: Profile,
      transaction: false,
      handle: async ({ db, request, reply, body, requestId }) => {
        await requireOwnPassword(auth, request, reply, body.present)
        await db
          .deleteFrom('login_accounts')
          .where('user_id', '=', own(request).userId)
          .where('provider_id', '=', OIDC)
          .execute()
        await noteOwn(db, request, 'account.unlink', requestId)
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
      handle: async ({ db, request, reply, body, requestId }) => {
        const response = await auth.api.generateBackupCodes({
          body: { password: body.present },
          headers: headersOf(request),
          asResponse: true,
        })
        const { backupCodes } = await requireRight(response, reply)
        await noteOwn(db, request, 'account.second-factor-codes', requestId)
        return { recoveryCodes: backupCodes as string[] }
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
