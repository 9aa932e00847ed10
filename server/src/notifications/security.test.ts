import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { newAccount, newBrowser, PASSWORD, signIn, totpOf } from '../../test/sign-in.ts'
import { SECURITY_JOB } from '../accounts/tell-person.ts'
import { createLog } from '../platform/log.ts'
import { listNotifications, markRead } from './queries.ts'
import { findReader } from './readers.ts'
import { securityJob } from './security.ts'
import { mailDue } from './send-mails.ts'
import { readSettings, saveSettings } from './settings.ts'

const { app, db } = await testApp()
let regionId: number
let userId: string
beforeAll(async () => {
  regionId = await newRegion(db)
  userId = await newAccount(db, 'egor@news.test', 'Егор Ветров', [{ role: 'expert', regionId }])
  await newAccount(db, 'rita@news.test', 'Рита Соколова', [{ role: 'regional-coordinator', regionId }])
})

/** Does the jobs that wait, as the server does. @returns titles of what the person is told, the newest first */
async function told(): Promise<string[]> {
  const { rows } = await sql<{ id: number; payload: unknown }>`
    select j.id, j.payload from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = ${SECURITY_JOB} order by j.id`.execute(db)
  for (const { id, payload } of rows) {
    await securityJob(db).run(payload, {
      log: createLog('silent'),
      attempt: 1,
      signal: new AbortController().signal,
    })
    await sql`delete from graphile_worker._private_jobs where id = ${id}`.execute(db)
  }
  const { actor } = (await findReader(db, userId))!
  return (await listNotifications(db, actor)).items.map(({ title, text }) => `${title}: ${text}`)
}

test('the first browser is nobody’s news, the same one again neither, another one is', async () => {
  const browser = await signIn(app, 'egor@news.test')
  await browser.call('POST', '/logout')
  await browser.call('POST', '/login', { email: 'egor@news.test', password: PASSWORD })
  expect(await told()).toEqual([])
  await newBrowser(app, '203.0.113.50').call('POST', '/login', {
    email: 'egor@news.test',
    password: PASSWORD,
  })
  expect(await told()).toEqual([expect.stringMatching(/^Вход с нового устройства: .*Адрес 203\.0\.113\.50/)])
})

test('a refused sign-in from another browser is no news and makes no browser known', async () => {
  const before = await told()
  const stranger = newBrowser(app, '203.0.113.51')
  await stranger.call('POST', '/login', { email: 'egor@news.test', password: 'не тот пароль' })
  expect(stranger.cookies.size).toBe(0)
  expect(await told()).toEqual(before)
})

test('password, second factor and a role are told', async () => {
  const browser = await signIn(app, 'egor@news.test')
  const { length } = await told()
  const password = 'совсем другие четыре слова'
  await browser.call('POST', '/profile/password', { present: PASSWORD, password })
  const start = await browser.call('POST', '/profile/second-factor', { present: password })
  const { address } = start.body as { address: string }
  await browser.call('POST', '/profile/second-factor/confirm', { code: totpOf(address) })
  await browser.call('POST', '/profile/second-factor/codes', { present: password })
  await browser.call('POST', '/profile/second-factor/off', { present: password })
  const rita = await signIn(app, 'rita@news.test')
  expect((await rita.call('POST', `/accounts/${userId}/grants`, { role: 'observer', regionId })).status).toBe(
    200,
  )
  const news = await told()
  expect(news.slice(0, news.length - length).map((line) => line.split(':')[0])).toEqual([
    'Вам назначена роль «Наблюдатель»',
    'Второй фактор входа выключен',
    'Выданы новые запасные коды, прежние не действуют',
    'Включён второй фактор входа',
    'Пароль изменён',
  ])
  expect(news[0]).toContain('Место: Проверочная область. Назначил: Рита Соколова.')
})

test('a letter goes at once, in quiet hours, whatever was chosen, and though the news were read away', async () => {
  const own = (await readSettings(db, [userId])).get(userId)!
  const channels = Object.fromEntries(
    Object.keys(own.channels).map((kind) => [kind, 'off']),
  ) as typeof own.channels
  const hour = new Date().getUTCHours()
  const quiet = { from: hour, until: (hour + 2) % 24 }
  await saveSettings(db, userId, { ...own, channels, timeZone: 'UTC', quiet })
  await sql`update notifications set mailed_at = now()`.execute(db)
  await newBrowser(app, '203.0.113.60').call('POST', '/login', {
    ...{ email: 'egor@news.test', password: 'совсем другие четыре слова' },
  })
  await told()
  await markRead(db, userId, null, new Date())
  expect(await db.transaction().execute((tx) => mailDue(tx, userId, 'http://localhost', new Date()))).toBe(
    true,
  )
  const { rows } = await sql<{ payload: { to: string; subject: string; text: string } }>`
    select payload from graphile_worker._private_jobs where payload ->> 'to' = 'egor@news.test'`.execute(db)
  expect(rows.map(({ payload }) => [payload.subject, payload.text.includes('203.0.113.60')])).toEqual([
    ['Вход с нового устройства', true],
  ])
})

test('there is nothing to choose about them', async () => {
  const browser = await signIn(app, 'rita@news.test')
  const { body } = await browser.call('GET', '/notifications/settings')
  const { kinds } = body as { kinds: { kind: string }[] }
  expect(kinds.length).toBeGreaterThan(0)
  expect(kinds.filter(({ kind }) => kind.startsWith('security'))).toEqual([])
})
