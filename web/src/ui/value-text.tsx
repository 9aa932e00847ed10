import type { MissingReason } from '../api.ts'
import { formatInterval, formatNumber, formatPercent } from './format.ts'
import styles from './value-text.module.css'

export type Value<T = number> =
  | { value: T }
  | { estimate: number; low: number; high: number; n: number }
  | { missing: MissingReason }

export const MISSING_LABELS = {
  'not-submitted': 'нет данных — результаты не представлены',
  'not-applicable': 'не относится к этой школе',
  'too-few': 'нет данных — слишком мало участников',
  'too-few-schools': 'нет данных — слишком мало школ для сравнения',
  withheld: 'скрыто источником',
  undisclosed: 'скрыто: меньше 10 участников',
  'not-comparable': 'несопоставимо с прошлым годом',
  'not-computed-yet': 'пока не рассчитывается',
} satisfies Record<MissingReason, string>

const SHORT_LABELS = {
  'not-submitted': 'нет данных',
  'not-applicable': 'не относится',
  'too-few': 'мало данных',
  'too-few-schools': 'мало школ',
  withheld: 'скрыто',
  undisclosed: 'скрыто: меньше 10',
  'not-comparable': 'несопоставимо',
  'not-computed-yet': 'не рассчитано',
} satisfies Record<MissingReason, string>

/** The plain number of a value, or null where there is none. */
export function numberOf(value: Value<number>): number | null {
  if ('value' in value) return value.value
  return 'estimate' in value ? value.estimate : null
}

interface ValueTextProps<T> {
  value: Value<T>
  /** How a plain value or an estimate is written. */
  as?: 'number' | 'percent' | ((value: T | number) => string)
  /** A narrow place: the reason in one or two words, the rest on hover. */
  short?: boolean
}

/** A value, its interval, or the reason why there is none; never a silent zero or an empty place. */
export function ValueText<T extends string | number>({ value, as = 'number', short }: ValueTextProps<T>) {
  if ('missing' in value) {
    return (
      <span className={styles.missing} title={MISSING_LABELS[value.missing]}>
        {(short ? SHORT_LABELS : MISSING_LABELS)[value.missing]}
      </span>
    )
  }
  const shown = 'value' in value ? value.value : value.estimate
  const text =
    typeof as === 'function'
      ? as(shown)
      : typeof shown === 'string'
        ? shown
        : as === 'percent'
          ? formatPercent(shown)
          : formatNumber(shown)
  if ('value' in value) return <>{text}</>
  return (
    <>
      {text}
      {!short && <span className={styles.interval}> ({formatInterval(value.low, value.high)})</span>}
    </>
  )
}
