import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { newPerson, placesIn } from '../../test/people.ts'
import { LOCAL_OPERATOR, makeActor } from '../accounts/access.ts'
import { tellOfList } from '../identification/list-news.ts'
import { setListState } from '../identification/list-queries.ts'
import { createList } from '../identification/lists.ts'
import type { Actor } from '../platform/http.ts'
import { listNotifications, listWatchedIds, markRead, setWatched } from './queries.ts'
import { mailDue } from './send-mails.ts'
import { readSettings, saveSettings } from './settings.ts'

const { db, ground } = await testApp()
const subjects = ['Математика', 'Русский язык']
const rows = (login: string, year: number, shares: string) =>
  subjects.map((subject) => ({ year, subject, login, n: 20, shares }))
const low = '40;40;10;10'
const fine = '0;50;25;25'

const regionId = await newRegion(db)
await loadLongTable({ db, ground }, regionId, [
  ...rows('edu990001', 2025, low),
  ...rows('edu990002', 2025, low),
  ...rows('edu990003', 2025, fine),
])
const [first, second, third] = await placesIn(db, regionId)
const { municipalityId } = first!
// The second school is another municipality's.
const other = await db
  .insertInto('municipalities')
  .values({ region_id: regionId, code: 'other', name: 'Дальний район' })
  .returning('id')
  .executeTakeFirstOrThrow()
await db.updateTable('schools').set({ municipality_id: other.id }).where('id', '=', second!.id).execute()

const rita = await newPerson(db, 'Рита', [{ role: 'regional-coordinator', regionId }])
const max = await newPerson(db, 'Максим', [{ role: 'municipal-coordinator', regionId, municipalityId }])
const sofia = await newPerson(db, 'Софья', [
  { role: 'school-team', regionId, municipalityId, schoolId: first!.id },
])
const boris = await newPerson(db, 'Борис', [
  { role: 'school-team', regionId, municipalityId, schoolId: third!.id },
])
const stranger = await newPerson(db, 'Чужая', [
  { role: 'regional-coordinator', regionId: await newRegion(db) },
])

const titles = async (actor: Actor, kind: string) =>
  (await listNotifications(db, actor)).items.filter((item) => item.kind === kind)
const letters = async (actor: Actor) => {
  const { rows: found } = await sql<{ payload: { to: string; subject: string; text: string } }>`
    select payload from graphile_worker._private_jobs where payload ->> 'to' = (select email from users where id = ${actor.id})
    order by id`.execute(db)
  return found.map(({ payload }) => payload)
}

await setWatched(db, rita, [first!.id], true)
// Boris looks after the third school only: his star on the first comes from before.
await db.insertInto('watched_schools').values({ user_id: boris.id, school_id: first!.id }).execute()
const listId = await createList(db, LOCAL_OPERATOR, regionId, {
  schoolYear: 2025,
  methodology: 'order-847',
  name: 'Перечень 2025',
  level: 'regional',
})
const by = LOCAL_OPERATOR.id
await setListState(db, listId, { state: 'review', actor: by })
await tellOfList(db, listId, by)
await setListState(db, listId, { state: 'approved', actor: by, orderNumber: '5', orderDate: '2025-12-10' })
await tellOfList(db, listId, by)

test('the commission learns that a list waits for it, and nobody else', async () => {
  expect(await titles(rita, 'list-review')).toHaveLength(1)
  for (const actor of [max, sofia, stranger]) expect(await titles(actor, 'list-review')).toEqual([])
})

test('each is told of an approved list within their own scope: names and counts of their schools alone', async () => {
  const text = async (actor: Actor) => (await titles(actor, 'list-approved')).map((item) => item.text)
  expect(await text(rita)).toEqual([
    'Приказ № 5 от 10.12.2025. Из ваших школ в перечне для поддержки 2: Школа № 1, Школа № 2.',
  ])
  expect(await text(max)).toEqual([
    'Приказ № 5 от 10.12.2025. Из ваших школ в перечне для поддержки 1: Школа № 1.',
  ])
  expect(await text(sofia)).toHaveLength(1)
  expect(await text(boris)).toEqual([])
  expect(await text(stranger)).toEqual([])
})

test("a letter about the list names only the recipient's schools", async () => {
  // After any quiet hours.
  const later = new Date(Date.now() + 86_400_000)
  expect(await mailDue(db, max.id, 'https://traektoria.example.ru', later)).toBe(true)
  const [letter] = await letters(max)
  expect(letter?.subject).toBe('Утверждён перечень «Перечень 2025»')
  expect(letter?.text).toContain('Школа № 1')
  expect(letter?.text).not.toContain('Школа № 2')
  expect(letter?.text).toContain(`https://traektoria.example.ru/regions/${regionId}/lists/${listId}`)
})

test('what was mailed is not mailed again, and several pieces of news are one letter', async () => {
  const later = new Date(Date.now() + 2 * 86_400_000)
  expect(await mailDue(db, max.id, 'https://t.example', later)).toBe(false)
  expect(await mailDue(db, rita.id, 'https://t.example', later)).toBe(true)
  const found = await letters(rita)
  expect(found).toHaveLength(1)
  expect(found[0]?.subject).toMatch(/^Траектория: 3.новости$/)
})

test('a star tells of the school that is still visible, and of no other', async () => {
  const [news] = await titles(rita, 'watched-list')
  expect(news?.text).toBe('Вошли: Школа № 1.')
  // Boris has marked a school that is not his.
  expect(await titles(boris, 'watched-list')).toEqual([])
})

test('a role that was taken back takes the news and the letters with it', async () => {
  const gone = makeActor(sofia.id, 'Софья', [])
  expect(await titles(sofia, 'list-approved')).toHaveLength(1)
  expect((await listNotifications(db, gone)).items).toEqual([])
  await sql`update grants set granted_until = '2021-01-01' where user_id = ${sofia.id}`.execute(db)
  const later = new Date(Date.now() + 86_400_000)
  expect(await mailDue(db, sofia.id, 'https://t.example', later)).toBe(false)
  expect(await letters(sofia)).toEqual([])
})

test('a new file tells those who load files and those who marked a school in it', async () => {
  await loadLongTable({ db, ground }, regionId, rows('edu990001', 2026, low))
  expect((await titles(rita, 'import-committed')).map(({ text }) => text)).toEqual([
    'Результаты 2026 года: 1\u00a0школа.',
  ])
  expect((await titles(rita, 'watched-results')).map(({ text }) => text)).toEqual([
    'У отмеченных школ: Школа № 1.',
  ])
  expect(await titles(max, 'import-committed')).toEqual([])
})

test('news that were read are not counted, and nobody reads for another', async () => {
  const { unread, items } = await listNotifications(db, rita)
  await markRead(
    db,
    max.id,
    items.map(({ id }) => id),
    new Date(),
  )
  expect((await listNotifications(db, rita)).unread).toBe(unread)
  await markRead(db, rita.id, [items[0]!.id], new Date())
  expect((await listNotifications(db, rita)).unread).toBe(unread - 1)
  await markRead(db, rita.id, null, new Date())
  expect((await listNotifications(db, rita)).unread).toBe(0)
})

test('what was switched off is not told', async () => {
  const own = (await readSettings(db, [rita.id])).get(rita.id)!
  await saveSettings(db, rita.id, { ...own, channels: { ...own.channels, 'import-committed': 'off' } })
  const before = await titles(rita, 'import-committed')
  await loadLongTable({ db, ground }, regionId, rows('edu990002', 2026, low))
  expect(await titles(rita, 'import-committed')).toEqual(before)
})

test('nobody marks a school that is not theirs', async () => {
  await setWatched(db, stranger, [first!.id], true)
  const found = await db
    .selectFrom('watched_schools')
    .select('school_id')
    .where('user_id', '=', stranger.id)
    .execute()
  expect(found).toEqual([])
})

test('the operator marks schools though there is no account', async () => {
  await setWatched(db, LOCAL_OPERATOR, [second!.id], true)
  expect([...(await listWatchedIds(db, LOCAL_OPERATOR))]).toEqual([second!.id])
  await setWatched(db, LOCAL_OPERATOR, [second!.id], false)
  expect((await listWatchedIds(db, LOCAL_OPERATOR)).size).toBe(0)
})
