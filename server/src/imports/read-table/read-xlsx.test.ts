import { describe, expect, it } from 'vitest'
import { makeXlsx, type XlsxParts } from '../../../test/make-xlsx.ts'
import { asSource, readAll } from '../../../test/table-source.ts'
import type { Cell, SourceRow, Table } from '../model.ts'
import { openTable } from './open-table.ts'

const open = (parts: XlsxParts) => openTable(asSource(makeXlsx(parts), 'книга.xlsx'))
const data = (rows: string) => `<sheetData>${rows}</sheetData>`
const shown = (rows: SourceRow[]) =>
  rows.map((row) => [row.rowNumber, ...row.cells.map((cell) => cell?.text ?? null)])

/** The cells of one row written as XML, in a workbook with the formats of `STYLES`. */
async function cellsOf(xml: string, more: Partial<XlsxParts> = {}): Promise<(Cell | undefined)[]> {
  const rows = await readAll(
    await open({ sheets: { Лист1: data(`<row r="1">${xml}</row>`) }, styles: STYLES, ...more }),
  )
  return rows[0]?.cells ?? []
}

// 0 General, 1 built-in date, 2 custom percent, 3 custom Russian date, 4 time, 5 elapsed time; a differential format is none.
const STYLES = `<numFmts count="3"><numFmt numFmtId="164" formatCode="0.0%"/><numFmt numFmtId="165" formatCode='[$-419]d\\ mmmm\\ yyyy"&#160;г."'/>
<numFmt numFmtId="166" formatCode="[h]:mm"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>
<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/><xf numFmtId="165"/><xf numFmtId="20"/><xf numFmtId="166"/></cellXfs>
<dxfs><dxf><numFmt numFmtId="166" formatCode="dd.mm.yyyy"/></dxf></dxfs>`

describe('cells', () => {
  it('come as numbers, texts, booleans, errors, dates and percents', async () => {
    expect(
      await cellsOf(`<c r="A1"><v>5</v></c><c r="B1" t="str"><f>A1&amp;"x"</f><v>5x</v></c><c r="C1" t="b"><v>1</v></c>
<c r="D1" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="E1" s="1"><v>45442</v></c><c r="F1" s="2"><v>0.37</v></c>
<c r="G1" s="3"><v>45442.25</v></c><c r="H1" s="4"><v>0.5</v></c><c r="I1" s="5"><v>1.5</v></c><c r="J1" t="d"><v>2024-05-30T00:00:00.000Z</v></c>`),
    ).toEqual([
      { text: '5', kind: 'number' },
      { text: '5x', kind: 'text' },
      { text: 'TRUE', kind: 'boolean' },
      { text: '#DIV/0!', kind: 'error' },
      { text: '2024-05-30', kind: 'date' },
      { text: '0.37', kind: 'number', percent: true },
      { text: '2024-05-30T06:00:00', kind: 'date' },
      { text: '12:00:00', kind: 'text' },
      { text: '1.5', kind: 'number' },
      { text: '2024-05-30', kind: 'date' },
    ])
  })

  it('keep numbers that stand as text as text, with their leading zeros', async () => {
    expect(await cellsOf('<c r="A1" t="s"><v>0</v></c>', { strings: '<si><t>007</t></si>' })).toEqual([
      { text: '007', kind: 'text' },
    ])
  })

  it('join the runs of rich text, shared or inline, without phonetic readings', async () => {
    const rich = '<r><rPr><b/></rPr><t xml:space="preserve">МБОУ </t></r><r><t>«СОШ № 1»</t></r>'
    const reading = '<rPh sb="0" eb="1"><t>чтение</t></rPh><phoneticPr fontId="1"/>'
    const cells = await cellsOf(
      `<c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is>${rich}${reading}</is></c>`,
      {
        strings: `<si>${rich}${reading}</si>`,
      },
    )
    expect(cells.map((cell) => cell?.text)).toEqual(['МБОУ «СОШ № 1»', 'МБОУ «СОШ № 1»'])
  })

  it('say that a formula was never calculated instead of being empty', async () => {
    const cells = await cellsOf(
      '<c r="A1"><f>SUM(B1:C1)</f></c><c r="B1"><f>1+1</f><v></v></c><c r="C1" t="str"><f>""</f><v></v></c>',
    )
    expect(cells).toEqual([
      { text: '=SUM(B1:C1)', kind: 'error' },
      { text: '=1+1', kind: 'error' },
    ])
  })

  it('keep a number that is none as a bad cell', async () => {
    expect(await cellsOf('<c r="A1"><v>12abc</v></c>')).toEqual([{ text: '12abc', kind: 'error' }])
  })

  it('decode entities, escapes and CDATA, and keep inner blanks', async () => {
    const cells = await cellsOf(
      `<c r="A1" t="inlineStr"><is><t xml:space="preserve"> a &lt;&#1046;&gt;  b_x000D_&#10;c </t></is></c><c r='B1' t='inlineStr'><is><t><![CDATA[<v>&]]></t></is></c>`,
    )
    expect(cells.map((cell) => cell?.text)).toEqual(['a <Ж>  b\nc', '<v>&'])
  })

  it('read dates of a 1904 workbook', async () => {
    const cells = await cellsOf('<c r="A1" s="1"><v>43980</v></c>', {
      workbookPr: '<workbookPr date1904="1"/>',
    })
    expect(cells).toEqual([{ text: '2024-05-30', kind: 'date' }])
  })
})

describe('rows', () => {
  it('are numbered as a person sees them, blank ones passed over', async () => {
    const table = await open({
      sheets: {
        Лист1: data(
          '<row r="2"><c r="B2"><v>1</v></c></row><row r="3"/><row r="4"><c r="A4" s="1"/></row><row r="7"><c r="A7"><v>2</v></c></row>',
        ),
      },
    })
    expect(shown(await readAll(table))).toEqual([
      [2, null, '1'],
      [7, '2'],
    ])
  })

  it('and cells without references follow one another', async () => {
    const table = await open({
      sheets: {
        Лист1: data(
          '<row><c><v>1</v></c><c/><c><v>3</v></c></row><row r="5"><c r="C5"><v>4</v></c><c><v>5</v></c></row><row><c><v>6</v></c></row>',
        ),
      },
    })
    expect(shown(await readAll(table))).toEqual([
      [1, '1', null, '3'],
      [5, null, null, '4', '5'],
      [6, '6'],
    ])
  })

  it('are read from prefixed elements, single quotes, comments and foreign elements alike', async () => {
    const content = `<?xml version='1.0'?><x:worksheet xmlns:x='http://schemas.openxmlformats.org/spreadsheetml/2006/main'><x:sheetData>
<!-- <x:row r="9"/> --><x:row r='1' spans="1:2"><x:c r = 'A1' t='str'><x:v>да</x:v><x:extLst><x:ext><y:v xmlns:y="u">нет</y:v></x:ext></x:extLst></x:c><x:c r="B1"><x:v>1<!-- , -->2</x:v></x:c></x:row>
</x:sheetData><x:controls><xdr:row>5</xdr:row></x:controls></x:worksheet>`
    const table = await open({
      sheets: { Лист1: '' },
      extra: [{ name: 'xl/worksheets/sheet1.xml', content }],
    })
    expect(shown(await readAll(table))).toEqual([[1, 'да', '12']])
  })

  it('are read from UTF-16, the other encoding that the format allows', async () => {
    const xml = `<?xml version="1.0" encoding="UTF-16"?><worksheet>${data('<row><c t="inlineStr"><is><t>Ёлка</t></is></c></row>')}</worksheet>`
    const content = Buffer.from(`\uFEFF${xml}`, 'utf16le')
    const table = await open({
      sheets: { Лист1: '' },
      extra: [{ name: 'xl/worksheets/sheet1.xml', content }],
    })
    expect(shown(await readAll(table))).toEqual([[1, 'Ёлка']])
  })
})

describe('sheets', () => {
  const cell = (text: string) => data(`<row r="1"><c r="A1" t="inlineStr"><is><t>${text}</t></is></c></row>`)

  it('that are hidden are named but not read unless asked for', async () => {
    const table = await openWith(
      '<sheet name="Данные" sheetId="1" r:id="rId1"/><sheet name="Служебный" sheetId="2" state="hidden" r:id="rId2"/><sheet name="Тайный" sheetId="3" state="veryHidden" r:id="rId3"/>',
      { Данные: cell('1'), Служебный: cell('2'), Тайный: cell('3') },
    )
    expect(table.sheets).toEqual([
      { name: 'Данные', hidden: false, index: 0 },
      { name: 'Служебный', hidden: true, index: 1 },
      { name: 'Тайный', hidden: true, index: 2 },
    ])
    expect(shown(await readAll(table))).toEqual([[1, '1']])
    expect(shown(await readAll(table, 'Тайный'))).toEqual([[1, '3']])
  })

  it('are found by absolute and relative paths, other cases and the strict namespace', async () => {
    const strict = 'http://purl.oclc.org/ooxml/officeDocument/relationships'
    const relations = `<Relationships><Relationship Id="a" Type="${strict}/worksheet" Target="/XL/Worksheets/Sheet1.xml"/>
<Relationship Id="b" Type="${strict}/worksheet" Target="./../xl/worksheets/sheet2.xml"/><Relationship Id="c" Type="${strict}/chartsheet" Target="chartsheets/sheet1.xml"/></Relationships>`
    const workbook = `<s:workbook xmlns:s="http://purl.oclc.org/ooxml/spreadsheetml/main" xmlns:d="${strict}" conformance="strict"><s:sheets>
<s:sheet name="Один &amp; два" sheetId="1" d:id="a"/><s:sheet name="График" sheetId="2" d:id="c"/><s:sheet name="Лист с именем ровно в тридцать о" sheetId="3" d:id="b"/></s:sheets></s:workbook>`
    const table = await open({
      sheets: { a: cell('1'), b: cell('2') },
      extra: [
        { name: 'xl/_rels/workbook.xml.rels', content: relations },
        { name: 'xl/workbook.xml', content: workbook },
      ],
    })
    expect(table.sheets.map((sheet) => sheet.name)).toEqual([
      'Один & два',
      'Лист с именем ровно в тридцать о',
    ])
    expect((await readAll(table)).map((row) => [row.sheet, row.cells[0]?.text])).toEqual([
      ['Один & два', '1'],
      ['Лист с именем ровно в тридцать о', '2'],
    ])
  })

  it('tell their merged ranges before and after their rows are read', async () => {
    const xml = `${data('<row r="1"><c r="A1"><v>1</v></c></row>')}<mergeCells count="2"><mergeCell ref="A1:C1"/><mergeCell ref="A2:A3"/></mergeCells>`
    const expected = [
      { fromRow: 1, toRow: 1, fromColumn: 0, toColumn: 2 },
      { fromRow: 2, toRow: 3, fromColumn: 0, toColumn: 0 },
    ]
    const before = await open({ sheets: { Лист1: xml } })
    expect(await before.merges('Лист1')).toEqual(expected)
    const after = await open({ sheets: { Лист1: xml } })
    await readAll(after)
    expect(await after.merges('Лист1')).toEqual(expected)
  })

  function openWith(list: string, sheets: Record<string, string>): Promise<Table> {
    const content = `<workbook xmlns:r="u"><sheets>${list}</sheets></workbook>`
    return open({ sheets, extra: [{ name: 'xl/workbook.xml', content }] })
  }
})

describe('a table', () => {
  const long = () =>
    makeXlsx({
      sheets: {
        Лист1: data(
          Array.from(
            { length: 50_000 },
            (_, at) => `<row r="${at + 1}"><c r="A${at + 1}"><v>${at}</v></c></row>`,
          ).join(''),
        ),
      },
    })

  it('can be read many times, left half-way, and tells how far it is', async () => {
    const table = await openTable(asSource(long(), 'длинная.xlsx'))
    for await (const row of table.rows()) if (row.rowNumber === 100) break
    const half = table.progress()
    expect(half.done).toBeLessThan(half.total)
    let count = 0
    for await (const row of table.rows()) count += row.cells.length
    expect(count).toBe(50_000)
    expect(table.progress().done).toBe(table.progress().total)
  })
})
