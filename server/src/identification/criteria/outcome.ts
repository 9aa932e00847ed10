import type { Outcome } from '../model.ts'

/**
 * Kleene's three values as numbers, so that "and" is the least and "or" the greatest: not met < unknown < met.
 * Below them stands "not applicable": nothing the criterion asks for belongs to a school of this type, and it is left out.
 */
export const NOT_APPLICABLE = -1
export const NOT_MET = 0
export const UNKNOWN = 1
export const MET = 2
export type Code = -1 | 0 | 1 | 2

/** Whether the share of one cell of a school reaches a threshold; `back` counts years from the list's year. */
export type CellReaches = (school: number, procedure: number, back: number) => Code

/** What is not applicable is not met: a right to help cannot follow from a procedure that the school does not have. */
export const toOutcome = (code: Code): Outcome =>
  code === MET ? 'met' : code === UNKNOWN ? 'insufficient-data' : 'not-met'

/** Least of those that apply; not applicable where none does. */
export const and = (codes: readonly Code[]): Code => {
  let least: Code = NOT_APPLICABLE
  for (const code of codes)
    if (code !== NOT_APPLICABLE && (least === NOT_APPLICABLE || code < least)) least = code
  return least
}

/** Greatest of those that apply; not applicable where none does. */
export const or = (codes: readonly Code[]): Code => {
  let greatest: Code = NOT_APPLICABLE
  for (const code of codes) if (code > greatest) greatest = code
  return greatest
}

/** At least `k` met: met when the known ones suffice, not met when even all unknown ones could not reach `k`. */
export const atLeast = (k: number, met: number, unknown: number): Code =>
  met >= k ? MET : met + unknown >= k ? UNKNOWN : NOT_MET
