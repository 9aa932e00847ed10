import { expect, test } from 'vitest'
import type { z } from 'zod'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import type { SchoolListDetail } from '../identification/schemas.ts'
import type { RegionToday } from './schemas.ts'

const { db, ground, call } = await testApp()
const subjects = ['Математика', 'Русский язык']
const rows = (login: string, year: number, n: number, shares: string) =>
  subjects.map((subject) => ({ year, subject, login, n, shares }))

test('a school whose file gives only rounded shares counts in the totals of the region', async () => {
  const regionId = await newRegion(db)
  await loadLongTable({ db, ground }, regionId, [
    ...rows('edu990011', 2025, 250, '31;30;20;19'),
    ...rows('edu990012', 2025, 50, '10;40;30;20'),
  ])
  const { body } = await call('GET', `/regions/${regionId}/today?year=2025`)
  const { procedures } = body as RegionToday
  expect(procedures.find(({ procedure }) => procedure === 'vpr-ma-5')).toMatchObject({
    schools: 2,
    participants: 300,
    // 5 counted of 50, and 31 % of 250 is 77 or 78.
    low: 83,
    share: { n: 300 },
  })
})

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
    const { totals, transitions } = body as RegionToday
    return { entered: totals.entered, left: totals.left, stayed: totals.stayed, transitions }
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
      { from: 0, to: 0, schools: 1 },
      { from: 0, to: 1, schools: 1 },
    ],
  })
})
