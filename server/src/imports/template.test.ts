import ExcelJS from 'exceljs'
import { expect, test } from 'vitest'
import { loadLongTable, newRegion, testApp } from '../../test/app.ts'
import { importFile } from '../../test/import-file.ts'

const base = await testApp()
const { app, db } = base

async function download(regionId: number, year = 2025): Promise<Buffer> {
  const answer = await app.inject({ method: 'GET', url: `/api/regions/${regionId}/template?year=${year}` })
  expect(answer.statusCode).toBe(200)
  return answer.rawPayload
}

async function edit(bytes: Buffer, change: (sheet: ExcelJS.Worksheet) => void): Promise<Buffer> {
  const book = new ExcelJS.Workbook()
  await book.xlsx.load(bytes as never)
  change(book.getWorksheet('Результаты')!)
  return Buffer.from(await book.xlsx.writeBuffer())
}

/** A region with counts by marks, with means only, and with a name that a spreadsheet would run. */
async function filledRegion(): Promise<number> {
  const regionId = await newRegion(db)
  await loadLongTable(base, regionId, [
    { year: 2025, login: 'edu990001', n: 20, shares: '40;40;10;10' },
    { year: 2025, login: 'edu990002', n: 30, shares: '33,33;33,33;33,34;0' },
    { year: 2025, grade: 6, login: 'edu990001', n: 25, shares: '4;40;40;16' },
  ])
  await db
    .updateTable('schools')
    .set({ name: '=HYPERLINK("http://example.test";"СОШ")' })
    .where('region_id', '=', regionId)
    .where('name', '=', 'Школа № 2')
    .execute()
  return regionId
}

const numbers = (regionId: number) =>
  db
    .selectFrom('school_procedure_counts')
    .select(['procedure', 'participants', 'low', 'high', 'marks', 'is_active', 'import_id'])
    .where('region_id', '=', regionId)
    .orderBy('id')
    .execute()

test('a round trip without edits changes nothing and is said to be the same numbers', async () => {
  const regionId = await filledRegion()
  const before = await numbers(regionId)
  const row = await importFile(base, regionId, { name: 'таблица.xlsx', bytes: await download(regionId) })
  expect(row).toMatchObject({ state: 'refused', problem: { code: 'import/duplicate-file' } })
  expect(row.problem!.detail).toContain('ни одно число не изменено')
  const saved = await edit(await download(regionId), () => {})
  const again = await importFile(base, regionId, { name: 'сохранённая.xlsx', bytes: saved })
  expect(again.problem!.detail).toContain('ни одно число не изменено')
  expect(await numbers(regionId)).toEqual(before)
})

test('an edited row is one later source, the others are left alone; replacing is confirmed as ever', async () => {
  const regionId = await filledRegion()
  const bytes = await edit(await download(regionId), (sheet) => {
    sheet.getCell('H5').value = 9
    sheet.getCell('I5').value = 7
  })
  const row = await importFile(base, regionId, { name: 'правка.xlsx', bytes })
  expect(row.state).toBe('committed')
  const { rowsRead, rowsAccepted, rowsRejected, rowsSkipped, changes } = row.preview!
  expect(rowsAccepted + rowsRejected + rowsSkipped).toBe(rowsRead)
  expect([rowsAccepted, rowsRejected]).toEqual([1, 0])
  expect(changes).toEqual({ added: 0, replacing: 0, alternatives: 1 })
  const options = { replace: true }
  const confirmed = await edit(bytes, (sheet) => {
    sheet.getCell('I5').value = 6
    sheet.getCell('J5').value = 3
  })
  const later = await importFile(base, regionId, { name: 'правка 2.xlsx', bytes: confirmed, options })
  expect(later.preview!.changes).toEqual({ added: 0, replacing: 1, alternatives: 0 })
  const active = (await numbers(regionId)).filter((count) => count.is_active && count.import_id === later.id)
  expect(active).toMatchObject([{ participants: 20, low: 9, marks: { 2: 9, 3: 6, 4: 3, 5: 2 } }])
})

test('a new line is a new number; what cannot be is rejected with its place', async () => {
  const regionId = await filledRegion()
  const school = await db
    .selectFrom('schools')
    .select('code')
    .where('region_id', '=', regionId)
    .orderBy('id')
    .executeTakeFirstOrThrow()
  const bytes = await edit(await download(regionId), (sheet) => {
    const line = (at: number, cells: Record<string, string | number>) => {
      for (const [column, value] of Object.entries(cells)) sheet.getCell(`${column}${at}`).value = value
    }
    line(7, { A: 2025, B: 'ege-ru', E: school.code, G: 12, L: 2, M: 3, P: 58.5 })
    line(8, { A: 2025, B: 'ege-fizika', E: school.code, G: 12, L: 2 })
    line(9, { A: 2025, B: 'oge-ru', E: school.code, G: 12, H: 1, I: 2, J: 3, K: 4 })
    line(10, { A: 2025, B: 'oge-ma', E: school.code, G: 12, L: 13 })
    line(11, { A: 2025, B: 'oge-ma', E: school.code, G: 12 })
    line(12, { A: 2025, B: 'oge-ma', G: 12, L: 1 })
    line(13, { A: 2025, B: 'oge-ma', E: school.code, G: 'много', L: 1 })
    line(14, { A: 2025, B: 'oge-ma', E: school.code, G: 10, N: '37,5' })
  })
  const row = await importFile(base, regionId, { name: 'новые.xlsx', bytes })
  expect(row.preview!).toMatchObject({ rowsAccepted: 2, rowsRejected: 6 })
  const problems = row.preview!.problems.flatMap((group) => group.examples)
  expect(new Set(problems.map((problem) => problem.rowNumber))).toEqual(new Set([8, 9, 10, 11, 12, 13]))
  const own = (await numbers(regionId)).filter((count) => count.import_id === row.id)
  expect(own).toMatchObject([
    { procedure: 'ege-ru', participants: 12, low: 2, high: 3 },
    { procedure: 'oge-ma', participants: 10, low: null },
  ])
})

test('headers and keys are locked, numbers are not, and nothing in the sheet is a formula', async () => {
  const regionId = await filledRegion()
  const book = new ExcelJS.Workbook()
  await book.xlsx.load((await download(regionId)) as never)
  const sheet = book.getWorksheet('Результаты')!
  expect((sheet as unknown as { sheetProtection: { sheet: boolean } }).sheetProtection.sheet).toBe(true)
  const isLocked = (address: string) => sheet.getCell(address).protection?.locked !== false
  expect(['A3', 'G3', 'B4', 'E4', 'Q4'].map(isLocked)).toEqual([true, true, true, true, true])
  expect(['G4', 'H4', 'P4', 'B7', 'E7'].map(isLocked)).toEqual([false, false, false, false, false])
  const formulas: string[] = []
  for (const each of book.worksheets)
    each.eachRow((row) =>
      row.eachCell((cell) => {
        if (cell.type === ExcelJS.ValueType.Formula || cell.type === ExcelJS.ValueType.Hyperlink)
          formulas.push(cell.address)
      }),
    )
  expect(formulas).toEqual([])
  expect(sheet.getCell('F4').text).toContain('=HYPERLINK')
  const { dataValidations } = sheet as unknown as { dataValidations: { model: Record<string, unknown> } }
  expect(Object.keys(dataValidations.model).length).toBeGreaterThan(0)
})
