import type { Cell, Merge, SourceRow } from '../model.ts'
import { damaged, type ReadLimits, tooBig } from './limits.ts'
import { makeCell, numberCell } from './xlsx-cell.ts'
import { newPlainCell, readPlainCell } from './xlsx-plain-cell.ts'
import { columnOf, type NumberMeaning, numberText } from './xlsx-values.ts'
import { decodeText, readAttributes, type XmlEvents } from './xml-scanner.ts'

export interface SheetContext {
  fileName: string
  sheet: string
  strings: string[]
  meanings: NumberMeaning[]
  date1904: boolean
  limits: ReadLimits
  /** Null when only the merges are wanted: cells are then not even looked at. */
  onRow: ((row: SourceRow) => void) | null
}

const SPACE = 32
const QUOTE = 34
const APOSTROPHE = 39
const DIGIT_0 = 48
const DIGIT_9 = 57
const EQUALS = 61
const LETTER_A = 65
const LETTER_Z = 90
const LOWER_CASE = 32
const LETTER_R = 114
const LETTER_S = 115
const LETTER_T = 116

/** What the text between tags belongs to. */
const NOWHERE = 0
const VALUE = 1
const FORMULA = 2
const INLINE = 3

/**
 * Turns the events of one sheet into rows. Depths are fixed by the format: worksheet 1, sheetData 2, row 3, c 4, v / f / is 5;
 * that is why a drawing's `xdr:row` elsewhere in the part is never taken for a row.
 */
export function createSheetEvents(context: SheetContext): { events: XmlEvents; merges: Merge[] } {
  const { fileName, sheet, strings, meanings, date1904, limits, onRow } = context
  const merges: Merge[] = []
  let inData = false
  let rowNumber = 0
  let cells: (Cell | undefined)[] | null = null
  let cellCount = 0
  const plain = newPlainCell()
  let column = -1
  let inCell = false
  let place = NOWHERE
  let inString = false
  let inReading = false
  // The cell at hand. A shared string's index is counted up from its digits, so that it needs no text of its own.
  let value = ''
  let shared = -1
  let formula: string | null = null
  // Attributes of the tag at hand, the ones that a row or a cell has use for; numbers are -1 where there is none.
  let referenceColumn = -1
  let referenceRow = -1
  let hasReference = false
  let style = -1
  let type = ''

  function open(name: string, depth: number, bytes: Buffer, from: number, to: number) {
    if (!inData) {
      if (depth === 2) inData = name === 'sheetData'
      else if (depth === 3 && name === 'mergeCell') addMerge(readAttributes(bytes, from, to).ref ?? '')
    } else if (!onRow) return
    else if (depth === 4) {
      if (name === 'c' && cells) openCell(bytes, from, to)
    } else if (depth === 3) {
      if (name === 'row') openRow(bytes, from, to)
    } else if (inCell) {
      if (depth === 5) openPart(name)
      else if (inString && name === 't') place = inReading ? NOWHERE : INLINE
      else if (name === 'rPh') inReading = true
    }
  }

  function openPart(name: string) {
    inString = name === 'is'
    if (name === 'v') place = VALUE
    else if (name === 'f') {
      place = FORMULA
      formula = ''
    }
  }

  function openRow(bytes: Buffer, from: number, to: number) {
    readPlace(bytes, from, to)
    rowNumber = hasReference ? referenceRow : rowNumber + 1
    if (!Number.isSafeInteger(rowNumber) || rowNumber < 1)
      throw damaged(fileName, `строка без номера на листе «${sheet}»`)
    cells = []
    column = -1
  }

  function openCell(bytes: Buffer, from: number, to: number) {
    readPlace(bytes, from, to)
    moveTo(hasReference ? referenceColumn : column + 1)
    inCell = true
    value = ''
    shared = -1
    formula = null
  }

  function moveTo(next: number) {
    column = next
    if (column < 0) throw damaged(fileName, `ячейка без столбца в строке ${rowNumber} листа «${sheet}»`)
    if (column >= limits.columns)
      throw tooBig(fileName, `больше ${limits.columns} столбцов на листе «${sheet}»`)
  }

  function shortcut(bytes: Buffer, start: number): number {
    if (!inData || (onRow && !cells) || !readPlainCell(bytes, start, plain)) return -1
    if (!onRow) return plain.end
    if (plain.isShared && plain.from < plain.to && plain.whole === -1) return -1
    moveTo(plain.column === -1 ? column + 1 : plain.column)
    if (plain.from === plain.to) return plain.end
    if (plain.isShared) putShared(plain.whole)
    else {
      const meaning = meanings[plain.style] ?? 'number'
      if (plain.whole !== -1 && meaning === 'number') putCell({ text: String(plain.whole), kind: 'number' })
      else {
        const number = bytes.toString('latin1', plain.from, plain.to)
        putCell(numberCell(number, meaning, date1904, plain.isShortest ? number : numberText(number)))
      }
    }
    return plain.end
  }

  function text(bytes: Buffer, from: number, to: number, literal: boolean) {
    if (place === NOWHERE) return
    if (place === VALUE && type === 's' && isDigits(bytes, from, to)) {
      shared = Math.max(shared, 0)
      for (let at = from; at < to; at++) shared = shared * 10 + bytes[at]! - DIGIT_0
      return
    }
    const piece = literal ? bytes.toString('utf8', from, to) : decodeText(bytes, from, to)
    if (place === FORMULA) formula += piece
    else value = value === '' ? piece : value + piece
    if (value.length > limits.cellCharacters || (formula?.length ?? 0) > limits.cellCharacters)
      throw tooBig(fileName, `больше ${limits.cellCharacters} знаков в ячейке`)
  }

  function close(name: string, depth: number) {
    if (!inData) return
    if (depth > 4) {
      place = NOWHERE
      if (name === 'rPh') inReading = false
    } else if (depth === 4) {
      if (!inCell) return
      inCell = false
      if (type !== 's') putCell(makeCell({ type, value, formula }, meanings[Math.max(style, 0)], date1904))
      else if (shared !== -1 || value.trim() !== '') putShared(shared === -1 ? Number(value) : shared)
    } else if (depth === 3) {
      if (cells && cells.length > 0) onRow?.({ sheet, rowNumber, cells })
      cells = null
    } else inData = false
  }

  function putShared(index: number) {
    const string = strings[index]
    if (string === undefined)
      throw damaged(fileName, `в строке ${rowNumber} листа «${sheet}» потерян текст ячейки`)
    if (string !== '') putCell({ text: string, kind: 'text' })
  }

  function putCell(cell: Cell | undefined) {
    if (!cell) return
    const row = cells!
    if (column >= row.length) {
      cellCount += column + 1 - row.length
      if (cellCount > limits.cells) throw tooBig(fileName, `больше ${limits.cells} ячеек`)
      while (row.length < column) row.push(undefined)
      row.push(cell)
    } else row[column] = cell
  }

  function addMerge(range: string) {
    const match = /^\$?([A-Z]{1,3})\$?(\d+):\$?([A-Z]{1,3})\$?(\d+)$/i.exec(range)
    if (!match) return
    const [, left = '', top, right = '', bottom] = match
    if (merges.length >= limits.merges) throw tooBig(fileName, `больше ${limits.merges} объединений ячеек`)
    merges.push({
      fromRow: Number(top),
      toRow: Number(bottom),
      fromColumn: columnOf(left),
      toColumn: columnOf(right),
    })
  }

  /** Reads `r`, `s` and `t` in place: no regular expression and no object in the hottest loop of the reader. */
  function readPlace(bytes: Buffer, from: number, to: number) {
    hasReference = false
    style = -1
    type = ''
    let at = from
    while (at < to) {
      while (at < to && bytes[at]! <= SPACE) at++
      const name = at
      while (at < to && bytes[at] !== EQUALS && bytes[at]! > SPACE) at++
      const isLetter = at - name === 1
      while (at < to && bytes[at] !== QUOTE && bytes[at] !== APOSTROPHE) at++
      const quote = bytes[at]
      const start = ++at
      while (at < to && bytes[at] !== quote) at++
      if (isLetter) {
        const letter = bytes[name]
        if (letter === LETTER_R) readReference(bytes, start, at)
        else if (letter === LETTER_S) style = readDigits(bytes, start, at)
        else if (letter === LETTER_T)
          type = at - start === 1 ? String.fromCharCode(bytes[start]!) : bytes.toString('latin1', start, at)
      }
      at++
    }
  }

  /** `AB12` of a cell, `12` of a row. */
  function readReference(bytes: Buffer, from: number, to: number) {
    let letters = 0
    let at = from
    for (; at < to; at++) {
      const letter = bytes[at]! & ~LOWER_CASE
      if (letter < LETTER_A || letter > LETTER_Z) break
      letters = letters * 26 + letter - LETTER_A + 1
    }
    hasReference = true
    referenceColumn = letters - 1
    referenceRow = readDigits(bytes, at, to)
  }

  return { events: { open, text, close, shortcut }, merges }
}

function isDigits(bytes: Buffer, from: number, to: number): boolean {
  for (let at = from; at < to; at++) if (bytes[at]! < DIGIT_0 || bytes[at]! > DIGIT_9) return false
  return true
}

/** The number that the digits make; -1 where there is none or a foreign character. */
function readDigits(bytes: Buffer, from: number, to: number): number {
  if (from === to || !isDigits(bytes, from, to)) return -1
  let number = 0
  for (let at = from; at < to; at++) number = number * 10 + bytes[at]! - DIGIT_0
  return number
}
