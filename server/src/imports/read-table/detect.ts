import type { Readable } from 'node:stream'

/** What a file is by its first bytes: a zip (a workbook, perhaps), an OLE container, a text (csv, perhaps), or something else. */
export type FileKind = 'zip' | 'ole' | 'text' | { seems: string; todo?: string }

/** Enough for any signature and for a fair look at the bytes of a text. */
export const HEAD_BYTES = 64 * 1024

/** A file inside, none at all, or a part of a split archive. */
const ZIP = ['PK\x03\x04', 'PK\x05\x06', 'PK\x07\x08']
const SIGNATURES: [bytes: string, seems: string][] = [
  ['%PDF', 'документ PDF'],
  ['\x89PNG', 'картинка PNG'],
  ['\xFF\xD8\xFF', 'картинка JPEG'],
  ['GIF8', 'картинка GIF'],
  ['Rar!', 'архив RAR'],
  ['7z\xBC\xAF', 'архив 7z'],
  ['\x1F\x8B', 'архив gzip'],
  ['{\\rtf', 'документ RTF'],
  ['PAR1', 'файл Parquet'],
  ['SQLite format', 'база данных SQLite'],
]
/** Text that is a document of another kind. A csv never begins so. */
const MARKUP: [pattern: RegExp, seems: string, todo?: string][] = [
  [
    /^<(?:!doctype html|html|head|meta|table|body|style)/i,
    'страница HTML (так сохраняют «.xls» некоторые сайты)',
  ],
  [/^<\?xml[\s\S]*<\?mso-application/i, 'таблица XML 2003'],
  [/^<[?!a-z]/i, 'документ XML'],
  [
    /^\{[\s\S]{0,2000}"FeatureCollection"/,
    'карта с границами (GeoJSON)',
    'загрузите её на странице «Реестр школ», там границы лягут на карту',
  ],
  [/^[[{]\s*["{[]/, 'данные JSON'],
]
/** Control characters (tab and line ends aside) make a text; random bytes have about 10 % of them. */
const CONTROL_SHARE = 0.01

/** Tells the kind by content alone: names and extensions lie. `head` is the beginning of the file, not empty. */
export function detectKind(head: Buffer): FileKind {
  const start = head.toString('latin1', 0, 16)
  if (ZIP.some((bytes) => start.startsWith(bytes))) return 'zip'
  if (start.startsWith('\xD0\xCF\x11\xE0')) return 'ole'
  const signature = SIGNATURES.find(([bytes]) => start.startsWith(bytes))
  if (signature) return { seems: signature[1] }
  if (isUtf16(head)) return 'text'
  if (hasMark(head, 0xfe, 0xff)) return { seems: 'текст в кодировке UTF-16 BE' }
  if (looksBinary(head)) return { seems: 'двоичный файл' }
  const text = head.toString('utf8').replace(/^[\s\uFEFF]+/, '')
  const markup = MARKUP.find(([pattern]) => pattern.test(text))
  if (!markup) return 'text'
  const [, seems, todo] = markup
  return { seems, ...(todo === undefined ? {} : { todo }) }
}

/** UTF-16 LE by its mark, or without one by its upper bytes: Latin has 0 there, Cyrillic 4. */
export function isUtf16(head: Buffer): boolean {
  if (hasMark(head, 0xff, 0xfe)) return true
  if (head.length < 4) return false
  let upper = 0
  for (let at = 1; at < head.length; at += 2) if (head[at] === 0 || head[at] === 4) upper++
  return upper > Math.floor(head.length / 2) * 0.9
}

const hasMark = (head: Buffer, first: number, second: number) => head[0] === first && head[1] === second

function looksBinary(head: Buffer): boolean {
  let controls = 0
  for (const byte of head) {
    if (byte === 0) return true
    if (byte < 32 && byte !== 9 && byte !== 10 && byte !== 13) controls++
  }
  return controls > head.length * CONTROL_SHARE
}

/** What a zip is when it is not a workbook we read; null when it is one. `workbook` is the part its relations name. */
export function describeArchive(names: string[], workbook: string | undefined): string | null {
  const has = (pattern: RegExp) => names.some((name) => pattern.test(name))
  if (workbook?.endsWith('.bin') || has(/^xl\/workbook\.bin$/i)) return 'двоичная книга Excel (.xlsb)'
  if (has(/^word\/document\d*\.xml$/i)) return 'документ Word (.docx)'
  if (has(/^ppt\/presentation\.xml$/i)) return 'презентация PowerPoint (.pptx)'
  if (has(/^META-INF\/manifest\.xml$/i) && has(/^content\.xml$/i)) return 'таблица OpenDocument (.ods)'
  return null
}

/** Programs inside a workbook, by the names of its parts: VBA and the macro sheets of Excel 4. */
export const hasMacros = (names: string[]): boolean =>
  names.some((name) => /(?:^|\/)(?:vbaProject[^/]*\.bin|macrosheets\/[^/]+)$/i.test(name))

/** What an OLE container holds, by the names in its directory: they are UTF-16 and found anywhere in the file. */
export async function describeOle(
  stream: Readable,
): Promise<'encrypted' | 'macros' | 'xls' | 'doc' | 'other'> {
  const names = {
    ...{ encrypted: 'EncryptedPackage', doc: 'WordDocument', xls: 'Workbook', book: 'Book' },
    ...{ macros: '_VBA_PROJECT', project: '_VBA_PROJECT_CUR' },
  }
  const found = new Set<string>()
  let tail = Buffer.alloc(0)
  for await (const piece of stream as AsyncIterable<Buffer>) {
    const bytes = Buffer.concat([tail, piece])
    for (const [kind, name] of Object.entries(names))
      if (bytes.includes(`${name}\0`, 0, 'utf16le')) found.add(kind)
    if (found.has('encrypted')) return 'encrypted'
    tail = bytes.subarray(-64)
  }
  if (found.has('macros') || found.has('project')) return 'macros'
  if (found.has('doc')) return 'doc'
  return found.has('xls') || found.has('book') ? 'xls' : 'other'
}
