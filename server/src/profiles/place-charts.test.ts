import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import type { ChartView } from '../charts/chart-view.ts'
import type { MunicipalityCard } from './municipality-schemas.ts'

const { app, db, ground, call } = await testApp()
const subjects = ['Математика', 'Русский язык']
const rows = (login: string, year: number, n: number, shares: string) =>
  subjects.map((subject) => ({ year, subject, login, n, shares }))

const chartOf = async (path: string): Promise<ChartView> => {
  const { status, body } = await call('GET', path)
  expect(status, path).toBe(200)
  return body as ChartView
}

const municipalityOf = async (regionId: number): Promise<number> =>
  (
    await db
      .selectFrom('municipalities')
      .select('id')
      .where('region_id', '=', regionId)
      .executeTakeFirstOrThrow()
  ).id

test('a school whose file gives only rounded shares counts in the totals of the region', async () => {
  const regionId = await newRegion(db)
  await loadLongTable({ db, ground }, regionId, [
    ...rows('edu990011', 2025, 250, '31;30;20;19'),
    ...rows('edu990012', 2025, 50, '10;40;30;20'),
  ])
  const { table } = await chartOf(`/regions/${regionId}/charts/procedures?year=2025`)
  // 5 counted of 50, and 31 % of 250 is 77 or 78.
  expect(table.rows[0]).toEqual([
    'ВПР, математика, 5 класс',
    '300',
    '83',
    '27,7\u00a0%',
    'нет данных',
    '1 из 2',
  ])
})

test('a funnel names the school that chance does not explain, and rings the schools of a municipality', async () => {
  const regionId = await newRegion(db)
  const usual = Array.from({ length: 20 }, (_, index) =>
    rows(`edu9900${30 + index}`, 2025, 60, '10;40;30;20'),
  ).flat()
  await loadLongTable({ db, ground }, regionId, [...usual, ...rows('edu990060', 2025, 60, '60;20;10;10')])
  const view = await chartOf(`/regions/${regionId}/charts/funnel?year=2025&of=vpr-ma-5`)
  expect(view.id).toBe('funnel-vpr-ma-5')
  expect(view.title).toContain('у 1\u00a0школы')
  expect(view.title).toContain('из 21\u00a0школы')
  const outside = view.table.rows.filter((row) => row.at(-1)?.startsWith('выше верхней'))
  expect(outside.map((row) => row[0])).toEqual(['Школа № 60'])
  expect(view.reading).toHaveLength(21)
  const own = await chartOf(
    `/municipalities/${await municipalityOf(regionId)}/charts/funnel?year=2025&of=vpr-ma-5`,
  )
  expect(own.svg.match(/r="8"/g)).toHaveLength(21)
})

test('one school alone is not compared with itself', async () => {
  const regionId = await newRegion(db)
  await loadLongTable({ db, ground }, regionId, rows('edu990071', 2025, 21, '43;30;17;10'))
  const path = `/regions/${regionId}/charts`
  expect((await chartOf(`${path}/funnel?year=2025`)).title).toContain('результаты одной школы')
  const map = await chartOf(`${path}/map?year=2025`)
  expect(map.table.rows[0]?.slice(0, 2)).toEqual(['Заозёрский район', 'мало данных'])
  expect(map.svg).toContain('Данных для рисунка нет')
  expect((await chartOf(`${path}/transitions?year=2025`)).title).toContain('появятся')
  const { body } = await call('GET', `/municipalities/${await municipalityOf(regionId)}?year=2025`)
  const card = body as MunicipalityCard
  expect(card.sentence).toBe('В муниципалитете «Заозёрский район» в перечень 2025 года входит 1\u00a0школа.')
  expect(card.schools.map(({ name, status, move }) => [name, status, move])).toEqual([
    ['Школа № 71', 'listed', null],
  ])
  // One school is no distribution to be advised by.
  expect(card.schools[0]?.advisory).toBeNull()
  expect(card.coverage.map(({ procedure, got }) => [procedure, got])).toEqual([
    ['vpr-ma-5', 1],
    ['vpr-ru-5', 1],
  ])
})

test('before any file every chart says that there is nothing yet', async () => {
  const regionId = await newRegion(db)
  for (const chart of ['map', 'transitions', 'procedures', 'funnel', 'history'])
    expect((await chartOf(`/regions/${regionId}/charts/${chart}?year=2025`)).svg).toContain(
      'Данных для рисунка нет',
    )
})

test('a picture is a file of its own, with its finding inside', async () => {
  const regionId = await newRegion(db)
  await loadLongTable({ db, ground }, regionId, rows('edu990081', 2025, 30, '10;40;30;20'))
  const svg = await app.inject(`/api/regions/${regionId}/charts/procedures/picture?year=2025&format=svg`)
  expect(svg.headers['content-type']).toContain('image/svg+xml')
  expect(svg.body).toContain('Ниже минимума чаще всего')
  expect(svg.body).not.toContain('var(')
  const png = await app.inject(`/api/regions/${regionId}/charts/procedures/picture?year=2025&format=png`)
  expect(png.rawPayload.subarray(1, 4).toString()).toBe('PNG')
})

test('what does not exist is said so', async () => {
  const regionId = await newRegion(db)
  expect((await call('GET', '/municipalities/999999?year=2025')).status).toBe(404)
  expect((await call('GET', `/regions/${regionId}/charts/funnel?year=2025&of=none`)).status).toBe(404)
  expect((await call('GET', `/regions/${regionId}/charts/map?year=2025&of=none`)).status).toBe(404)
})
