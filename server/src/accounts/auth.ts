import { betterAuth } from 'better-auth'
import { genericOAuth, twoFactor } from 'better-auth/plugins'
import type { Db } from '../platform/db.ts'
import { hashPassword, LONGEST_PASSWORD, SHORTEST_PASSWORD, verifyPassword } from './password.ts'

/** A provider of OpenID Connect, as the settings name it. */
export interface OidcProvider {
  /** What stands on the button: «Госуслуги». */
  name: string
  issuer: string
  clientId: string
  clientSecret: string
  scopes: string[]
}

export interface AuthOptions {
  db: Db
  secret: string
  /** The address that people see, without a path. */
  publicUrl: string
  oidc: OidcProvider | undefined
  /** Queues the letter with the link. */
  sendPasswordLink: (person: { email: string; name: string }, token: string) => Promise<void>
}

/** What the library calls the one provider of the settings. */
export const OIDC = 'oidc'
/** A session ends when it was not used for so long, or at the latest after `LONGEST_SESSION_DAYS`. */
export const IDLE_HOURS = 12
export const LONGEST_SESSION_DAYS = 7
const HOUR = 3600

const isHttps = (publicUrl: string) => publicUrl.startsWith('https://')

/** How the names of our cookies begin: where the address is https, so that no other host of the domain can set one. */
export const cookiePrefix = (publicUrl: string): string =>
  isHttps(publicUrl) ? '__Host-traektoria' : 'traektoria'

export type Auth = ReturnType<typeof createAuth>

/**
 * The library that knows how to prove who one is: passwords, codes, providers, tokens. Its own doors stay closed; our routes
 * call its functions, so that every input has our schema and every refusal our words. Sessions are read by ourselves, with
 * the grants, in one query.
 */
export function createAuth({ db, secret, publicUrl, oidc, sendPasswordLink }: AuthOptions) {
  return betterAuth({
    appName: 'Траектория',
    baseURL: publicUrl,
    basePath: '/api/auth',
    secret,
    trustedOrigins: [publicUrl],
    telemetry: { enabled: false },
    logger: { disabled: true },
    database: { db, type: 'postgres' },
    // Attempts are counted by login-guard.ts, by account and by address, across processes.
    rateLimit: { enabled: false },
    advanced: {
      cookiePrefix: cookiePrefix(publicUrl),
      // The library knows the weaker prefix __Secure- only: secure cookies are named and marked by ourselves.
      useSecureCookies: false,
      defaultCookieAttributes: { sameSite: 'lax', httpOnly: true, path: '/', secure: isHttps(publicUrl) },
    },
    user: {
      modelName: 'users',
      fields: { emailVerified: 'email_verified', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    session: {
      modelName: 'sessions',
      expiresIn: IDLE_HOURS * HOUR,
      fields: {
        userId: 'user_id',
        expiresAt: 'expires_at',
        ipAddress: 'ip_address',
        userAgent: 'user_agent',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
    },
    account: {
      modelName: 'login_accounts',
      fields: {
        accountId: 'account_id',
        providerId: 'provider_id',
        userId: 'user_id',
        accessToken: 'access_token',
        refreshToken: 'refresh_token',
        idToken: 'id_token',
        accessTokenExpiresAt: 'access_token_expires_at',
        refreshTokenExpiresAt: 'refresh_token_expires_at',
        createdAt: 'created_at',
        updatedAt: 'updated_at',
      },
      // A provider's word is taken only for an address that the provider itself has verified.
      accountLinking: { enabled: true, allowDifferentEmails: true },
      encryptOAuthTokens: true,
    },
    verification: {
      modelName: 'verifications',
      fields: { expiresAt: 'expires_at', createdAt: 'created_at', updatedAt: 'updated_at' },
    },
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: SHORTEST_PASSWORD,
      maxPasswordLength: LONGEST_PASSWORD,
      password: { hash: hashPassword, verify: verifyPassword },
      resetPasswordTokenExpiresIn: HOUR,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ user, token }) => sendPasswordLink(user, token),
    },
    plugins: [
      twoFactor({
        issuer: 'Траектория',
        schema: {
          user: { fields: { twoFactorEnabled: 'second_factor_enabled' } },
          twoFactor: {
            modelName: 'second_factors',
            fields: {
              userId: 'user_id',
              backupCodes: 'backup_codes',
              failedVerificationCount: 'failed_verification_count',
              lockedUntil: 'locked_until',
            },
          },
        },
      }),
      genericOAuth({ config: oidc ? [providerConfig(oidc)] : [] }),
    ],
  })
}

const providerConfig = ({ issuer, clientId, clientSecret, scopes }: OidcProvider) => ({
  providerId: OIDC,
  discoveryUrl: `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`,
  clientId,
  clientSecret,
  scopes,
  pkce: true,
  requireIdTokenVerification: true,
  // Only those who were invited come in.
  disableSignUp: true,
})
