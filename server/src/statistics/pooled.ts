import type { Group } from './beta-binomial.ts'

/** Σf/Σn over the years of one procedure, as if they were one larger group; undefined where there is none. */
export function poolGroups(groups: Group[]): Group | undefined {
  if (groups.length === 0) return undefined
  return groups.reduce((a, b) => ({ successes: a.successes + b.successes, n: a.n + b.n }))
}
