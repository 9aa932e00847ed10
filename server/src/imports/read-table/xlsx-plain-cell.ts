/**
 * The fast lane of the sheet reader: `<c r="B7" s="2" t="s"><v>15</v></c>`, as nearly every program writes nearly every
 * cell, read in one pass over its bytes. Anything else — another attribute, quote, child or type, the end of the piece —
 * is left to the general scanner, so this needs to be right only about what it accepts.
 */
export interface PlainCell {
  /** The byte after `</c>` or `/>`. */
  end: number
  /** Zero-based; -1 where the cell has no reference. */
  column: number
  style: number
  isShared: boolean
  /** Range of the value; empty (`from === to`) for a cell without one. */
  from: number
  to: number
  /** The value where it is at most 9 digits without a leading zero; -1 otherwise. */
  whole: number
  /** Whether the value is a decimal that already stands as `numberText` would write it. */
  isShortest: boolean
}

export const newPlainCell = (): PlainCell => ({
  end: 0,
  column: -1,
  style: 0,
  isShared: false,
  from: 0,
  to: 0,
  whole: -1,
  isShortest: false,
})

const SPACE = 32
const QUOTE = 34
const POINT = 46
const SLASH = 47
const DIGIT_0 = 48
const DIGIT_9 = 57
const LT = 60
const EQUALS = 61
const GT = 62
const LETTER_A = 65
const LETTER_Z = 90
const LETTER_C = 99
const LETTER_N = 110
const LETTER_R = 114
const LETTER_S = 115
const LETTER_T = 116
const LETTER_V = 118
const SAFE_DIGITS = 9
const DOUBLE_DIGITS = 15
/** Any plain cell is shorter. Nearer to the end of a piece none is tried: one read beyond it makes V8 drop its fast code. */
const LONGEST = 128

/** Reads the cell whose `<c` stands at `start` into `cell`; false where it is not plain, and `cell` then means nothing. */
export function readPlainCell(bytes: Uint8Array, start: number, cell: PlainCell): boolean {
  if (start + LONGEST > bytes.length) return false
  cell.column = -1
  cell.style = 0
  cell.isShared = false
  cell.from = 0
  cell.to = 0
  cell.whole = -1
  cell.isShortest = false
  let at = start + 2
  while (bytes[at] === SPACE) {
    const name = bytes[at + 1]
    if (bytes[at + 2] !== EQUALS || bytes[at + 3] !== QUOTE) return false
    at += 4
    if (name === LETTER_R) {
      let column = 0
      for (let code = bytes[at]!; code >= LETTER_A && code <= LETTER_Z; code = bytes[++at]!)
        column = column * 26 + code - 64
      cell.column = column - 1
      if (column === 0) return false
      while (bytes[at]! >= DIGIT_0 && bytes[at]! <= DIGIT_9) at++
    } else if (name === LETTER_S) {
      let style = 0
      for (let code = bytes[at]!; code >= DIGIT_0 && code <= DIGIT_9; code = bytes[++at]!)
        style = style * 10 + code - DIGIT_0
      cell.style = style
    } else if (name === LETTER_T) {
      const type = bytes[at++]
      if (type === LETTER_S) cell.isShared = true
      else if (type !== LETTER_N) return false
    } else return false
    if (bytes[at++] !== QUOTE) return false
  }
  if (bytes[at] === SLASH && bytes[at + 1] === GT) {
    cell.end = at + 2
    return true
  }
  if (bytes[at] !== GT || bytes[at + 1] !== LT || bytes[at + 2] !== LETTER_V || bytes[at + 3] !== GT)
    return false
  at += 4
  return readValue(bytes, at, cell)
}

function readValue(bytes: Uint8Array, from: number, cell: PlainCell): boolean {
  let at = from
  let whole = 0
  let code = bytes[at]!
  for (; code >= DIGIT_0 && code <= DIGIT_9; code = bytes[++at]!) whole = whole * 10 + code - DIGIT_0
  const digits = at - from
  const isNormal = digits > 0 && (bytes[from] !== DIGIT_0 || digits === 1)
  if (code === LT) {
    if (isNormal && digits <= SAFE_DIGITS) cell.whole = whole
  } else {
    if (cell.isShared) return false
    if (code === POINT) {
      do code = bytes[++at]!
      while (code >= DIGIT_0 && code <= DIGIT_9)
      const last = bytes[at - 1]
      cell.isShortest =
        isNormal && code === LT && last !== DIGIT_0 && last !== POINT && at - from <= DOUBLE_DIGITS
    }
    // Only the characters of a number: an entity or a letter above ASCII is for the general scanner.
    for (; code !== LT; code = bytes[++at]!) if (!(code > SPACE && code < 128 && code !== 38)) return false
  }
  if (bytes[at + 1] !== SLASH || bytes[at + 2] !== LETTER_V || bytes[at + 3] !== GT || bytes[at + 4] !== LT)
    return false
  if (bytes[at + 5] !== SLASH || bytes[at + 6] !== LETTER_C || bytes[at + 7] !== GT) return false
  cell.from = from
  cell.to = at
  cell.end = at + 8
  return true
}
