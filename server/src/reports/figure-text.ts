import { counted, formatCount, formatNumber } from '../platform/russian.ts'
import { isMissing, MISSING_LABELS } from '../platform/value.ts'
import type { Figure, FigureForm, Run } from './document.ts'

/** The one place where a figure becomes text. All spaces made here are no-break spaces. */

const NBSP = '\u00a0'

/** 0.3333 → «33 %», 0.125 → «12,5 %» with one digit; halves go away from zero as in the sources. */
const percent = (share: number, digits: number): string =>
  `${formatNumber(Math.round(share * 100 * 10 ** digits) / 10 ** digits, digits)}${NBSP}%`

/** Shares of pupils keep a digit after the comma; shares of schools are printed whole, as people write them. */
const digitsOf = (figure: Figure): number => ('estimate' in figure.value ? 1 : 0)

const plainText = (figure: Figure): string => {
  const { value, unit } = figure
  if ('missing' in value) return 'нет данных'
  const number = 'value' in value ? value.value : value.estimate
  if (typeof number === 'string') return number
  return unit === 'share' ? percent(number, digitsOf(figure)) : formatNumber(number)
}

const partText = ({ part }: Figure): string | null =>
  part?.numerator == null
    ? null
    : `${formatCount(part.numerator)}${NBSP}из${NBSP}${formatCount(part.denominator)}`

const formsOf = ([one = '', few = one, many = few]: readonly string[]) => [one, few, many] as const

/** @param words forms for 1, 2 and 5, for `counted` */
export function figureText(figure: Figure, form: FigureForm, words?: readonly string[]): string {
  const { value } = figure
  if (isMissing(value)) return 'нет данных'
  switch (form) {
    case 'plain':
      return plainText(figure)
    case 'counted': {
      const n = 'value' in value ? value.value : value.estimate
      return words && typeof n === 'number' ? counted(n, formsOf(words)) : plainText(figure)
    }
    case 'part':
      return partText(figure) ?? plainText(figure)
    case 'of': {
      const part = partText(figure)
      return part === null ? plainText(figure) : `${part} (${plainText(figure)})`
    }
    case 'interval':
      return 'estimate' in value
        ? `от${NBSP}${formatNumber(value.low * 100, 0)} до${NBSP}${formatNumber(value.high * 100, 0)}${NBSP}%`
        : plainText(figure)
  }
}

/** Why there is no number, in a sentence's words; null where there is one. */
export const missingText = (figure: Figure): string | null =>
  'missing' in figure.value ? (figure.note ?? MISSING_LABELS[figure.value.missing]) : null

/** Runs as plain text. A figure that is not in the register any more says so instead of vanishing. */
export const runsText = (runs: readonly Run[], figures: ReadonlyMap<string, Figure>): string =>
  runs.map((run) => runText(run, figures)).join('')

export function runText(run: Run, figures: ReadonlyMap<string, Figure>): string {
  if ('text' in run) return run.text
  const figure = figures.get(run.figure)
  return figure ? figureText(figure, run.form, run.words) : '[число больше не рассчитывается]'
}

/** A run as it goes to paper: a class or a year never begins a line without its number. */
export const printedText = (run: Run, figures: ReadonlyMap<string, Figure>): string =>
  runText(run, figures).replace(/(\d) (?=класс|год)/g, `$1${NBSP}`)
