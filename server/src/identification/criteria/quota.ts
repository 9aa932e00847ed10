import type { Quota } from '../criterion.ts'
import { tiedWith } from './ranking.ts'
import { relativeRule } from './relative.ts'

/** Places among `of` schools: ⌊fraction·of⌋. */
const placesOf = (fraction: number, of: number): number => Math.floor((fraction * of) / 10_000)

/**
 * `quota`: the schools nearest to the asked end fill ⌊fraction·schools⌋ places of their group. A tie that reaches over the
 * last place is taken whole (`ties: in`, the list grows) or left whole (`out`, places stay free). It is an order for one
 * decision and no rating: only the border, the number of places and the tie are shown.
 */
export const quota = relativeRule({
  choose: (ranking, school, criterion) => {
    const { fraction, ties } = criterion as Quota
    const places = placesOf(fraction, ranking.of[school]!)
    const before = ranking.before[school]!
    return ties === 'in' ? before < places : before + tiedWith(ranking, school) <= places
  },
  places: (ranking, school, { fraction }) => placesOf(fraction, ranking.of[school]!),
})
