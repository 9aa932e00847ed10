import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { asSource, readAll } from '../../../test/table-source.ts'
import type { Cell } from '../model.ts'
import { openTable } from './open-table.ts'

/** What a random cell is written as, and what must be read. */
interface Sample {
  value: ExcelJS.CellValue
  numFmt?: string
  cell: Cell | undefined
}

// Characters that a spreadsheet can hold; blanks at the ends are cut by us and so are not made here.
const word = fc
  .string({ unit: fc.constantFrom(...'абвЁёЖ«»№Qz07 <>&"\'\n;,%=_#—😀'), minLength: 1, maxLength: 20 })
  .map((text) => text.trim())
  .filter((text) => text !== '')
const text = (value: string): Cell => ({ text: value, kind: 'text' })
const decimal = fc
  .tuple(fc.integer({ min: -99_999_999, max: 99_999_999 }), fc.nat(6))
  .map(([digits, scale]) => Number(`${digits}e-${scale}`))
// The 1904 calendar has no earlier days; in the other one those before March 1900 are read a day off by exceljs.
const moment = fc.integer({ min: Date.UTC(1904, 0, 2) / 1000, max: Date.UTC(2099, 11, 31) / 1000 })

const sample: fc.Arbitrary<Sample> = fc.oneof(
  word.map((value) => ({ value, cell: text(value) })),
  fc.integer().map((value) => ({ value, cell: number(value) })),
  decimal.map((value) => ({ value, numFmt: '#,##0.00 "чел.";[Red]-0.00', cell: number(value) })),
  decimal.map((value) => ({ value, numFmt: '0.0%', cell: { ...number(value), percent: true as const } })),
  fc.tuple(fc.nat(10_000), fc.constantFrom('0%', '0.00%')).map(([part, numFmt]) => ({
    value: part / 10_000,
    numFmt,
    cell: { ...number(part / 10_000), percent: true as const },
  })),
  fc
    .boolean()
    .map((value) => ({ value, cell: { text: value ? 'TRUE' : 'FALSE', kind: 'boolean' as const } })),
  fc.constantFrom('#DIV/0!' as const, '#N/A' as const, '#REF!' as const).map((error) => ({
    value: { error } as ExcelJS.CellErrorValue,
    cell: { text: error, kind: 'error' as const },
  })),
  fc
    .tuple(moment, fc.constantFrom('dd.mm.yyyy', '[$-419]d mmmm yyyy;@', 'yyyy-mm-dd hh:mm', 'mmm yy'))
    .map(([seconds, numFmt]) => {
      const date = new Date(seconds * 1000)
      const iso = date.toISOString()
      return {
        value: date,
        numFmt,
        cell: { text: iso.slice(0, iso.includes('T00:00:00') ? 10 : 19), kind: 'date' as const },
      }
    }),
  fc.array(word, { minLength: 1, maxLength: 3 }).map((runs) => ({
    value: {
      richText: runs.map((run, at) => ({ text: run, ...(at % 2 === 1 && { font: { bold: true } }) })),
    },
    cell: text(runs.join('')),
  })),
  word.map((value) => ({ value: { formula: 'A1&"x"', result: value }, cell: text(value) })),
  decimal.map((value) => ({ value: { formula: 'A1+1', result: value }, cell: number(value) })),
  fc.constant({ value: null, cell: undefined }),
  fc.constant({ value: null, numFmt: '0%', cell: undefined }),
)

function number(value: number): Cell {
  // The oracle for a decimal of at most 8 digits is its own shortest form.
  const plain = value.toFixed(6).replace(/\.?0+$/, '')
  return { text: plain === '-0' ? '0' : plain, kind: 'number' }
}

const rows = fc.array(fc.array(sample, { maxLength: 6 }), { maxLength: 8 })
const sheetName = fc
  .stringMatching(/^[А-Яа-яA-Za-z0-9 &_().,-]{1,31}$/u)
  .map((name) => name.trim())
  .filter((name) => name !== '')
const book = fc.record({
  date1904: fc.boolean(),
  sheets: fc.uniqueArray(
    fc.record({
      name: sheetName,
      state: fc.constantFrom(
        'visible' as const,
        'visible' as const,
        'hidden' as const,
        'veryHidden' as const,
      ),
      rows,
      merge: fc.boolean(),
    }),
    { selector: (sheet) => sheet.name.toLowerCase(), minLength: 1, maxLength: 3 },
  ),
})

it('reads every cell of a random workbook that exceljs writes', async () => {
  await fc.assert(
    fc.asyncProperty(book, async ({ date1904, sheets }) => {
      const workbook = new ExcelJS.Workbook()
      workbook.properties.date1904 = date1904
      for (const sheet of sheets) {
        const page = workbook.addWorksheet(sheet.name, { state: sheet.state })
        sheet.rows.forEach((samples, down) => {
          samples.forEach(({ value, numFmt }, right) => {
            const cell = page.getCell(down + 1, right + 1)
            if (value !== null) cell.value = value
            if (numFmt) cell.numFmt = numFmt
          })
        })
        if (sheet.merge) page.mergeCells(20, 2, 22, 4)
      }
      const table = await openTable(
        asSource(Buffer.from(await workbook.xlsx.writeBuffer()), 'книга.xlsx', 100_000),
      )
      expect(table.sheets).toEqual(
        sheets.map(({ name, state }, index) => ({ name, hidden: state !== 'visible', index })),
      )
      for (const sheet of sheets) {
        const read = new Map((await readAll(table, sheet.name)).map((row) => [row.rowNumber, row.cells]))
        sheet.rows.forEach((samples, down) => {
          const expected = samples.map(({ cell }) => cell)
          while (expected.length > 0 && expected.at(-1) === undefined) expected.pop()
          expect(read.get(down + 1) ?? []).toEqual(expected)
        })
        expect(read.size).toBe(sheet.rows.filter((samples) => samples.some(({ cell }) => cell)).length)
        expect(await table.merges(sheet.name)).toEqual(
          sheet.merge ? [{ fromRow: 20, toRow: 22, fromColumn: 1, toColumn: 3 }] : [],
        )
      }
    }),
    { numRuns: 60 },
  )
}, 60_000)

it('reads what the streaming writer of exceljs writes, with shared texts and with inline ones', async () => {
  const { PassThrough } = await import('node:stream')
  for (const useSharedStrings of [true, false]) {
    const stream = new PassThrough()
    const pieces: Buffer[] = []
    stream.on('data', (piece: Buffer) => pieces.push(piece))
    const writer = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings })
    const page = writer.addWorksheet('Данные')
    for (let at = 0; at < 5000; at++) page.addRow([`Школа ${at % 7}`, at, at / 8, at % 2 === 0]).commit()
    page.commit()
    await writer.commit()
    const table = await openTable(asSource(Buffer.concat(pieces), 'поток.xlsx', 100_000))
    const read = await readAll(table)
    expect(read).toHaveLength(5000)
    for (const [at, { rowNumber, cells }] of read.entries()) {
      expect([rowNumber, ...cells.map((cell) => cell?.text)]).toEqual([
        at + 1,
        `Школа ${at % 7}`,
        String(at),
        String(at / 8),
        at % 2 === 0 ? 'TRUE' : 'FALSE',
      ])
    }
  }
})
