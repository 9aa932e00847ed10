import { missing } from '../../platform/value.ts'
import { atLeastOf } from '../../statistics/poisson-binomial.ts'
import type { Methodology } from '../methodology.ts'
import type { Finding } from '../model.ts'
import type { ProcedureCertainty, RiskReason } from './model.ts'
import { type CertaintySettings, wordOf } from './settings.ts'

/**
 * The advisory word beside every reason for which a school stands in the risk zone. The zone itself stays the letter of the
 * methodology: growth by ten points is mostly chance in a small school, and here it is said.
 * @param above P(true share of a procedure > a share) this year; null where unknown
 */
export const riskReasons = (
  finding: Finding,
  procedures: ProcedureCertainty[],
  { riskZone, procedures: all }: Methodology,
  settings: CertaintySettings,
  above: (procedure: number, share: number) => number | null,
): RiskReason[] => {
  if (!riskZone || !finding.memberOf.includes('risk')) return []
  const criteria = finding.lists.find(({ id }) => id === 'risk')?.criteria ?? []
  const atLeast = (k: number, share: number) =>
    atLeastOf(
      k,
      all.flatMap((_, procedure) => above(procedure, share) ?? []),
    )
  const byProbability = (probability: number) => ({
    probability: { value: probability },
    word: wordOf(probability, settings),
  })
  const reasonOf = (id: string): Omit<RiskReason, 'criterion'> => {
    if (id === 'risk-one-procedure' && riskZone.oneProcedure)
      return byProbability(atLeast(1, riskZone.oneProcedure.threshold))
    if (id === 'risk-elevated' && riskZone.elevated)
      return byProbability(atLeast(riskZone.elevated.k, riskZone.elevated.threshold))
    if (id === 'risk-posterior') {
      const pooled = procedures.flatMap(({ pooled: one }) => ('above' in one ? [one.above] : []))
      return byProbability(Math.max(0, ...pooled))
    }
    if (id === 'risk-growth') {
      const isReal = procedures.some(
        ({ change }) => 'word' in change && change.word === 'distinguishable' && change.difference > 0,
      )
      return {
        probability: missing('not-applicable'),
        word: isReal ? 'distinguishable' : 'indistinguishable',
      }
    }
    return { probability: missing('not-applicable'), word: null }
  }
  return criteria
    .filter(({ parent, outcome }) => parent === 'risk' && outcome === 'met')
    .map(({ id }) => ({ criterion: id, ...reasonOf(id) }))
}
