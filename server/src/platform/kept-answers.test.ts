import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { recordChange } from './changes.ts'
import { dataVersion } from './data-version.ts'

const at = await testApp()
const regionId = await newRegion(at.db)
const rows = [{ year: 2025, login: 'edu990001', n: 20, shares: '35;40;20;5' }]
await loadLongTable(at, regionId, rows)
const url = `/api/regions/${regionId}/identification?year=2025`
const ask = (headers: Record<string, string> = {}) => at.app.inject({ method: 'GET', url, headers })

test('an answer is the same bytes until the data change, and a browser that has it gets none', async () => {
  const first = await ask()
  const again = await ask()
  expect(again.body).toBe(first.body)
  const etag = String(first.headers.etag)
  expect(again.headers.etag).toBe(etag)
  const known = await ask({ 'if-none-match': etag })
  expect(known.statusCode).toBe(304)
  expect(known.body).toBe('')

  await loadLongTable(at, regionId, [{ year: 2025, login: 'edu990002', n: 30, shares: '10;40;40;10' }])
  const changed = await ask({ 'if-none-match': etag })
  expect(changed.statusCode).toBe(200)
  expect(changed.json().rows).toHaveLength(2)
})

test('the compressed answer says the same', async () => {
  const [plain, zipped] = [await ask(), await ask({ 'accept-encoding': 'gzip, br' })]
  const isZipped = zipped.headers['content-encoding'] === 'gzip'
  const body = isZipped ? gunzipSync(zipped.rawPayload).toString() : zipped.body
  expect(body).toBe(plain.body)
})

test('an answer that another is waiting for is made once, and each is right', async () => {
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask()))
  expect(new Set(answers.map(({ body }) => body)).size).toBe(1)
})

test('the version of the data never lags behind a change that was finished before the question', async () => {
  for (let round = 0; round < 20; round++) {
    const asking = [dataVersion(at.db), dataVersion(at.db), dataVersion(at.db)]
    const before = (await Promise.all(asking))[0]
    await recordChange(at.db, {
      actor: 'test',
      action: 'region.change',
      subjectKind: 'test',
      subjectId: round,
    })
    const after = await Promise.all([dataVersion(at.db), dataVersion(at.db)])
    expect(after).not.toContain(before)
  }
})
