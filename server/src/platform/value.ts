import { z } from 'zod'

/** Why a value is not there. A missing value is one of these, never 0 and never an empty string. */
export const MissingReason = z.enum([
  'not-submitted',
  'not-applicable',
  'too-few',
  'too-few-schools',
  'withheld',
  'undisclosed',
  'not-comparable',
  'not-computed-yet',
])
export type MissingReason = z.infer<typeof MissingReason>

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

export const Missing = z.object({ missing: MissingReason })
export type Missing = z.infer<typeof Missing>

/** A shown value is never a bare number: a plain value, an estimate with its interval, or a typed absence. */
export type Value<T = number> =
  | { value: T }
  | { estimate: number; low: number; high: number; n: number }
  | Missing

export const Estimate = z.object({
  estimate: z.number(),
  low: z.number(),
  high: z.number(),
  n: z.number().int(),
})

/** The schema of `Value` for one kind of plain value. */
export const valueSchema = <T extends z.ZodType>(value: T) =>
  z.union([z.object({ value }), Estimate, Missing])

export const missing = (reason: MissingReason): Missing => ({ missing: reason })
export const isMissing = (value: Value<unknown>): value is Missing => 'missing' in value
