import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'

const at = await testApp()
const regionId = await newRegion(at.db)
await loadLongTable(at, regionId, [{ year: 2025, login: 'edu990001', n: 20, shares: '35;40;20;5' }])
const schoolId = (
  await at.db.selectFrom('schools').select('id').where('region_id', '=', regionId).executeTakeFirstOrThrow()
).id

interface Told {
  kind: string
  action: string
  actor_name: string
  subject: string
  place: string
  details: unknown
  address: string
  result: string
}
const told = async (action: string): Promise<Told[]> =>
  (
    await sql<Told>`select kind, action, actor_name, subject_kind || ' ' || subject_id as subject,
      place_kind || ' ' || place_id as place, details, address, result
      from accesses where action = ${action} order by id`.execute(at.db)
  ).rows
const soon = <T>(look: () => Promise<T>) => expect.poll(look, { timeout: 5_000, interval: 100 })

test('a look at a school stands in the journal soon after, with who, what and from where', async () => {
  expect((await at.call('GET', `/schools/${schoolId}?year=2025`)).status).toBe(200)
  await soon(() => told('school.read')).toEqual([
    {
      ...{ kind: 'read', action: 'school.read', actor_name: 'Локальный оператор', details: null },
      ...{ subject: `school ${schoolId}`, place: `school ${schoolId}`, address: '127.0.0.1', result: 'done' },
    },
  ])
})

test('an answer that is kept and not made again is told each time', async () => {
  const url = `/api/regions/${regionId}/identification?year=2025`
  const first = await at.app.inject({ method: 'GET', url })
  const known = { 'if-none-match': String(first.headers.etag) }
  expect((await at.app.inject({ method: 'GET', url, headers: known })).statusCode).toBe(304)
  await soon(async () => (await told('identification.read')).map(({ result }) => result)).toEqual([
    'done',
    'done',
  ])
})

test('an export is in the journal before its answer arrives, with its filters', async () => {
  const response = await at.app.inject({
    method: 'GET',
    url: `/api/regions/${regionId}/exports?table=results&years=2025&format=csv`,
  })
  expect(response.statusCode).toBe(200)
  expect(await told('export.table')).toMatchObject([
    {
      ...{ kind: 'export', subject: `region ${regionId}`, place: `region ${regionId}`, result: 'done' },
      details: { table: 'results', years: [2025], format: 'csv' },
    },
  ])
})

test('of a long list of what was ticked only its length is told', async () => {
  const schoolIds = Array.from({ length: 30 }, (_, index) => index + 1)
  const body = {
    schoolYear: 2025,
    methodology: 'order-847',
    schoolIds: [schoolId, ...schoolIds],
    columns: [],
    filters: '',
  }
  await at.app.inject({ method: 'POST', url: `/api/regions/${regionId}/identification/xlsx`, payload: body })
  expect((await told('identification.xlsx')).at(-1)?.details).toMatchObject({ schoolIds: { count: 31 } })
})

test('a look that found nothing is told with the reason', async () => {
  expect((await at.call('GET', '/schools/2000000000?year=2025')).status).toBe(404)
  await soon(async () => (await told('school.read')).map(({ result }) => result)).toEqual([
    'done',
    'place/not-found',
  ])
})
