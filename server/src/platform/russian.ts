/** The one place for Russian numbers and the words beside them. All spaces made here are no-break spaces. */

const NBSP = '\u00a0'
const rules = new Intl.PluralRules('ru')

/** Forms for 1, 2 and 5: `['школа', 'школы', 'школ']`. */
export type PluralForms = readonly [one: string, few: string, many: string]

/** The form that stands after the number: 1 школа, 2 школы, 5 школ, 21 школа; a fraction takes the second (1,5 школы). */
export function plural(n: number, forms: PluralForms): string {
  switch (rules.select(Math.abs(n))) {
    case 'one':
      return forms[0]
    case 'many':
    case 'zero':
      return forms[2]
    default:
      return forms[1]
  }
}

/** «5 школ», «1 234 школы». */
export function counted(n: number, forms: PluralForms): string {
  return `${formatCount(n)}${NBSP}${plural(n, forms)}`
}

// Making a formatter costs more than formatting thousands of numbers with it.
const formatters = new Map<number, Intl.NumberFormat>()

function decimal(digits: number): Intl.NumberFormat {
  const known = formatters.get(digits)
  if (known) return known
  const made = new Intl.NumberFormat('en-US', { maximumFractionDigits: digits, useGrouping: false })
  formatters.set(digits, made)
  return made
}

/** A number with a decimal comma and groups of three: `formatNumber(1234.5)` → «1 234,5». At most `digits` after the comma. */
export function formatNumber(value: number, digits = 2): string {
  const rounded = decimal(digits).format(value)
  const [whole = '', fraction] = rounded.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, NBSP)
  const sign = value < 0 && /[1-9]/.test(rounded) ? '−' : ''
  return sign + grouped + (fraction === undefined ? '' : `,${fraction}`)
}

/** A whole count: «1 234». */
export function formatCount(n: number): string {
  return formatNumber(n, 0)
}

/** A share in hundredths of a percent (as published): 3500 → «35 %», 3333 → «33,33 %». */
export function formatShare(hundredths: number): string {
  return `${formatNumber(hundredths / 100)}${NBSP}%`
}
