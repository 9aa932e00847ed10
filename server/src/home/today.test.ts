import { expect, test } from 'vitest'
import type { z } from 'zod'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { INSTALLATION, makeActor } from '../accounts/access.ts'
import type { ChartView } from '../charts/chart-view.ts'
import type { SchoolListDetail } from '../identification/schemas.ts'
import type { RegionToday } from './schemas.ts'
import { buildToday } from './today.ts'

const { db, ground, call } = await testApp()
const subjects = ['Математика', 'Русский язык']
const rows = (login: string, year: number, n: number, shares: string) =>
  subjects.map((subject) => ({ year, subject, login, n, shares }))

test('who entered and left follows the approved list of last year, as the transitions do', async () => {
  const regionId = await newRegion(db)
  const low = '40;40;10;10'
  const fine = '0;50;25;25'
  await loadLongTable({ db, ground }, regionId, [
    ...rows('edu990021', 2024, 20, low),
    ...rows('edu990021', 2025, 20, fine),
    ...rows('edu990022', 2024, 20, fine),
    ...rows('edu990022', 2025, 20, low),
  ])
  const moves = async () => {
    const { body } = await call('GET', `/regions/${regionId}/today?year=2025`)
    const { totals } = body as RegionToday
    const chart = await call('GET', `/regions/${regionId}/charts/transitions?year=2025`)
    const { table } = chart.body as ChartView
    return { entered: totals.entered, left: totals.left, stayed: totals.stayed, transitions: table.rows }
  }
  expect(await moves()).toMatchObject({ entered: 1, left: 1, stayed: 0 })
  const made = await call('POST', `/regions/${regionId}/lists`, {
    schoolYear: 2024,
    methodology: 'order-847',
    name: 'Перечень 2024',
  })
  const list = made.body as z.infer<typeof SchoolListDetail>
  const listed = list.entries.filter((entry) => entry.listed)
  expect(listed.map(({ name }) => name)).toEqual(['Школа № 21'])
  await call('POST', `/lists/${list.id}/review`)
  const path = `/lists/${list.id}/entries/${listed[0]!.schoolId}`
  await call('PUT', path, { decision: 'exclude', reason: 'Ошибка в протоколе' })
  await call('POST', `/lists/${list.id}/approve`, { orderNumber: '5', orderDate: '2025-01-10' })
  expect(await moves()).toMatchObject({
    entered: 1,
    left: 0,
    stayed: 0,
    transitions: [
      ['не в перечне → не в перечне', '1'],
      ['не в перечне → базово неуспевающие', '1'],
    ],
  })
})

test('an observer is told that small groups are not counted', async () => {
  const regionId = await newRegion(db)
  await loadLongTable(
    { db, ground },
    regionId,
    subjects.map((subject) => ({ year: 2025, subject, login: 'edu990031', n: 20, shares: '40;40;10;10' })),
  )
  const observer = makeActor('observer', 'Наблюдатель', [{ role: 'observer', ...INSTALLATION, regionId }])
  const { sentence } = await buildToday(db, observer, regionId, 2025, 'order-847')
  expect(sentence).toMatch(
    /^Только по открытым числам 2025 года, без групп меньше 10 участников, в перечень входит 1/,
  )
})
