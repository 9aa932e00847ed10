import ExcelJS from 'exceljs'
import { sql } from 'kysely'
import { beforeAll, expect, test } from 'vitest'
import type { z } from 'zod'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { thawInputs } from './freeze.ts'
import { identify } from './identify.ts'
import { loadFrozen } from './list-queries.ts'
import { getMethodology } from './load-methodology.ts'
import type { IdentificationAnswer, SchoolListDetail } from './schemas.ts'

const { app, db, ground, call } = await testApp()
type Detail = z.infer<typeof SchoolListDetail>

let regionId: number
const low = '40;40;10;10'
const fine = '0;50;25;25'
beforeAll(async () => {
  regionId = await newRegion(db)
  const rows = (login: string, mathematics: string, russian: string) =>
    [2024, 2025].flatMap((year) =>
      (['Математика', 'Русский язык'] as const).flatMap((subject) =>
        [5, 6].map((grade) => ({
          year,
          grade,
          subject,
          login,
          n: 20,
          shares: subject === 'Математика' ? mathematics : russian,
        })),
      ),
    )
  await loadLongTable({ db, ground }, regionId, [
    ...rows('edu990001', low, low),
    ...rows('edu990002', fine, fine),
    ...rows('edu990003', low, fine),
  ])
})

async function draft(): Promise<Detail> {
  const made = await call('POST', `/regions/${regionId}/lists`, {
    schoolYear: 2025,
    methodology: 'order-847',
    name: 'Перечень ШНОР 2025',
  })
  expect(made.status).toBe(200)
  return made.body as Detail
}
const entry = (list: Detail, login: string) =>
  list.entries.find((candidate) => candidate.name === `Школа № ${Number(login.slice(-4))}`)!

test('the identification lists what the rule says and the totals add up', async () => {
  const { body } = await call('GET', `/regions/${regionId}/identification?year=2025`)
  const answer = body as IdentificationAnswer
  expect(answer.rows.map((row) => [row.name, row.status])).toEqual([
    ['Школа № 1', 'listed'],
    ['Школа № 2', 'not-listed'],
    ['Школа № 3', 'listed'],
  ])
  const { schools, listed, notListed, insufficientData } = answer.totals
  expect(listed + notListed + insufficientData).toBe(schools)
  expect(answer.sentence).toBe('По данным 2025 года в перечень входят 2\u00a0школы из 3')
})

test('a list goes from draft through the commission to an order, and then never changes', async () => {
  const made = await draft()
  expect(made).toMatchObject({
    state: 'draft',
    listed: 2,
    reproducible: true,
    allowedActions: ['decide', 'review', 'cancel'],
  })
  const path = `/lists/${made.id}`
  expect((await call('POST', `${path}/approve`, { orderNumber: '1', orderDate: '2026-11-22' })).status).toBe(
    409,
  )
  expect((await call('POST', `${path}/review`)).status).toBe(200)

  const excluded = entry(made, 'edu990003').schoolId
  const included = entry(made, 'edu990002').schoolId
  const silent = await call('PUT', `${path}/entries/${excluded}`, { decision: 'exclude', reason: '  ' })
  expect(silent).toMatchObject({ status: 400, body: { code: 'request/invalid' } })
  await call('PUT', `${path}/entries/${excluded}`, { decision: 'exclude', reason: 'Класс сменил учителя' })
  const decided = await call('PUT', `${path}/entries/${included}`, {
    decision: 'include',
    reason: 'По ходатайству района',
  })
  expect((decided.body as Detail).sentence).toBe(
    'В перечне 2\u00a0школы: правило назвало 2, комиссия включила 1 и исключила 1',
  )
  const approved = (await call('POST', `${path}/approve`, { orderNumber: '718-ОД', orderDate: '2026-11-22' }))
    .body as Detail
  expect(approved).toMatchObject({
    state: 'approved',
    listed: 2,
    includedByCommission: 1,
    excludedByCommission: 1,
    allowedActions: [],
    sentence: 'Утверждён приказом № 718-ОД от 22.11.2026: в перечне 2\u00a0школы',
  })

  const late = await call('PUT', `${path}/entries/${excluded}`, { decision: null, reason: null })
  expect(late).toMatchObject({ status: 409, body: { code: 'list/wrong-state' } })
  await expect(
    sql`update school_list_entries set decision = null, reason = null where list_id = ${made.id}`.execute(db),
  ).rejects.toThrow(/frozen/)
  await expect(sql`delete from school_lists where id = ${made.id}`.execute(db)).rejects.toThrow(/frozen/)

  await loadLongTable({ db, ground }, regionId, [
    { year: 2025, grade: 7, login: 'edu990009', n: 20, shares: low },
  ])
  const later = (await call('GET', path)).body as Detail
  expect(later.entries).toEqual(approved.entries)
  expect(later.reproducible).toBe(true)
})

test('a list keeps its stated setting and what it showed of how sure each verdict is', async () => {
  const { body } = await call('POST', `/regions/${regionId}/lists`, {
    schoolYear: 2025,
    methodology: 'order-847',
    name: 'Перечень с оговоркой',
    leastParticipants: 30,
  })
  const list = body as Detail
  expect(list).toMatchObject({ leastParticipants: 30, belowLeast: 2, listed: 2 })
  const first = entry(list, 'edu990001')
  expect(first.leastParticipants).toBe(20)
  // Three schools are no distribution to compare with, and that is what was shown.
  expect(first.certainty?.advisory).toEqual({ missing: 'too-few-schools' })
  expect((await draft()).belowLeast).toBeNull()
})

test('a list made before there was any certainty is read and still reproducible', async () => {
  const list = await draft()
  const { certainty: _, ...old } = getMethodology()
  await sql`update school_lists set methodology = ${JSON.stringify(old)}::jsonb where id = ${list.id}`.execute(
    db,
  )
  const { frozen } = await loadFrozen(db, list.id)
  for (const finding of identify(thawInputs(frozen, old, 2025)).findings)
    await sql`update school_list_entries set certainty = null, finding = ${JSON.stringify(finding)}::jsonb
      where list_id = ${list.id} and school_id = ${finding.schoolId}`.execute(db)
  const { body } = await call('GET', `/lists/${list.id}`)
  const old847 = body as Detail
  expect(old847.reproducible).toBe(true)
  expect(old847.entries.every(({ certainty }) => certainty === null)).toBe(true)
})

test('the workbook of a list holds the listed schools with their reasons', async () => {
  const made = await draft()
  const file = await app.inject({ method: 'GET', url: `/api/lists/${made.id}/xlsx` })
  expect(file.statusCode).toBe(200)
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(file.rawPayload as never)
  const sheet = workbook.getWorksheet('Перечень')!
  const texts = sheet.getSheetValues().map((row) => (Array.isArray(row) ? row.join(' | ') : ''))
  expect(texts.filter((text) => text.includes('Школа № ')).length).toBe(2)
  expect(texts.join('\n')).toContain('Школа включена в перечень 2025 года')
})

test('an approved list of the earlier year is what dynamics start from', async () => {
  const year2024 = await call('POST', `/regions/${regionId}/lists`, {
    schoolYear: 2024,
    methodology: 'order-847',
    name: '2024',
  })
  const list = year2024.body as Detail
  await call('POST', `/lists/${list.id}/review`)
  const path = `/lists/${list.id}/entries/${entry(list, 'edu990001').schoolId}`
  await call('PUT', path, { decision: 'exclude', reason: 'Ошибка в протоколе' })
  await call('POST', `/lists/${list.id}/approve`, { orderNumber: '5', orderDate: '2025-01-10' })
  const { body } = await call('GET', `/regions/${regionId}/identification?year=2025`)
  const row = (body as IdentificationAnswer).rows.find((candidate) => candidate.name === 'Школа № 1')
  expect(row?.dynamics).toEqual({ value: 'negative' })
})

test('a workbook of exactly what is seen keeps the order and the columns asked for', async () => {
  const { body } = await call('GET', `/regions/${regionId}/identification?year=2025`)
  const ids = (body as IdentificationAnswer).rows.map((row) => row.schoolId).reverse()
  const file = await app.inject({
    method: 'POST',
    url: `/api/regions/${regionId}/identification/xlsx`,
    payload: {
      schoolYear: 2025,
      methodology: 'order-847',
      schoolIds: [...ids, 999_999],
      columns: ['name', 'status'],
      filters: 'район: все',
    },
  })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(file.rawPayload as never)
  const rows = workbook.worksheets[0]!.getSheetValues().flatMap((row) =>
    Array.isArray(row) ? [row.slice(1)] : [],
  )
  const header = rows.findIndex((row) => row[0] === 'Школа')
  expect(rows[header]).toEqual(['Школа', 'По методике'])
  expect(rows.slice(header + 1).map((row) => String(row[0]))[0]).toMatch(/№ [39]/)
  expect(rows.length - header - 1).toBe(ids.length)
  expect(String(rows[1])).toContain('район: все')
})

test('no results of a year, no list; an unknown methodology is named', async () => {
  const empty = await call('POST', `/regions/${regionId}/lists`, {
    schoolYear: 2019,
    methodology: 'order-847',
    name: 'x',
  })
  expect(empty).toMatchObject({ status: 409, body: { code: 'list/wrong-state' } })
  const unknown = await call('GET', `/regions/${regionId}/identification?year=2025&methodology=nope`)
  expect(unknown).toMatchObject({ status: 404, body: { code: 'methodology/not-found' } })
})
