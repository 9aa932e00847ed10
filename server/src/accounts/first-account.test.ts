import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'

const { db, call } = await testApp()
const regionId = await newRegion(db)
const invite = (email: string, grant: object) =>
  call('POST', '/accounts', { email, name: 'Софья Белова', grants: [grant] })

test('the first account is an administrator’s: with it the local operator is gone', async () => {
  const coordinator = { role: 'regional-coordinator', regionId }
  expect(await invite('first@people.test', coordinator)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Сначала заведите администратора') },
  })
  const list = [{ email: 'first@people.test', name: 'Софья Белова', grants: [coordinator] }]
  expect((await call('POST', '/accounts/invite-many', { people: list })).status).toBe(409)
  const soon = { role: 'administrator', from: '2999-01-01' }
  expect((await invite('first@people.test', soon)).status).toBe(409)
  // Nothing of the refused stays: this machine still works without signing in.
  expect(await call('GET', '/accounts')).toMatchObject({ status: 200, body: { total: 0 } })

  expect((await invite('first@people.test', { role: 'administrator' })).status).toBe(200)
  expect((await call('GET', '/accounts')).status).toBe(401)
})
