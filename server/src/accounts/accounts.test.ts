import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { placesIn } from '../../test/people.ts'
import { newAccount, newBrowser, PASSWORD, signIn } from '../../test/sign-in.ts'

const { app, db, ground } = await testApp({ sendsMail: true })
const regionId = await newRegion(db)
const otherRegionId = await newRegion(db, 'Другая область')
const row = (login: string) => ({ year: 2025, login, n: 20, shares: '40;40;10;10' })
await loadLongTable({ db, ground }, regionId, [row('edu990001'), row('edu990002')])
const [one, two] = await placesIn(db, regionId)
await newAccount(db, 'rita@people.test', 'Рита', [{ role: 'regional-coordinator', regionId }])
await newAccount(db, 'olga@people.test', 'Ольга', [{ role: 'regional-coordinator', regionId: otherRegionId }])
const rita = await signIn(app, 'rita@people.test')
const olga = await signIn(app, 'olga@people.test')

interface Page {
  people: { id: string; email: string; grants: { id: number; mayEnd: boolean }[] }[]
}
const school = { role: 'school-team', schoolId: one!.id }
const invite = (email: string, grants: unknown[]) =>
  rita.call('POST', '/accounts', { email, name: 'Софья Белова', grants })

test('an invited school gets a letter, sets a password and sees its own school and no other', async () => {
  const invited = await invite('sofia@people.test', [school])
  expect(invited).toMatchObject({ status: 200, body: { isKnown: false, link: null } })
  const jobs = await sql<{ payload: { to: string; text: string } }>`
    select payload from graphile_worker._private_jobs j order by id desc limit 1`.execute(db)
  const letter = jobs.rows[0]!.payload
  expect(letter.to).toBe('sofia@people.test')
  const token = /invitation\/(\S+)/.exec(letter.text)![1]!
  const visitor = newBrowser(app)
  expect((await visitor.call('GET', `/invitations/${token}`)).body).toMatchObject({
    email: 'sofia@people.test',
  })
  const weak = await visitor.call('POST', `/invitations/${token}`, {
    name: 'Софья',
    password: 'sofia-people-1',
  })
  expect(weak).toMatchObject({ status: 422, body: { code: 'account/weak-password' } })
  expect(
    (await visitor.call('POST', `/invitations/${token}`, { name: 'Софья Белова', password: PASSWORD }))
      .status,
  ).toBe(200)
  const twice = await visitor.call('POST', `/invitations/${token}`, { name: 'Чужая', password: PASSWORD })
  expect(twice).toMatchObject({ status: 410, body: { code: 'account/link-spent' } })

  const sofia = await signIn(app, 'sofia@people.test')
  expect((await sofia.call('GET', `/schools/${one!.id}?year=2025`)).status).toBe(200)
  expect((await sofia.call('GET', `/schools/${two!.id}?year=2025`)).status).toBe(404)
  expect((await sofia.call('GET', `/regions/${regionId}/today?year=2025`)).status).toBe(403)
  expect((await sofia.call('GET', `/regions/${otherRegionId}/schools`)).status).toBe(404)
  const { body } = await sofia.call('GET', `/regions/${regionId}/schools`)
  expect(body).toMatchObject({ total: 1, schools: [{ id: one!.id }] })
  expect((await sofia.call('GET', '/accounts')).status).toBe(403)
})

test('nobody hands out more than is theirs to give', async () => {
  const admin = await invite('boss@people.test', [{ role: 'administrator' }])
  expect(admin.status).toBe(403)
  const equal = await invite('boss@people.test', [{ role: 'regional-coordinator', regionId }])
  expect(equal.status).toBe(403)
  const foreign = await invite('boss@people.test', [{ role: 'observer', regionId: otherRegionId }])
  expect(foreign.status).toBe(403)
  const wrongLevel = await invite('boss@people.test', [{ role: 'municipal-coordinator', schoolId: one!.id }])
  expect(wrongLevel.status).toBe(400)
  expect(await db.selectFrom('users').select('id').where('email', '=', 'boss@people.test').execute()).toEqual(
    [],
  )
})

test('people of another region are not there', async () => {
  const { people } = (await rita.call('GET', '/accounts')).body as Page
  expect(people.map(({ email }) => email)).not.toContain('olga@people.test')
  const id = (
    await db
      .selectFrom('users')
      .select('id')
      .where('email', '=', 'olga@people.test')
      .executeTakeFirstOrThrow()
  ).id
  expect((await rita.call('GET', `/accounts/${id}`)).status).toBe(404)
  expect((await rita.call('POST', `/accounts/${id}/close`)).status).toBe(404)
})

test('what somebody is granted in two regions each region sees and ends for itself', async () => {
  const body = { email: 'nina@people.test', name: 'Нина Орлова' }
  await rita.call('POST', '/accounts', { ...body, grants: [{ role: 'observer', regionId }] })
  await olga.call('POST', '/accounts', { ...body, grants: [{ role: 'observer', regionId: otherRegionId }] })
  const nina = ((await rita.call('GET', '/accounts?text=nina')).body as Page).people[0]!
  expect(nina.grants).toHaveLength(1)
  expect((await rita.call('POST', `/accounts/${nina.id}/close`)).status).toBe(403)
  expect((await rita.call('DELETE', `/accounts/${nina.id}/grants/${nina.grants[0]!.id}`)).status).toBe(200)
  const other = ((await olga.call('GET', '/accounts?text=nina')).body as Page).people[0]!
  expect((await rita.call('DELETE', `/accounts/${nina.id}/grants/${other.grants[0]!.id}`)).status).toBe(403)
})

test('a role that ended yesterday opens nothing today, one of tomorrow nothing yet', async () => {
  const today = new Date().toISOString().slice(0, 10)
  const id = await newAccount(db, 'kira@people.test', 'Кира', [{ role: 'curator', schoolId: one!.id }])
  const kira = await signIn(app, 'kira@people.test')
  expect((await kira.call('GET', `/schools/${one!.id}?year=2025`)).status).toBe(200)
  const grant = await db.selectFrom('grants').select('id').where('user_id', '=', id).executeTakeFirstOrThrow()
  await rita.call('DELETE', `/accounts/${id}/grants/${grant.id}`)
  expect((await kira.call('GET', `/schools/${one!.id}?year=2025`)).status).toBe(404)
  const from = new Date(Date.parse(today) + 2 * 86_400_000).toISOString().slice(0, 10)
  await rita.call('POST', `/accounts/${id}/grants`, { role: 'curator', schoolId: one!.id, from })
  expect((await kira.call('GET', `/schools/${one!.id}?year=2025`)).status).toBe(404)
})

test('the last administrator stays', async () => {
  const id = await newAccount(db, 'admin@people.test', 'Антон', [{ role: 'administrator' }])
  const second = await newAccount(db, 'deputy@people.test', 'Вторая', [{ role: 'administrator' }])
  const admin = await signIn(app, 'admin@people.test')
  expect((await admin.call('POST', `/accounts/${second}/close`)).status).toBe(200)
  const own = ((await admin.call('GET', '/accounts?text=admin@')).body as Page).people[0]!
  const refused = await admin.call('DELETE', `/accounts/${id}/grants/${own.grants[0]!.id}`)
  expect(refused).toMatchObject({ status: 409 })
})

test('a forgotten password: the letter comes once, the link works once, and all sessions end', async () => {
  await newAccount(db, 'lost@people.test', 'Потеря', [{ role: 'expert', regionId }])
  const before = await signIn(app, 'lost@people.test')
  const visitor = newBrowser(app)
  const letters = async () =>
    (
      await sql<{ text: string }>`select payload->>'text' as text from graphile_worker._private_jobs
        where payload->>'to' = 'lost@people.test' order by id`.execute(db)
    ).rows
  expect((await visitor.call('POST', '/password/forgot', { email: 'lost@people.test' })).status).toBe(200)
  expect((await visitor.call('POST', '/password/forgot', { email: 'lost@people.test' })).status).toBe(200)
  expect((await visitor.call('POST', '/password/forgot', { email: 'nobody@people.test' })).status).toBe(200)
  expect(await letters()).toHaveLength(1)
  const token = /password\/(\S+)/.exec((await letters())[0]!.text)![1]!
  const password = 'зелёный чайник поёт громко'
  expect((await visitor.call('POST', '/password/reset', { token, password })).status).toBe(200)
  expect((await visitor.call('POST', '/password/reset', { token, password })).status).toBe(410)
  expect((await before.call('GET', '/profile')).status).toBe(401)
  await signIn(app, 'lost@people.test', password)
})

test('whoever hands out roles finds the schools of their places by name, whatever they see of results', async () => {
  await newAccount(db, 'anton@people.test', 'Антон', [{ role: 'administrator' }])
  const anton = await signIn(app, 'anton@people.test')
  const found = (browser: typeof anton, region: number) =>
    browser.call('GET', `/regions/${region}/account-schools?text=школа`)
  const names = { schools: [{ id: one!.id }, { id: two!.id }] }
  expect(await found(anton, regionId)).toMatchObject({ status: 200, body: names })
  expect(await found(rita, regionId)).toMatchObject({ status: 200, body: names })
  expect((await found(olga, regionId)).status).toBe(404)
  expect((await found(olga, otherRegionId)).body).toEqual({ schools: [] })
  expect((await anton.call('GET', `/regions/${regionId}/schools`)).status).toBe(403)
})

test('the name of a person is changed by whoever answers for all their roles', async () => {
  const id = await newAccount(db, 'petrova@people.test', 'Петрова Анна', [{ role: 'expert', regionId }])
  const body = { name: 'Иванова Анна', position: 'методист', phone: null }
  expect((await rita.call('GET', `/accounts/${id}`)).body).toMatchObject({ mayEdit: true })
  expect(await rita.call('PUT', `/accounts/${id}`, body)).toMatchObject({ status: 200, body })
  await olga.call('POST', `/accounts/${id}/grants`, { role: 'expert', regionId: otherRegionId })
  expect((await rita.call('GET', `/accounts/${id}`)).body).toMatchObject({ mayEdit: false })
  expect((await rita.call('PUT', `/accounts/${id}`, body)).status).toBe(403)
})
