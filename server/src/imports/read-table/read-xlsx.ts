import { posix } from 'node:path'
import type { Merge, SourceRow, Table } from '../model.ts'
import { describeArchive, hasMacros } from './detect.ts'
import { damaged, type ReadLimits, unreadable, withMacros } from './limits.ts'
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

  async function* rows(name?: string): AsyncGenerator<SourceRow> {
    const chosen = name === undefined ? book.sheets.filter((sheet) => !sheet.hidden) : [getSheet(name)]
    const zip = await openZip(source, fileName, limits)
    try {
      const context = { ...book, fileName, limits, strings: await loadStrings(zip) }
      for (const sheet of chosen) {
        let ready: SourceRow[] = []
        const onRow = (row: SourceRow) => void ready.push(row)
        const { events, merges } = createSheetEvents({ ...context, sheet: sheet.name, onRow })
        const scan = partScanner(events, fileName, sheet.part)
        for await (const piece of zip.read(sheet.part, note(sheet.part))) {
          scan.write(piece)
          for (const row of ready) yield row
          ready = []
        }
        scan.end()
        knownMerges.set(sheet.name, merges)
      }
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
  const names = [...zip.names.keys()]
  const kind = describeArchive(names, part)
  if (!part || kind)
    throw unreadable(
      `Файл «${fileName}» — ${kind ?? 'архив zip без книги Excel'}: сохраните таблицу как .xlsx или .csv и загрузите её.`,
    )

  if (hasMacros(names)) throw withMacros(fileName)
  const relations = await readRelations(zip, part, fileName)
  const partOf = (relation: Relation | undefined) =>
    relation ? zip.names.get(relation.target.toLowerCase()) : undefined
  const book: Workbook = { sheets: [], date1904: false, meanings: [], stringsPart: null }
  await scanPart(
    zip,
    part,
    {
      open(name, depth, bytes, from, to) {
        if (name === 'workbookPr' && depth === 2) {
          book.date1904 = /^(1|true|on)$/.test(readAttributes(bytes, from, to).date1904 ?? '')
        } else if (name === 'sheet' && depth === 3) {
          const attributes = readAttributes(bytes, from, to)
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

  const stylesRelation = relations.find((relation) => relation.type === 'styles')
  const stylesPart = partOf(stylesRelation)
  if (stylesRelation) {
    if (!stylesPart) throw damaged(fileName, 'нет форматов ячеек') // without them dates and percents would be bare numbers
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
      open(element, depth, bytes, from, to) {
        if (element !== 'Relationship' || depth !== 2) return
        const { Id = '', Type = '', Target = '', TargetMode } = readAttributes(bytes, from, to)
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
  const scan = partScanner(events, fileName, part)
  for await (const piece of zip.read(part, onPacked)) scan.write(piece)
  scan.end()
}

/** A scanner fed with a part's bytes: UTF-8 as they are, UTF-16 (the other encoding the format allows) rewritten. */
function partScanner(events: XmlEvents, fileName: string, part: string): XmlScanner {
  const scanner = createXmlScanner(events, (reason) => {
    throw damaged(fileName, `${reason} в части ${part}`)
  })
  let utf16: TextDecoder | null | undefined
  return {
    write(piece) {
      if (utf16 === undefined) {
        const mark = piece.length > 1 ? piece.readUInt16BE(0) : 0
        utf16 =
          mark === 0xfffe || mark === 0xfeff
            ? new TextDecoder(mark === 0xfffe ? 'utf-16le' : 'utf-16be')
            : null
      }
      scanner.write(utf16 ? Buffer.from(utf16.decode(piece, { stream: true })) : piece)
    },
    end: scanner.end,
  }
}
