import type { Quantile, Quota } from '../criterion.ts'
import type { Rank } from '../model.ts'
import { type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './outcome.ts'
import { rank, rankedShare } from './ranking.ts'
import type { Ranking } from './reading.ts'
import type { Compiled, CriterionKindRule, Scope } from './scope.ts'
import { overWindow } from './window.ts'

/** Whether a ranked school is among the chosen ones. */
export type Choose = (ranking: Ranking, school: number, fraction: number) => boolean

const decideYear = (ranking: Ranking, school: number, fraction: number, choose: Choose): Code => {
  const pooled = ranking.pooled[school]
  switch (pooled?.state) {
    case 'known':
      // The best value of the region is never "among the worst", however many schools share it.
      return (ranking.after[school] ?? 0) > 0 && choose(ranking, school, fraction) ? MET : NOT_MET
    case 'not-held':
      return NOT_MET
    case 'not-applicable':
      return NOT_APPLICABLE
    default:
      return UNKNOWN
  }
}

/** The share of the chosen school that stands farthest from the asked end. */
const findBorder = (ranking: Ranking, fraction: number, choose: Choose): number | null => {
  let last = -1
  ranking.pooled.forEach((_, school) => {
    const isFarther = last < 0 || ranking.before[school]! > ranking.before[last]!
    if (decideYear(ranking, school, fraction, choose) === MET && isFarther) last = school
  })
  return last < 0 ? null : rankedShare(ranking.pooled[last]!)
}

/** What `quantile` and `quota` share: a place among the schools of the region, by year or over a pooled window. */
export const relativeRule = (choose: Choose): CriterionKindRule => {
  const borders = new WeakMap<Ranking, number | null>()
  const borderOf = (ranking: Ranking, fraction: number): number | null => {
    if (!borders.has(ranking)) borders.set(ranking, findBorder(ranking, fraction, choose))
    return borders.get(ranking) ?? null
  }
  const decide = (compiled: Compiled, scope: Scope, school: number, back: number): Code => {
    const { window, fraction } = compiled.criterion as Quantile | Quota
    return overWindow(window, back, (from, years) =>
      decideYear(rank(compiled, scope, from, years), school, fraction, choose),
    )
  }
  return {
    decide,
    explain: (compiled, scope, school) => {
      const { window, statistic, fraction } = compiled.criterion as Quantile | Quota
      const code = decide(compiled, scope, school, 0)
      const asked = window.combine === 'pooled' ? [window.back] : compiled.years
      const years = window.combine === 'pooled' ? window.years : 1
      const rankings = asked.map((back) => ({ back, ranking: rank(compiled, scope, back, years) }))
      const ranks = rankings.flatMap(({ back, ranking }): Rank[] =>
        (ranking.before[school] ?? -1) < 0
          ? []
          : [
              {
                year: scope.readings.schoolYear - back,
                share: rankedShare(ranking.pooled[school]!),
                place: ranking.before[school]! + 1,
                of: ranking.of,
                border: borderOf(ranking, fraction),
              },
            ],
      )
      const unknown = rankings
        .map(({ ranking }) => ranking.pooled[school])
        .find((one) => one?.state === 'unknown')
      return {
        code,
        missing: code === UNKNOWN ? (unknown?.state === 'unknown' ? unknown.missing : 'not-submitted') : null,
        ranks,
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
