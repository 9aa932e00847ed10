/** Russian numbers, dates and the words beside them, for the screen. All spaces made here are no-break spaces. */

const NBSP = '\u00a0'
const rules = new Intl.PluralRules('ru')

/** Forms for 1, 2 and 5: `['школа', 'школы', 'школ']`. */
export type PluralForms = readonly [one: string, few: string, many: string]

export const SCHOOLS: PluralForms = ['школа', 'школы', 'школ']
/** «в перечень входит 21 школа», «нет 21 школы»: after prepositions that ask for the genitive. */
export const SCHOOLS_GENITIVE: PluralForms = ['школы', 'школ', 'школ']
export const ROWS: PluralForms = ['строка', 'строки', 'строк']
export const RESULTS: PluralForms = ['результат', 'результата', 'результатов']
export const PLACES: PluralForms = ['место', 'места', 'мест']

/** The form that stands after the number: 1 школа, 2 школы, 5 школ, 21 школа. */
export function plural(n: number, forms: PluralForms): string {
  const rule = rules.select(Math.abs(n))
  return rule === 'one' ? forms[0] : rule === 'many' ? forms[2] : forms[1]
}

/** «5 школ», «1 234 школы». */
export function counted(n: number, forms: PluralForms): string {
  return `${formatNumber(n, 0)}${NBSP}${plural(n, forms)}`
}

// Making a formatter costs more than formatting thousands of numbers with it.
const formatters = new Map<number, Intl.NumberFormat>()

function decimal(value: number, digits: number): string {
  let formatter = formatters.get(digits)
  if (!formatter) {
    formatter = new Intl.NumberFormat('en-US', { maximumFractionDigits: digits, useGrouping: false })
    formatters.set(digits, formatter)
  }
  return formatter.format(value)
}

/** Decimal comma, groups of three, a real minus: `formatNumber(-1234.5)` → «−1 234,5». */
export function formatNumber(value: number, digits = 1): string {
  const rounded = decimal(Math.abs(value), digits)
  const [whole = '', fraction] = rounded.split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NBSP)
  const sign = value < 0 && /[1-9]/.test(rounded) ? '−' : ''
  return sign + grouped + (fraction === undefined ? '' : `,${fraction}`)
}

/** A share 0…1 as percent: 0.35 → «35 %», 0.124 → «12,4 %». */
export function formatPercent(share: number, digits = 1): string {
  return `${formatNumber(share * 100, digits)}${NBSP}%`
}

/** «7 из 20 (35 %)»; without a count, the published share alone. */
export function formatShareOf(low: number | null, n: number, share: number): string {
  if (low === null) return formatPercent(share)
  return `${formatNumber(low, 0)}${NBSP}из${NBSP}${formatNumber(n, 0)} (${formatPercent(share)})`
}

/** «от 18 до 57 %», whole percents: an interval has no use for decimals. */
export function formatInterval(low: number, high: number): string {
  return `от${NBSP}${formatNumber(low * 100, 0)} до${NBSP}${formatNumber(high * 100, 0)}${NBSP}%`
}

/** Percentage points with a sign: 0.05 → «+5 п. п.», −0.123 → «−12,3 п. п.». */
export function formatPoints(difference: number): string {
  const points = formatNumber(difference * 100, 1)
  return `${difference > 0 && points !== '0' ? '+' : ''}${points}${NBSP}п.${NBSP}п.`
}

/** 2025 → «2024/25». */
export function formatSchoolYear(year: number): string {
  return `${year - 1}/${String(year % 100).padStart(2, '0')}`
}

const DAY = new Intl.DateTimeFormat('ru', { day: 'numeric', month: 'long', year: 'numeric' })
const MOMENT = new Intl.DateTimeFormat('ru', {
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
})

const plainSpaces = (text: string) => text.replace(/\s?г\.(?=$|,| в)/, '').replace(/ /g, NBSP)

/** «22 ноября 2026»; a date without time is read as it stands, in no zone. */
export function formatDate(iso: string): string {
  const date = /^\d{4}-\d{2}-\d{2}$/.test(iso) ? new Date(`${iso}T12:00:00`) : new Date(iso)
  return plainSpaces(DAY.format(date))
}

/** «22 ноября 2026, 14:05». */
export function formatMoment(iso: string): string {
  const date = new Date(iso)
  const time = MOMENT.formatToParts(date)
  const part = (type: string) => time.find((item) => item.type === type)?.value ?? ''
  return `${plainSpaces(DAY.format(date))}, ${part('hour')}:${part('minute')}`
}

/** First letter upper case, the rest as it is: sentences that begin with a stored lower-case name. */
export function capitalise(text: string): string {
  return text.charAt(0).toLocaleUpperCase('ru') + text.slice(1)
}

/** «сильно, умеренно и базово»: words joined as in speech. */
export function joinWords(words: readonly string[]): string {
  const last = words.at(-1)
  if (words.length < 2 || last === undefined) return words.join('')
  return `${words.slice(0, -1).join(', ')} и${NBSP}${last}`
}
