import { storableText } from './storable-text.ts'

/**
 * A forward-only XML scanner over UTF-8 bytes, fed in pieces of any size. It is here because a SAX parser that makes an
 * object per tag is the slowest step of reading a sheet; the tests hold this one against saxes. It works on bytes and
 * not on strings because V8's joined strings make every `charCodeAt` three times dearer.
 * Checked: nesting and names of tags, quotes, one root, the end of the document. Refused: DOCTYPE (entity bombs).
 * Names are local (`x:row` is `row`); attributes are handed over unparsed, as a range of `bytes`.
 */
export interface XmlEvents {
  /** `depth` is 1 for the root. A self-closing element opens and closes. */
  open(name: string, depth: number, bytes: Buffer, from: number, to: number): void
  /** Raw text between tags; to be decoded by `decodeText` unless it was CDATA (`literal`). May come in several pieces. */
  text(bytes: Buffer, from: number, to: number, literal: boolean): void
  close(name: string, depth: number): void
  /** Offered every `<c` at depth 4 first: says where the element ends if it took it whole, -1 to have it scanned. */
  shortcut?(bytes: Buffer, start: number): number
}

export interface XmlScanner {
  write(piece: Buffer): void
  end(): void
}

/** One tag, comment or piece of text longer than this is no spreadsheet. */
const TOKEN_BYTES = 4 * 1024 * 1024
const MAX_DEPTH = 256
const NOTHING = Buffer.alloc(0)

const LT = 60
const GT = 62
const SLASH = 47
const BANG = 33
const QUESTION = 63
const QUOTE = 34
const APOSTROPHE = 39
const COLON = 58
const LETTER_C = 99
const CELL_DEPTH = 4
const SPACE = 32

/** @param fail called with the reason in Russian; must throw */
export function createXmlScanner(events: XmlEvents, fail: (reason: string) => never): XmlScanner {
  let pending: Buffer = NOTHING
  let rooted = false
  const fullNames: string[] = []
  const localNames: string[] = []

  function write(piece: Buffer) {
    const bytes = pending.length === 0 ? piece : Buffer.concat([pending, piece])
    const used = scan(bytes)
    pending = used === bytes.length ? NOTHING : bytes.subarray(used)
    if (pending.length > TOKEN_BYTES) fail('слишком длинный фрагмент разметки')
  }

  function end() {
    if (fullNames.length > 0 || !rooted || !isBlank(pending, 0, pending.length)) fail('разметка обрывается')
  }

  /** Handles every whole token and says how far it came. */
  function scan(bytes: Buffer): number {
    let at = 0
    for (;;) {
      const start = nextTag(bytes, at)
      if (start === -1) return at // text is kept until its end is seen, so that no letter or entity is cut in two
      if (start > at) {
        if (fullNames.length > 0) events.text(bytes, at, start, false)
        else if (!isBlank(bytes, at, start)) fail('текст вне разметки')
      }
      if (start + 1 === bytes.length) return start
      const next = bytes[start + 1]
      let stop = -1
      if (next === LETTER_C && fullNames.length === CELL_DEPTH - 1 && events.shortcut) {
        stop = events.shortcut(bytes, start)
        if (stop !== -1) {
          at = stop
          continue
        }
      }
      if (next === SLASH) stop = closeTag(bytes, start)
      else if (next === BANG || next === QUESTION) stop = aside(bytes, start)
      else stop = openTag(bytes, start)
      if (stop === -1) return start
      at = stop
    }
  }

  function openTag(bytes: Buffer, start: number): number {
    const stop = tagEnd(bytes, start + 1)
    if (stop === -1) return -1
    let nameEnd = start + 1
    let nameStart = nameEnd
    for (; nameEnd < stop; nameEnd++) {
      const code = bytes[nameEnd]!
      if (code <= SPACE || code === SLASH) break
      if (code === COLON) nameStart = nameEnd + 1
    }
    if (nameEnd === nameStart) fail('тег без имени')
    const selfClosing = bytes[stop - 1] === SLASH
    const local = nameOf(bytes, nameStart, nameEnd)
    const depth = fullNames.length + 1
    if (depth === 1 && rooted) fail('два корневых элемента')
    if (depth > MAX_DEPTH) fail('слишком глубокая вложенность')
    rooted = true
    events.open(local, depth, bytes, nameEnd, selfClosing ? stop - 1 : stop)
    if (selfClosing) events.close(local, depth)
    else {
      fullNames.push(nameStart === start + 1 ? local : nameOf(bytes, start + 1, nameEnd))
      localNames.push(local)
    }
    return stop + 1
  }

  function closeTag(bytes: Buffer, start: number): number {
    let stop = start + 2
    while (stop < bytes.length && bytes[stop] !== GT) stop++
    if (stop === bytes.length) return -1
    let nameEnd = stop
    while (bytes[nameEnd - 1]! <= SPACE) nameEnd--
    const depth = fullNames.length
    if (depth === 0 || nameOf(bytes, start + 2, nameEnd) !== fullNames.pop()) fail('теги не сходятся')
    events.close(localNames.pop()!, depth)
    return stop + 1
  }

  /** Comments, CDATA and processing instructions. */
  function aside(bytes: Buffer, start: number): number {
    if (bytes[start + 1] === QUESTION) return after(bytes, '?>', start + 2)
    const lead = bytes.toString('latin1', start, Math.min(start + 9, bytes.length))
    if (lead.startsWith('<!--')) return after(bytes, '-->', start + 4)
    if (lead === '<![CDATA[') {
      const stop = bytes.indexOf(']]>', start + 9)
      if (stop === -1) return -1
      if (fullNames.length === 0) fail('текст вне разметки')
      if (stop > start + 9) events.text(bytes, start + 9, stop, true)
      return stop + 3
    }
    if ('<!--'.startsWith(lead) || '<![CDATA['.startsWith(lead)) return -1
    return fail('объявление DOCTYPE в таблице недопустимо')
  }

  /** The `>` that ends a tag, which is not one inside a quoted value. */
  function tagEnd(bytes: Buffer, from: number): number {
    let quote = 0
    for (let at = from; at < bytes.length; at++) {
      const code = bytes[at]!
      if (quote !== 0) {
        if (code === quote) quote = 0
      } else if (code === GT) return at
      else if (code === QUOTE || code === APOSTROPHE) quote = code
      else if (code === LT) fail('тег не закрыт')
    }
    return -1
  }

  return { write, end }
}

function nextTag(bytes: Buffer, from: number): number {
  for (let at = from; at < bytes.length; at++) if (bytes[at] === LT) return at
  return -1
}

/** A one-letter name (c, v, t) comes from V8's table of single characters: no allocation in the hottest place. */
function nameOf(bytes: Buffer, from: number, to: number): string {
  return to - from === 1 ? String.fromCharCode(bytes[from]!) : bytes.toString('utf8', from, to)
}

function after(bytes: Buffer, mark: string, from: number): number {
  const stop = bytes.indexOf(mark, from)
  return stop === -1 ? -1 : stop + mark.length
}

const isBlank = (bytes: Buffer, from: number, to: number) => bytes.toString('utf8', from, to).trim() === '' // trims a BOM too

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const AMPERSAND = 38
const RETURN = 13
const FIRST_NON_ASCII = 128

/** A range of XML as text: line ends as `\n`, the five named entities and numeric ones. An unknown entity stays as written. */
export function decodeText(bytes: Buffer, from: number, to: number): string {
  let ascii = true
  let at = from
  for (; at < to; at++) {
    const code = bytes[at]!
    if (code === AMPERSAND || code === RETURN || code === 0) break
    if (code >= FIRST_NON_ASCII) ascii = false
  }
  if (at === to) return ascii ? bytes.toString('latin1', from, to) : bytes.toString('utf8', from, to)
  return storableText(decodeEntities(bytes.toString('utf8', from, to).replace(/\r\n?/g, '\n')))
}

function decodeEntities(text: string): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([a-z]{2,4}));/g,
    (entity, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return NAMED[name] ?? entity
      const code = hex === undefined ? Number(decimal) : Number.parseInt(hex, 16)
      return code <= 0x10ffff ? String.fromCodePoint(code) : '\uFFFD'
    },
  )
}

const ATTRIBUTE = /([^\s=/"'<>]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g

/** All attributes of a tag by full name (`r:id` keeps its prefix). For the rare tags; a sheet's cells read theirs in place. */
export function readAttributes(bytes: Buffer, from: number, to: number): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [, name = '', quoted, apostrophed = ''] of bytes.toString('utf8', from, to).matchAll(ATTRIBUTE))
    attributes[name] = storableText(decodeEntities(quoted ?? apostrophed))
  return attributes
}
