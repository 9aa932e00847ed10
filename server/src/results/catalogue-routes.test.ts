import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import type { IdentificationAnswer } from '../identification/schemas.ts'

const { app, db, ground, call } = await testApp()

test('a year marked not comparable leaves the two-year rule without an answer, and taking the mark back restores it', async () => {
  const regionId = await newRegion(db)
  const rows = [2024, 2025].map((year) => ({ year, login: 'edu990001', n: 20, shares: '40;40;10;10' }))
  await loadLongTable({ db, ground }, regionId, rows)
  const status = async () => {
    const { body } = await call('GET', `/regions/${regionId}/identification?year=2025`)
    return (body as IdentificationAnswer).rows[0]?.status
  }
  expect(await status()).toBe('listed')
  const mark = { procedure: 'vpr-ma-5', schoolYear: 2025, reason: 'Изменилась работа', source: 'Письмо' }
  expect((await call('POST', `/regions/${regionId}/comparability-breaks`, mark)).status).toBe(200)
  expect(await status()).toBe('insufficient-data')
  const back = await app.inject({
    method: 'DELETE',
    url: `/api/regions/${regionId}/comparability-breaks/vpr-ma-5/2025`,
  })
  expect(back.statusCode).toBe(200)
  expect(await status()).toBe('listed')
})

test('a mark scale needs growing bounds and a known procedure', async () => {
  const regionId = await newRegion(db)
  const scale = {
    procedure: 'oge-ma',
    schoolYear: 2025,
    scoreKind: 'primary',
    bounds: { 3: 8, 4: 15, 5: 22 },
    source: 'Приказ',
  }
  const set = await app.inject({ method: 'PUT', url: `/api/regions/${regionId}/mark-scales`, payload: scale })
  expect(set.statusCode).toBe(200)
  const wrong = await call('PUT', `/regions/${regionId}/mark-scales`, {
    ...scale,
    bounds: { 3: 8, 4: 8, 5: 22 },
  })
  expect(wrong).toMatchObject({ status: 400, body: { code: 'request/invalid' } })
  const unknown = await call('PUT', `/regions/${regionId}/mark-scales`, { ...scale, procedure: 'нет' })
  expect(unknown.status).toBe(404)
})
