import { type CellMemo, createCellMemo, hashByte, NO_BYTES } from './cell-memo.ts'

/** A line whose cells were told apart: the columns asked for as numbers of their texts, and the digits of one column. */
export interface PlainLine {
  lineNumber: number
  /** In the order of the columns asked for. */
  ids: Int32Array
  /** The pupil's code as a number and how many digits it has. */
  code: number
  digits: number
  /** Which texts stand before and after the code; −1 where that is not told. */
  head: number
  tail: number
}

/** Texts before and after the code that are told apart: there are few, and where there are not, time is not won. */
export const MOST_HEADS = 1 << 20
export const MOST_TAILS = 1 << 16

export interface LineScanner {
  /**
   * Takes whole lines. A line that was not taken as a plain one, and one with nothing in the digits' column, goes to `other`.
   */
  scan(bytes: Uint8Array, firstLine: number): number
  /** The texts met in the column at this place of `columns`. */
  memoOf(place: number): CellMemo
}

const LF = 10
const CR = 13
const QUOTE = 34
const TAB = 9
const MOST_DIGITS = 15

export interface LineHandlers {
  /** @returns whether the line was taken. */
  plain(line: PlainLine): boolean
  /** A line with nothing told of it but its code, head and tail. @returns false to have it read through */
  known(line: PlainLine): boolean
  /** @returns how many bytes and lines it has used up */
  other(bytes: Uint8Array, from: number, lineNumber: number): { end: number; lines: number }
}

/**
 * Reads the lines of a regular csv byte by byte: no text is made of a cell whose bytes have been met before. What is not
 * plain (quotes inside a cell, a cell over two lines, control characters) is left to the row parser, line by line.
 * @param columns to be told apart
 * @param steadyColumns those of them that stay the same for many rows: where a line begins with them, it is compared with
 *   the line above before it is read
 */
export function createLineScanner(
  separator: number,
  columns: number[],
  steadyColumns: number[],
  digitsColumn: number,
  handlers: LineHandlers,
): LineScanner {
  const memos = columns.map(createCellMemo)
  const width = Math.max(digitsColumn, ...columns) + 1
  const placeOf = new Int32Array(width).fill(-1)
  columns.forEach((column, place) => {
    placeOf[column] = place
  })
  /** 0 = an ordinary byte of a cell. */
  const stops = new Uint8Array(256)
  for (let code = 0; code < 32; code++) stops[code] = 1
  stops[TAB] = 0
  stops[QUOTE] = 1
  stops[separator] = 1
  const ids = new Int32Array(columns.length)
  const line: PlainLine = { lineNumber: 0, ids, code: 0, digits: 0, head: -1, tail: -1 }
  // What stood in each column above: schools and procedures stand there for many rows.
  const above = columns.map(() => new Uint8Array(0))
  const aboveIds = new Int32Array(columns.length).fill(-1)
  const nothing = new Uint8Array(0)
  /** By column, ids of texts of at most two bytes, points and marks, by those bytes: id + 1. */
  const short = columns.map(() => new Int32Array(1 << 16))
  let leading = 0
  while (steadyColumns.includes(leading)) leading++
  // A line is one of some heads, a code and one of a few tails, if what stays the same stands before the code.
  let hasParts = leading === digitsColumn && steadyColumns.every((column) => column < leading)
  const heads = createCellMemo()
  const tails = createCellMemo()
  /** Where the last line that was read through begins in these bytes, and how long its leading columns are. */
  let lineAbove = -1
  let leadingBytes = 0

  /** The end of the cell if it says what stood above it; else −1. */
  function repeatEnd(bytes: Uint8Array, from: number, place: number): number {
    const cell = above[place]!
    if (aboveIds[place]! < 0) return -1
    let at = from
    for (let there = 0; there < cell.length; there++, at++) if (bytes[at] !== cell[there]) return -1
    return stops[bytes[at]!] === 0 ? -1 : at
  }

  function findLong(bytes: Uint8Array, from: number, to: number, place: number): number {
    const id = memos[place]!.find(bytes, from, to)
    // A copy: these bytes may be a Buffer, whose own slice is a view, and the next piece of the file is read into it.
    above[place] = Uint8Array.prototype.slice.call(bytes, from, to)
    aboveIds[place] = id
    return id
  }

  function findShort(bytes: Uint8Array, from: number, to: number, place: number): number {
    const key = to === from ? 0 : to - from === 1 ? bytes[from]! : bytes[from]! | (bytes[from + 1]! << 8)
    const known = short[place]![key]!
    if (known > 0) return known - 1
    const id = memos[place]!.find(bytes, from, to)
    short[place]![key] = id + 1
    return id
  }

  /** Reads one line. @returns where the next begins; −1 where it is not plain. */
  function readLine(bytes: Uint8Array, view: DataView, start: number): number {
    line.digits = 0
    let at = start
    let column = 0
    if (lineAbove >= 0 && repeats(bytes, view, lineAbove, start, leadingBytes)) {
      at += leadingBytes
      column = leading
    }
    lineAbove = -1
    let leadingEnd = -1
    for (; ; column++) {
      if (column === leading) leadingEnd = at
      let from = at
      const quoted = bytes[at] === QUOTE
      if (quoted) from = ++at
      if (column === digitsColumn) {
        let code = 0
        let byte = bytes[at]!
        while (byte >= 48 && byte <= 57) {
          code = code * 10 + (byte - 48)
          byte = bytes[++at]!
        }
        line.code = code
        line.digits = at - from
      } else {
        const place = column < width ? placeOf[column]! : -1
        const end = place < 0 ? -1 : repeatEnd(bytes, from, place)
        if (end >= 0) {
          ids[place] = aboveIds[place]!
          at = end
        } else {
          while (stops[bytes[at]!] === 0 || (quoted && bytes[at] === separator)) at++
          if (place >= 0) {
            const id = at - from > 2 ? findLong(bytes, from, at, place) : findShort(bytes, from, at, place)
            if (id < 0) return -1
            ids[place] = id
          }
        }
      }
      if (quoted) {
        if (bytes[at] !== QUOTE) return -1
        at++
      }
      let byte = bytes[at]!
      if (byte === separator) {
        at++
        continue
      }
      if (byte === CR) byte = bytes[++at]!
      if (byte !== LF) return -1
      if (column < width - 1) fillMissing(column + 1)
      if (leadingEnd > start && !hasParts) {
        lineAbove = start
        leadingBytes = leadingEnd - start
      }
      return at + 1
    }
  }

  /** A line shorter than the header: what is not there is empty. */
  function fillMissing(from: number) {
    for (let column = from; column < width; column++) {
      const place = placeOf[column]!
      if (place >= 0) ids[place] = findShort(nothing, 0, 0, place)
    }
  }

  /** Reads what stands before the code. @returns where the code begins; −1 where that cannot be told */
  function readHead(bytes: Uint8Array, start: number): number {
    let hash = NO_BYTES
    let columns = 0
    let at = start
    for (let byte = bytes[at]!; columns < leading; byte = bytes[++at]!) {
      if (byte === separator) columns++
      else if (stops[byte] !== 0) return -1
      hash = hashByte(hash, byte)
    }
    line.head = heads.findHashed(bytes, start, at, hash)
    hasParts = line.head < MOST_HEADS && line.head >= 0
    return hasParts ? at : -1
  }

  /** Reads the code and what follows it. @returns where the next line begins; −1 where that cannot be told */
  function readTail(bytes: Uint8Array, from: number): number {
    let at = from
    let code = 0
    let byte = bytes[at]!
    while (byte >= 48 && byte <= 57) {
      code = code * 10 + (byte - 48)
      byte = bytes[++at]!
    }
    line.code = code
    line.digits = at - from
    const tailFrom = at
    let hash = NO_BYTES
    while (stops[byte] === 0 || byte === separator) {
      hash = hashByte(hash, byte)
      byte = bytes[++at]!
    }
    const end = byte === CR ? at + 1 : at
    if (bytes[end] !== LF || bytes[tailFrom] !== separator) return -1
    const tail = tails.findHashed(bytes, tailFrom, at, hash)
    hasParts = tail < MOST_TAILS && tail >= 0
    if (!hasParts) return -1
    line.tail = tail
    return end + 1
  }

  return {
    scan(bytes, firstLine) {
      let lineNumber = firstLine
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
      lineAbove = -1
      // Where the last line that began with a head stands; the next mostly has the same.
      let headAt = -1
      let head = -1
      let headBytes = 0
      for (let at = 0; at < bytes.length; lineNumber++) {
        line.lineNumber = lineNumber
        line.head = -1
        line.tail = -1
        if (hasParts) {
          const isSame = headAt >= 0 && repeats(bytes, view, headAt, at, headBytes)
          const codeAt = isSame ? at + headBytes : readHead(bytes, at)
          if (codeAt >= 0) {
            if (isSame) line.head = head
            else head = line.head
            headAt = at
            headBytes = codeAt - at
            const end = readTail(bytes, codeAt)
            if (end >= 0 && isCode(line) && handlers.known(line)) {
              at = end
              continue
            }
          }
        }
        const end = readLine(bytes, view, at)
        if (end >= 0 && isCode(line) && handlers.plain(line)) {
          at = end
          continue
        }
        const used = handlers.other(bytes, at, lineNumber)
        at = used.end
        lineNumber += used.lines - 1
      }
      return lineNumber
    },
    memoOf: (place) => memos[place]!,
  }
}

const isCode = ({ digits }: PlainLine) => digits > 0 && digits <= MOST_DIGITS

/** Whether so many bytes at both places are the same; four at once. */
function repeats(bytes: Uint8Array, view: DataView, above: number, start: number, length: number): boolean {
  if (start + length > bytes.length) return false
  let at = 0
  for (; at + 4 <= length; at += 4) if (view.getInt32(start + at) !== view.getInt32(above + at)) return false
  for (; at < length; at++) if (bytes[start + at] !== bytes[above + at]) return false
  return true
}
