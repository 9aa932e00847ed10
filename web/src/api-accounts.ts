import { queryOptions } from '@tanstack/react-query'
import { client, take } from './api.ts'
import type { paths } from './generated/api.d.ts'

type Body<Path extends keyof paths> = paths[Path] extends {
  post: { requestBody: { content: { 'application/json': infer B } } }
}
  ? B
  : never

export type LoginWays = paths['/api/login']['get']['responses'][200]['content']['application/json']

export const loginWaysQuery = queryOptions({
  queryKey: ['login-ways'],
  queryFn: ({ signal }) => take(client.GET('/api/login', { signal })),
})

export const signIn = (body: Body<'/api/login'>) => take(client.POST('/api/login', { body }))
export const confirmSignIn = (body: { code: string; kind: 'totp' | 'recovery' }) =>
  take(client.POST('/api/login/code', { body }))
export const signOut = () => take(client.POST('/api/logout'))

export type SecondFactorStart =
  paths['/api/profile/second-factor']['post']['responses'][200]['content']['application/json']

export const startSecondFactor = (present: string) =>
  take(client.POST('/api/profile/second-factor', { body: { present } }))
export const confirmSecondFactor = (code: string) =>
  take(client.POST('/api/profile/second-factor/confirm', { body: { code } }))
