import { relativeRule } from './relative.ts'

/**
 * `quota`: ⌊fraction·schools⌋ places; among equal shares the school with more participants concerned goes first, and schools
 * equal in that too are taken together, because nothing in the data tells them apart.
 */
export const quota = relativeRule(
  (ranking, school, fraction) =>
    ranking.beforeByCount[school]! < Math.floor((fraction * ranking.of) / 10_000),
)
