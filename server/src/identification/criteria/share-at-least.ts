import type { ShareAtLeast } from '../criterion.ts'
import { MET, UNKNOWN } from './outcome.ts'
import { pool, reaches, shareOf } from './reading.ts'
import type { CriterionKindRule } from './scope.ts'
import { overWindow } from './window.ts'

/** `share-at-least`: the share over all its procedures (and, when pooled, years) together reaches the threshold. */
export const shareAtLeast: CriterionKindRule = {
  decide: ({ criterion, procedures }, { readings }, school, back) => {
    const { window, statistic, threshold } = criterion as ShareAtLeast
    return overWindow(window, back, (from, years) =>
      reaches(pool(readings, school, procedures, statistic, from, years), threshold),
    )
  },

  explain: (compiled, scope, school) => {
    const { window, statistic, threshold } = compiled.criterion as ShareAtLeast
    const { years } = compiled
    const code = shareAtLeast.decide(compiled, scope, school, 0)
    const isSingle = compiled.procedures.length === 1 && (window.combine !== 'pooled' || years.length === 1)
    const pooled = pool(scope.readings, school, compiled.procedures, statistic, window.back, window.years)
    return {
      code,
      missing: code === UNKNOWN ? (pooled.state === 'unknown' ? pooled.missing : 'not-submitted') : null,
      evidence: () => {
        const read = scope.evidence(statistic, isSingle ? threshold : null)
        return compiled.procedures.flatMap((procedure) => years.map((year) => read(school, procedure, year)))
      },
    }
  },

  units: (compiled, scope, school) => {
    const { window, statistic, threshold } = compiled.criterion as ShareAtLeast
    const pooled = pool(scope.readings, school, compiled.procedures, statistic, window.back, window.years)
    if (pooled.state !== 'known') return []
    const { numerator, participants } = pooled
    return [
      {
        procedure: compiled.procedures.length === 1 ? compiled.procedures[0]! : -1,
        participants,
        gap: Math.abs(shareOf(numerator, participants) - threshold),
        decides: shareAtLeast.decide(compiled, scope, school, 0) === MET,
      },
    ]
  },
}
