import type { Finding, ListFinding, Rank } from './model.ts'

/**
 * A rule that compares schools has a border: the share of the last school chosen, which is somebody else's number, and may be one of
 * fewer than ten participants (docs/decisions/0018). To people who answer for some schools of a region it is told only where it is
 * the border of the open numbers too, which anybody may know; so is how many schools share exactly their own share.
 * @param whole the finding of their own school, made from all numbers: the official one
 * @param open the finding of the same school made from open numbers; null where there is none
 */
export const withToldBorders = (whole: Finding, open: Finding | null): Finding => ({
  schoolId: whole.schoolId,
  schoolYear: whole.schoolYear,
  status: whole.status,
  assessed: whole.assessed,
  memberOf: whole.memberOf,
  track: whole.track,
  cluster: whole.cluster,
  previousCluster: whole.previousCluster,
  dynamics: whole.dynamics,
  // Made when they are looked at, as those of the findings themselves are.
  get lists() {
    return toldLists(whole.lists, open?.lists ?? [])
  },
  get procedures() {
    return whole.procedures
  },
  get distance() {
    return whole.distance
  },
  get reliability() {
    return whole.reliability
  },
})

function toldLists(whole: ListFinding[], open: ListFinding[]): ListFinding[] {
  const known = new Map(
    open.flatMap(({ id, criteria }) =>
      criteria.map((result) => [`${id} ${result.id}`, result.ranks] as const),
    ),
  )
  return whole.map((list) => ({
    ...list,
    criteria: list.criteria.map((result) =>
      result.ranks.length === 0
        ? result
        : {
            ...result,
            ranks: result.ranks.map((rank) => {
              const same = known.get(`${list.id} ${result.id}`)?.find(({ year }) => year === rank.year)
              return toldRank(rank, same)
            }),
          },
    ),
  }))
}

const toldRank = (rank: Rank, open: Rank | undefined): Rank => ({
  ...rank,
  ...(rank.border === null || rank.border === open?.border ? {} : { border: null, isBorderHidden: true }),
  tied: rank.tied === open?.tied ? rank.tied : null,
})
