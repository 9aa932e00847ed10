import { posix } from 'node:path'
import { StringDecoder } from 'node:string_decoder'
import type { Merge, SourceRow, Table } from '../model.ts'
import { describeArchive } from './detect.ts'
import { damaged, type ReadLimits, unreadable } from './limits.ts'
import { createSheetEvents } from './xlsx-sheet.ts'
import { createSharedStrings } from './xlsx-strings.ts'
import { createStyles } from './xlsx-styles.ts'
import type { NumberMeaning } from './xlsx-values.ts'
import { createXmlScanner, readAttributes, type XmlEvents, type XmlScanner } from './xml-scanner.ts'
import { openZip, type Zip, type ZipSource } from './zip.ts'

interface Sheet {
  name: string
  hidden: boolean
  index: number
  part: string
}

interface Workbook {
  sheets: Sheet[]
  date1904: boolean
  meanings: NumberMeaning[]
  stringsPart: string | null
}

interface Relation {
  id: string
  type: string
  target: string
}

/** Opens a workbook. Nothing stays open between calls: each `rows` opens the file anew and closes it when it ends or is left. */
export async function openXlsx(source: ZipSource, fileName: string, limits: ReadLimits): Promise<Table> {
  const { book, total } = await inZip(async (zip) => {
    const book = await readWorkbook(zip, fileName)
    const parts = book.sheets.filter((sheet) => !sheet.hidden).map((sheet) => sheet.part)
    if (book.stringsPart) parts.push(book.stringsPart)
    return { book, total: parts.reduce((sum, part) => sum + zip.packedSize(part), 0) }
  })
  const knownMerges = new Map<string, Merge[]>()
  const done = new Map<string, number>()
  let strings: string[] | null = null

  async function inZip<T>(work: (zip: Zip) => Promise<T>): Promise<T> {
    const zip = await openZip(source, fileName, limits)
    try {
      return await work(zip)
    } finally {
      zip.close()
    }
  }

  async function loadStrings(zip: Zip): Promise<string[]> {
    if (strings) return strings
    const shared = createSharedStrings(fileName, limits)
    if (book.stringsPart)
      await scanPart(zip, book.stringsPart, shared.events, fileName, note(book.stringsPart))
    strings = shared.strings
    return strings
  }

  const note = (part: string) => (bytes: number) => void done.set(part, bytes)

  async function* sheetRows(zip: Zip, sheet: Sheet): AsyncGenerator<SourceRow> {
    const ready: SourceRow[] = []
    const context = { ...book, fileName, sheet: sheet.name, limits, strings: await loadStrings(zip) }
    const { events, merges } = createSheetEvents({ ...context, onRow: (row) => void ready.push(row) })
    const scanner = partScanner(events, fileName, sheet.part)
    const decode = xmlDecoder()
    for await (const piece of zip.read(sheet.part, note(sheet.part))) {
      scanner.write(decode(piece))
      for (const row of ready) yield row
      ready.length = 0
    }
    scanner.end()
    knownMerges.set(sheet.name, merges)
  }

  async function* rows(name?: string): AsyncGenerator<SourceRow> {
    const chosen = name === undefined ? book.sheets.filter((sheet) => !sheet.hidden) : [getSheet(name)]
    const zip = await openZip(source, fileName, limits)
    try {
      for (const sheet of chosen) yield* sheetRows(zip, sheet)
    } finally {
      zip.close()
    }
  }

  function getSheet(name: string): Sheet {
    const sheet = book.sheets.find((candidate) => candidate.name === name)
    if (!sheet) throw new Error(`no sheet ${JSON.stringify(name)} in ${JSON.stringify(fileName)}`)
    return sheet
  }

  async function merges(name: string): Promise<Merge[]> {
    const sheet = getSheet(name)
    const known = knownMerges.get(name)
    if (known) return known
    const context = { ...book, fileName, sheet: name, limits, strings: [], onRow: null }
    const found = createSheetEvents(context)
    await inZip((zip) => scanPart(zip, sheet.part, found.events, fileName))
    knownMerges.set(name, found.merges)
    return found.merges
  }

  return {
    kind: 'xlsx',
    sheets: book.sheets.map(({ name, hidden, index }) => ({ name, hidden, index })),
    rows,
    merges,
    progress: () => ({
      done: Math.min(
        [...done.values()].reduce((sum, bytes) => sum + bytes, 0),
        total,
      ),
      total,
    }),
  }
}

async function readWorkbook(zip: Zip, fileName: string): Promise<Workbook> {
  const top = await readRelations(zip, '', fileName)
  const declared = top.find((relation) => relation.type === 'officeDocument')?.target
  const part = [declared, 'xl/workbook.xml']
    .map((name) => name && zip.names.get(name.toLowerCase()))
    .find(Boolean)
  const kind = describeArchive([...zip.names.keys()], part)
  if (!part || kind)
    throw unreadable(
      `Файл «${fileName}» — ${kind ?? 'архив zip без книги Excel'}: сохраните таблицу как .xlsx или .csv и загрузите её.`,
    )

  const relations = await readRelations(zip, part, fileName)
  const partOf = (relation: Relation | undefined) =>
    relation ? zip.names.get(relation.target.toLowerCase()) : undefined
  const book: Workbook = { sheets: [], date1904: false, meanings: [], stringsPart: null }
  await scanPart(
    zip,
    part,
    {
      open(name, depth, xml, from, to) {
        if (name === 'workbookPr' && depth === 2) {
          book.date1904 = /^(1|true|on)$/.test(readAttributes(xml, from, to).date1904 ?? '')
        } else if (name === 'sheet' && depth === 3) {
          const attributes = readAttributes(xml, from, to)
          const id = Object.entries(attributes).find(([key]) => key.endsWith(':id'))?.[1]
          const relation = relations.find((candidate) => candidate.id === id)
          if (relation && relation.type !== 'worksheet') return // a chart sheet or a macro sheet has no rows
          const sheetPart = partOf(relation)
          const sheetName = attributes.name ?? ''
          if (!sheetPart) throw damaged(fileName, `нет листа «${sheetName}»`)
          book.sheets.push({
            name: sheetName,
            hidden: /hidden/i.test(attributes.state ?? ''),
            index: book.sheets.length,
            part: sheetPart,
          })
        }
      },
      text() {},
      close() {},
    },
    fileName,
  )
  if (book.sheets.length === 0)
    throw unreadable(`В книге «${fileName}» нет ни одного листа с таблицей: проверьте, тот ли это файл.`)

  const stylesPart = partOf(relations.find((relation) => relation.type === 'styles'))
  if (stylesPart) {
    const styles = createStyles()
    await scanPart(zip, stylesPart, styles.events, fileName)
    book.meanings = styles.meanings
  }
  book.stringsPart = partOf(relations.find((relation) => relation.type === 'sharedStrings')) ?? null
  return book
}

/** Relations of a part (of the package for `''`), with the last word of their type and targets as full part names. */
async function readRelations(zip: Zip, part: string, fileName: string): Promise<Relation[]> {
  const folder = posix.dirname(part)
  const name = zip.names.get(posix.join(folder, '_rels', `${posix.basename(part)}.rels`).toLowerCase())
  const relations: Relation[] = []
  if (!name) return relations
  await scanPart(
    zip,
    name,
    {
      open(element, depth, xml, from, to) {
        if (element !== 'Relationship' || depth !== 2) return
        const { Id = '', Type = '', Target = '', TargetMode } = readAttributes(xml, from, to)
        if (TargetMode === 'External') return
        const path = decodePath(Target)
        const target = path.startsWith('/') ? posix.normalize(path).slice(1) : posix.join(folder, path)
        relations.push({ id: Id, type: Type.split('/').at(-1) ?? '', target })
      },
      text() {},
      close() {},
    },
    fileName,
  )
  return relations
}

function decodePath(target: string): string {
  const path = target.replaceAll('\\', '/')
  try {
    return decodeURIComponent(path)
  } catch {
    return path // a bare `%` in a name is the name itself
  }
}

async function scanPart(
  zip: Zip,
  part: string,
  events: XmlEvents,
  fileName: string,
  onPacked?: (bytes: number) => void,
) {
  const scanner = partScanner(events, fileName, part)
  const decode = xmlDecoder()
  for await (const piece of zip.read(part, onPacked)) scanner.write(decode(piece))
  scanner.end()
}

function partScanner(events: XmlEvents, fileName: string, part: string): XmlScanner {
  return createXmlScanner(events, (reason) => {
    throw damaged(fileName, `${reason} в части ${part}`)
  })
}

/** Bytes of XML to text across chunk borders: UTF-8 unless a byte order mark says UTF-16, the other encoding the format allows. */
function xmlDecoder(): (piece: Buffer) => string {
  let decode: ((piece: Buffer) => string) | null = null
  return (piece) => {
    if (!decode) {
      const mark = piece.length > 1 ? piece.readUInt16BE(0) : 0
      if (mark === 0xfffe || mark === 0xfeff) {
        const utf16 = new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be')
        decode = (bytes) => utf16.decode(bytes, { stream: true })
      } else {
        const utf8 = new StringDecoder('utf8')
        decode = (bytes) => utf8.write(bytes)
      }
    }
    return decode(piece)
  }
}
