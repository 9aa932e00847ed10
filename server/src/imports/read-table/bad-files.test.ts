import ExcelJS from 'exceljs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { makeXlsx } from '../../../test/make-xlsx.ts'
import { makeZip } from '../../../test/make-zip.ts'
import { asSource, readAll } from '../../../test/table-source.ts'
import { Problem } from '../../platform/problem.ts'
import type { ReadLimits } from './limits.ts'
import { openTable } from './open-table.ts'

/** What a person is told about a file: by the code, and the whole sentence. */
async function told(
  bytes: Buffer,
  limits: Partial<ReadLimits> = {},
): Promise<{ code: string; sentence: string }> {
  try {
    await readAll(await openTable(asSource(bytes, 'файл'), limits))
  } catch (error) {
    if (error instanceof Problem) return { code: error.code, sentence: error.message }
    throw error
  }
  throw new Error('the file was read')
}

const unreadable = 'import/file-unreadable'
const tooBig = 'import/file-too-big'
const row = '<row r="1"><c r="A1"><v>1</v></c></row>'
const sheet = (rows: string) => ({ sheets: { Лист1: `<sheetData>${rows}</sheetData>` } })
const ole = (name: string) =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(1500),
    Buffer.from(`${name}\0`, 'utf16le'),
    Buffer.alloc(500),
  ])
const text = (content: string) => Buffer.from(content)

describe('a file of another kind is named for what it is', () => {
  it.each([
    [
      'an encrypted workbook',
      ole('EncryptedPackage'),
      'import/file-encrypted',
      /защищён паролем.*снимите пароль/,
    ],
    ['an old workbook', ole('Workbook'), unreadable, /старого Excel.*сохраните как \.xlsx/],
    ['an old Word document', ole('WordDocument'), unreadable, /Word/],
    ['another OLE file', ole('Whatever'), unreadable, /старого Office/],
    ['a PDF', text('%PDF-1.7\n%\xE2\xE3'), unreadable, /PDF/],
    ['a picture', Buffer.from('\x89PNG\r\n\x1A\n\0\0', 'latin1'), unreadable, /PNG/],
    ['a page', text('\uFEFF  <!DOCTYPE html><html><table>'), unreadable, /HTML/],
    ['a table saved as a page', text('<table><tr><td>1'), unreadable, /HTML/],
    [
      'XML of Excel 2003',
      text('<?xml version="1.0"?>\n<?mso-application progid="Excel.Sheet"?>\n<Workbook/>'),
      unreadable,
      /XML 2003/,
    ],
    ['XML', text('<?xml version="1.0"?><a/>'), unreadable, /XML/],
    ['JSON', text('{"a": [1, 2]}'), unreadable, /JSON/],
    ['карта', text('{"type": "FeatureCollection"}'), unreadable, /GeoJSON.+Реестр школ/],
    ['a Word document', makeZip([{ name: 'word/document.xml', content: '<a/>' }]), unreadable, /Word/],
    [
      'a presentation',
      makeZip([{ name: 'ppt/presentation.xml', content: '<a/>' }]),
      unreadable,
      /PowerPoint/,
    ],
    [
      'an OpenDocument table',
      makeZip([
        { name: 'content.xml', content: '<a/>' },
        { name: 'META-INF/manifest.xml', content: '<a/>' },
      ]),
      unreadable,
      /\.ods/,
    ],
    ['a binary workbook', makeZip([{ name: 'xl/workbook.bin', content: 'x' }]), unreadable, /\.xlsb/],
    ['an archive of files', makeZip([{ name: 'результаты.xlsx', content: 'x' }]), unreadable, /архив zip/],
    ['an empty archive', makeZip([]), unreadable, /архив zip/],
    [
      'bytes at random',
      Buffer.from(Array.from({ length: 300 }, (_, at) => (at * at * 31 + at * 7) % 256)),
      unreadable,
      /двоичный/,
    ],
    ['UTF-16 of the other order', Buffer.from([0xfe, 0xff, 4, 0x10, 0, 0x3b]), unreadable, /UTF-16 BE/],
    ['an empty file', Buffer.alloc(0), unreadable, /пуст/],
    ['a file of blanks', text('\uFEFF \r\n\r\n'), unreadable, /пуст/],
  ])('%s', async (_, bytes, code, sentence) => {
    const answer = await told(bytes)
    expect(answer.code).toBe(code)
    expect(answer.sentence).toMatch(sentence)
    expect(answer.sentence).toMatch(/^(Файл|В) .*файл.*[:,].*\.$/u)
  })
})

describe('a damaged workbook is refused with a sentence', () => {
  it.each([
    ['a workbook without sheets', makeXlsx({ sheets: {} }), /ни одного листа/],
    [
      'a sheet that is not there',
      makeXlsx({
        ...sheet(row),
        extra: [{ name: 'xl/_rels/workbook.xml.rels', content: '<Relationships/>' }],
      }),
      /нет листа «Лист1»/,
    ],
    [
      'a wrong checksum',
      makeXlsx({
        sheets: { a: '' },
        extra: [{ name: 'xl/worksheets/sheet1.xml', content: '<worksheet/>', lie: { crc: 1 } }],
      }),
      /контрольная сумма/,
    ],
    ['broken markup', makeXlsx({ sheets: { a: '<sheetData><row></sheetData>' } }), /теги не сходятся/],
    [
      'markup cut short',
      makeXlsx({
        sheets: { a: '' },
        extra: [{ name: 'xl/worksheets/sheet1.xml', content: '<worksheet><sheetData>' }],
      }),
      /обрывается/,
    ],
    [
      'an entity bomb',
      makeXlsx({
        sheets: { a: '' },
        extra: [{ name: 'xl/worksheets/sheet1.xml', content: '<!DOCTYPE a [<!ENTITY b "b">]><worksheet/>' }],
      }),
      /DOCTYPE/,
    ],
    [
      'a text that is lost',
      makeXlsx(sheet('<row r="1"><c r="A1" t="s"><v>7</v></c></row>')),
      /потерян текст/,
    ],
    ['a row number that is none', makeXlsx(sheet('<row r="x"><c><v>7</v></c></row>')), /строка без номера/],
  ])('%s', async (_, bytes, sentence) => {
    const answer = await told(bytes)
    expect(answer.code).toBe(unreadable)
    expect(answer.sentence).toMatch(sentence)
    expect(answer.sentence).toMatch(/загрузите снова|проверьте/)
  })

  it('an encrypted part', async () => {
    const extra = [{ name: 'xl/worksheets/sheet1.xml', content: '<worksheet/>', encrypted: true }]
    expect((await told(makeXlsx({ sheets: { a: '' }, extra }))).code).toBe('import/file-encrypted')
  })

  it('a real one cut anywhere', async () => {
    const bytes = await realWorkbook()
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: bytes.length - 1 }), async (length) => {
        expect((await told(bytes.subarray(0, length))).code).toBe(unreadable)
      }),
      { numRuns: 60 },
    )
  })

  it('a real one with a changed byte gives its rows or a sentence, never something else', async () => {
    const bytes = await realWorkbook()
    const right = JSON.stringify(await readAll(await openTable(asSource(bytes, 'файл'))))
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (place, flip) => {
        const changed = Buffer.from(bytes)
        changed[place]! ^= flip
        try {
          expect(JSON.stringify(await readAll(await openTable(asSource(changed, 'файл'))))).toBe(right)
        } catch (error) {
          expect(error).toBeInstanceOf(Problem)
        }
      }),
      { numRuns: 150 },
    )
  })

  async function realWorkbook(): Promise<Buffer> {
    const book = new ExcelJS.Workbook()
    const page = book.addWorksheet('Результаты')
    for (let at = 1; at <= 40; at++)
      page.addRow([at, `МБОУ «СОШ № ${at}»`, at / 100, new Date(Date.UTC(2024, 4, at % 28))])
    return Buffer.from(await book.xlsx.writeBuffer())
  }
})

describe('a file that would eat the machine is refused', () => {
  const limits = { ratioFreeBytes: 100_000 }

  it('a sheet that unpacks two hundred times', async () => {
    const bytes = makeXlsx(sheet(`${row}<!--${' '.repeat(1_000_000)}-->`))
    expect(bytes.length).toBeLessThan(5_000)
    expect((await told(bytes, limits)).code).toBe(tooBig)
  })

  it('parts that unpack to too much, by what they declare and by what comes out', async () => {
    const bytes = makeXlsx(sheet(row.repeat(2000)))
    expect((await told(bytes, { unpackedBytes: 50_000 })).code).toBe(tooBig)
    const content = `<worksheet><sheetData>${row.repeat(2000)}</sheetData></worksheet>`
    const lying = makeXlsx({
      sheets: { a: '' },
      extra: [{ name: 'xl/worksheets/sheet1.xml', content, lie: { unpacked: 10 } }],
    })
    const answer = await told(lying, { unpackedBytes: 50_000 })
    expect([tooBig, unreadable]).toContain(answer.code)
  })

  it.each<[string, Buffer, Partial<ReadLimits>]>([
    ['too many parts', makeXlsx(sheet(row)), { zipEntries: 3 }],
    [
      'too many shared texts',
      makeXlsx({ ...sheet(row), strings: '<si><t>а</t></si>'.repeat(5) }),
      { sharedStrings: 4 },
    ],
    [
      'too long shared texts',
      makeXlsx({ ...sheet(row), strings: `<si><t>${'а'.repeat(100)}</t></si>` }),
      { sharedCharacters: 99 },
    ],
    ['a column beyond the last', makeXlsx(sheet('<row r="1"><c r="XFE1"><v>1</v></c></row>')), {}],
    [
      'rows with one cell in the last column',
      makeXlsx(sheet('<row><c r="XFD1"><v>1</v></c></row>'.repeat(10))),
      { cells: 100_000 },
    ],
    [
      'a cell longer than any',
      makeXlsx(sheet(`<row><c t="str"><v>${'а'.repeat(200)}</v></c></row>`)),
      { cellCharacters: 100 },
    ],
    [
      'too many merges',
      makeXlsx({
        sheets: { a: `<sheetData/><mergeCells>${'<mergeCell ref="A1:B1"/>'.repeat(9)}</mergeCells>` },
      }),
      { merges: 8 },
    ],
    ['a streamed workbook too large to hold', makeXlsx(sheet(row)), { heldBytes: 100 }],
    ['a csv row with too many columns', Buffer.from(`а${';1'.repeat(200)}`), { columns: 100 }],
  ])('%s', async (_, bytes, limit) => {
    const answer = await told(bytes, limit)
    expect(answer.code).toBe(tooBig)
    expect(answer.sentence).toMatch(/больше|слишком/)
  })
})

it('bytes of any kind give rows or a sentence, never something else', async () => {
  const start = fc.constantFrom(
    '',
    'PK\x03\x04',
    '\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1',
    '\xFF\xFE',
    '\xEF\xBB\xBF',
    '"',
    'a;b\n',
  )
  await fc.assert(
    fc.asyncProperty(start, fc.uint8Array({ maxLength: 200 }), async (first, bytes) => {
      try {
        await readAll(
          await openTable(asSource(Buffer.concat([Buffer.from(first, 'latin1'), bytes]), 'файл', 7)),
        )
      } catch (error) {
        expect(error).toBeInstanceOf(Problem)
      }
    }),
    { numRuns: 200 },
  )
})
