import { type ReadLimits, tooBig, unreadable } from './limits.ts'
import { ownText } from './own-text.ts'

/**
 * A streaming csv parser. Our own, because csv-parse 7 with line numbers takes 4 s for 200,000 rows of 8 columns (this
 * one 0.2 s), refuses a file for one unclosed quote, and leaves the outer quotes on cells with unescaped inner ones.
 * The tests hold it against csv-parse on well-formed input.
 *
 * Quotes: a cell that begins with a quote ends at a separator or line end before which quotes are balanced, so
 * `"МБОУ "Школа", г. X"` is one cell. A quote that never closes (the end of the file, a cell longer than Excel could
 * hold) was a letter, not an opening. Quotes inside a cell that does not begin with one are letters.
 */
export interface CsvParser {
  write(chunk: string): void
  end(): void
  /** Everything written so far has become records: the next character begins one. */
  readonly isBetween: boolean
  /** The line on which the next record begins. */
  readonly line: number
}

const QUOTE = 34
const LF = 10
const CR = 13
const QUOTED_CELL_CHARACTERS = 100_000
const RECORD_CHARACTERS = 2 * 1024 * 1024

/** @param onRecord cells, trimmed, and the 1-based line on which the record begins (as a text editor counts) */
export function createCsvParser(
  separator: string,
  onRecord: (fields: string[], line: number) => void,
  fileName: string,
  limits: ReadLimits,
): CsvParser {
  const mark = separator.charCodeAt(0)
  let text = ''
  let line = 1
  let previous: string[] = []

  function parse(final: boolean) {
    let start = 0
    while (start < text.length) {
      const stop = record(start, final)
      if (stop === -1) break
      start = stop
    }
    text = text.slice(start)
    if (text.length > RECORD_CHARACTERS)
      throw unreadable(
        `В строке ${line} файла «${fileName}» нет конца: проверьте, таблица ли это и закрыты ли кавычки.`,
      )
  }

  /** Reads one record and says where the next begins; -1 while its end is not there yet. */
  function record(start: number, final: boolean): number {
    const fields: string[] = []
    let at = start
    for (;;) {
      const stop = fieldEnd(at, final)
      if (stop === -1) return -1
      fields.push(text.slice(at, stop))
      if (fields.length > limits.columns)
        throw tooBig(fileName, `больше ${limits.columns} столбцов в строке ${line}`)
      if (stop === text.length) return finish(fields, start, stop)
      if (text.charCodeAt(stop) !== mark) {
        const isReturn = text.charCodeAt(stop) === CR
        if (isReturn && stop + 1 === text.length && !final) return -1 // its line feed may be in the next chunk
        return finish(fields, start, isReturn && text.charCodeAt(stop + 1) === LF ? stop + 2 : stop + 1)
      }
      at = stop + 1
    }
  }

  function finish(raw: string[], start: number, stop: number): number {
    const begins = line
    for (let at = start; at < stop; at++) {
      const code = text.charCodeAt(at)
      if (code === LF || (code === CR && text.charCodeAt(at + 1) !== LF)) line++
    }
    // Names repeat from row to row: what stood in this column above needs no memory of its own.
    const fields = raw.map((field, index) => {
      const shown = cellText(field)
      return shown === previous[index] ? previous[index] : ownText(shown)
    })
    previous = fields
    onRecord(fields, begins)
    return stop
  }

  /** The separator, line end or end of text that ends the field; -1 while it cannot be told. */
  function fieldEnd(from: number, final: boolean): number {
    let at = from
    while (at < text.length && isBlank(text.charCodeAt(at))) at++
    return text.charCodeAt(at) === QUOTE ? quotedEnd(from, at, final) : plainEnd(at, final)
  }

  /** A space of any kind or a byte order mark, which some files put before their first quote. */
  const isBlank = (code: number) =>
    code !== mark && (code === 32 || code === 9 || code === 0xa0 || code === 0xfeff)

  function plainEnd(from: number, final: boolean): number {
    for (let at = from; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === mark || code === LF || code === CR) return at
    }
    return final ? text.length : -1
  }

  function quotedEnd(from: number, opening: number, final: boolean): number {
    let inside = true
    let unescaped = false
    for (let at = opening + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === QUOTE) {
        const next = text.charCodeAt(at + 1)
        if (Number.isNaN(next) && !final) return -1
        if (inside && next === QUOTE) {
          // In a cell whose inner quotes are not escaped, `""` before a separator is a quote and the end of the cell.
          if (unescaped && at + 2 === text.length && !final) return -1
          if (unescaped && endsField(text.charCodeAt(at + 2))) return at + 2
          at++
        } else if (inside) {
          inside = false
          unescaped ||= !endsField(next) && !isBlank(next)
        } else inside = true
      } else if (!inside && endsField(code)) return at
      // A cell over several lines is written by programs, which escape; with bare quotes in it, it is an inch mark.
      else if (inside && unescaped && (code === LF || code === CR)) return unclosedEnd(from, opening, final)
      if (at - opening > QUOTED_CELL_CHARACTERS) return unclosedEnd(from, opening, final)
    }
    if (!final) return -1
    return inside ? unclosedEnd(from, opening, final) : text.length
  }

  const endsField = (code: number) => code === mark || code === LF || code === CR || Number.isNaN(code)

  /** The quotes do not balance: the cell ends at the first quote before a separator on its line, else as a plain one. */
  function unclosedEnd(from: number, opening: number, final: boolean): number {
    for (let at = opening + 1; at < text.length; at++) {
      const code = text.charCodeAt(at)
      if (code === LF || code === CR) break
      if (code === QUOTE && endsField(text.charCodeAt(at + 1))) return at + 1
    }
    return plainEnd(from, final)
  }

  return {
    write(chunk) {
      text += chunk
      parse(false)
    },
    end() {
      parse(true)
    },
    get isBetween() {
      return text === ''
    },
    get line() {
      return line
    },
  }
}

/** What a cell says: without its quotes and the blanks around. */
export function cellText(raw: string): string {
  if (isInk(raw.charCodeAt(0)) && isInk(raw.charCodeAt(raw.length - 1))) return raw
  const field = raw.trim()
  if (field.charCodeAt(0) !== QUOTE || field.length < 2 || field.charCodeAt(field.length - 1) !== QUOTE)
    return lines(field)
  const inner = field.slice(1, -1)
  if (!inner.includes('"')) return lines(inner.trim())
  const bare = inner.replaceAll('""', '')
  if (!bare.includes('"')) return lines(inner.replaceAll('""', '"').trim())
  // Unescaped quotes. If they pair up and the first of them closes a word, the outer pair is text: "Лицей" и "Школа".
  const pairsUp = inner.split('"').length % 2 === 1
  return lines(pairsUp && /[^\s(«-]/.test(inner.charAt(inner.indexOf('"') - 1)) ? field : inner.trim())
}

/** An ASCII or Cyrillic character that is neither blank nor quote: most cells begin and end so, and need no care. */
const isInk = (code: number) => (code > QUOTE && code < 128) || (code >= 0x400 && code < 0x500)

const lines = (text: string) => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text)
