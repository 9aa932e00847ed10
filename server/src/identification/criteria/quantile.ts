import { relativeRule } from './relative.ts'

/**
 * `quantile`: fewer than `fraction` of the schools stand strictly nearer to the asked end. Schools with equal shares stand
 * together, so a group at the border is taken whole.
 */
export const quantile = relativeRule({
  choose: (ranking, school, { fraction }) =>
    ranking.before[school]! * 10_000 < fraction * ranking.of[school]!,
  places: () => null,
})
