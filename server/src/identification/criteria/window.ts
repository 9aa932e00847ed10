import type { Window } from '../criterion.ts'
import { and, type Code, or } from './outcome.ts'

/** Applies a question to the years of a window: once to all of them pooled, or year by year. */
export const overWindow = (
  window: Window,
  back: number,
  ask: (back: number, years: number) => Code,
): Code => {
  if (window.combine === 'pooled' || window.years === 1) return ask(back + window.back, window.years)
  const codes: Code[] = []
  for (let year = 0; year < window.years; year++) codes.push(ask(back + window.back + year, 1))
  return window.combine === 'every-year' ? and(codes) : or(codes)
}

/** The years of a window, counted back from the list's year, the latest first. */
export const windowYears = (window: Window): number[] =>
  Array.from({ length: window.years }, (_, i) => window.back + i)
