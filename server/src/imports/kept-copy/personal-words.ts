import { isAscii } from 'node:buffer'
import type { Readable } from 'node:stream'
import { isPersonalHeader } from '../formats/personal-columns.ts'
import type { Table } from '../model.ts'

/** Parts of words that every personal header or label has one of. */
const RUSSIAN =
  /фамил|(?<![а-яё])имя|отчеств|(?<![а-яё])ф\.? ?и(?![а-нп-яё])|директор|руковод|учител|учени|учащ|обучающ|участник|выпускник|ребен|паспорт|снилс|докум|удостов|свидет|серия|номер|рожд|(?<![а-яё])д\.? ?р\.?(?![а-яё])|егн|телефон|mail|почт|адрес|исполнит|ответствен|председат|эксперт|составил/iu
const ALL_RUSSIAN = new RegExp(RUSSIAN, 'giu')
const LATIN = ['name', 'atronymic', 'irth', 'mail', 'ocument', 'dob', 'upn']
const LATIN_BYTES = LATIN.flatMap((word) => [
  ...new Set([word, word.toUpperCase(), word[0]!.toUpperCase() + word.slice(1)]),
])
const NEIGHBOURHOOD = 100

/**
 * Whether a csv holds a header or label of personal data anywhere, without parsing it: a table of a country is looked
 * through in seconds. May say yes for nothing, never no for something.
 */
export async function hasPersonalWords(table: Table, stream: () => Readable): Promise<boolean> {
  const decoder = new TextDecoder(table.encoding)
  const isUtf16 = table.encoding === 'utf-16le'
  const hasLatin = (bytes: Buffer) => LATIN_BYTES.some((word) => bytes.includes(word))
  let tail = ''
  let last: Buffer = Buffer.alloc(0)
  for await (const piece of stream() as AsyncIterable<Buffer>) {
    // A word may lie across two pieces.
    const joint = Buffer.concat([last, piece.subarray(0, NEIGHBOURHOOD)])
    last = piece.subarray(-NEIGHBOURHOOD)
    if (!isUtf16 && isAscii(piece) && !hasLatin(piece)) {
      if (hasLatin(joint)) return true
      // A header may end here that began before; after it, digits and codes are passed quickly again.
      if (
        tail !== '' &&
        isSuspicious(tail + piece.toString('latin1', 0, NEIGHBOURHOOD), table.separator ?? ';')
      )
        return true
      tail = ''
      continue
    }
    const text = tail + decoder.decode(piece, { stream: true })
    if (isSuspicious(text, table.separator ?? ';')) return true
    tail = text.slice(-NEIGHBOURHOOD)
  }
  return isSuspicious(tail + decoder.decode(), table.separator ?? ';')
}

/** A word of the list where the whole cell around it is a personal header, or a label with its value. */
function isSuspicious(text: string, separator: string): boolean {
  if (!RUSSIAN.test(text) && !LATIN.some((word) => text.toLowerCase().includes(word))) return false
  const ends = new Set([separator, '\n', '\r', '"'])
  const cellAround = (at: number) => {
    let from = at
    while (from > 0 && at - from < NEIGHBOURHOOD && !ends.has(text[from - 1]!)) from--
    let to = at
    while (to < text.length && to - at < NEIGHBOURHOOD && !ends.has(text[to]!)) to++
    return text.slice(from, to)
  }
  for (const { index } of text.matchAll(ALL_RUSSIAN)) {
    const cell = cellAround(index)
    if (isPersonalHeader(cell) || cell.includes(':')) return true
  }
  for (const { index } of text.matchAll(/name|atronymic|irth|mail|ocument|dob|upn/gi))
    if (isPersonalHeader(cellAround(index))) return true
  return false
}
