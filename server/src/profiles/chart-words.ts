import { formatNumber, type PluralForms } from '../platform/russian.ts'

/** Words of charts and profiles. Shares are 0…1. All spaces made here are no-break spaces. */

const NBSP = '\u00a0'

export const SCHOOLS: PluralForms = ['школа', 'школы', 'школ']
/** «у 21 школы», «из 5 школ»: after prepositions that ask for the genitive. */
export const SCHOOLS_GENITIVE: PluralForms = ['школы', 'школ', 'школ']
export const PARTICIPANTS: PluralForms = ['участник', 'участника', 'участников']
export const MUNICIPALITIES: PluralForms = ['муниципалитет', 'муниципалитета', 'муниципалитетов']
/** «в 2 процедурах», «в 1 процедуре». */
export const PROCEDURES_PREPOSITIONAL: PluralForms = ['процедуре', 'процедурах', 'процедурах']
export const PROCEDURES_GENITIVE: PluralForms = ['процедуры', 'процедур', 'процедур']

/** 0.35 → «35 %», 0.124 → «12,4 %». */
export const percent = (share: number, digits = 1): string => `${formatNumber(share * 100, digits)}${NBSP}%`

/** Percentage points with a sign: 0.05 → «+5 п. п.», −0.123 → «−12,3 п. п.». */
export function points(difference: number): string {
  const written = formatNumber(difference * 100, 1)
  return `${difference > 0 && written !== '0' ? '+' : ''}${written}${NBSP}п.${NBSP}п.`
}

/** «7 из 20 (35 %)»; without a count the share alone. */
export const shareWords = (low: number | null, n: number, share: number): string =>
  low === null
    ? percent(share)
    : `${formatNumber(low, 0)}${NBSP}из${NBSP}${formatNumber(n, 0)} (${percent(share)})`

/** «от 18 до 57 %». */
export const intervalWords = (low: number, high: number): string =>
  `от${NBSP}${formatNumber(low * 100, 0)} до${NBSP}${formatNumber(high * 100, 0)}${NBSP}%`
