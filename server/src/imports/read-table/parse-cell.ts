import type { Cell } from '../model.ts'

/** What a cell turned into. A bad cell is never 0: `expected` is the Russian phrase for the row problem. */
export type Parsed<T> = { ok: true; value: T } | { ok: false; expected: string }

/** An exact decimal: `digits` × 10^−`scale`. `12,36` is `{ digits: 1236, scale: 2 }`; no float is involved. */
export interface Decimal {
  digits: number
  scale: number
}

/** A percent as printed. `hundredths`: 12.36 % = 1236, half away from zero; `exact` is false where that rounding lost digits. */
export interface Percent {
  hundredths: number
  /** Decimals of the percent as it stands: 0 for `37` and for a stored 0.37, 2 for `12,36`. A column's precision is its largest. */
  decimals: number
  exact: boolean
}

const EXPECTED_COUNT = 'целое число, 0 или больше'
const EXPECTED_DECIMAL = 'число'
const EXPECTED_PERCENT = 'процент'

// Groups of three parted by one kind of space (plain, no-break, thin, narrow no-break), then a comma or a point.
const DECIMAL =
  /^([+\-\u2212\u2013]?)(\d{1,3}([ \u00A0\u2007\u2009\u202F])\d{3}(?:\3\d{3})*|\d+)?(?:[.,](\d+))?$/u
const MAX_DIGITS = 15 // what a double, and therefore a spreadsheet, keeps

/**
 * A decimal as people write it: comma or point, thousands parted by spaces, trailing `%` allowed (and ignored).
 * Refuses dates, booleans, errors, `1E+05` (Excel's csv has already lost the digits) and whole parts over 15 digits.
 */
export function parseDecimal(cell: Cell | undefined): Parsed<Decimal> {
  const text = numberText(cell)
  const decimal = text === null ? null : decimalOf(text.replace(/\s*%$/u, ''))
  return decimal ? { ok: true, value: decimal } : { ok: false, expected: EXPECTED_DECIMAL }
}

/** A number of pupils: a whole number, 0 or more. `12.0` and `1 234` are whole, `12,5`, `-1`, `50 %` and a date are not. */
export function parseCount(cell: Cell | undefined): Parsed<number> {
  const bad = { ok: false, expected: EXPECTED_COUNT } as const
  const text = numberText(cell)
  if (text === null || cell?.percent || text.endsWith('%')) return bad
  const decimal = decimalOf(text)
  if (!decimal || decimal.digits < 0 || decimal.digits % 10 ** decimal.scale !== 0) return bad
  return { ok: true, value: decimal.digits / 10 ** decimal.scale }
}

/**
 * A share as hundredths of a percent. A percent-formatted cell stores a fraction and says so; a text ending in `%` is
 * a percent; anything else is what `unit` says, because 0.37 and 37 can only be told apart by the whole column.
 */
export function parsePercent(
  cell: Cell | undefined,
  unit: 'percent' | 'fraction' = 'percent',
): Parsed<Percent> {
  const text = numberText(cell)
  if (text === null) return { ok: false, expected: EXPECTED_PERCENT }
  const signed = text.endsWith('%')
  const decimal = decimalOf(signed ? text.slice(0, -1).trimEnd() : text)
  if (!decimal) return { ok: false, expected: EXPECTED_PERCENT }
  const fraction = !signed && (cell?.percent === true || unit === 'fraction')
  const value = toPercent(decimal, fraction)
  return Number.isSafeInteger(value.hundredths)
    ? { ok: true, value }
    : { ok: false, expected: EXPECTED_PERCENT }
}

const ERROR_TEXTS = new Set(
  [
    ...[
      '#DIV/0!',
      '#N/A',
      '#NAME?',
      '#NULL!',
      '#NUM!',
      '#REF!',
      '#VALUE!',
      '#GETTING_DATA',
      '#SPILL!',
      '#CALC!',
      '#FIELD!',
    ],
    ...[
      '#ДЕЛ/0!',
      '#Н/Д',
      '#ИМЯ?',
      '#ПУСТО!',
      '#ЧИСЛО!',
      '#ССЫЛКА!',
      '#ЗНАЧ!',
      '#ОЖИДАНИЕ_ДАННЫХ',
      '#ПЕРЕНОС!',
      '#ВЫЧИСЛ!',
    ],
  ].map((text) => text.toUpperCase()),
)

/** Whether a text is a spreadsheet's error value, English or Russian, as csv exports and pasted values carry it. */
export function isErrorText(text: string): boolean {
  return text.startsWith('#') && ERROR_TEXTS.has(text.trim().toUpperCase())
}

/** A header for comparing: lower case, ё→е, any whitespace (newlines, no-break) as one space, soft hyphens dropped. */
export function normaliseHeader(text: string): string {
  return text
    .replace(/[\u00AD\u200B-\u200D\uFEFF]/gu, '')
    .toLowerCase()
    .replaceAll('ё', 'е')
    .replace(/\s+/gu, ' ')
    .trim()
}

const LATIN = 'ABCEHKMOPTXYaceopxyk'
const CYRILLIC = 'АВСЕНКМОРТХУасеорхук'

/** Latin letters that look like Cyrillic ones become Cyrillic (X → Х, K → К). For comparing only: it spoils Latin words. */
export function foldLookalikes(text: string): string {
  return text.replace(/[ABCEHKMOPTXYaceopxyk]/g, (letter) => CYRILLIC.charAt(LATIN.indexOf(letter)))
}

function numberText(cell: Cell | undefined): string | null {
  return cell && (cell.kind === 'number' || cell.kind === 'text') ? cell.text.trim() : null
}

function decimalOf(text: string): Decimal | null {
  const match = DECIMAL.exec(text)
  if (!match) return null
  const [, sign = '', whole = '', , fraction = ''] = match
  if (whole === '' && fraction === '') return null
  const decimal = withinDouble(
    (whole.replace(/\D/gu, '') + fraction).replace(/^0+(?=\d)/, ''),
    fraction.length,
  )
  if (!decimal) return null
  const negative = sign !== '' && sign !== '+' && decimal.digits !== 0
  return negative ? { digits: -decimal.digits, scale: decimal.scale } : decimal
}

/** Trailing zeros are kept, for they tell the printed precision; digits beyond the 15th are float noise (0.30000000000000004). */
function withinDouble(digits: string, scale: number): Decimal | null {
  const extra = digits.length - MAX_DIGITS
  if (extra <= 0) return { digits: Number(digits), scale }
  if (extra > scale) return null
  const unit = 10n ** BigInt(extra)
  let rounded = (BigInt(digits) + unit / 2n) / unit
  let places = scale - extra
  for (; places > 0 && rounded % 10n === 0n; places--) rounded /= 10n
  return { digits: Number(rounded), scale: places }
}

function toPercent(decimal: Decimal, fraction: boolean): Percent {
  // A stored fraction is 100 times smaller than the percent it stands for.
  const scale = fraction ? decimal.scale - 2 : decimal.scale
  const decimals = Math.max(scale, 0)
  if (scale <= 2) return { hundredths: decimal.digits * 10 ** (2 - scale), decimals, exact: true }
  const divisor = 10 ** (scale - 2)
  const size = Math.abs(decimal.digits)
  const rest = size % divisor
  const rounded = (size - rest) / divisor + (rest * 2 >= divisor ? 1 : 0)
  return { hundredths: decimal.digits < 0 && rounded !== 0 ? -rounded : rounded, decimals, exact: rest === 0 }
}
