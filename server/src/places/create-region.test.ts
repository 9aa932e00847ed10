import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { testApp } from '../../test/app.ts'
import type { Region } from './schemas.ts'

const { db, call } = await testApp()

const smolensk = {
  code: '67',
  name: 'Смоленская область',
  nameGenitive: 'Смоленской области',
  namePrepositional: 'Смоленской области',
}

test('a region is made with its declined forms, and the change is kept', async () => {
  const made = await call('POST', '/regions', smolensk)
  expect(made).toMatchObject({
    status: 200,
    body: {
      code: '67',
      name: 'Смоленская область',
      nameIn: 'в Смоленской области',
      schools: 0,
      isDemo: false,
    },
  })
  const { id } = made.body as Region
  expect((await call('GET', '/regions')).body).toMatchObject([{ id }])
  const changes =
    await sql`select actor, action, subject_id from changes where subject_kind = 'region'`.execute(db)
  expect(changes.rows).toEqual([{ actor: 'local-operator', action: 'region.create', subject_id: String(id) }])
})

test('a code or a name that is taken is refused by name, whatever its letters', async () => {
  const sameCode = await call('POST', '/regions', { ...smolensk, name: 'Другая область' })
  expect(sameCode).toMatchObject({
    status: 409,
    body: { code: 'place/duplicate', detail: 'Код 67 уже носит «Смоленская область». Выберите другой код.' },
  })
  const sameName = await call('POST', '/regions', { ...smolensk, code: '670', name: 'СМОЛЕНСКАЯ область' })
  expect(sameName).toMatchObject({ status: 409, body: { code: 'place/duplicate' } })
})

test('forms may be left out, a code may not', async () => {
  const plain = { code: 'HANTS', name: 'Hampshire', nameGenitive: null, namePrepositional: null }
  expect(await call('POST', '/regions', plain)).toMatchObject({
    status: 200,
    body: { nameGenitive: 'региона «Hampshire»', nameIn: 'в регионе «Hampshire»' },
  })
  for (const code of ['', '  ', 'слишком-длинный-код', 'a b'])
    expect((await call('POST', '/regions', { ...plain, code, name: 'Surrey' })).status).toBe(400)
})

test("a region is called otherwise with its forms, and nobody else's code or name is taken", async () => {
  const made = await call('POST', '/regions', { ...smolensk, code: '00', name: 'Мой регион' })
  const { id } = made.body as Region
  const bryansk = {
    code: '32',
    name: 'Брянская область',
    nameGenitive: 'Брянской области',
    namePrepositional: 'Брянской области',
  }
  expect(await call('PUT', `/regions/${id}`, bryansk)).toMatchObject({
    status: 200,
    body: {
      id,
      code: '32',
      name: 'Брянская область',
      nameGenitive: 'Брянской области',
      nameIn: 'в Брянской области',
      storedForms: { nameGenitive: 'Брянской области' },
    },
  })
  expect(await call('PUT', `/regions/${id}`, { ...bryansk, code: '67' })).toMatchObject({
    status: 409,
    body: { code: 'place/duplicate' },
  })
  const same = await call('PUT', `/regions/${id}`, { ...bryansk, nameGenitive: null })
  expect(same).toMatchObject({ status: 200, body: { nameGenitive: 'региона «Брянская область»' } })
  expect(await call('PUT', '/regions/999999', bryansk)).toMatchObject({ status: 404 })
  const { rows } = await sql`
    select before->>'name' as "was", after->>'name' as "is" from changes where action = 'region.change' order by id`.execute(
    db,
  )
  expect(rows[0]).toEqual({ was: 'Мой регион', is: 'Брянская область' })
})
