import type { Quantile, Quota } from '../criterion.ts'
import type { Rank } from '../model.ts'
import { type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './outcome.ts'
import { rank, rankedShare, tiedWith } from './ranking.ts'
import type { Ranking } from './reading.ts'
import type { Compiled, CriterionKindRule, Scope } from './scope.ts'
import { overWindow } from './window.ts'

type Relative = Quantile | Quota

/** What makes one relative criterion different from another. */
export interface Choice {
  /** Whether a ranked school is among the chosen ones. */
  choose(ranking: Ranking, school: number, criterion: Relative): boolean
  /** How many places there are in the school's group; null where the criterion has no number of places. */
  places(ranking: Ranking, school: number, criterion: Relative): number | null
}

const decideYear = (ranking: Ranking, school: number, criterion: Relative, { choose }: Choice): Code => {
  const pooled = ranking.pooled[school]
  switch (pooled?.state) {
    case 'known':
      // The best value of all is never "among the worst", however many schools share it.
      return (ranking.after[school] ?? 0) > 0 && choose(ranking, school, criterion) ? MET : NOT_MET
    case 'not-held':
      return NOT_MET
    case 'not-applicable':
      return NOT_APPLICABLE
    default:
      return UNKNOWN
  }
}

/** The share of the chosen school that stands farthest from the asked end, by group; null where none is chosen. */
const findBorder = (ranking: Ranking, group: number, criterion: Relative, choice: Choice): number | null => {
  const last = ranking.groups[group]!.findLast(
    (school) => decideYear(ranking, school, criterion, choice) === MET,
  )
  return last === undefined ? null : rankedShare(ranking.pooled[last]!)
}

/** What `quantile` and `quota` share: a place among the schools of the region, by year or over a pooled window. */
export const relativeRule = (choice: Choice): CriterionKindRule => {
  const borders = new WeakMap<Ranking, (number | null)[]>()
  const borderOf = (ranking: Ranking, group: number, criterion: Relative): number | null => {
    const known = borders.get(ranking) ?? []
    borders.set(ranking, known)
    if (known[group] === undefined) known[group] = findBorder(ranking, group, criterion, choice)
    return known[group] ?? null
  }
  const decide = (compiled: Compiled, scope: Scope, school: number, back: number): Code => {
    const criterion = compiled.criterion as Relative
    return overWindow(criterion.window, back, (from, years) =>
      decideYear(rank(compiled, scope, from, years), school, criterion, choice),
    )
  }
  return {
    decide,
    explain: (compiled, scope, school) => {
      const criterion = compiled.criterion as Relative
      const { window, statistic } = criterion
      const code = decide(compiled, scope, school, 0)
      const asked = window.combine === 'pooled' ? [window.back] : compiled.years
      const years = window.combine === 'pooled' ? window.years : 1
      const rankings = asked.map((back) => ({ back, ranking: rank(compiled, scope, back, years) }))
      const unknown = rankings
        .map(({ ranking }) => ranking.pooled[school])
        .find((one) => one?.state === 'unknown')
      return {
        code,
        missing: code === UNKNOWN ? (unknown?.state === 'unknown' ? unknown.missing : 'not-submitted') : null,
        ranks: rankings.flatMap(({ back, ranking }): Rank[] =>
          (ranking.before[school] ?? -1) < 0
            ? []
            : [
                {
                  year: scope.readings.schoolYear - back,
                  share: rankedShare(ranking.pooled[school]!),
                  place: ranking.before[school]! + 1,
                  of: ranking.of[school]!,
                  border: borderOf(ranking, ranking.group[school]!, criterion),
                  tied: tiedWith(ranking, school),
                  places: choice.places(ranking, school, criterion),
                },
              ],
        ),
        evidence: () =>
          compiled.procedures.flatMap((procedure) =>
            compiled.years.map((back) => scope.evidence(school, procedure, back, statistic, null)),
          ),
        units: rankings.flatMap(({ ranking }) => {
          const pooled = ranking.pooled[school]
          return pooled?.state === 'known'
            ? [{ procedure: -1, participants: pooled.participants, gap: null, decides: code === MET }]
            : []
        }),
      }
    },
  }
}
