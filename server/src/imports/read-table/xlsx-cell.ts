import type { Cell } from '../model.ts'
import { cleanText, type NumberMeaning, numberText, serialToIso, serialToTime } from './xlsx-values.ts'

/** What stands between the tags of one cell: its type (`t`, '' = number), its value text, and its formula if it has one. */
export interface RawCell {
  type: string
  value: string
  formula: string | null
}

/**
 * A cell from its raw parts, shared strings excepted; undefined where it is empty. A formula that its program never
 * calculated has no value: that is a bad cell (`=SUM(A1:A9)`), not an empty one.
 */
export function makeCell(
  raw: RawCell,
  meaning: NumberMeaning | undefined,
  date1904: boolean,
): Cell | undefined {
  const { type, value, formula } = raw
  if (value === '')
    return formula === null || type === 'str' ? undefined : { text: `=${formula}`, kind: 'error' }
  switch (type) {
    case '':
    case 'n':
      return numberCell(value, meaning, date1904, numberText(value))
    case 'b':
      return { text: /^\s*(1|true)\s*$/.test(value) ? 'TRUE' : 'FALSE', kind: 'boolean' }
    case 'e':
      return { text: cleanText(value), kind: 'error' }
    case 'd':
      return isoDateCell(value)
    default: {
      const text = cleanText(value) // str, inlineStr
      return text === '' ? undefined : { text, kind: 'text' }
    }
  }
}

/** A number by the meaning that its format gives it; `text` is how it is shown, null where it is no number: a bad cell. */
export function numberCell(
  value: string,
  meaning: NumberMeaning | undefined,
  date1904: boolean,
  text: string | null,
): Cell | undefined {
  if (text === null) return value.trim() === '' ? undefined : { text: value.trim(), kind: 'error' }
  if (meaning === 'percent') return { text, kind: 'number', percent: true }
  if (meaning === 'time' || meaning === 'date') {
    const serial = Number(value)
    const time = meaning === 'time' ? serialToTime(serial) : null
    if (time !== null) return { text: time, kind: 'text' }
    const date = serialToIso(serial, date1904)
    if (date !== null) return { text: date, kind: 'date' }
  }
  return { text, kind: 'number' }
}

/** Strict workbooks may write dates in full: `2024-05-30T00:00:00.000Z`. */
function isoDateCell(value: string): Cell {
  const match = /^\s*(\d{4}-\d\d-\d\d)(?:T(\d\d:\d\d:\d\d))?/.exec(value)
  if (!match) return { text: value.trim(), kind: 'error' }
  const [, day = '', time = '00:00:00'] = match
  return { text: time === '00:00:00' ? day : `${day}T${time}`, kind: 'date' }
}
