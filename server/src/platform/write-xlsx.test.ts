import { buffer } from 'node:stream/consumers'
import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { streamXlsx, type XlsxCell } from './write-xlsx.ts'

const COLUMNS = [
  { header: 'Школа', width: 20 },
  { header: 'Доля', width: 10, format: '0.0%' },
  { header: 'Ещё', width: 10 },
]

async function opened(rows: XlsxCell[][], preamble: string[] = []): Promise<ExcelJS.Worksheet> {
  const book = new ExcelJS.Workbook()
  const sheet = { name: 'Данные <1>', preamble, columns: COLUMNS, rows }
  await book.xlsx.load((await buffer(streamXlsx([sheet]))) as never)
  return book.worksheets[0]!
}

/** exceljs gives inner signs back as they are written in XML. */
const asRead = (cell: XlsxCell): unknown =>
  typeof cell === 'string' ? cell.replace(/\p{Cs}/gu, '\uFFFD') : cell
const unescaped = (value: unknown) =>
  typeof value === 'string'
    ? value.replace(/_x([0-9A-F]{4})_/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
    : value

test('another program reads every cell as it was given, whatever signs stand in it', async () => {
  const cell = fc.oneof(
    fc.string({ unit: 'binary', minLength: 1, maxLength: 30 }),
    fc.constantFrom(
      '=1+1',
      '<f>',
      '&amp;',
      '_x000B_',
      ' два  пробела ',
      'строка\nещё\r\n',
      '\u0001',
      '\uD800',
      '\uFFFE',
    ),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.constant(null),
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }), async (rows) => {
      const sheet = await opened(rows)
      expect(sheet.name).toBe('Данные <1>')
      for (const [at, row] of rows.entries())
        for (const [column, given] of row.entries()) {
          const { value } = sheet.getCell(at + 2, column + 1)
          expect(unescaped(value ?? null)).toEqual(asRead(given === 0 ? 0 : given))
        }
    }),
    { numRuns: 60 },
  )
})

test('lines stand above the table, its head stays in sight, a share is shown as percent', async () => {
  const sheet = await opened([['Школа № 1', 0.35, null]], ['Что это', 'Строк: 1'])
  expect(sheet.getCell('A1').value).toBe('Что это')
  expect(sheet.getCell('A4').value).toBe('Школа')
  expect(sheet.getCell('B5').value).toBe(0.35)
  expect(sheet.getCell('B5').numFmt).toBe('0.0%')
  expect(sheet.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 })
  expect(sheet.getColumn(1).width).toBe(20)
})

test('rows are asked for as they are read, and a reader who goes away ends them', async () => {
  let made = 0
  let isEnded = false
  async function* rows(): AsyncGenerator<XlsxCell[]> {
    try {
      for (;;) yield [`${made++} ${Math.sin(made)}`, made, `${Math.cos(made)}`]
    } finally {
      isEnded = true
    }
  }
  const stream = streamXlsx([{ name: 'А', preamble: [], columns: COLUMNS, rows: rows() }])
  let read = 0
  for await (const chunk of stream) {
    read += (chunk as Buffer).length
    if (read > 300_000) break
  }
  expect(made).toBeLessThan(200_000)
  await new Promise((resolve) => setTimeout(resolve, 50))
  expect(isEnded).toBe(true)
})

test('a fault of the rows is the fault of the file, which never ends as if it were whole', async () => {
  async function* rows(): AsyncGenerator<XlsxCell[]> {
    yield ['Школа', 1, null]
    throw new Error('the database is gone')
  }
  const sheet = { name: 'А', preamble: [], columns: COLUMNS, rows: rows() }
  await expect(buffer(streamXlsx([sheet]))).rejects.toThrow('the database is gone')
  await expect(buffer(streamXlsx(() => Promise.reject(new Error('no count'))))).rejects.toThrow('no count')
})
