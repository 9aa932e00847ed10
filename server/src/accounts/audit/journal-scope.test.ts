import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../../test/app.ts'
import { newAccount, signIn } from '../../../test/sign-in.ts'
import type { Access } from '../../platform/accesses.ts'
import { recordChange } from '../../platform/changes.ts'
import { recordAccess } from './record-access.ts'

const at = await testApp()
const { app, db } = at

/** A region with a municipality, a school and people, and one record of every kind about each of them. */
async function region(name: string) {
  const regionId = await newRegion(db, name)
  const made = { region_id: regionId, code: `m-${regionId}`, name: `Район ${name}` }
  const { id: municipalityId } = await db
    .insertInto('municipalities')
    .values(made)
    .returning('id')
    .executeTakeFirstOrThrow()
  const { id: schoolId } = await db
    .insertInto('schools')
    .values({ ...made, municipality_id: municipalityId, code: `s-${regionId}`, name: `Школа ${name}` })
    .returning('id')
    .executeTakeFirstOrThrow()
  const place = { role: 'regional-coordinator' as const, regionId }
  const userId = await newAccount(db, `head-${regionId}@scope.test`, `Глава ${name}`, [place])
  const actor = { id: userId, name: `Глава ${name}`, role: 'regional-coordinator' }
  const access: Access = { at: new Date(), kind: 'read', action: 'school.read', actor, result: 'done' }
  for (const [kind, id] of [
    ['region', regionId],
    ['municipality', municipalityId],
    ['school', schoolId],
  ] as const)
    await recordAccess(db, { ...access, place: { kind, id }, subject: { kind, id } })
  for (const [subjectKind, subjectId] of [
    ['region', regionId],
    ['municipality', municipalityId],
    ['school', schoolId],
    ['account', userId],
  ] as const)
    await recordChange(db, {
      actor: userId,
      action: 'school.update',
      subjectKind,
      subjectId,
      after: { name },
    })
  return { name, regionId, schoolId, userId, email: `head-${regionId}@scope.test`, actor }
}

const [own, other] = [await region('Ближняя'), await region('Дальняя')]
// Of no region, of the installation, and of somebody who works in both.
await recordChange(db, { actor: 'x', action: 'audit.retain', subjectKind: 'audit', subjectId: 1 })
const both = await newAccount(db, 'both@scope.test', 'Обеих областей', [
  { role: 'observer', regionId: own.regionId },
  { role: 'observer', regionId: other.regionId },
])
await recordChange(db, { actor: both, action: 'account.edit', subjectKind: 'account', subjectId: both })
const admin = 'admin@scope.test'
await newAccount(db, admin, 'Антон', [{ role: 'administrator' }])

interface Page {
  records: {
    actor: { id: string; name: string }
    subject: { kind: string; id: string; title: string | null } | null
  }[]
  count: number
}
const read = async (email: string, query = '') => {
  const answer = await (await signIn(app, email)).call('GET', `/audit/records?limit=200&${query}`)
  expect(answer.status).toBe(200)
  return answer.body as Page
}

test('a region reads what happened in it: places, people, sign-ins', async () => {
  const { records, count } = await read(own.email)
  expect(records).toHaveLength(count)
  const kinds = new Set(records.map(({ subject }) => subject?.kind ?? 'sign-in'))
  expect([...kinds].sort()).toEqual(['account', 'municipality', 'region', 'school', 'sign-in'])
})

test('and nothing of another region, of the installation, or of people who work elsewhere too', async () => {
  for (const [mine, foreign] of [
    [own, other],
    [other, own],
  ] as const) {
    const text = JSON.stringify(await read(mine.email))
    expect(text).toContain(`Школа ${mine.name}`)
    for (const hidden of [foreign.name, foreign.userId, both, '"audit"', 'Обеих областей', 'Антон'])
      expect(text).not.toContain(hidden)
  }
})

test('no filter leads beyond it', async () => {
  for (const query of [
    `actor=${other.userId}`,
    `subjectKind=school&subjectId=${other.schoolId}`,
    `school=${encodeURIComponent(other.name)}`,
  ])
    expect(await read(own.email, query)).toMatchObject({ records: [], count: 0 })
})

test('the workbook and the summary keep to it, the chain is not shown and not checked', async () => {
  const browser = await signIn(app, own.email)
  const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
  const file = await app.inject({ url: '/api/audit/records/xlsx', headers: { cookie } })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(file.rawPayload as never)
  const cells = JSON.stringify(workbook.getWorksheet('Журнал')!.getSheetValues())
  expect(cells).toContain(`Школа ${own.name}`)
  expect(cells).not.toContain(other.name)
  const { body } = await browser.call('GET', '/audit/summary')
  expect(body).toMatchObject({ mayCheck: false, lastCheck: null, archives: [] })
  expect(JSON.stringify(body)).not.toContain(other.name)
  expect((await browser.call('POST', '/audit/check')).status).toBe(403)
})

test('the administrator of the installation reads all of it', async () => {
  const text = JSON.stringify(await read(admin))
  for (const shown of [own.name, other.name, 'Обеих областей']) expect(text).toContain(shown)
})

test('who answers for less than a region reads no journal', async () => {
  await newAccount(db, 'max@scope.test', 'Максим', [
    { role: 'school-team', regionId: own.regionId, schoolId: own.schoolId },
  ])
  const browser = await signIn(app, 'max@scope.test')
  expect((await browser.call('GET', '/audit/records')).status).toBe(403)
})
