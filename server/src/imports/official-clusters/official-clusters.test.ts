import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../../test/app.ts'
import type { IdentificationAnswer } from '../../identification/schemas.ts'

const { app, db, ground, call } = await testApp()

function upload(regionId: number, text: string, year = 2025) {
  const boundary = 'xxboundaryxx'
  const payload = `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="кластеры.csv"\r\nContent-Type: text/csv\r\n\r\n${text}\r\n--${boundary}--\r\n`
  const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` }
  return app.inject({
    method: 'POST',
    url: `/api/regions/${regionId}/official-clusters?year=${year}`,
    headers,
    payload,
  })
}

test('an official label goes before the computed cluster, in words or as a number, and decides the dynamics', async () => {
  const regionId = await newRegion(db)
  const rows = [2024, 2025].map((year) => ({ year, login: 'edu990001', n: 20, shares: '40;40;10;10' }))
  await loadLongTable({ db, ground }, regionId, rows)
  const cluster = async () => {
    const { body } = await call('GET', `/regions/${regionId}/identification?year=2025`)
    const row = (body as IdentificationAnswer).rows[0]!
    return [row.cluster, row.dynamics]
  }
  expect((await cluster())[0]).toEqual({ value: 1 })
  const now = await upload(
    regionId,
    'Логин;Школа;Кластер\nEDU990001;Школа № 1;Сильно неуспевающие\nedu990077;Школа № 77;базово\nedu990001;;много',
  )
  expect(now.json()).toMatchObject({
    rowsRead: 3,
    saved: 2,
    waiting: 1,
    problems: [{ rowNumber: 4, given: 'много', severity: 'rejected' }],
  })
  await upload(regionId, 'Логин;Год;Кластер\nedu990001;2024;2', 2024)
  expect(await cluster()).toEqual([{ value: 3 }, { value: 'negative' }])
})

test('a school year may be written as one year or as two', async () => {
  const regionId = await newRegion(db)
  const answer = await upload(
    regionId,
    'Логин;Учебный год;Кластер\nedu990001;2024/25;3\nedu990002;2024–2025;2\nedu990003;2025;1\nedu990004;2024/26;1\nedu990005;;1',
  )
  expect(answer.json()).toMatchObject({
    saved: 3,
    problems: [
      { rowNumber: 5, given: '2024/26', expected: 'учебный год: 2025 или 2024/25', severity: 'rejected' },
      { rowNumber: 6, code: 'cell-missing', column: 'Учебный год', severity: 'rejected' },
    ],
  })
  const saved = await db.selectFrom('official_clusters').select(['school_year', 'cluster']).execute()
  expect(saved.filter((row) => row.school_year === 2025).map((row) => row.cluster)).toEqual(
    expect.arrayContaining([3, 2, 1]),
  )
})

test('a file without clusters is refused with what is needed', async () => {
  const regionId = await newRegion(db)
  const answer = await upload(regionId, 'Логин;Школа\nedu990001;Школа № 1')
  expect(answer.json()).toMatchObject({ status: 422, code: 'import/format-unknown' })
})
