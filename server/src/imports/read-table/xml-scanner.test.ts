import fc from 'fast-check'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { createXmlScanner, decodeText, readAttributes, type XmlEvents } from './xml-scanner.ts'

type Event =
  | [kind: 'open', name: string, attributes: Record<string, string>]
  | ['text', string]
  | ['close', string]

/** What was seen, with neighbouring texts joined, for a text may come in several pieces. */
function collector() {
  const seen: Event[] = []
  const text = (value: string) => {
    const last = seen.at(-1)
    if (last?.[0] === 'text') last[1] += value
    else if (value !== '') seen.push(['text', value])
  }
  return { seen, text }
}

function scanned(pieces: Buffer[]): Event[] {
  const { seen, text } = collector()
  const events: XmlEvents = {
    open: (name, _, bytes, from, to) =>
      void seen.push(['open', name, { ...readAttributes(bytes, from, to) }]),
    text: (bytes, from, to, literal) =>
      text(literal ? bytes.toString('utf8', from, to) : decodeText(bytes, from, to)),
    close: (name) => void seen.push(['close', name]),
  }
  const scanner = createXmlScanner(events, (reason) => {
    throw new Error(reason)
  })
  for (const piece of pieces) scanner.write(piece)
  scanner.end()
  return seen
}

const whole = (xml: string) => scanned([Buffer.from(xml)])
const byteByByte = (xml: string) => scanned([...Buffer.from(xml)].map((byte) => Buffer.from([byte])))

function bySaxes(xml: string): Event[] {
  const { seen, text } = collector()
  const parser = new SaxesParser()
  const local = (name: string) => name.split(':').at(-1)!
  parser.on('opentag', (tag) => void seen.push(['open', local(tag.name), { ...tag.attributes }]))
  // saxes reports the line ends around the root, too.
  parser.on('text', (value) => {
    const open =
      seen.filter(([kind]) => kind === 'open').length - seen.filter(([kind]) => kind === 'close').length
    if (open > 0) text(value)
  })
  parser.on('cdata', text)
  parser.on('closetag', (tag) => void seen.push(['close', local(tag.name)]))
  parser.write(xml).close()
  return seen
}

const name = fc.constantFrom('c', 'row', 'x:row', 'v', 'is', 'x14ac:dyDescent', 'имя')
const plain = fc.stringMatching(/^[a-zа-яё0-9 "'>]{0,12}$/u)
const piece = fc.oneof(
  plain.map((value) => value.replaceAll(']]>', '')),
  fc.constantFrom(
    '&amp;',
    '&lt;&gt;',
    '&#1046;',
    '&#x416;',
    '&#x1F600;',
    '\r\n',
    '\r',
    '\n',
    '😀',
    '_x000D_',
  ),
  plain.map((value) => `<!-- <c> ${value.replaceAll('--', '')} -->`),
  plain.map((value) => `<![CDATA[<v>&amp;${value}]]>`),
  fc.constant('<?pi some <thing>?>'),
)
const attribute = fc
  .tuple(
    fc.constantFrom('r', 's', 't', 'r:id', 'длина'),
    fc.constantFrom('"', "'"),
    plain,
    fc.constantFrom('', '&lt;', '&#65;'),
  )
  .map(
    ([key, quote, value, entity]) =>
      [key, ` ${key} = ${quote}${value.replaceAll(quote, '')}${entity}${quote}`] as const,
  )
const attributes = fc.uniqueArray(attribute, { selector: ([key]) => key, maxLength: 3 })
const { element } = fc.letrec<{ element: string }>((tie) => ({
  element: fc
    .tuple(
      name,
      attributes,
      fc.array(fc.oneof({ depthSize: 'small' }, piece, tie('element')), { maxLength: 4 }),
      fc.constantFrom('', ' ', '\n'),
    )
    .map(([tag, pairs, children, space]) => {
      const start = tag + pairs.map(([, text]) => text).join('') + space
      return children.length === 0 ? `<${start}/>` : `<${start}>${children.join('')}</${tag}${space}>`
    }),
}))
const document = fc
  .tuple(
    fc.constantFrom('', '\uFEFF', '<?xml version="1.0"?>\n', '<!-- first -->'),
    element,
    fc.constantFrom('', '\n', '<!-- last -->'),
  )
  .map((parts) => parts.join(''))

describe('the XML scanner', () => {
  it('sees what saxes sees', () => {
    fc.assert(
      fc.property(document, (xml) => {
        expect(whole(xml)).toEqual(bySaxes(xml))
      }),
      { numRuns: 300 },
    )
  })

  it('sees the same wherever the pieces are cut, in a tag, an entity or a letter', () => {
    fc.assert(
      fc.property(document, (xml) => {
        expect(byteByByte(xml)).toEqual(whole(xml))
      }),
      { numRuns: 300 },
    )
  })

  it.each([
    ['a document type, which could define entity bombs', '<!DOCTYPE a [<!ENTITY b "bb">]><a>&b;</a>'],
    ['tags that do not match', '<a><b></a></b>'],
    ['a document cut short', '<a><b>1</b>'],
    ['a tag cut short', '<a><b'],
    ['a tag within a tag', '<a <b>></a>'],
    ['two roots', '<a/><b/>'],
    ['text outside the root', '<a/>x'],
    ['nothing', ''],
    ['a nameless tag', '<a>< b></a>'],
  ])('refuses %s', (_, xml) => {
    expect(() => whole(xml)).toThrow()
    expect(() => byteByByte(xml)).toThrow()
  })

  it('refuses a nesting that no sheet has', () => {
    expect(() => whole('<a>'.repeat(1000))).toThrow()
  })

  it('does not hold a tag of any length in memory', () => {
    const endless = Buffer.from(`<a b="${'x'.repeat(1 << 20)}`)
    expect(() => scanned([endless, ...Array.from({ length: 5 }, () => Buffer.alloc(1 << 20, 'x'))])).toThrow()
  })
})
