import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import exceljs from 'exceljs'
import fc from 'fast-check'
import { afterAll, expect, onTestFinished, test } from 'vitest'
import { filePath } from '../../platform/files.ts'
import { repositoryRoot } from '../../platform/root.ts'
import { HIDDEN } from '../formats/clean-row.ts'
import { keepLocal, keepUpload } from '../keep-file.ts'
import type { SourceRow, Table } from '../model.ts'
import { openTable } from '../read-table/open-table.ts'

const work = mkdtempSync(join(tmpdir(), 'traektoria-kept-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

const keep = async (bytes: Buffer, fileName: string) => {
  const kept = await keepUpload(work, Readable.from([bytes]), fileName, 1_000_000_000)
  return { ...kept, path: filePath(work, kept.sha256) }
}
const collect = async <T>(items: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
const rowsOf = async (table: Table): Promise<SourceRow[]> => collect(table.rows())
const open = (path: string) => openTable({ path, fileName: 'таблица' })
const xlsx = async (fill: (book: exceljs.Workbook) => void): Promise<Buffer> => {
  const book = new exceljs.Workbook()
  fill(book)
  return Buffer.from(await book.xlsx.writeBuffer())
}

const samples = join(repositoryRoot(), 'samples')
test.each(readdirSync(samples).filter((name) => /\.(xlsx|csv)$/.test(name)))(
  'the kept copy of samples/%s reads exactly as the original',
  async (name) => {
    const kept = await keep(await readFile(join(samples, name)), name)
    const [original, copy] = [await open(join(samples, name)), await open(kept.path)]
    expect(copy.sheets).toEqual(original.sheets)
    const given = await rowsOf(original)
    for (const [at, row] of (await rowsOf(copy)).entries()) {
      const seen = row.cells.map((cell, column) => (cell?.text === HIDDEN ? given[at]!.cells[column] : cell))
      expect({ ...row, cells: seen }).toEqual(given[at])
    }
    for (const { name: sheet, hidden } of original.sheets)
      if (!hidden) expect(await copy.merges(sheet)).toEqual(await original.merges(sheet))
  },
)

const cellValue = fc.oneof(
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('_x0041_', '_x', 'a\nb', ' край ', '<&>"', '\u0001', '#ДЕЛ/0!', '5,0'),
  fc.date({ min: new Date('1950-01-01'), max: new Date('2050-01-01'), noInvalidDate: true }),
  fc.constant(null),
)

test('a workbook of any cells reads from its copy as it did', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(cellValue, { maxLength: 6 }), { maxLength: 6 }), async (rows) => {
      const bytes = await xlsx((book) => {
        const sheet = book.addWorksheet('Лист «1» & <2>')
        for (const [r, row] of rows.entries())
          for (const [c, value] of row.entries()) sheet.getCell(r + 1, c * 2 + 1).value = value
        sheet.getCell(20, 1).value = 0.37
        sheet.getCell(20, 1).numFmt = '0.00%'
        sheet.mergeCells('C20:E21')
      })
      const path = join(work, 'given.xlsx')
      const original = await openTable({
        stream: () => Readable.from([bytes]),
        size: bytes.length,
        fileName: path,
      })
      const copy = await open((await keep(bytes, 'given.xlsx')).path)
      expect(await rowsOf(copy)).toEqual(await rowsOf(original))
    }),
    { numRuns: 20 },
  )
}, 120_000)

const csvCell = fc.oneof(
  fc.stringMatching(/^[а-я "№;,\n]{0,12}$/),
  fc.constantFrom('"', '""', 'МБОУ "Школа", г. X', '1,5', 'Фамилия'),
)
test('a csv of any cells reads from its copy as it did, line by line, but for what is emptied', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(csvCell, { minLength: 3, maxLength: 3 }), { minLength: 2, maxLength: 8 }),
      async (rows) => {
        const line = (row: string[]) => row.map((cell) => `"${cell.replaceAll('"', '""')}"`).join(';')
        const bytes = Buffer.from(
          `${['Фамилия;Код участника;Балл;Школа', '', ...rows.map((row) => `Мухоморов;${line(row)}`)].join('\n')}\n`,
        )
        const kept = await keep(bytes, 'таблица.csv')
        const original = await openTable({
          stream: () => Readable.from([bytes]),
          size: bytes.length,
          fileName: '',
        })
        const [given, copied] = [await rowsOf(original), await rowsOf(await open(kept.path))]
        expect(readFileSync(kept.path, 'utf8')).not.toContain('Мухоморов')
        for (const row of copied) {
          const was = given.find(({ rowNumber }) => rowNumber === row.rowNumber)!
          row.cells.forEach((cell, at) => {
            if (cell !== undefined && cell.text !== HIDDEN) expect(cell).toEqual(was.cells[at])
          })
        }
        expect(copied.length).toBeLessThanOrEqual(given.length)
      },
    ),
    { numRuns: 60 },
  )
}, 120_000)

test('nothing of a workbook but its cells is kept: authors, comments, hidden sheets', async () => {
  const bytes = await xlsx((book) => {
    book.creator = 'Незабудкин'
    book.lastModifiedBy = 'Незабудкин'
    const sheet = book.addWorksheet('Лист1')
    sheet.addRow(['Школа', 'Участников', 'Ниже минимума'])
    sheet.addRow(['СОШ № 1', 20, 3])
    sheet.getCell('A2').note = 'Незабудкин Иван'
    book.addWorksheet('Список', { state: 'hidden' }).addRow(['Незабудкин'])
  })
  const kept = await keep(bytes, 'таблица.xlsx')
  const copy = await open(kept.path)
  expect(copy.sheets.map(({ name, hidden }) => [name, hidden])).toEqual([
    ['Лист1', false],
    ['Список', true],
  ])
  const loaded = await new exceljs.Workbook().xlsx.readFile(kept.path)
  expect(loaded.getWorksheet('Лист1')!.getCell('C2').value).toBe(3)
  expect(JSON.stringify(loaded.model)).not.toContain('Незабудкин')
})

test('a file that cannot be read is not kept, and says so', async () => {
  const kept = await keep(Buffer.from('PK\x03\x04 not a workbook Незабудкин'), 'битый.xlsx')
  expect(kept).toMatchObject({ kept: 'nothing', problem: { code: 'import/file-unreadable' } })
  expect(readdirSync(join(work, 'files'))).not.toContain(kept.sha256)
})

const canMount = process.getuid?.() === 0 && process.platform === 'linux'
test.runIf(canMount)(
  'a disk that fills under the copy is said as such, and nothing is left',
  async () => {
    const disk = mkdtempSync(join(tmpdir(), 'traektoria-full-'))
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=256k', 'tmpfs', disk]).status !== 0) return
    onTestFinished(() => {
      spawnSync('umount', [disk])
      rmSync(disk, { recursive: true })
    })
    const given = join(work, 'большая.xlsx')
    writeFileSync(
      given,
      await xlsx((book) => {
        const sheet = book.addWorksheet('Лист1')
        for (let row = 1; row <= 12_000; row++)
          sheet.addRow([Math.sin(row), Math.cos(row), Math.sin(row * 7)])
      }),
    )
    await expect(keepLocal(disk, given, 'большая.xlsx')).rejects.toMatchObject({ code: 'server/disk-full' })
    expect(readdirSync(join(disk, 'files'))).toEqual([])
  },
  120_000,
)
