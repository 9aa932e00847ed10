import type { MissingReason } from '../../platform/value.ts'
import type { Quantile, Quota } from '../criterion.ts'
import type { Evidence, Rank } from '../model.ts'
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
  switch (ranking.states[school]) {
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

/** The share of the chosen school that stands farthest from the asked end, by group; none where none is chosen. */
const findBorders = (ranking: Ranking, criterion: Relative, choice: Choice): (number | undefined)[] => {
  const { before, group } = ranking
  const last: number[] = []
  for (let school = 0; school < group.length; school++) {
    const own = group[school]!
    if (own < 0 || decideYear(ranking, school, criterion, choice) !== MET) continue
    const farthest = last[own]
    if (farthest === undefined || before[school]! > before[farthest]!) last[own] = school
  }
  return last.map((school) => rankedShare(ranking, school))
}

/** What `quantile` and `quota` share: a place among the schools of the region, by year or over a pooled window. */
export const relativeRule = (choice: Choice): CriterionKindRule => {
  const borderOf = (ranking: Ranking, group: number, criterion: Relative): number | null => {
    ranking.borders ??= findBorders(ranking, criterion, choice)
    return ranking.borders[group] ?? null
  }
  /** The rankings that the list's year asks for, the latest year first. */
  const rankingsOf = (compiled: Compiled, scope: Scope): { back: number; ranking: Ranking }[] => {
    const { window } = compiled.criterion as Relative
    const years = window.combine === 'pooled' ? window.years : 1
    const asked = window.combine === 'pooled' ? [window.back] : compiled.years
    return asked.map((back) => ({ back, ranking: rank(compiled, scope, back, years) }))
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
      const code = decide(compiled, scope, school, 0)
      const ranks: Rank[] = []
      let missing: MissingReason | undefined
      for (const { back, ranking } of rankingsOf(compiled, scope)) {
        missing ??= ranking.missing.get(school)
        if (ranking.before[school]! < 0) continue
        ranks.push({
          year: scope.readings.schoolYear - back,
          share: rankedShare(ranking, school),
          place: ranking.before[school]! + 1,
          of: ranking.of[school]!,
          border: borderOf(ranking, ranking.group[school]!, criterion),
          tied: tiedWith(ranking, school),
          places: choice.places(ranking, school, criterion),
        })
      }
      return {
        code,
        missing: code === UNKNOWN ? (missing ?? 'not-submitted') : null,
        ranks,
        evidence: () => cellsOf(compiled, scope, school),
      }
    },

    units: (compiled, scope, school) =>
      rankingsOf(compiled, scope).flatMap(({ ranking }) =>
        ranking.states[school] === 'known'
          ? [
              {
                procedure: -1,
                participants: ranking.participants[school]!,
                gap: null,
                decides: decide(compiled, scope, school, 0) === MET,
              },
            ]
          : [],
      ),
  }
}

const cellsOf = ({ criterion, procedures, years }: Compiled, scope: Scope, school: number): Evidence[] => {
  const { statistic } = criterion as Relative
  const read = scope.evidence(statistic, null)
  const rows: Evidence[] = []
  for (const procedure of procedures) for (const back of years) rows.push(read(school, procedure, back))
  return rows
}
