import { storableText } from './storable-text.ts'

/** How a number of a workbook is to be read; decided by its format, see `xlsx-styles.ts`. */
export type NumberMeaning = 'number' | 'percent' | 'date' | 'time'

const DAY_SECONDS = 86_400
const DAY_MS = DAY_SECONDS * 1000
const EPOCH_1900 = Date.UTC(1899, 11, 30)
const EPOCH_1904 = Date.UTC(1904, 0, 1)
/** Excel believes in 29 February 1900 (serial 60), so days before it count from one day later. */
const PHANTOM_DAY = 60
/** 31 December 9999. */
const LAST_DAY = 2_958_465

// Already what we want to give: no exponent, no trailing zeros and, being short, no float noise.
const PLAIN = /^(?:0|-?[1-9]\d*|-?(?:0|[1-9]\d*)\.\d*[1-9])$/
const SHORT = 15
const WHOLE = /^-?[1-9]\d*$/
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?$/

/**
 * A stored number as a person sees it in the cell: the shortest decimal with a point and without an exponent, rounded to
 * the 15 significant digits that spreadsheets keep (`0.30000000000000004` is 0.3). Null where it is no number.
 */
export function numberText(raw: string): string | null {
  if (raw.length <= SHORT && PLAIN.test(raw)) return raw
  if (WHOLE.test(raw)) return raw // long codes written by other programs keep every digit
  const text = raw.trim()
  if (!NUMBER.test(text)) return null
  const value = Number(text)
  return Number.isFinite(value) ? decimalText(value) : null
}

/** A finite number without exponent, rounded to 15 significant digits. */
function decimalText(value: number): string {
  if (value === 0) return '0'
  const [mantissa = '', power = '0'] = Math.abs(value)
    .toExponential(SHORT - 1)
    .split('e')
  const digits = mantissa.replace('.', '').replace(/0+$/, '')
  const point = Number(power) + 1
  const sign = value < 0 ? '-' : ''
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`
  if (point >= digits.length) return sign + digits.padEnd(point, '0')
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`
}

/**
 * A date serial as `YYYY-MM-DD`, or `YYYY-MM-DDTHH:mm:ss` where it is not midnight (to the second).
 * Null where the calendar of the workbook has no such day.
 */
export function serialToIso(serial: number, date1904: boolean): string | null {
  let day = Math.floor(serial)
  let seconds = Math.round((serial - day) * DAY_SECONDS)
  if (seconds === DAY_SECONDS) {
    day++
    seconds = 0
  }
  const first = date1904 ? 0 : 1
  if (!(day >= first && day <= LAST_DAY) || (!date1904 && day === PHANTOM_DAY)) return null
  const shifted = date1904 || day > PHANTOM_DAY ? day : day + 1
  const date = isoDay((date1904 ? EPOCH_1904 : EPOCH_1900) + shifted * DAY_MS)
  if (date === null) return null
  return seconds === 0 ? date : `${date}T${isoTime(seconds)}`
}

// A column of dates holds few different days, and a Date per cell would cost more than the rest of the cell.
const isoDays = new Map<number, string | null>()
const REMEMBERED_DAYS = 10_000

function isoDay(moment: number): string | null {
  let day = isoDays.get(moment)
  if (day === undefined) {
    const text = new Date(moment).toISOString()
    day = text.length === 24 ? text.slice(0, 10) : null // years beyond 9999 are longer
    if (isoDays.size >= REMEMBERED_DAYS) isoDays.clear()
    isoDays.set(moment, day)
  }
  return day
}

const isoTime = (seconds: number) => new Date(seconds * 1000).toISOString().slice(11, 19)

/** A time of day without a date as `HH:mm:ss`; null where the serial is not within one day. */
export function serialToTime(serial: number): string | null {
  if (!(serial >= 0 && serial < 1)) return null
  const seconds = Math.min(Math.round(serial * DAY_SECONDS), DAY_SECONDS - 1)
  return isoTime(seconds)
}

/** A cell's text: `_x000D_` escapes decoded, line ends as `\n`, outer whitespace of any kind (no-break, BOM) cut. */
export function cleanText(text: string): string {
  const decoded = text.includes('_x')
    ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)))
    : text
  return storableText(decoded.includes('\r') ? decoded.replace(/\r\n?/g, '\n') : decoded).trim()
}

/** Zero-based column by its letters, `AB` = 27. */
export function columnOf(letters: string): number {
  let column = 0
  for (const letter of letters.toUpperCase()) column = column * 26 + letter.charCodeAt(0) - 64
  return column - 1
}
