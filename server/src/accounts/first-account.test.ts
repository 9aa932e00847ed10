import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { PASSWORD } from '../../test/sign-in.ts'

const { db, call } = await testApp()
const regionId = await newRegion(db)
const invite = (email: string, grant: object) =>
  call('POST', '/accounts', { email, name: 'Софья Белова', grants: [grant] })

test('the first account is an administrator’s, and with its password the local operator is gone', async () => {
  const coordinator = { role: 'regional-coordinator', regionId }
  expect(await invite('first@people.test', coordinator)).toMatchObject({
    status: 409,
    body: { detail: expect.stringContaining('Сначала пригласите администратора') },
  })
  const list = [{ email: 'first@people.test', name: 'Софья Белова', grants: [coordinator] }]
  expect((await call('POST', '/accounts/invite-many', { people: list })).status).toBe(409)
  const soon = { role: 'administrator', from: '2999-01-01' }
  expect((await invite('first@people.test', soon)).status).toBe(409)
  // Nothing of the refused stays: this machine still works without signing in.
  expect(await call('GET', '/accounts')).toMatchObject({ status: 200, body: { total: 0 } })

  const invited = await invite('first@people.test', { role: 'administrator' })
  expect(invited.status).toBe(200)
  // The link may get lost: until a password is set the operator can make another.
  expect(await call('GET', '/accounts')).toMatchObject({ status: 200, body: { total: 1 } })

  const token = (invited.body as { link: string }).link.split('/').at(-1)
  const name = 'Софья Белова'
  expect((await call('POST', `/invitations/${token}`, { name, password: PASSWORD })).status).toBe(200)
  expect((await call('GET', '/accounts')).status).toBe(401)
})
