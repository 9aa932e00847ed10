import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { newPerson, placesIn } from '../../test/people.ts'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import type { Actor } from '../platform/http.ts'
import { findEverywhere } from './find.ts'

const { db, ground, call } = await testApp()
const row = (login: string) => ({ year: 2025, login, n: 20, shares: '40;40;10;10' })
const here = await newRegion(db, 'Здешняя область')
const there = await newRegion(db, 'Тамошняя область')
await loadLongTable({ db, ground }, here, [row('edu990001'), row('edu990002')])
await loadLongTable({ db, ground }, there, [row('edu980001')])
const [school, neighbour] = await placesIn(db, here)
const [foreign] = await placesIn(db, there)
const { municipalityId } = school!
for (const regionId of [here, there])
  await call('POST', `/regions/${regionId}/lists`, {
    schoolYear: 2025,
    methodology: 'order-847',
    name: 'Заозёрский перечень',
  })
const region = await newPerson(db, 'Заозёрова Рита', [{ role: 'regional-coordinator', regionId: here }])
const municipal = await newPerson(db, 'Заозёров Максим', [
  { role: 'municipal-coordinator', regionId: here, municipalityId },
])
const team = await newPerson(db, 'Заозёрная Софья', [
  { role: 'school-team', regionId: here, municipalityId, schoolId: school!.id },
])
await newPerson(db, 'Заозёров Другой', [{ role: 'regional-coordinator', regionId: there }])

const found = async (actor: Actor, text: string, kind: string) =>
  (await findEverywhere(db, actor, text))
    .filter((one) => one.kind === kind)
    .map(({ id, title }) => id || title)

test('a school is found by its number, its territory and without the letter ё', async () => {
  const titles = async (text: string) =>
    (await findEverywhere(db, region, text)).filter(({ kind }) => kind === 'school').map(({ title }) => title)
  expect(await titles('школа 1')).toEqual(['Школа № 1'])
  expect(await titles('заозерский 2')).toEqual(['Школа № 2'])
})

test('nobody finds a school that is not theirs', async () => {
  expect(await found(region, 'школа', 'school')).toEqual([String(school!.id), String(neighbour!.id)])
  expect(await found(municipal, 'школа', 'school')).toEqual([String(school!.id), String(neighbour!.id)])
  expect(await found(team, 'школа', 'school')).toEqual([String(school!.id)])
  expect(await found(LOCAL_OPERATOR, 'школа', 'school')).toContain(String(foreign!.id))
})

test('territories and lists of another region are not found, and a school team finds none', async () => {
  expect(await found(region, 'заозёрский', 'municipality')).toEqual([String(municipalityId)])
  expect(await found(municipal, 'заозёрский', 'municipality')).toEqual([String(municipalityId)])
  expect(await found(team, 'заозёрский', 'municipality')).toEqual([])
  expect(await found(region, 'заозёрский', 'list')).toHaveLength(1)
  expect(await found(LOCAL_OPERATOR, 'заозёрский', 'list')).toHaveLength(2)
  expect(await found(team, 'заозёрский', 'list')).toEqual([])
})

test('people are found by those who keep accounts, and only of their own places', async () => {
  const names = async (actor: Actor) =>
    (await findEverywhere(db, actor, 'заозер'))
      .filter(({ kind }) => kind === 'person')
      .map(({ title }) => title)
  expect(await names(region)).toEqual(['Заозёрная Софья', 'Заозёров Максим', 'Заозёрова Рита'])
  expect(await names(municipal)).toEqual([])
  expect(await names(LOCAL_OPERATOR)).toHaveLength(4)
})

test('signs of a pattern are letters like others, and an empty text finds nothing', async () => {
  expect(await findEverywhere(db, LOCAL_OPERATOR, '%')).toEqual([])
  expect(await findEverywhere(db, LOCAL_OPERATOR, '_')).toEqual([])
  expect(await findEverywhere(db, LOCAL_OPERATOR, '  ')).toEqual([])
})
