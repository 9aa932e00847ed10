import { beforeAll, expect, test } from 'vitest'
import { newRegion, testApp } from '../../../test/app.ts'
import { newAccount, signIn } from '../../../test/sign-in.ts'

const { app, db } = await testApp()
let cookie: string
let rita: Awaited<ReturnType<typeof signIn>>
let municipalityId: number
let schoolId: number

beforeAll(async () => {
  const regionId = await newRegion(db)
  const place = await addSchool(regionId, 'Лесной район', 'МБОУ «Школа № 1»', '101')
  municipalityId = place.municipalityId
  schoolId = place.schoolId
  await addSchool(await newRegion(db, 'Чужая область'), 'Чужой район', 'Чужая школа', '900')
  await newAccount(db, 'rita@region.test', 'Рита Соколова', [{ role: 'regional-coordinator', regionId }])
  rita = await signIn(app, 'rita@region.test')
  cookie = [...rita.cookies].map(([name, value]) => `${name}=${value}`).join('; ')
})

async function addSchool(regionId: number, municipality: string, name: string, code: string) {
  const { id } = await db
    .insertInto('municipalities')
    .values({ region_id: regionId, code, name: municipality })
    .returning('id')
    .executeTakeFirstOrThrow()
  const school = await db
    .insertInto('schools')
    .values({ region_id: regionId, municipality_id: id, code, name })
    .returning('id')
    .executeTakeFirstOrThrow()
  return { municipalityId: id, schoolId: school.id }
}

interface Preview {
  people: { email: string; grants: unknown[] }[]
  rows: { rowNumber: number; placeName: string }[]
  problems: { rowNumber: number; column: string; given: string | null; expected: string }[]
}

async function upload(lines: string[]): Promise<{ status: number; body: Preview }> {
  const text = ['ФИО;Почта;Роль;Муниципалитет;Школа;Должность;Телефон;С;По', ...lines].join('\n')
  const payload = `--edge\r\ncontent-disposition: form-data; name="file"; filename="люди.csv"\r\ncontent-type: text/csv\r\n\r\n${text}\r\n--edge--\r\n`
  const response = await app.inject({
    method: 'POST',
    url: '/api/accounts/upload',
    remoteAddress: '127.0.0.1',
    headers: {
      'content-type': 'multipart/form-data; boundary=edge',
      'sec-fetch-site': 'same-origin',
      cookie,
    },
    payload,
  })
  return { status: response.statusCode, body: response.json() }
}

const usersNow = async () =>
  (await db.selectFrom('users').select('email').execute()).map(({ email }) => email)

test('a list is understood row by row, and nobody is invited by reading it', async () => {
  const before = await usersNow()
  const { status, body } = await upload([
    'Иванова Анна;IVANOVA@shkola.test;школьная команда;Лесной район;Школа № 9;завуч;;;',
    'Иванова Анна;ivanova@shkola.test;Школьная команда;;101;завуч;;01.09.2026;31.05.2027',
    'Иванова Анна;ivanova@shkola.test;Муниципальный координатор;лесной район;;;;;',
    'Петров Пётр;petrov;Эксперт;;;;;;',
    'Чужой;chuzhoy@shkola.test;Куратор;;900;;;;',
    'Гордый;gordy@shkola.test;Администратор;;;;;;',
    'Без роли;bez@shkola.test;;;;;;;',
  ])
  expect(status).toBe(200)
  expect(body.people).toEqual([
    expect.objectContaining({
      email: 'ivanova@shkola.test',
      grants: [
        expect.objectContaining({ role: 'school-team', schoolId, from: '2026-09-01', until: '2027-05-31' }),
        expect.objectContaining({ role: 'municipal-coordinator', municipalityId, schoolId: null }),
      ],
    }),
  ])
  expect(body.rows.map(({ rowNumber }) => rowNumber)).toEqual([3, 4])
  expect(body.problems.map(({ rowNumber, column, given }) => [rowNumber, column, given])).toEqual([
    [2, 'Школа', 'Школа № 9'],
    [5, 'Почта', 'petrov'],
    [6, 'Школа', '900'],
    [7, 'Роль', 'Администратор'],
    [8, 'Роль', null],
  ])
  expect(await usersNow()).toEqual(before)
})

test('the people of a list are invited all together, each with one link that works', async () => {
  const { body } = await upload([
    'Орлова Нина;orlova@shkola.test;Куратор;;101;;;;',
    'Орлова Нина;orlova@shkola.test;Эксперт;;;;;;',
    'Зимин Олег;zimin@shkola.test;Наблюдатель;Лесной район;;;;;',
  ])
  const sent = await rita.call('POST', '/accounts/invite-many', { people: body.people })
  const { invited, links } = sent.body as { invited: number; links: { email: string; link: string }[] }
  expect([sent.status, invited, links.map(({ email }) => email)]).toEqual([
    200,
    2,
    ['orlova@shkola.test', 'zimin@shkola.test'],
  ])
  for (const { link } of links) {
    const found = await rita.call('GET', `/invitations/${link.split('/').at(-1)}`)
    expect(found.status).toBe(200)
  }
})

test('where one of them cannot be invited, nobody is', async () => {
  const before = await usersNow()
  const { status } = await rita.call('POST', '/accounts/invite-many', {
    people: [
      { email: 'first@shkola.test', name: 'Первый', grants: [{ role: 'curator', schoolId }] },
      { email: 'second@shkola.test', name: 'Второй', grants: [{ role: 'administrator' }] },
    ],
  })
  expect(status).toBe(403)
  expect(await usersNow()).toEqual(before)
})

test('a file without the columns is refused with a word about the template', async () => {
  const text = await app.inject({
    method: 'POST',
    url: '/api/accounts/upload',
    remoteAddress: '127.0.0.1',
    headers: {
      'content-type': 'multipart/form-data; boundary=edge',
      'sec-fetch-site': 'same-origin',
      cookie,
    },
    payload:
      '--edge\r\ncontent-disposition: form-data; name="file"; filename="a.csv"\r\n\r\nа;б\n1;2\r\n--edge--\r\n',
  })
  expect(text.json()).toMatchObject({ code: 'import/format-unknown' })
})
