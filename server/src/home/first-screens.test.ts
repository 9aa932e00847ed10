import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { newPerson, placesIn } from '../../test/people.ts'
import { newAccount, signIn } from '../../test/sign-in.ts'
import { INSTALLATION } from '../accounts/access.ts'
import { listContacts } from './contacts.ts'
import { buildMunicipalityToday } from './my-municipality.ts'
import { buildSchoolToday } from './my-school.ts'
import { buildCuratorToday } from './my-schools.ts'
import { listWarnings, readSystemHealth } from './system-health.ts'

const { app, db, ground } = await testApp()
const RULE = 'order-847'
const row = (login: string, subject: string, shares: string) => ({
  year: 2025,
  subject,
  login,
  n: 20,
  shares,
})

const regionId = await newRegion(db)
await loadLongTable({ db, ground }, regionId, [
  row('edu990001', 'Математика', '40;40;10;10'),
  row('edu990001', 'Русский язык', '40;40;10;10'),
  row('edu990002', 'Математика', '0;50;25;25'),
])
const [low, fine] = await placesIn(db, regionId)
const { municipalityId } = low!
const region = await newPerson(db, 'Рита', [{ role: 'regional-coordinator', regionId }])
const municipal = await newPerson(db, 'Максим', [{ role: 'municipal-coordinator', regionId, municipalityId }])
const curator = await newPerson(db, 'Кира', [
  { role: 'curator', regionId, municipalityId, schoolId: low!.id },
])
const team = await newPerson(db, 'Софья', [
  { role: 'school-team', regionId, municipalityId, schoolId: low!.id },
])
await newPerson(db, 'Бывшая', [{ role: 'regional-coordinator', regionId, until: '2021-01-01' }])

test('a school is told where it stands and why, and who helps it, the nearest first', async () => {
  const today = await buildSchoolToday(db, team, low!.id, 2025, RULE)
  expect(today.status).toBe('listed')
  expect(today.sentences).toHaveLength(3)
  expect(today.sentences[0]).toContain('включена в перечень 2025 года')
  expect(today.contacts.map(({ name, label }) => [name, label])).toEqual([
    ['Кира', 'Куратор школы'],
    ['Максим', 'Координатор муниципалитета'],
    ['Рита', 'Координатор региона'],
  ])
  expect(today.procedures.map(({ text }) => text)).toEqual(['8 из 20 (40\u00a0%)', '8 из 20 (40\u00a0%)'])
})

test('a school team does not reach another school', async () => {
  await expect(buildSchoolToday(db, team, fine!.id, 2025, RULE)).rejects.toMatchObject({
    code: 'place/not-found',
  })
})

test('a curator sees only the schools that were given to them', async () => {
  const today = await buildCuratorToday(db, curator, regionId, 2025, RULE)
  expect(today.schools.map(({ id, status }) => [id, status])).toEqual([[low!.id, 'listed']])
  expect(today.sentence).toBe('За вами закреплена 1\u00a0школа: в перечень 2025 года входит 1.')
  expect(today.contacts.map(({ name }) => name)).toEqual(['Максим', 'Рита'])
})

test('a municipal coordinator sees the schools of the municipality and does not call themselves', async () => {
  const today = await buildMunicipalityToday(db, municipal, municipalityId, 2025, RULE)
  expect(today.card.schools.map(({ id }) => id)).toEqual([low!.id, fine!.id])
  expect(today.contacts.map(({ name }) => name)).toEqual(['Рита'])
})

test('people of another place and of the past are nobody to call', async () => {
  const other = await newRegion(db, 'Другая область')
  expect(await listContacts(db, { ...INSTALLATION, regionId: other }, region.id)).toEqual([])
})

test('the health of the system counts imports, people and room on the disk', async () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const health = await readSystemHealth(db, { dataDir: ground.dataDir, version: '1.2.3', now })
  expect(health.versions.product).toBe('1.2.3')
  expect(health.people.active).toBeGreaterThanOrEqual(5)
  expect(health.imports.committed).toBe(1)
  expect(health.storage.files.files).toBe(1)
  expect(health.storage.freeBytes).toBeGreaterThan(0)
  expect(health.lastBackupAt).toBeNull()
  expect(health.warnings.join()).toContain('резервной копии')
  await newAccount(db, 'admin@first.test', 'Антон', [{ role: 'administrator' }])
  const admin = await signIn(app, 'admin@first.test')
  expect((await admin.call('GET', '/system')).status).toBe(200)
})

test('a full disk is the first thing to look at, and a fresh backup is nothing to say', async () => {
  const now = new Date('2026-11-22T10:00:00Z')
  const health = await readSystemHealth(db, { dataDir: ground.dataDir, version: '1', now })
  const full = {
    ...health,
    lastBackupAt: '2026-11-21T10:00:00Z',
    storage: { ...health.storage, freeBytes: 1e9, totalBytes: 100e9 },
  }
  expect(listWarnings(full, now)).toEqual([
    'На диске осталось 1 ГБ: освободите место, иначе файлы перестанут приниматься.',
  ])
})

test('the session says what menus offer: actions here and in each region, and first screens', async () => {
  await newAccount(db, 'both@first.test', 'Двое', [
    { role: 'administrator' },
    { role: 'regional-coordinator', regionId },
  ])
  const { body } = await (await signIn(app, 'both@first.test')).call('GET', '/session')
  const session = body as {
    actions: string[]
    regions: { id: number; actions: string[] }[]
    screens: unknown[]
  }
  expect(session.actions).toContain('system.read')
  expect(session.regions.find(({ id }) => id === regionId)?.actions).toContain('list.approve')
  expect(session.screens).toHaveLength(2)
})
