import { queryOptions } from '@tanstack/react-query'
import { client, sendForm, take } from './api.ts'
import type { GrantedRole, GrantRequest, InviteRequest, PeoplePreview, ProfileRequest } from './api-types.ts'

/** Coming in, one's own account, and the accounts of others. */

export const loginWaysQuery = queryOptions({
  queryKey: ['login-ways'],
  queryFn: ({ signal }) => take(client.GET('/api/login', { signal })),
})

export const signIn = (body: { email: string; password: string }) => take(client.POST('/api/login', { body }))
export const confirmSignIn = (body: { code: string; kind: 'totp' | 'recovery' }) =>
  take(client.POST('/api/login/code', { body }))
export const signOut = () => take(client.POST('/api/logout'))

export const askForPassword = (email: string) =>
  take(client.POST('/api/password/forgot', { body: { email } }))
export const resetPassword = (token: string, password: string) =>
  take(client.POST('/api/password/reset', { body: { token, password } }))

export const invitationQuery = (token: string) =>
  queryOptions({
    queryKey: ['invitation', token],
    queryFn: ({ signal }) =>
      take(client.GET('/api/invitations/{token}', { params: { path: { token } }, signal })),
    // It is spent by the very page that asks.
    staleTime: Number.POSITIVE_INFINITY,
  })
export const acceptInvitation = (token: string, body: { name: string; password: string }) =>
  take(client.POST('/api/invitations/{token}', { params: { path: { token } }, body }))

export const profileQuery = queryOptions({
  queryKey: ['profile'],
  queryFn: ({ signal }) => take(client.GET('/api/profile', { signal })),
})
export const saveProfile = (body: ProfileRequest) => take(client.PUT('/api/profile', { body }))
export const changePassword = (body: { present: string; password: string }) =>
  take(client.POST('/api/profile/password', { body }))
/** @param sessionId `others` ends all but this one */
export const endSession = (sessionId: string) =>
  take(client.DELETE('/api/profile/sessions/{sessionId}', { params: { path: { sessionId } } }))

/** @returns the page of the provider, which leads back to the profile */
export const linkProvider = (present: string) =>
  take(client.POST('/api/profile/provider', { body: { present } }))
export const unlinkProvider = (present: string) =>
  take(client.POST('/api/profile/provider/off', { body: { present } }))

export const startSecondFactor = (present: string) =>
  take(client.POST('/api/profile/second-factor', { body: { present } }))
export const confirmSecondFactor = (code: string) =>
  take(client.POST('/api/profile/second-factor/confirm', { body: { code } }))
export const newRecoveryCodes = (present: string) =>
  take(client.POST('/api/profile/second-factor/codes', { body: { present } }))
export const switchSecondFactorOff = (present: string) =>
  take(client.POST('/api/profile/second-factor/off', { body: { present } }))

export const peopleQuery = (filter: { text?: string; role?: GrantedRole; limit: number }) =>
  queryOptions({
    queryKey: ['people', filter],
    queryFn: ({ signal }) => take(client.GET('/api/accounts', { params: { query: filter }, signal })),
  })
export const personQuery = (userId: string) =>
  queryOptions({
    queryKey: ['person', userId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/accounts/{userId}', { params: { path: { userId } }, signal })),
  })
/** Schools in which one may hand out a role. */
export const accountSchoolsQuery = (regionId: number, text: string) =>
  queryOptions({
    queryKey: ['account-schools', regionId, text],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/account-schools', {
          params: { path: { regionId }, query: { text } },
          signal,
        }),
      ),
  })
export const invite = (body: InviteRequest) => take(client.POST('/api/accounts', { body }))
export const inviteMany = (people: InviteRequest[]) =>
  take(client.POST('/api/accounts/invite-many', { body: { people } }))

export function previewPeople(file: File): Promise<PeoplePreview> {
  const form = new FormData()
  form.append('file', file, file.name)
  return sendForm<PeoplePreview>('/accounts/upload', form, () => undefined)
}
export const savePerson = (userId: string, body: ProfileRequest) =>
  take(client.PUT('/api/accounts/{userId}', { params: { path: { userId } }, body }))
export const giveRole = (userId: string, body: GrantRequest) =>
  take(client.POST('/api/accounts/{userId}/grants', { params: { path: { userId } }, body }))
export const takeRole = (userId: string, grantId: number) =>
  take(client.DELETE('/api/accounts/{userId}/grants/{grantId}', { params: { path: { userId, grantId } } }))
export const newLink = (userId: string) =>
  take(client.POST('/api/accounts/{userId}/link', { params: { path: { userId } } }))
export const closeAccount = (userId: string) =>
  take(client.POST('/api/accounts/{userId}/close', { params: { path: { userId } } }))
export const openAccount = (userId: string) =>
  take(client.POST('/api/accounts/{userId}/open', { params: { path: { userId } } }))

export const strictRolesQuery = queryOptions({
  queryKey: ['second-factor-roles'],
  queryFn: ({ signal }) => take(client.GET('/api/second-factor-roles', { signal })),
})
export const saveStrictRoles = (roles: GrantedRole[]) =>
  take(client.PUT('/api/second-factor-roles', { body: { roles } }))
