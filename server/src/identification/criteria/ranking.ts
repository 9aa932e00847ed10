import type { Quantile, Quota } from '../criterion.ts'
import { type Pooled, pool, type Ranking, shareOf } from './reading.ts'
import type { Compiled, Scope } from './scope.ts'

/** Ranks the whole region once; `back` and `years` as in `pool`. */
export const rank = (compiled: Compiled, scope: Scope, back: number, years: number): Ranking => {
  const made = scope.rankings.get(compiled)?.get(back)
  if (made) return made
  const { statistic, side } = compiled.criterion as Quantile | Quota
  const schools = scope.readings.schools
  const pooled = schools.map((_, s) => pool(scope.readings, s, compiled.procedures, statistic, back, years))
  const known = pooled.flatMap((share, s) =>
    share.state === 'known' ? [{ s, numerator: share.numerator, participants: share.participants }] : [],
  )
  const sign = side === 'highest' ? 1 : -1
  // Cross-multiplied: exact while Σn stays under 900 000 participants a school.
  const byShare = (a: (typeof known)[number], b: (typeof known)[number]) =>
    sign * (b.numerator * a.participants - a.numerator * b.participants)
  const concerned = (one: (typeof known)[number]) =>
    side === 'highest' ? one.numerator : one.participants * 10_000 - one.numerator
  known.sort((a, b) => byShare(a, b) || concerned(b) - concerned(a))

  const ranking: Ranking = {
    of: known.length,
    pooled,
    before: new Int32Array(schools.length).fill(-1),
    after: new Int32Array(schools.length),
    beforeByCount: new Int32Array(schools.length),
  }
  let from = 0
  while (from < known.length) {
    let to = from
    while (to < known.length && byShare(known[from]!, known[to]!) === 0) to++
    let same = from
    for (let i = from; i < to; i++) {
      if (concerned(known[i]!) !== concerned(known[same]!)) same = i
      const { s } = known[i]!
      ranking.before[s] = from
      ranking.after[s] = known.length - to
      ranking.beforeByCount[s] = same
    }
    from = to
  }
  if (!scope.rankings.has(compiled)) scope.rankings.set(compiled, new Map())
  scope.rankings.get(compiled)?.set(back, ranking)
  return ranking
}

/** The share of a school in a ranking, in hundredths of a percent. */
export const rankedShare = (pooled: Pooled): number => (pooled.state === 'known' ? shareOf(pooled) : 0)
