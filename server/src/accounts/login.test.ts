import { beforeAll, describe, expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { newAccount, newBrowser, PASSWORD, signIn, totpOf } from '../../test/sign-in.ts'

const { app, db } = await testApp()
let regionId: number
beforeAll(async () => {
  regionId = await newRegion(db)
  await newAccount(db, 'rita@region.test', 'Рита Соколова', [{ role: 'regional-coordinator', regionId }])
})

interface SessionBody {
  actor: { name: string; grants: { role: string; placeName: string }[]; needsSecondFactor: boolean } | null
  actions: string[]
  regions: { id: number }[]
}

describe('signing in', () => {
  test('nobody sees that there is a login page and nothing else', async () => {
    const { body } = await newBrowser(app).call('GET', '/session')
    expect(body).toMatchObject({ actor: null, regions: [], methodologies: [] })
    const refused = await newBrowser(app).call('GET', `/regions/${regionId}/schools`)
    expect(refused).toMatchObject({ status: 401, body: { code: 'account/signed-out' } })
  })

  test('with the right password one is who one is, until one signs out', async () => {
    const rita = await signIn(app, 'Rita@Region.test')
    const { body } = await rita.call('GET', '/session')
    const session = body as SessionBody
    expect(session.actor).toMatchObject({
      name: 'Рита Соколова',
      grants: [{ role: 'regional-coordinator', placeName: 'Проверочная область' }],
    })
    expect(session.regions.map(({ id }) => id)).toEqual([regionId])
    expect(session.actions).toContain('list.approve')
    expect(session.actions).not.toContain('audit.check')
    const kept = new Map(rita.cookies)
    await rita.call('POST', '/logout')
    expect(((await rita.call('GET', '/session')).body as SessionBody).actor).toBeNull()
    for (const [name, value] of kept) rita.cookies.set(name, value)
    expect(((await rita.call('GET', '/session')).body as SessionBody).actor).toBeNull()
  })

  test('the cookie is not for scripts nor for other sites', async () => {
    const { response } = await newBrowser(app).call('POST', '/login', {
      email: 'rita@region.test',
      password: PASSWORD,
    })
    const cookie = response.cookies.find(({ name }) => name.endsWith('session_token'))
    expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Lax', path: '/' })
  })

  test('a wrong password and an unknown address are told in the same words', async () => {
    const wrong = await newBrowser(app, '198.51.100.1').call('POST', '/login', {
      email: 'rita@region.test',
      password: 'не тот пароль',
    })
    const unknown = await newBrowser(app, '198.51.100.1').call('POST', '/login', {
      email: 'nikto@region.test',
      password: 'не тот пароль',
    })
    expect(wrong.status).toBe(401)
    expect({ ...(wrong.body as object), requestId: '' }).toEqual({
      ...(unknown.body as object),
      requestId: '',
    })
  })

  test('a closed account does not come in, and its sessions end', async () => {
    const id = await newAccount(db, 'closed@region.test', 'Закрытый Человек', [{ role: 'expert', regionId }])
    const browser = await signIn(app, 'closed@region.test')
    await db.updateTable('users').set({ disabled_at: new Date() }).where('id', '=', id).execute()
    expect(((await browser.call('GET', '/session')).body as SessionBody).actor).toBeNull()
    const again = await newBrowser(app).call('POST', '/login', {
      email: 'closed@region.test',
      password: PASSWORD,
    })
    expect(again.status).toBe(401)
    expect(again.response.cookies.filter(({ name }) => name.endsWith('session_token'))).toEqual([])
  })
})

describe('guessing', () => {
  test('five wrong passwords close the account for that address, not for the school it sits in', async () => {
    await newAccount(db, 'sofia@school.test', 'Софья Белова', [{ role: 'expert', regionId }])
    const school = '203.0.113.5'
    for (let attempt = 0; attempt < 5; attempt++)
      await newBrowser(app, school).call('POST', '/login', {
        email: 'sofia@school.test',
        password: 'не тот пароль',
      })
    const closed = await newBrowser(app, school).call('POST', '/login', {
      email: 'sofia@school.test',
      password: PASSWORD,
    })
    expect(closed).toMatchObject({ status: 429, body: { code: 'account/locked' } })
    const colleague = await newBrowser(app, school).call('POST', '/login', {
      email: 'rita@region.test',
      password: PASSWORD,
    })
    expect(colleague.status).toBe(200)
    const athome = await newBrowser(app, '203.0.113.77').call('POST', '/login', {
      email: 'sofia@school.test',
      password: PASSWORD,
    })
    expect(athome.status).toBe(200)
  })

  test('one password tried on many accounts closes the address, but not to those who work there', async () => {
    const school = '203.0.113.9'
    await newBrowser(app, school).call('POST', '/login', { email: 'rita@region.test', password: PASSWORD })
    for (let person = 0; person < 50; person++)
      await newBrowser(app, school).call('POST', '/login', {
        email: `person${person}@school.test`,
        password: 'Весна2026!',
      })
    const stranger = await newBrowser(app, school).call('POST', '/login', {
      email: 'sofia@school.test',
      password: PASSWORD,
    })
    expect(stranger.status).toBe(429)
    const known = await newBrowser(app, school).call('POST', '/login', {
      email: 'rita@region.test',
      password: PASSWORD,
    })
    expect(known.status).toBe(200)
  })
})

describe('the second factor', () => {
  test('from enrolment to signing in with a code and with a recovery code, once each', async () => {
    await newAccount(db, 'kira@school.test', 'Кира Зимина', [{ role: 'expert', regionId }])
    const browser = await signIn(app, 'kira@school.test')
    const refused = await browser.call('POST', '/profile/second-factor', { present: 'не тот пароль' })
    expect(refused.status).toBe(401)
    const { body } = await browser.call('POST', '/profile/second-factor', { present: PASSWORD })
    const { address, recoveryCodes } = body as { address: string; recoveryCodes: string[] }
    expect(recoveryCodes).toHaveLength(10)
    const confirmed = await browser.call('POST', '/profile/second-factor/confirm', { code: totpOf(address) })
    expect(confirmed).toMatchObject({ status: 200 })
    expect((await browser.call('GET', '/profile')).body).toMatchObject({ hasSecondFactor: true })

    const second = newBrowser(app)
    const login = await second.call('POST', '/login', { email: 'kira@school.test', password: PASSWORD })
    expect(login.body).toEqual({ next: 'second-factor' })
    expect(((await second.call('GET', '/session')).body as SessionBody).actor).toBeNull()
    expect((await second.call('POST', '/login/code', { code: '000000' })).status).toBe(401)
    expect((await second.call('POST', '/login/code', { code: totpOf(address) })).status).toBe(200)
    expect(((await second.call('GET', '/session')).body as SessionBody).actor?.name).toBe('Кира Зимина')

    const withCode = async (code: string) => {
      const third = newBrowser(app)
      await third.call('POST', '/login', { email: 'kira@school.test', password: PASSWORD })
      return (await third.call('POST', '/login/code', { code, kind: 'recovery' })).status
    }
    expect(await withCode(recoveryCodes[0]!)).toBe(200)
    expect(await withCode(recoveryCodes[0]!)).toBe(401)
  })

  test('where a role asks for it, nothing is granted until it is there', async () => {
    await newAccount(db, 'admin@region.test', 'Антон Громов', [{ role: 'administrator' }])
    const admin = await signIn(app, 'admin@region.test')
    expect((await admin.call('PUT', '/second-factor-roles', { roles: ['administrator'] })).status).toBe(200)
    const { body } = await admin.call('GET', '/session')
    expect(body).toMatchObject({ actor: { needsSecondFactor: true, grants: [] }, regions: [] })
    expect((await admin.call('GET', '/accounts')).status).toBe(403)
    const start = (await admin.call('POST', '/profile/second-factor', { present: PASSWORD })).body as {
      address: string
    }
    await admin.call('POST', '/profile/second-factor/confirm', { code: totpOf(start.address) })
    expect((await admin.call('GET', '/accounts')).status).toBe(200)
    await admin.call('PUT', '/second-factor-roles', { roles: [] })
  })
})

test('sessions are listed and ended one by one', async () => {
  await newAccount(db, 'boris@school.test', 'Борис Котов', [{ role: 'expert', regionId }])
  const [one, two] = [await signIn(app, 'boris@school.test'), await signIn(app, 'boris@school.test')]
  const profile = (await one.call('GET', '/profile')).body as { sessions: { id: string; isThis: boolean }[] }
  expect(profile.sessions).toHaveLength(2)
  await one.call('DELETE', `/profile/sessions/${profile.sessions.find(({ isThis }) => !isThis)!.id}`)
  expect(((await two.call('GET', '/session')).body as SessionBody).actor).toBeNull()
  expect(((await one.call('GET', '/session')).body as SessionBody).actor?.name).toBe('Борис Котов')
})

test('another password ends all other sessions', async () => {
  await newAccount(db, 'egor@school.test', 'Егор Ветров', [{ role: 'expert', regionId }])
  const [one, two] = [await signIn(app, 'egor@school.test'), await signIn(app, 'egor@school.test')]
  const weak = await one.call('POST', '/profile/password', { present: PASSWORD, password: 'короткий' })
  expect(weak).toMatchObject({ status: 422, body: { code: 'account/weak-password' } })
  const password = 'совсем другие четыре слова'
  expect((await one.call('POST', '/profile/password', { present: PASSWORD, password })).status).toBe(200)
  expect(((await one.call('GET', '/session')).body as SessionBody).actor?.name).toBe('Егор Ветров')
  expect(((await two.call('GET', '/session')).body as SessionBody).actor).toBeNull()
  await signIn(app, 'egor@school.test', password)
})
