import ExcelJS from 'exceljs'
import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { newRegion, testApp } from '../../../test/app.ts'
import { recordChange } from '../../platform/changes.ts'
import { recordAccess } from './record-access.ts'

const at = await testApp()
const { db } = at
const regionId = await newRegion(db)
const municipality = await db
  .insertInto('municipalities')
  .values({ region_id: regionId, code: 'reg99_m001', name: 'Заозёрский район' })
  .returning('id')
  .executeTakeFirstOrThrow()
const school = await db
  .insertInto('schools')
  .values({
    region_id: regionId,
    municipality_id: municipality.id,
    code: 'edu990007',
    name: '=HYPERLINK("x";"Школа № 7")',
  })
  .returning('id')
  .executeTakeFirstOrThrow()

await recordChange(db, {
  ...{ actor: 'local-operator', action: 'school.rename', subjectKind: 'school', subjectId: school.id },
  ...{ before: { name: 'Старая' }, after: { name: 'Новая' } },
})
// Twenty of one moment: a page must not lose or repeat any of them.
const moment = new Date('2026-03-01T09:00:00Z')
for (let n = 0; n < 20; n++)
  await recordAccess(db, {
    ...{ at: moment, kind: n < 15 ? 'read' : 'export', action: n < 15 ? 'school.read' : 'export.table' },
    ...{ actor: { id: 'u-1', name: 'Рита', role: 'region' }, result: 'done', address: '203.0.113.7' },
    ...{ subject: n < 15 ? { kind: 'school', id: school.id } : { kind: 'region', id: regionId } },
    details: n < 15 ? undefined : { table: 'results', years: [2025] },
  })
await recordAccess(db, {
  ...{ at: moment, kind: 'write', action: 'write.refuse', actor: null, result: 'request/forbidden' },
})

interface Page {
  records: {
    key: string
    kind: string
    actionLabel: string
    actor: { id: string; name: string }
    subject: { kindLabel: string; title: string | null } | null
    differences: { field: string; before: string | null; after: string | null }[]
    isDone: boolean
    resultLabel: string
  }[]
  next: string | null
  count: number
}
// What these tests read is in the journal as well: they look at what was there before.
const UNTIL = 'to=2026-03-31'
const read = async (query: string): Promise<Page> => (await at.call('GET', `/audit/records?${query}`)).body

test('a change is told with who, what, about what, and what it was and became', async () => {
  const { records } = await read('action=school.rename')
  expect(records).toMatchObject([
    {
      ...{ kind: 'write', actionLabel: 'Школа переименована', isDone: true },
      actor: { id: 'local-operator', name: 'Локальный оператор' },
      subject: { kindLabel: 'Школа', title: '=HYPERLINK("x";"Школа № 7")' },
      differences: [{ field: 'Название', before: 'Старая', after: 'Новая' }],
    },
  ])
})

test('pages follow one another without a gap or a repeat, though all records are of one moment', async () => {
  const seen: string[] = []
  let next: string | null = ''
  while (next !== null) {
    const page: Page = await read(
      `${UNTIL}&limit=6${next === '' ? '' : `&after=${encodeURIComponent(next)}`}`,
    )
    expect(page.count).toBe(21)
    seen.push(...page.records.map(({ key }) => key))
    next = page.next
  }
  expect(seen).toHaveLength(21)
  expect(new Set(seen).size).toBe(21)
})

test.each([
  [`${UNTIL}&kind=read`, 15],
  [`${UNTIL}&kind=export`, 5],
  [`${UNTIL}&kind=write`, 1],
  [`${UNTIL}&kind=sign-in`, 0],
  [`${UNTIL}&actor=u-1`, 20],
  [`${UNTIL}&action=export.table`, 5],
  [`${UNTIL}&school=${encodeURIComponent('школа № 7')}`, 15],
  [`${UNTIL}&school=${encodeURIComponent('%')}`, 0],
  ['from=2026-03-01&to=2026-03-01', 21],
  ['from=2026-03-02&to=2026-03-31', 0],
  ['to=2026-02-28', 0],
])('the filter %s leaves %i records', async (query, count) => {
  const page = await read(query)
  expect([page.count, page.records.length]).toEqual([count, count])
})

test('a refused write is told with the reason in words', async () => {
  expect((await read(`${UNTIL}&kind=write`)).records).toMatchObject([
    { kind: 'write', isDone: false, resultLabel: 'Для этого действия нет прав' },
  ])
})

test('a place in the journal that is none is refused', async () => {
  expect((await at.call('GET', "/audit/records?after=';drop")).status).toBe(400)
})

test('the workbook holds exactly what is filtered, says how many rows, and runs nothing', async () => {
  const response = await at.app.inject({ method: 'GET', url: `/api/audit/records/xlsx?${UNTIL}&kind=read` })
  const workbook = new ExcelJS.Workbook()
  await workbook.xlsx.load(response.rawPayload as never)
  const sheet = workbook.getWorksheet('Журнал')!
  const lines = [1, 2, 3].map((row) => sheet.getCell(row, 1).text)
  expect(lines.slice(0, 2)).toEqual(['Журнал действий', 'Отбор — вид: чтение; по 2026-03-31'])
  expect(lines[2]).toMatch(/^Строк: 15\. Выгружено /)
  expect(sheet.rowCount).toBe(5 + 15)
  expect(sheet.getCell(6, 8).value).toBe('=HYPERLINK("x";"Школа № 7")')
})

test('to read the journal and to take it away is in the journal', async () => {
  const told = async () =>
    (
      await sql<{
        kind: string
      }>`select distinct kind from accesses where action in ('audit.read', 'audit.xlsx')`.execute(db)
    ).rows
      .map(({ kind }) => kind)
      .sort()
  await expect.poll(told, { timeout: 5_000 }).toEqual(['export', 'read'])
})

test('a check on demand seals what waits and is remembered with its result', async () => {
  const { body } = await at.call('POST', '/audit/check')
  expect(body).toMatchObject({
    lastCheck: { faultCount: 0, faults: [], checkedBy: 'Локальный оператор' },
    fingerprint: expect.stringMatching(/^([0-9a-f]{4} ){7}[0-9a-f]{4}$/),
  })
  await db.transaction().execute(async (tx) => {
    await sql`set local session_replication_role = replica`.execute(tx)
    await sql`update changes set actor = 'другой' where action = 'school.rename'`.execute(tx)
  })
  const again: { lastCheck: { faults: { sentence: string }[] } } = (await at.call('POST', '/audit/check'))
    .body
  expect(again.lastCheck.faults.map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^Пачка 1, запись № \d+ \(журнал изменений, строка \d+\): запись изменена/),
  ])
})
