import { betaPosterior, betaTail } from '../../statistics/beta.ts'
import { betaBinomialLog } from '../../statistics/beta-binomial.ts'
import { splitByCommonEffect } from '../../statistics/common-effect.ts'
import { NORMAL_GRID } from '../../statistics/normal.ts'
import { NOT_APPLICABLE, NOT_MET, UNKNOWN } from '../criteria/outcome.ts'
import type { DistanceRule } from '../distance-rule.ts'
import type { Readings } from '../readings.ts'
import { type Cell, type Chances, makeCounting, thresholdsOf } from './counting.ts'
import type { Posteriors } from './posteriors.ts'

const FIXED = {
  unknown: { fixed: UNKNOWN },
  'not-held': { fixed: NOT_MET },
  'not-applicable': { fixed: NOT_APPLICABLE },
} as const
export const UNDECIDED: Cell = FIXED.unknown

/** Chances of the primary rule for one school, its procedures independent given the data. */
export const makeIndependent = (rule: DistanceRule, readings: Readings, posteriors: Posteriors) => {
  const thresholds = thresholdsOf(rule)
  const { statistic } = rule.leaves[0]!
  const counting = makeCounting(rule, readings)
  return (school: number): Chances =>
    counting((procedure, back) => {
      const state = readings.state(school, procedure, back)
      if (state !== 'known') return FIXED[state]
      const above = thresholds.map((threshold) =>
        posteriors.above(school, procedure, back, statistic, threshold),
      )
      return above.some((chance) => chance === null) ? UNDECIDED : { above: above as number[] }
    })
}

/** What one cell says at each place of the common effect: its likelihood, and its chances above each threshold. */
interface CellByEffect {
  log: number[]
  above: number[][]
}

/**
 * The same under an effect that all procedures and years of a school have in common: given the effect, procedures are
 * independent; its own distribution follows from all counts of the school together. A school with several raised shares is then
 * more probably a low one, and a single raised share among good ones more probably chance.
 * @param correlation of the true shares of one school (of their normal scores), 0…1
 */
export const makeDependent = (
  rule: DistanceRule,
  readings: Readings,
  posteriors: Posteriors,
  correlation: number,
) => {
  const thresholds = thresholdsOf(rule)
  const { statistic } = rule.leaves[0]!
  const counting = makeCounting(rule, readings)
  const splits = new Map<string, ReturnType<typeof splitByCommonEffect> | null>()
  const cells = new Map<string, CellByEffect>()

  const splitOf = (procedure: number, back: number) => {
    const key = `${procedure} ${back}`
    const made = splits.get(key)
    if (made !== undefined) return made
    const prior = posteriors.prior(procedure, back, statistic)
    const split = 'alpha' in prior ? splitByCommonEffect(prior, correlation) : null
    splits.set(key, split)
    return split
  }
  const cellOf = (school: number, procedure: number, back: number): CellByEffect | null => {
    const group = posteriors.group(school, procedure, back, statistic)
    const split = group && splitOf(procedure, back)
    if (!split) return null
    const { successes, n } = group
    const key = `${procedure} ${back} ${successes} ${n}`
    let made = cells.get(key)
    if (!made) {
      made = {
        log: split.map((prior) => betaBinomialLog(prior, successes, n)),
        above: split.map((prior) =>
          thresholds.map((threshold) => betaTail(threshold / 10_000, betaPosterior(prior, successes, n))),
        ),
      }
      cells.set(key, made)
    }
    return made
  }

  return (school: number): Chances => {
    const own = new Map<number, CellByEffect>()
    const logs = NORMAL_GRID.map(({ weight }) => Math.log(weight))
    const place = (procedure: number, back: number) => procedure * readings.years + back
    for (const procedure of rule.procedures)
      for (const back of rule.years) {
        const cell = cellOf(school, procedure, back)
        if (!cell) continue
        own.set(place(procedure, back), cell)
        cell.log.forEach((log, i) => {
          logs[i]! += log
        })
      }
    const greatest = Math.max(...logs)
    const weights = logs.map((log) => Math.exp(log - greatest))
    const total = weights.reduce((sum, weight) => sum + weight, 0)
    const chances = { met: 0, undecided: 0 }
    weights.forEach((weight, i) => {
      // A place that the school's counts rule out adds nothing that is shown.
      if (weight < total * 1e-6) return
      const given = counting((procedure, back) => {
        const state = readings.state(school, procedure, back)
        if (state !== 'known') return FIXED[state]
        const cell = own.get(place(procedure, back))
        return cell ? { above: cell.above[i]! } : UNDECIDED
      })
      chances.met += (weight / total) * given.met
      chances.undecided += (weight / total) * given.undecided
    })
    return chances
  }
}
