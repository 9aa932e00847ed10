import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../test/app.ts'
import { type GivenFile, importFile } from '../../test/import-file.ts'

const base = await testApp()
const { db, call } = base

const HEADER =
  'Код участника;Вариант;1 (5б);2 (5б);Порядковый номер класса;Отметка за предыдущий триместр/ четверть/полугодие;Итого баллов'
const ROWS = ['40001;1;5;5;1;5;10', '40002;2;0;X;1;3;0', '40003;отсутствовал;;;1;;']

const form = (name: string, options: GivenFile['options'] = {}): GivenFile => ({
  name,
  year: 2026,
  bytes: [HEADER, ...ROWS].join('\n'),
  options,
})
const NAME = 'Форма сбора результатов Русский язык 4 класс ВПР 2026.csv'

async function giveScale(regionId: number): Promise<void> {
  await db
    .insertInto('mark_scales')
    .values({
      region_id: regionId,
      procedure: 'vpr-ru-4',
      school_year: 2026,
      score_kind: 'primary',
      bounds: JSON.stringify({ 3: 4, 4: 7, 5: 9 }),
      source: 'проверка',
    })
    .execute()
}

test('a form without a school asks for it once, and is read when the school is given', async () => {
  const regionId = await newRegion(db)
  await giveScale(regionId)
  const asked = await importFile(base, regionId, form(NAME))
  expect(asked).toMatchObject({ state: 'refused', problem: { code: 'import/school-needed' } })
  const read = await importFile(base, regionId, form(NAME, { school: 'edu990001' }))
  expect(read.state).toBe('committed')
  const { rowsRead, rowsAccepted, rowsRejected, rowsSkipped } = read.preview!
  expect([rowsRead, rowsAccepted, rowsRejected, rowsSkipped]).toEqual([4, 2, 0, 2])
  const counts = await db
    .selectFrom('school_procedure_counts')
    .select(['participants', 'low', 'procedure'])
    .where('import_id', '=', read.id)
    .execute()
  expect(counts).toEqual([{ participants: 2, low: 1, procedure: 'vpr-ru-4' }])
})

test('the name of the file tells the work, the year and, where it stands there, the login', async () => {
  const regionId = await newRegion(db)
  await giveScale(regionId)
  const name = 'Форма_сбора_результатов_Русский_язык_4_класс_ВПР_2026_EDU990005 (1).csv'
  const row = await importFile(base, regionId, form(name))
  expect(row.state).toBe('committed')
  expect(row.preview!.procedures).toMatchObject([{ code: 'vpr-ru-4', schoolYear: 2026, schools: 1 }])
  const unnamed = await importFile(base, regionId, form('форма.csv', { school: 'edu990005' }))
  expect(unnamed.problem!.detail).toContain('Форма сбора результатов Русский язык 4 класс ВПР 2026.xlsx')
  const otherYear = await importFile(base, regionId, { ...form(name), year: 2025 })
  expect(otherYear.problem!.code).toBe('import/wrong-year')
})

test('a school of the registry is named by its own code', async () => {
  const regionId = await newRegion(db)
  await giveScale(regionId)
  const first = await importFile(base, regionId, form(NAME, { school: 'edu990002' }))
  expect(first.state).toBe('committed')
  const school = await db
    .selectFrom('schools')
    .select(['id', 'code'])
    .where('region_id', '=', regionId)
    .executeTakeFirstOrThrow()
  const again = { ...form(NAME, { school: `code:${school.code}`, createSchools: false }) }
  const other = await importFile(base, regionId, { ...again, bytes: `${again.bytes}\n40009;1;4;4;1;4;8` })
  expect(other.preview!.schools).toMatchObject({ matched: 1, waiting: 0 })
})

test('without a mark scale no mark is guessed: nothing is taken', async () => {
  const regionId = await newRegion(db)
  const row = await importFile(base, regionId, form(NAME, { school: 'edu990003' }))
  expect(row).toMatchObject({ state: 'refused', problem: { code: 'import/nothing-accepted' } })
  expect(row.problem!.detail).toContain('шкала перевода баллов')
})

test('the upload takes the school as a field', async () => {
  const regionId = await newRegion(db)
  const boundary = 'xxboundaryxx'
  const field = (name: string, value: string) =>
    `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`
  const file = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="form.csv"\r\n\r\n${form(NAME).bytes}\r\n--${boundary}--\r\n`
  const answer = await base.app.inject({
    method: 'POST',
    url: `/api/regions/${regionId}/imports`,
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: field('year', '2026') + field('school', 'edu990004') + file,
  })
  const { id } = answer.json() as { id: number }
  const { body } = await call('GET', `/imports/${id}`)
  expect(body).toMatchObject({ options: { school: 'edu990004' } })
})
