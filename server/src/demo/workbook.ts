import { writeFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

/**
 * A plain workbook writer for generated data. Why not exceljs: its zip entries carry the moment of writing, so the same
 * region would give other bytes each time (and «the same file twice» could not be seen), and it is several times slower.
 */
export type CellValue =
  | string
  | number
  | null
  | { value: number; style: 'hundredths' }
  | { value: string | number; style: 'header' }
  /** `#DIV/0!`: what a broken formula leaves. */
  | { value: string; style: 'error' }

export interface SheetData {
  name: string
  rows: CellValue[][]
  /** Column widths in characters. */
  widths?: number[]
  /** `A1:B1`; the covered cells stay empty, as a spreadsheet program leaves them. */
  merges?: string[]
}

export const header = (value: string | number): CellValue => ({ value, style: 'header' })
export const hundredths = (value: number): CellValue => ({ value, style: 'hundredths' })

/** Zero-based column number → «A», «AB». */
export const columnLetters = (index: number): string =>
  (index >= 26 ? columnLetters(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

const STYLES = { header: 1, hundredths: 2, error: 0 } as const
const NAMESPACE = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'

const STYLES_XML =
  `${HEAD}<styleSheet xmlns="${NAMESPACE}"><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>` +
  '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>' +
  '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>' +
  '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>' +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  '<cellXfs count="3"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>' +
  '<xf numFmtId="0" fontId="1" fillId="0" borderId="0" xfId="0" applyFont="1" applyAlignment="1"><alignment vertical="center" wrapText="1"/></xf>' +
  '<xf numFmtId="2" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/></cellXfs></styleSheet>'

const escapeXml = (text: string): string =>
  text.replace(/[&<>"]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[sign]!)

const cellBody = (cell: Exclude<CellValue, null>, stringIndex: (text: string) => number): string => {
  const { value, style } = typeof cell === 'object' ? cell : { value: cell, style: null }
  const look = style === null ? '' : ` s="${STYLES[style]}"`
  if (style === 'error') return `${look} t="e"><v>${value}</v>`
  return typeof value === 'number' ? `${look}><v>${value}</v>` : `${look} t="s"><v>${stringIndex(value)}</v>`
}

const sheetXml = (sheet: SheetData, stringIndex: (text: string) => number): string => {
  const parts = [`${HEAD}<worksheet xmlns="${NAMESPACE}">`]
  if (sheet.widths) {
    const columns = sheet.widths.map(
      (width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`,
    )
    parts.push(`<cols>${columns.join('')}</cols>`)
  }
  parts.push('<sheetData>')
  for (const [at, row] of sheet.rows.entries()) {
    if (row.every((cell) => cell === null)) continue
    parts.push(`<row r="${at + 1}">`)
    for (const [column, cell] of row.entries()) {
      if (cell === null) continue
      const place = `r="${columnLetters(column)}${at + 1}"`
      parts.push(`<c ${place}${cellBody(cell, stringIndex)}</c>`)
    }
    parts.push('</row>')
  }
  parts.push('</sheetData>')
  if (sheet.merges?.length)
    parts.push(
      `<mergeCells count="${sheet.merges.length}">${sheet.merges.map((ref) => `<mergeCell ref="${ref}"/>`).join('')}</mergeCells>`,
    )
  parts.push('</worksheet>')
  return parts.join('')
}

const workbookParts = (sheets: SheetData[]): [path: string, xml: string][] => {
  const strings = new Map<string, number>()
  const stringIndex = (text: string): number => {
    const known = strings.get(text)
    if (known !== undefined) return known
    strings.set(text, strings.size)
    return strings.size - 1
  }
  const bodies = sheets.map((sheet) => sheetXml(sheet, stringIndex))
  const parts: [string, string, string][] = [
    ...bodies.map((body, i): [string, string, string] => [`worksheets/sheet${i + 1}.xml`, body, 'worksheet']),
    ['styles.xml', STYLES_XML, 'styles'],
    [
      'sharedStrings.xml',
      `${HEAD}<sst xmlns="${NAMESPACE}" uniqueCount="${strings.size}">${[...strings.keys()].map((text) => `<si><t xml:space="preserve">${escapeXml(text)}</t></si>`).join('')}</sst>`,
      'sharedStrings',
    ],
  ]
  const names = sheets.map(
    (sheet, i) => `<sheet name="${escapeXml(sheet.name)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`,
  )
  const kind = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
  const overrides = parts.map(
    ([path, , type]) => `<Override PartName="/xl/${path}" ContentType="${kind}.${type}+xml"/>`,
  )
  const relations = parts.map(
    ([path, , type], i) => `<Relationship Id="rId${i + 1}" Type="${RELATIONS}/${type}" Target="${path}"/>`,
  )
  return [
    [
      '[Content_Types].xml',
      `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${kind}.sheet.main+xml"/>${overrides.join('')}</Types>`,
    ],
    [
      '_rels/.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATIONS}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    ],
    [
      'xl/workbook.xml',
      `${HEAD}<workbook xmlns="${NAMESPACE}" xmlns:r="${RELATIONS}"><sheets>${names.join('')}</sheets></workbook>`,
    ],
    [
      'xl/_rels/workbook.xml.rels',
      `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relations.join('')}</Relationships>`,
    ],
    ...parts.map(([path, xml]): [string, string] => [`xl/${path}`, xml]),
  ]
}

/** 1 September 2025 in MS-DOS form: one date for every entry keeps the bytes the same. */
const DOS_DATE = ((2025 - 1980) << 9) | (9 << 5) | 1
const compress = promisify(deflateRaw)

const zip = async (entries: [path: string, text: string][]): Promise<Buffer> => {
  const files: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [path, text] of entries) {
    const name = Buffer.from(path)
    const raw = Buffer.from(text)
    const packed = await compress(raw, { level: 6 })
    // Shared by the local and the central header: version 2.0, deflate, date, checksum, sizes, length of the name.
    const common = Buffer.alloc(26)
    common.writeUInt16LE(20, 0)
    common.writeUInt16LE(8, 4)
    common.writeUInt16LE(DOS_DATE, 8)
    common.writeUInt32LE(crc32(raw), 10)
    common.writeUInt32LE(packed.length, 14)
    common.writeUInt32LE(raw.length, 18)
    common.writeUInt16LE(name.length, 22)
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name])
    const tail = Buffer.alloc(14)
    tail.writeUInt32LE(offset, 10)
    directory.push(Buffer.from('PK\x01\x02\x14\x00', 'latin1'), common, tail, name)
    files.push(local, packed)
    offset += local.length + packed.length
  }
  const central = Buffer.concat(directory)
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(central.length, 12)
  end.writeUInt32LE(offset, 16)
  return Buffer.concat([...files, central, end])
}

/** Writes a workbook; the same sheets give the same bytes. Sheet names are cut to the 31 characters Excel allows. */
export const writeWorkbook = async (path: string, sheets: SheetData[]): Promise<void> => {
  await writeFile(
    path,
    await zip(workbookParts(sheets.map((sheet) => ({ ...sheet, name: sheet.name.slice(0, 31) })))),
  )
}
