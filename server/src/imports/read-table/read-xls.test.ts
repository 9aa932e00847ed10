import { utils, type WorkBook, write } from '@e965/xlsx'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readWholeFile } from '../../../test/read-whole-file.ts'
import { asSource, readAll } from '../../../test/table-source.ts'
import { Problem } from '../../platform/problem.ts'
import { detectFormat } from '../formats/list-formats.ts'
import type { SourceRow } from '../model.ts'
import { openTable } from './open-table.ts'

type Written = string | number | boolean | null

const bookOf = (rows: Written[][], name = 'Лист1'): WorkBook => {
  const book = utils.book_new()
  utils.book_append_sheet(book, utils.aoa_to_sheet(rows), name)
  return book
}
const bytesOf = (book: WorkBook, bookType: 'biff8' | 'biff5' = 'biff8'): Buffer =>
  write(book, { type: 'buffer', bookType }) as Buffer

const open = (bytes: Buffer, name = 'старая.xls') => openTable(asSource(bytes, name))

async function read(bytes: Buffer, sheet?: string): Promise<SourceRow[]> {
  return readAll(await open(bytes), sheet)
}
const texts = (rows: SourceRow[]) => rows.map((row) => row.cells.map((cell) => cell?.text ?? null))

test('a workbook of old Excel is read like any other, whatever its name says', async () => {
  const bytes = bytesOf(bookOf([['Школа', 'Участников'], ['СОШ № 1\u00a0', 12], [], ['СОШ № 2', 0.1 + 0.2]]))
  const table = await open(bytes, 'отчёт.xlsx')
  expect(table.kind).toBe('xls')
  const rows = await readAll(table)
  expect(texts(rows)).toEqual([
    ['Школа', 'Участников'],
    ['СОШ № 1', '12'],
    ['СОШ № 2', '0.3'],
  ])
  expect(rows.map((row) => row.rowNumber)).toEqual([1, 2, 4])
  expect(await readAll(table)).toEqual(rows)
})

test('Russian of Excel 95 is read by its code page', async () => {
  // The writer knows no such letters: they and their code page are put in by hand.
  const bytes = bytesOf(bookOf([['RAION']]), 'biff5')
  const codePage = bytes.indexOf(Buffer.from([0x42, 0x00, 0x02, 0x00]))
  bytes.writeUInt16LE(1251, codePage + 4)
  Buffer.from([0xd0, 0xe0, 0xe9, 0xee, 0xed]).copy(bytes, bytes.indexOf('RAION'))
  expect(texts(await read(bytes))).toEqual([['Район']])
})

test('dates, percents, booleans and errors are what they are in the sheet', async () => {
  const book = bookOf([['дата', 'доля', 'да', 'ошибка', 'время']])
  const sheet = book.Sheets.Лист1!
  utils.sheet_add_aoa(sheet, [[45_432, 0.37, true, null, 0.5]], { origin: 'A2' })
  sheet.A2!.z = 'dd.mm.yyyy'
  sheet.B2!.z = '0.00%'
  sheet.E2!.z = 'hh:mm'
  sheet.D2 = { t: 'e', v: 0x07 }
  const [, row] = await read(bytesOf(book))
  expect(row!.cells).toEqual([
    { text: '2024-05-20', kind: 'date' },
    { text: '0.37', kind: 'number', percent: true },
    { text: 'TRUE', kind: 'boolean' },
    { text: '#DIV/0!', kind: 'error' },
    { text: '12:00:00', kind: 'text' },
  ])
})

test('merges are given, hidden sheets are named and not read without being asked', async () => {
  const book = bookOf([
    ['Русский язык', null, 'Математика'],
    ['2', '3', '2'],
  ])
  book.Sheets.Лист1!['!merges'] = [{ s: { r: 0, c: 0 }, e: { r: 0, c: 1 } }]
  utils.book_append_sheet(book, utils.aoa_to_sheet([['не читать']]), 'Служебный')
  book.Workbook = { Sheets: [{ Hidden: 0 }, { Hidden: 1 }] }
  const table = await open(bytesOf(book))
  expect(table.sheets).toEqual([
    { name: 'Лист1', hidden: false, index: 0 },
    { name: 'Служебный', hidden: true, index: 1 },
  ])
  expect(await table.merges('Лист1')).toEqual([{ fromRow: 1, toRow: 1, fromColumn: 0, toColumn: 1 }])
  expect(texts(await readAll(table))).toEqual([
    ['Русский язык', null, 'Математика'],
    ['2', '3', '2'],
  ])
  expect(texts(await readAll(table, 'Служебный'))).toEqual([['не читать']])
})

test('a formula gives the value it was saved with', async () => {
  const book = bookOf([[2, 3]])
  book.Sheets.Лист1!.C1 = { t: 'n', v: 5, f: 'A1+B1' }
  book.Sheets.Лист1!['!ref'] = 'A1:C1'
  expect(texts(await read(bytesOf(book)))).toEqual([['2', '3', '5']])
})

test('the formats do not notice that it is old', async () => {
  const header = ['Группы участников', 'Кол-во ОО', 'Кол-во участников', '2', '3', '4', '5']
  const book = bookOf(
    [
      ['ВПР 2026 Русский язык 4 класс'],
      header,
      ['Район(reg67_m005)', 1, 89, null, null, null, null],
      ['МБОУ «СШ № 1»(edu671001)', null, 89, '12,36', 52.81, 26.97, 7.87],
    ],
    'РУ 4 Статистика по отметкам',
  )
  const { results, problems } = await readWholeFile(asSource(bytesOf(book), 'РУ4.xls'), detectFormat, 2026)
  expect(results).toMatchObject([{ procedure: 'vpr-ru-4', participants: 89, low: 11 }])
  expect(problems).toEqual([])
})

test('too big or spoilt, it is refused with a sentence', async () => {
  const bytes = bytesOf(bookOf([['Школа'], ['СОШ № 1']]))
  const refuse = async (given: Buffer, limits = {}) =>
    openTable(asSource(given, 'старая.xls'), limits).then(
      () => 'read',
      (error: unknown) => (error instanceof Problem ? error.code : String(error)),
    )
  expect(await refuse(bytes, { xlsBytes: 1000 })).toBe('import/file-too-big')
  const spoilt = Buffer.from(bytes)
  spoilt.fill(0xff, 30, 120)
  expect(await refuse(spoilt)).toBe('import/file-unreadable')
  expect(await refuse(bytes.subarray(0, bytes.length >> 1))).toMatch(/^(read|import\/file-unreadable)$/)
})

test('whatever bytes are spoilt, there is a table or a sentence, and the process lives', async () => {
  const bytes = bytesOf(
    bookOf([
      ['Школа', 'Участников', '2'],
      ['СОШ № 1', 12, 0.25],
      ['СОШ № 2', 30, 0.1],
    ]),
  )
  const spoil = fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 12 })
  await fc.assert(
    fc.asyncProperty(spoil, async (changes) => {
      const copy = Buffer.from(bytes)
      for (const [at, byte] of changes) copy[at] = byte
      try {
        const table = await openTable(asSource(copy, 'старая.xls'), { xlsSeconds: 10 })
        for await (const row of table.rows()) expect(row.rowNumber).toBeGreaterThan(0)
      } catch (error) {
        expect(error).toBeInstanceOf(Problem)
      }
    }),
    { numRuns: Number(process.env.FUZZ_RUNS ?? 6) },
  )
}, 120_000)
