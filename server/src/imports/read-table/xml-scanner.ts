/**
 * A forward-only XML scanner, fed in chunks of any size. It is here because a SAX parser with an object per tag
 * (saxes 6: 3–4 s for 200,000 rows) is the slowest step of reading a sheet; the tests hold it against saxes.
 * Checked: nesting and names of tags, quotes, one root, the end of the document. Refused: DOCTYPE (entity bombs).
 * Names are local (`x:row` is `row`); attributes are handed over unparsed, as a range of `xml`.
 */
export interface XmlEvents {
  /** `depth` is 1 for the root. A self-closing element opens and closes. */
  open(name: string, depth: number, xml: string, from: number, to: number): void
  /** Raw text between tags; to be decoded by `decodeText` unless it was CDATA (`literal`). May come in several pieces. */
  text(xml: string, from: number, to: number, literal: boolean): void
  close(name: string, depth: number): void
}

export interface XmlScanner {
  write(chunk: string): void
  end(): void
}

/** One tag, comment or piece of text longer than this is no spreadsheet. */
const TOKEN_CHARACTERS = 4 * 1024 * 1024
const MAX_DEPTH = 256

const LT = 60
const GT = 62
const SLASH = 47
const BANG = 33
const QUESTION = 63
const QUOTE = 34
const APOSTROPHE = 39
const COLON = 58
const SPACE = 32

/** @param fail called with the reason in Russian; must throw */
export function createXmlScanner(events: XmlEvents, fail: (reason: string) => never): XmlScanner {
  let pending = ''
  let rooted = false
  const fullNames: string[] = []
  const localNames: string[] = []

  function write(chunk: string) {
    const xml = pending === '' ? chunk : pending + chunk
    const used = scan(xml)
    pending = used === xml.length ? '' : xml.slice(used)
    if (pending.length > TOKEN_CHARACTERS) fail('слишком длинный фрагмент разметки')
  }

  function end() {
    if (fullNames.length > 0 || !rooted || pending.trim() !== '') fail('разметка обрывается')
  }

  /** Handles every whole token and says how far it came. */
  function scan(xml: string): number {
    let at = 0
    for (;;) {
      const start = xml.indexOf('<', at)
      if (start === -1) return at // text is kept until its end is seen, so that no entity is cut in two
      if (start > at) text(xml, at, start)
      const next = xml.charCodeAt(start + 1)
      const stop =
        next === SLASH
          ? closeTag(xml, start)
          : next === BANG || next === QUESTION
            ? aside(xml, start)
            : openTag(xml, start)
      if (stop === -1) return start
      at = stop
    }
  }

  function text(xml: string, from: number, to: number) {
    if (fullNames.length > 0) events.text(xml, from, to, false)
    else if (/[^\s\uFEFF]/.test(xml.slice(from, to))) fail('текст вне разметки')
  }

  function openTag(xml: string, start: number): number {
    const stop = tagEnd(xml, start + 1)
    if (stop === -1) return -1
    let nameEnd = start + 1
    let nameStart = nameEnd
    for (; nameEnd < stop; nameEnd++) {
      const code = xml.charCodeAt(nameEnd)
      if (code <= SPACE || code === SLASH) break
      if (code === COLON) nameStart = nameEnd + 1
    }
    if (nameEnd === nameStart) fail('тег без имени')
    const selfClosing = xml.charCodeAt(stop - 1) === SLASH
    // A one-character name (c, v, t) comes from V8's table of single characters: no allocation in the hottest place.
    const local = nameEnd - nameStart === 1 ? xml[nameStart]! : xml.slice(nameStart, nameEnd)
    const depth = fullNames.length + 1
    if (depth === 1 && rooted) fail('два корневых элемента')
    if (depth > MAX_DEPTH) fail('слишком глубокая вложенность')
    rooted = true
    events.open(local, depth, xml, nameEnd, selfClosing ? stop - 1 : stop)
    if (selfClosing) events.close(local, depth)
    else {
      fullNames.push(nameStart === start + 1 ? local : xml.slice(start + 1, nameEnd))
      localNames.push(local)
    }
    return stop + 1
  }

  function closeTag(xml: string, start: number): number {
    const stop = xml.indexOf('>', start + 2)
    if (stop === -1) return -1
    const name = fullNames.at(-1)
    const after = start + 2 + (name?.length ?? 0)
    if (
      name === undefined ||
      !xml.startsWith(name, start + 2) ||
      (after !== stop && xml.slice(after, stop).trim() !== '')
    )
      fail('теги не сходятся')
    const depth = fullNames.length
    fullNames.pop()
    events.close(localNames.pop()!, depth)
    return stop + 1
  }

  /** Comments, CDATA and processing instructions. */
  function aside(xml: string, start: number): number {
    if (xml.charCodeAt(start + 1) === QUESTION) return after(xml, '?>', start + 2)
    if (xml.startsWith('<!--', start)) return after(xml, '-->', start + 4)
    if (xml.startsWith('<![CDATA[', start)) {
      const stop = xml.indexOf(']]>', start + 9)
      if (stop === -1) return -1
      if (fullNames.length === 0) fail('текст вне разметки')
      if (stop > start + 9) events.text(xml, start + 9, stop, true)
      return stop + 3
    }
    const rest = xml.slice(start, start + 9)
    if ('<!--'.startsWith(rest) || '<![CDATA['.startsWith(rest)) return -1
    return fail('объявление DOCTYPE в таблице недопустимо')
  }

  /** The `>` that ends a tag, which is not one inside a quoted value. */
  function tagEnd(xml: string, from: number): number {
    let quote = 0
    for (let at = from; at < xml.length; at++) {
      const code = xml.charCodeAt(at)
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

function after(xml: string, mark: string, from: number): number {
  const stop = xml.indexOf(mark, from)
  return stop === -1 ? -1 : stop + mark.length
}

const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }

/** A range of XML as text: line ends as `\n`, the five named entities and numeric ones. An unknown entity stays as written. */
export function decodeText(xml: string, from: number, to: number): string {
  let text = xml.slice(from, to)
  if (text.includes('\r')) text = text.replace(/\r\n?/g, '\n')
  if (!text.includes('&')) return text
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
export function readAttributes(xml: string, from: number, to: number): Record<string, string> {
  const attributes: Record<string, string> = Object.create(null)
  for (const [, name = '', quoted, apostrophed = ''] of xml.slice(from, to).matchAll(ATTRIBUTE)) {
    const value = quoted ?? apostrophed
    attributes[name] = decodeText(value, 0, value.length)
  }
  return attributes
}
