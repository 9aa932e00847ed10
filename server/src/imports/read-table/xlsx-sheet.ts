import type { Cell, Merge, SourceRow } from '../model.ts'
import { damaged, type ReadLimits, tooBig } from './limits.ts'
import { ownText } from './own-text.ts'
import {
  cleanText,
  columnOf,
  type NumberMeaning,
  numberText,
  serialToIso,
  serialToTime,
} from './xlsx-values.ts'
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

const EQUALS = 61
const QUOTE = 34
const APOSTROPHE = 39
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
  let column = -1
  let inCell = false
  let place = NOWHERE
  let inReading = false
  let value = ''
  let formula: string | null = null
  // Attributes of the tag at hand, the ones a row or a cell has use for.
  let reference = ''
  let style = ''
  let type = ''

  function open(name: string, depth: number, xml: string, from: number, to: number) {
    if (!inData) {
      if (depth === 2) inData = name === 'sheetData'
      else if (depth === 3 && name === 'mergeCell') addMerge(readAttributes(xml, from, to).ref ?? '')
      return
    }
    if (!onRow) return
    if (depth === 4) {
      if (name !== 'c' || !cells) return
      readPlace(xml, from, to)
      column = reference === '' ? column + 1 : columnOf(reference)
      if (column < 0) throw damaged(fileName, `ячейка «${reference}» на листе «${sheet}»`)
      if (column >= limits.columns)
        throw tooBig(fileName, `больше ${limits.columns} столбцов на листе «${sheet}»`)
      inCell = true
      value = ''
      formula = null
    } else if (depth === 3) {
      if (name !== 'row') return
      readPlace(xml, from, to)
      const given = reference === '' ? rowNumber + 1 : Number(reference)
      if (!Number.isSafeInteger(given) || given < 1) throw damaged(fileName, `номер строки «${reference}»`)
      rowNumber = given
      cells = []
      column = -1
    } else if (inCell) {
      if (name === 'v' && depth === 5) place = VALUE
      else if (name === 't') place = inReading ? NOWHERE : INLINE
      else if (name === 'f' && depth === 5) {
        place = FORMULA
        formula = ''
      } else if (name === 'rPh') inReading = true
    }
  }

  function text(xml: string, from: number, to: number, literal: boolean) {
    if (place === NOWHERE) return
    const piece = literal ? xml.slice(from, to) : decodeText(xml, from, to)
    if (place === FORMULA) formula += piece
    else value = value === '' ? piece : value + piece
    if (value.length > limits.cellCharacters || (formula?.length ?? 0) > limits.cellCharacters)
      throw tooBig(fileName, `больше ${limits.cellCharacters} знаков в ячейке`)
  }

  function close(name: string, depth: number) {
    if (!inData) return
    if (depth > 4) {
      if (name === 'rPh') inReading = false
      else place = NOWHERE
    } else if (depth === 4) {
      if (!inCell) return
      inCell = false
      const cell = makeCell()
      if (cell) putCell(cell)
    } else if (depth === 3) {
      if (cells && cells.length > 0) onRow?.({ sheet, rowNumber, cells })
      cells = null
    } else if (depth === 2) inData = false
  }

  function putCell(cell: Cell) {
    const row = cells!
    if (column >= row.length) {
      cellCount += column + 1 - row.length
      if (cellCount > limits.cells) throw tooBig(fileName, `больше ${limits.cells} ячеек`)
      while (row.length < column) row.push(undefined)
      row.push(cell)
    } else row[column] = cell
  }

  function makeCell(): Cell | undefined {
    if (value === '')
      return formula === null || type === 'str' ? undefined : { text: `=${formula}`, kind: 'error' }
    switch (type) {
      case 's':
        return shared()
      case '':
      case 'n':
        return number()
      case 'b':
        return { text: value.trim() === '1' || value.trim() === 'true' ? 'TRUE' : 'FALSE', kind: 'boolean' }
      case 'e':
        return { text: cleanText(value), kind: 'error' }
      case 'd':
        return isoDate()
      default: {
        const clean = ownText(cleanText(value)) // str, inlineStr
        return clean === '' ? undefined : { text: clean, kind: 'text' }
      }
    }
  }

  function shared(): Cell | undefined {
    const shown = strings[Number(value)]
    if (shown === undefined)
      throw damaged(fileName, `лист «${sheet}» ссылается на строку ${value}, которой нет`)
    return shown === '' ? undefined : { text: shown, kind: 'text' }
  }

  function number(): Cell | undefined {
    const shown = numberText(value)
    if (shown === null) return value.trim() === '' ? undefined : { text: value.trim(), kind: 'error' }
    const meaning = meanings[style === '' ? 0 : Number(style)]
    if (meaning === 'percent') return { text: shown, kind: 'number', percent: true }
    if (meaning === 'date' || meaning === 'time') {
      const time = meaning === 'time' ? serialToTime(Number(value)) : null
      if (time !== null) return { text: time, kind: 'text' }
      const date = serialToIso(Number(value), date1904)
      if (date !== null) return { text: date, kind: 'date' }
    }
    return { text: shown, kind: 'number' }
  }

  /** Strict workbooks may write dates in full: `2024-05-30T00:00:00.000Z`. */
  function isoDate(): Cell {
    const match = /^(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d))?/.exec(value.trim())
    if (!match) return { text: value.trim(), kind: 'error' }
    const [, day = '', time = '00:00:00'] = match
    return { text: time === '00:00:00' ? day : `${day}T${time}`, kind: 'date' }
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
  function readPlace(xml: string, from: number, to: number) {
    reference = ''
    style = ''
    type = ''
    let at = from
    while (at < to) {
      while (at < to && xml.charCodeAt(at) <= 32) at++
      const name = at
      while (at < to && xml.charCodeAt(at) !== EQUALS && xml.charCodeAt(at) > 32) at++
      const nameLength = at - name
      while (at < to && xml.charCodeAt(at) !== QUOTE && xml.charCodeAt(at) !== APOSTROPHE) at++
      const quote = xml.charCodeAt(at)
      const start = ++at
      while (at < to && xml.charCodeAt(at) !== quote) at++
      if (nameLength === 1) {
        const letter = xml.charCodeAt(name)
        if (letter === LETTER_R) reference = xml.slice(start, at)
        else if (letter === LETTER_S) style = xml.slice(start, at)
        else if (letter === LETTER_T) type = xml.slice(start, at)
      }
      at++
    }
  }

  return { events: { open, text, close }, merges }
}
