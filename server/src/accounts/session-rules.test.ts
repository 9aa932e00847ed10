import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { newAccount, newBrowser, PASSWORD, signIn, totpOf } from '../../test/sign-in.ts'

const { app, db } = await testApp()
const secure = await testApp({ publicUrl: 'https://shkoly.example' })
let userId: string
beforeAll(async () => {
  const regionId = await newRegion(db)
  userId = await newAccount(db, 'egor@rules.test', 'Егор Ветров', [{ role: 'expert', regionId }])
  const there = await newRegion(secure.db)
  await newAccount(secure.db, 'egor@rules.test', 'Егор Ветров', [{ role: 'expert', regionId: there }])
})

const who = async (browser: ReturnType<typeof newBrowser>) =>
  ((await browser.call('GET', '/session')).body as { actor: { name: string } | null }).actor?.name
const backdate = (column: 'expires_at' | 'created_at', interval: string) =>
  sql`update sessions set ${sql.ref(column)} = now() - ${interval}::interval where user_id = ${userId}`.execute(
    db,
  )

test('over https the cookie is of this very host: marked, named so, and no other name is taken for it', async () => {
  const login = await secure.app.inject({
    ...{ method: 'POST', url: '/api/login', payload: { email: 'egor@rules.test', password: PASSWORD } },
    headers: { 'sec-fetch-site': 'same-origin', host: 'shkoly.example' },
  })
  expect(login.statusCode).toBe(200)
  const cookies = login.cookies as { name: string; value: string; [attribute: string]: unknown }[]
  for (const cookie of cookies) {
    expect(cookie).toMatchObject({ secure: true, path: '/', httpOnly: true, sameSite: 'Lax' })
    expect(cookie.name).toMatch(/^__Host-/)
    expect(cookie).not.toHaveProperty('domain')
  }
  const { value } = cookies.find(({ name }) => name === '__Host-traektoria.session_token')!
  const asked = async (name: string) => {
    const headers = { host: 'shkoly.example', cookie: `${name}=${encodeURIComponent(value)}` }
    return (await secure.app.inject({ url: '/api/profile', headers })).statusCode
  }
  expect(await asked('__Host-traektoria.session_token')).toBe(200)
  expect(await asked('traektoria.session_token')).toBe(401)
  expect(await asked('__Secure-traektoria.session_token')).toBe(401)
})

test('whoever signs in again in a browser gets a new session, and the one before it ends', async () => {
  const browser = await signIn(app, 'egor@rules.test')
  const former = new Map(browser.cookies)
  await browser.call('POST', '/login', { email: 'egor@rules.test', password: PASSWORD })
  expect(await who(browser)).toBe('Егор Ветров')
  expect([...browser.cookies]).not.toEqual([...former])
  for (const [name, value] of former) browser.cookies.set(name, value)
  expect(await who(browser)).toBeUndefined()
})

test('a session that nobody used for twelve hours is over', async () => {
  const browser = await signIn(app, 'egor@rules.test')
  const { rows } = await sql<{ hours: number }>`select extract(epoch from expires_at - now()) / 3600 as hours
    from sessions where user_id = ${userId} order by created_at desc limit 1`.execute(db)
  expect(Math.round(rows[0]!.hours)).toBe(12)
  await backdate('expires_at', '1 second')
  expect(await who(browser)).toBeUndefined()
})

test('a session of seven days is over, however much it was used', async () => {
  const browser = await signIn(app, 'egor@rules.test')
  await backdate('created_at', '6 days 23 hours')
  expect(await who(browser)).toBe('Егор Ветров')
  await backdate('created_at', '7 days 1 minute')
  expect(await who(browser)).toBeUndefined()
})

test.each([
  ['POST', '/profile/password', { password: 'совсем другие четыре слова' }],
  ['POST', '/profile/second-factor', {}],
  ['POST', '/profile/second-factor/codes', {}],
  ['POST', '/profile/second-factor/off', {}],
  ['POST', '/profile/provider/off', {}],
] as const)('%s %s asks for the password again', async (method, path, body) => {
  const browser = await signIn(app, 'egor@rules.test')
  const refused = await browser.call(method, path, { ...body, present: 'не тот пароль совсем' })
  expect(refused).toMatchObject({ status: 401, body: { code: 'account/wrong-password' } })
})

test('a new password by a link of a letter ends all sessions, is in the journal, and leaves the second factor asked for', async () => {
  const { rows } = await sql<{ id: number }>`select max(id) as id from regions`.execute(db)
  const grants = [{ role: 'expert' as const, regionId: rows[0]!.id }]
  const kira = await newAccount(db, 'kira@rules.test', 'Кира Зимина', grants)
  const browser = await signIn(app, 'kira@rules.test')
  const start = await browser.call('POST', '/profile/second-factor', { present: PASSWORD })
  const { address } = start.body as { address: string }
  await browser.call('POST', '/profile/second-factor/confirm', { code: totpOf(address) })
  await sql`insert into verifications (id, identifier, value, expires_at, created_at, updated_at)
    values ('link', 'reset-password:a-link-of-a-letter', ${kira}, now() + interval '1 hour', now(), now())`.execute(
    db,
  )
  const reset = (password: string) =>
    newBrowser(app).call('POST', '/password/reset', { token: 'a-link-of-a-letter', password })
  expect((await reset('зимина и её кот 7')).status).toBe(422)
  const password = 'четыре совсем новых слова'
  expect((await reset(password)).status).toBe(200)
  expect((await reset(password)).body).toMatchObject({ code: 'account/link-spent' })
  expect(await who(browser)).toBeUndefined()
  const again = await newBrowser(app).call('POST', '/login', { email: 'kira@rules.test', password })
  expect(again.body).toEqual({ next: 'second-factor' })
  const changes = await sql<{ after: unknown }>`
    select after from changes where action = 'account.password' and subject_id = ${kira}`.execute(db)
  expect(changes.rows).toEqual([{ after: { way: 'link' } }])
})

test('sign-ins, refused ones and sign-outs are in the journal', async () => {
  const before = await told()
  const browser = await signIn(app, 'egor@rules.test')
  await newBrowser(app).call('POST', '/login', { email: 'egor@rules.test', password: 'не тот пароль' })
  await browser.call('POST', '/logout')
  expect((await told()).slice(before.length)).toEqual([
    'session.sign-in done',
    'session.sign-in account/wrong-password',
    'session.sign-out done',
  ])
})

async function told(): Promise<string[]> {
  const { rows } = await sql<{ line: string }>`
    select action || ' ' || result as line from accesses where kind = 'sign-in' and actor = ${userId} order by id`.execute(
    db,
  )
  return rows.map(({ line }) => line)
}
