import { createHmac, createSign, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { newAccount, newBrowser } from '../../test/sign-in.ts'

const PUBLIC = 'http://traektoria.test'
const KID = 'provider-key'

const newKeys = () => generateKeyPairSync('rsa', { modulusLength: 2048 })
const own = newKeys()
const foreign = newKeys()

const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signRsa = (key: KeyObject) => (text: string) =>
  createSign('RSA-SHA256').update(text).sign(key, 'base64url')
const publicPem = own.publicKey.export({ type: 'spki', format: 'pem' })
interface Signing {
  alg: string
  sign: (text: string) => string
  header?: object
}
const signings = {
  own: { alg: 'RS256', sign: signRsa(own.privateKey) },
  foreign: { alg: 'RS256', sign: signRsa(foreign.privateKey) },
  // It brings its key along.
  brought: {
    alg: 'RS256',
    sign: signRsa(foreign.privateKey),
    header: { jwk: foreign.publicKey.export({ format: 'jwk' }), jku: 'https://elsewhere.test/jwks' },
  },
  none: { alg: 'none', sign: () => '' },
  // The public key taken for a shared secret.
  confused: {
    alg: 'HS256',
    sign: (text: string) => createHmac('sha256', publicPem).update(text).digest('base64url'),
  },
}

/** A provider that says what it is told to: a certified one cannot be made to lie. */
const answers = { idToken: '', sub: 'rita-1' }
const server = createServer((request, response) => {
  const path = new URL(request.url!, issuer).pathname
  const say = (value: unknown) =>
    response.setHeader('content-type', 'application/json').end(JSON.stringify(value))
  if (path === '/.well-known/openid-configuration')
    return say({
      issuer,
      authorization_endpoint: `${issuer}/authorize`,
      token_endpoint: `${issuer}/token`,
      userinfo_endpoint: `${issuer}/userinfo`,
      jwks_uri: `${issuer}/jwks`,
      id_token_signing_alg_values_supported: ['RS256'],
    })
  if (path === '/jwks')
    return say({ keys: [{ ...own.publicKey.export({ format: 'jwk' }), kid: KID, alg: 'RS256', use: 'sig' }] })
  if (path === '/token')
    return say({ access_token: 'a', token_type: 'Bearer', expires_in: 60, id_token: answers.idToken })
  return say({ sub: answers.sub, email: 'rita@token.test', email_verified: true, name: 'Рита' })
})
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
afterAll(() => new Promise((resolve) => server.close(resolve)))

const oidc = {
  name: 'Единый вход',
  issuer,
  clientId: 'traektoria',
  clientSecret: 'secret',
  scopes: ['openid', 'email'],
}
const { app, db } = await testApp({ publicUrl: PUBLIC, oidc })
await newAccount(db, 'rita@token.test', 'Рита', [
  { role: 'regional-coordinator', regionId: await newRegion(db) },
])

/** Comes back from the provider with an ID token of these claims; whether one is signed in then. */
async function comesIn(
  change: Record<string, unknown> = {},
  by: keyof typeof signings = 'own',
  spoil: (token: string) => string = (token) => token,
): Promise<boolean> {
  const browser = newBrowser(app)
  const start = await browser.call('GET', '/login/provider')
  const asked = new URL(String(start.response.headers.location)).searchParams
  const now = Math.floor(Date.now() / 1000)
  const claims = {
    ...{
      iss: issuer,
      aud: 'traektoria',
      sub: 'rita-1',
      iat: now,
      exp: now + 60,
      nonce: asked.get('nonce') ?? undefined,
    },
    ...{ email: 'rita@token.test', email_verified: true, name: 'Рита' },
    ...change,
  }
  const { alg, sign, header = {} }: Signing = signings[by]
  const text = `${part({ alg, kid: KID, typ: 'JWT', ...header })}.${part(claims)}`
  answers.idToken = spoil(`${text}.${sign(text)}`)
  await browser.call('GET', `/auth/callback/oidc?code=code&state=${asked.get('state')}`)
  const { body } = await browser.call('GET', '/session')
  return (body as { actor: { name: string } | null }).actor?.name === 'Рита'
}

test('a token that the provider signed for us and now lets one in, with the address in it or told beside it', async () => {
  expect(await comesIn()).toBe(true)
  expect(await comesIn({ email: undefined })).toBe(true)
})

const past = Math.floor(Date.now() / 1000) - 3600
test.each<[string, Parameters<typeof comesIn>]>([
  ['signed by another key', [{}, 'foreign']],
  ['with a key of its own', [{}, 'brought']],
  ['not signed', [{}, 'none']],
  ['signed by the public key as if it were a secret', [{}, 'confused']],
  ['changed after it was signed', [{}, 'own', (token) => token.replace(/\.(\w{4})/, '.AAAA')]],
  ['of another provider', [{ iss: 'https://elsewhere.test' }]],
  ['for another service', [{ aud: 'another' }]],
  ['that has run out', [{ iat: past, exp: past + 60 }]],
  ['that is for later', [{ nbf: past + 7200 }]],
  ['of another sign-in', [{ nonce: 'another' }]],
  ['without what ties it to this sign-in', [{ nonce: undefined }]],
  ['of somebody else than the provider then tells of', [{ sub: 'somebody-else', email: undefined }]],
])('a token %s opens nothing', async (_, asked) => {
  expect(await comesIn(...asked)).toBe(false)
})
