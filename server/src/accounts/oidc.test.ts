import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'
import { afterAll, describe, expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { newAccount, newBrowser, PASSWORD, signIn } from '../../test/sign-in.ts'

const PUBLIC = 'http://traektoria.test'

/** People of the provider, by the name they log in with there. */
const PEOPLE: Record<string, { email: string; email_verified: boolean; name: string }> = {
  rita: { email: 'rita@oidc.test', email_verified: true, name: 'Рита Соколова' },
  guest: { email: 'private@oidc.test', email_verified: true, name: 'Гость' },
  stranger: { email: 'stranger@oidc.test', email_verified: true, name: 'Чужой Человек' },
  impostor: { email: 'victim@oidc.test', email_verified: false, name: 'Выдаёт Себя' },
}

/** A real, certified provider on a port of its own. */
async function startProvider(): Promise<{ issuer: string; server: Server }> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: 'traektoria',
        client_secret: 'a secret between two machines',
        redirect_uris: [`${PUBLIC}/api/auth/callback/oidc`],
      },
    ],
    // The provider of public services gives the name under a scope of its own.
    claims: { openid: ['sub'], email: ['email', 'email_verified'], fullname: ['name'] },
    scopes: ['openid', 'email', 'fullname'],
    conformIdTokenClaims: false,
    findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...PEOPLE[id]! }) }),
  })
  server.on('request', provider.callback())
  return { issuer, server }
}

const { issuer, server } = await startProvider()
afterAll(() => new Promise((resolve) => server.close(resolve)))
const { app, db } = await testApp({
  publicUrl: PUBLIC,
  oidc: {
    name: 'Единый вход',
    issuer,
    clientId: 'traektoria',
    clientSecret: 'a secret between two machines',
    scopes: ['openid', 'fullname', 'email'],
  },
})
const regionId = await newRegion(db)
await newAccount(db, 'rita@oidc.test', 'Рита', [{ role: 'regional-coordinator', regionId }])
await newAccount(db, 'sofia@people.test', 'Софья', [{ role: 'regional-coordinator', regionId }])
await newAccount(db, 'victim@oidc.test', 'Жертва', [{ role: 'regional-coordinator', regionId }])

/** Goes to the provider, logs in and agrees there as a person would, and comes back with the code. */
async function throughProvider(login: string) {
  const browser = newBrowser(app)
  const start = await browser.call('GET', '/login/provider')
  return comeBack(browser, login, String(start.response.headers.location))
}

async function comeBack(browser: ReturnType<typeof newBrowser>, login: string, address: string) {
  const cookies = new Map<string, string>()
  let url = address
  let form: URLSearchParams | undefined
  for (let step = 0; step < 20 && !url.startsWith(PUBLIC); step++) {
    const response: Response = await fetch(url, {
      redirect: 'manual',
      method: form ? 'POST' : 'GET',
      headers: { cookie: [...cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
      ...(form ? { body: form } : {}),
    })
    for (const cookie of response.headers.getSetCookie()) {
      const [pair = ''] = cookie.split(';')
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1))
    }
    form = undefined
    const location = response.headers.get('location')
    if (location) {
      url = new URL(location, url).href
      continue
    }
    const page = await response.text()
    const action = /<form[^>]*action="([^"]+)"/.exec(page)?.[1]
    if (!action) throw new Error(`no form at ${url}: ${page.slice(0, 300)}`)
    url = new URL(action, url).href
    const prompt = /name="prompt" value="(\w+)"/.exec(page)?.[1] ?? 'login'
    form = new URLSearchParams(prompt === 'login' ? { prompt, login, password: 'any' } : { prompt })
  }
  const back = await browser.call('GET', url.slice(`${PUBLIC}/api`.length))
  return { browser, location: String(back.response.headers.location), url }
}

const nameOf = async (browser: ReturnType<typeof newBrowser>) =>
  ((await browser.call('GET', '/session')).body as { actor: { name: string } | null }).actor?.name

describe('coming in by a provider of OpenID Connect', () => {
  test('an invited person is known by the address that the provider has verified, and later by its subject', async () => {
    const { browser, location } = await throughProvider('rita')
    expect(location).toBe('/')
    expect(await nameOf(browser)).toBe('Рита')
    PEOPLE.rita!.email = 'married@oidc.test'
    expect(await nameOf((await throughProvider('rita')).browser)).toBe('Рита')
  })

  test('somebody who was not invited stays outside', async () => {
    const { browser, location } = await throughProvider('stranger')
    expect(location).toMatch(/^\/login\?/)
    expect(await nameOf(browser)).toBeUndefined()
    expect(
      await db.selectFrom('users').select('id').where('email', '=', 'stranger@oidc.test').execute(),
    ).toEqual([])
  })

  test('an address that the provider has not verified opens no account', async () => {
    const { browser } = await throughProvider('impostor')
    expect(await nameOf(browser)).toBeUndefined()
  })

  test('a code of somebody else and an invented state are refused', async () => {
    const { url } = await throughProvider('rita')
    const other = newBrowser(app)
    const answer = await other.call('GET', url.slice(`${PUBLIC}/api`.length))
    expect(String(answer.response.headers.location)).toMatch(/error/)
    expect(await nameOf(other)).toBeUndefined()
  })
})

describe('linking a provider from the profile', () => {
  const start = (browser: ReturnType<typeof newBrowser>, present: string) =>
    browser.call('POST', '/profile/provider', { present })

  test('whoever knows their password links it, comes in by it under another address, and takes it back', async () => {
    const browser = await signIn(app, 'sofia@people.test')
    expect((await browser.call('GET', '/profile')).body).toMatchObject({
      oidc: null,
      oidcOffered: 'Единый вход',
    })
    expect(await start(browser, 'не тот пароль совсем')).toMatchObject({
      body: { code: 'account/wrong-password' },
    })
    const { address } = (await start(browser, PASSWORD)).body as { address: string }
    expect((await comeBack(browser, 'guest', address)).location).toBe('/profile?provider=linked')
    expect((await browser.call('GET', '/profile')).body).toMatchObject({ oidc: 'Единый вход' })
    expect(await nameOf((await throughProvider('guest')).browser)).toBe('Софья')

    const off = await browser.call('POST', '/profile/provider/off', { present: PASSWORD })
    expect(off).toMatchObject({ status: 200, body: { oidc: null } })
    expect(await nameOf((await throughProvider('guest')).browser)).toBeUndefined()
    const noted = await db
      .selectFrom('changes')
      .select('action')
      .where('action', 'in', ['account.link', 'account.unlink'])
      .orderBy('id')
      .execute()
    expect(noted.map(({ action }) => action)).toEqual(['account.link', 'account.unlink'])
  })

  test('what belongs to somebody else there is not linked', async () => {
    await throughProvider('rita')
    const browser = await signIn(app, 'sofia@people.test')
    const { address } = (await start(browser, PASSWORD)).body as { address: string }
    expect((await comeBack(browser, 'rita', address)).location).toMatch(
      /^\/profile\?provider=linked&error=account_already_linked_to_different_user/,
    )
    expect((await browser.call('GET', '/profile')).body).toMatchObject({ oidc: null })
  })

  test('who comes in by the provider alone has no password to show and keeps it', async () => {
    const link = await db
      .deleteFrom('login_accounts')
      .where('provider_id', '=', 'credential')
      .where('user_id', '=', (eb) =>
        eb.selectFrom('users').select('id').where('email', '=', 'rita@oidc.test'),
      )
      .executeTakeFirst()
    expect(Number(link.numDeletedRows)).toBe(1)
    const { browser } = await throughProvider('rita')
    const off = await browser.call('POST', '/profile/provider/off', { present: PASSWORD })
    expect(off.status).toBeGreaterThanOrEqual(400)
    expect(await nameOf((await throughProvider('rita')).browser)).toBe('Рита')
  })
})
