import type { ZipEntry } from './zip-stream.ts'

export interface XlsxColumn {
  header: string
  width: number
  /** Excel number format, e.g. '0.0%'. */
  format?: string
}

export type XlsxCell = string | number | null

export interface XlsxSheet {
  name: string
  /** Lines above the table: what this is, filters, number of rows, date. */
  preamble: string[]
  columns: XlsxColumn[]
  rows: Iterable<XlsxCell[]> | AsyncIterable<XlsxCell[]>
}

/** The parts of a workbook (ECMA-376 part 1, SpreadsheetML), as little of them as Excel, LibreOffice and pandas need. */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/package/2006/relationships'
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const TYPES = 'application/vnd.openxmlformats-officedocument.spreadsheetml'

/** Places in `cellXfs`: the first line of a sheet, further lines above the table, the header, then columns by their format. */
const STYLES = { title: 1, about: 2, header: 3, column: 4 } as const
/** The first number of a format of one's own. */
const OWN_FORMATS = 164
/** Rows of XML made at once: some tens of kilobytes. */
const ROWS_AT_ONCE = 200

/** Parts in the order of writing: those that need no sheet come first, so that the reader has bytes at once. */
export async function* workbookParts(
  sheets: XlsxSheet[] | (() => Promise<XlsxSheet[]>),
): AsyncGenerator<ZipEntry> {
  yield part(
    '_rels/.rels',
    `<Relationships xmlns="${RELATIONS}"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
  )
  const all = typeof sheets === 'function' ? await sheets() : sheets
  const formats = [...new Set(all.flatMap(({ columns }) => columns.map(({ format }) => format ?? '')))]
  yield part('xl/styles.xml', stylesXml(formats))
  for (const [at, sheet] of all.entries())
    yield { name: `xl/worksheets/sheet${at + 1}.xml`, content: sheetXml(sheet, formats, at === 0) }
  const list = (of: (number: number, name: string) => string) =>
    all.map(({ name }, at) => of(at + 1, name)).join('')
  yield part(
    'xl/workbook.xml',
    `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets>${list((n, name) => `<sheet name="${xmlText(name.slice(0, 31)).replaceAll('"', '&quot;')}" sheetId="${n}" r:id="rId${n}"/>`)}</sheets></workbook>`,
  )
  yield part(
    'xl/_rels/workbook.xml.rels',
    `<Relationships xmlns="${RELATIONS}">${list((n) => `<Relationship Id="rId${n}" Type="${OFFICE}/worksheet" Target="worksheets/sheet${n}.xml"/>`)}<Relationship Id="rId${all.length + 1}" Type="${OFFICE}/styles" Target="styles.xml"/></Relationships>`,
  )
  yield part(
    '[Content_Types].xml',
    `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPES}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPES}.styles+xml"/>${list((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${TYPES}.worksheet+xml"/>`)}</Types>`,
  )
}

const part = (name: string, xml: string): ZipEntry => ({ name, content: [HEAD + xml] })

function stylesXml(formats: string[]): string {
  const own = formats.filter((format) => format !== '')
  const numberOf = (format: string) => (format === '' ? 0 : OWN_FORMATS + own.indexOf(format))
  const font = (more: string) => `<font>${more}<name val="Calibri"/><family val="2"/></font>`
  const columns = formats.map(
    (format) =>
      `<xf numFmtId="${numberOf(format)}" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>`,
  )
  const xf = (fontId: number, alignment = '') =>
    `<xf numFmtId="0" fontId="${fontId}" fillId="0" borderId="0" xfId="0" applyFont="1"${alignment ? ` applyAlignment="1">${alignment}</xf>` : '/>'}`
  return [
    `<styleSheet xmlns="${MAIN}">`,
    own.length > 0
      ? `<numFmts count="${own.length}">${own.map((format) => `<numFmt numFmtId="${numberOf(format)}" formatCode="${xmlText(format).replaceAll('"', '&quot;')}"/>`).join('')}</numFmts>`
      : '',
    `<fonts count="4">${font('<sz val="11"/>')}${font('<b/><sz val="13"/>')}${font('<sz val="11"/><color rgb="FF555555"/>')}${font('<b/><sz val="11"/>')}</fonts>`,
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>',
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>',
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>',
    `<cellXfs count="${STYLES.column + columns.length}">${xf(0)}${xf(1)}${xf(2)}${xf(3, '<alignment vertical="center" wrapText="1"/>')}${columns.join('')}</cellXfs>`,
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
  ].join('')
}

async function* sheetXml(sheet: XlsxSheet, formats: string[], isFirst: boolean): AsyncGenerator<string> {
  const { preamble, columns } = sheet
  const headerRow = preamble.length + (preamble.length > 0 ? 2 : 1)
  const names = columns.map((_, at) => columnName(at))
  const styles = columns.map(({ format }) => STYLES.column + formats.indexOf(format ?? ''))
  const widths = columns.map(
    ({ width }, at) => `<col min="${at + 1}" max="${at + 1}" width="${width}" customWidth="1"/>`,
  )
  yield [
    `${HEAD}<worksheet xmlns="${MAIN}"><sheetViews><sheetView${isFirst ? ' tabSelected="1"' : ''} workbookViewId="0">`,
    `<pane ySplit="${headerRow}" topLeftCell="A${headerRow + 1}" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>`,
    `<cols>${widths.join('')}</cols><sheetData>`,
    ...preamble.map((line, at) => rowXml(at + 1, ['A'], [at === 0 ? STYLES.title : STYLES.about], [line])),
    rowXml(
      headerRow,
      names,
      columns.map(() => STYLES.header),
      columns.map(({ header }) => header),
    ),
  ].join('')
  let row = headerRow
  let lines: string[] = []
  for await (const cells of sheet.rows) {
    row += 1
    lines.push(rowXml(row, names, styles, cells))
    if (lines.length < ROWS_AT_ONCE) continue
    yield lines.join('')
    lines = []
  }
  yield `${lines.join('')}</sheetData></worksheet>`
}

function rowXml(row: number, names: string[], styles: number[], cells: XlsxCell[]): string {
  let xml = `<row r="${row}">`
  for (let at = 0; at < names.length; at++) {
    const cell = cells[at]
    if (cell === null || cell === undefined) continue
    const place = `<c r="${names[at]}${row}" s="${styles[at]}"`
    xml +=
      typeof cell === 'number'
        ? `${place}><v>${cell}</v></c>`
        : `${place} t="inlineStr"><is><t xml:space="preserve">${xmlText(cell)}</t></is></c>`
  }
  return `${xml}</row>`
}

/** A, B, … Z, AA: by the place of a column, from 0. */
const columnName = (at: number): string =>
  (at >= 26 ? columnName(Math.floor(at / 26) - 1) : '') + String.fromCharCode(65 + (at % 26))

// biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 does not allow
const UNSAFE = /[&<>\u0000-\u0008\u000B\u000C\r\u000E-\u001F\uFFFE\uFFFF\uD800-\uDFFF]|_x[0-9A-Fa-f]{4}_/

/** One half of a letter beyond the first plane, without the other. */
const HALF_LETTERS = /[\uD800-\uDBFF](?![\uDC00-\uDFFF])|(?<![\uD800-\uDBFF])[\uDC00-\uDFFF]/g

/**
 * A text of a cell. Signs that XML does not allow, a carriage return and what looks like an escape are written in Excel's own way,
 * `_x000B_`, and come back as they were; half a letter has no place in UTF-8 and becomes U+FFFD.
 */
function xmlText(text: string): string {
  if (!UNSAFE.test(text)) return text
  return (
    text
      .replace(HALF_LETTERS, '\uFFFD')
      .replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what XML 1.0 does not allow
      .replace(/[\u0000-\u0008\u000B\u000C\r\u000E-\u001F\uFFFE\uFFFF]/g, (sign) => {
        return `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`
      })
  )
}
