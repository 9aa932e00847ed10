import { open } from 'node:fs/promises'
import type { Cell, Merge, SourceRow, Table } from '../model.ts'
import { writeZip } from './write-zip.ts'

const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const RELATIONS = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006'
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml'
const XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const PIECE_CHARACTERS = 64 * 1024
/** Texts repeat from row to row; so many different ones are kept once, the rest stand in their cells. */
const SHARED_STRINGS = 200_000
/** Styles of the copy: as it is, percent, date. */
const STYLES = `${XML}<styleSheet xmlns="${MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf/><xf numFmtId="10" applyNumberFormat="1"/><xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>`
const [PERCENT, DATE] = [1, 2]

/**
 * Writes a workbook that our reader reads exactly as `table`, with every row passed through `clean`: the same sheets,
 * row numbers, columns, kinds of cells and merges. Nothing else of the original is in it: no names of authors, comments,
 * hidden sheets' cells, pictures or caches.
 * @returns whether `clean` changed any row
 */
export async function writeXlsxCopy(
  table: Table,
  path: string,
  clean: (row: SourceRow) => SourceRow,
): Promise<boolean> {
  const handle = await open(path, 'wx', 0o600)
  let isChanged = false
  const strings = sharedStrings()
  const watched = (row: SourceRow) => {
    const cleaned = clean(row)
    isChanged ||= cleaned !== row
    return cleaned
  }
  try {
    const zip = writeZip(handle)
    const names = table.sheets.map((_, index) => `sheet${index + 1}.xml`)
    await zip.add('[Content_Types].xml', [contentTypes(names)])
    await zip.add('_rels/.rels', [relations([['officeDocument', 'xl/workbook.xml']])])
    await zip.add('xl/workbook.xml', [workbook(table)])
    const parts: [string, string][] = names.map((name) => ['worksheet', `worksheets/${name}`])
    const others: [string, string][] = [
      ['styles', 'styles.xml'],
      ['sharedStrings', 'sharedStrings.xml'],
    ]
    await zip.add('xl/_rels/workbook.xml.rels', [relations([...parts, ...others])])
    await zip.add('xl/styles.xml', [STYLES])
    for (const [index, sheet] of table.sheets.entries()) {
      const pieces = sheet.hidden
        ? [`${XML}<worksheet xmlns="${MAIN}"><sheetData/></worksheet>`]
        : sheetXml(table, sheet.name, watched, strings.index)
      await zip.add(`xl/worksheets/${names[index]}`, pieces)
    }
    await zip.add('xl/sharedStrings.xml', strings.xml())
    await zip.finish()
    await handle.sync()
  } finally {
    await handle.close()
  }
  return isChanged
}

const contentTypes = (sheets: string[]) =>
  `${XML}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="${TYPE}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${TYPE}.styles+xml"/><Override PartName="/xl/sharedStrings.xml" ContentType="${TYPE}.sharedStrings+xml"/>${sheets.map((name) => `<Override PartName="/xl/worksheets/${name}" ContentType="${TYPE}.worksheet+xml"/>`).join('')}</Types>`

const relations = (targets: [type: string, target: string][]) =>
  `${XML}<Relationships xmlns="${PACKAGE}/relationships">${targets.map(([type, target], index) => `<Relationship Id="rId${index + 1}" Type="${RELATIONS}/${type}" Target="${target}"/>`).join('')}</Relationships>`

const workbook = ({ sheets }: Table) =>
  `${XML}<workbook xmlns="${MAIN}" xmlns:r="${RELATIONS}"><sheets>${sheets.map(({ name, hidden }, index) => `<sheet name="${attribute(name)}" sheetId="${index + 1}"${hidden ? ' state="hidden"' : ''} r:id="rId${index + 1}"/>`).join('')}</sheets></workbook>`

type StringIndex = (text: string) => number | undefined

async function* sheetXml(
  table: Table,
  name: string,
  clean: (row: SourceRow) => SourceRow,
  indexOf: StringIndex,
): AsyncGenerator<string> {
  let piece = `${XML}<worksheet xmlns="${MAIN}"><sheetData>`
  for await (const row of table.rows(name)) {
    piece += rowXml(clean(row), indexOf)
    if (piece.length < PIECE_CHARACTERS) continue
    yield piece
    piece = ''
  }
  yield `${piece}</sheetData>${mergesXml(await table.merges(name))}</worksheet>`
}

function rowXml({ rowNumber, cells }: SourceRow, indexOf: StringIndex): string {
  let xml = ''
  for (let column = 0; column < cells.length; column++) {
    const cell = cells[column]
    if (cell !== undefined) xml += cellXml(cell, `${lettersOf(column)}${rowNumber}`, indexOf)
  }
  return xml === '' ? '' : `<row r="${rowNumber}">${xml}</row>`
}

function cellXml({ text, kind, percent }: Cell, at: string, indexOf: StringIndex): string {
  switch (kind) {
    case 'number':
      return `<c r="${at}"${percent ? ` s="${PERCENT}"` : ''}><v>${xmlText(text)}</v></c>`
    case 'date':
      return `<c r="${at}" s="${DATE}" t="d"><v>${xmlText(text)}</v></c>`
    case 'boolean':
      return `<c r="${at}" t="b"><v>${text === 'TRUE' ? 1 : 0}</v></c>`
    case 'error':
      // A formula that was never calculated is an error to us; its text is all there is.
      return text.startsWith('=')
        ? `<c r="${at}"><f>${xmlText(text.slice(1))}</f></c>`
        : `<c r="${at}" t="e"><v>${xmlText(text)}</v></c>`
    default: {
      const index = indexOf(text)
      return index === undefined
        ? `<c r="${at}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`
        : `<c r="${at}" t="s"><v>${index}</v></c>`
    }
  }
}

const mergesXml = (merges: Merge[]): string =>
  merges.length === 0
    ? ''
    : `<mergeCells>${merges.map(({ fromRow, toRow, fromColumn, toColumn }) => `<mergeCell ref="${lettersOf(fromColumn)}${fromRow}:${lettersOf(toColumn)}${toRow}"/>`).join('')}</mergeCells>`

function sharedStrings() {
  const known = new Map<string, number>()
  return {
    index(text: string): number | undefined {
      const found = known.get(text)
      if (found !== undefined || known.size >= SHARED_STRINGS) return found
      known.set(text, known.size)
      return known.size - 1
    },
    *xml(): Generator<string> {
      yield `${XML}<sst xmlns="${MAIN}">`
      for (const text of known.keys()) yield `<si><t xml:space="preserve">${xmlText(text)}</t></si>`
      yield '</sst>'
    },
  }
}

/** `AB` for 27. */
function lettersOf(column: number): string {
  const known = LETTERS[column]
  if (known !== undefined) return known
  let letters = ''
  for (let rest = column + 1; rest > 0; rest = Math.floor((rest - 1) / 26))
    letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters
  LETTERS[column] = letters
  return letters
}
const LETTERS: string[] = []

const SPECIAL = /[&<>\uFFFE\uFFFF]|(?![\t\n])\p{Cc}|_(?=x[0-9A-Fa-f]{4}_)/u
const ALL_SPECIAL = new RegExp(SPECIAL, 'gu')
const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' }

/** XML has no letter for most control characters; a workbook writes them `_x0001_`, and so a bare `_x` as `_x005F_x`. */
const xmlText = (text: string): string =>
  SPECIAL.test(text)
    ? text.replace(
        ALL_SPECIAL,
        (sign) => ENTITIES[sign] ?? `_x${sign.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`,
      )
    : text

const attribute = (text: string): string =>
  text.replace(/[&<>"\t\n\r]/g, (sign) => ENTITIES[sign] ?? `&#${sign.charCodeAt(0)};`)
