import { type Beta, betaMean, betaPosterior, betaTail } from '../../statistics/beta.ts'
import { logBeta } from '../../statistics/beta-binomial.ts'
import { splitByCommonEffect } from '../../statistics/common-effect.ts'
import { NORMAL_GRID } from '../../statistics/normal.ts'
import { NOT_APPLICABLE, NOT_MET, UNKNOWN } from '../criteria/outcome.ts'
import type { DistanceRule } from '../distance-rule.ts'
import type { Readings } from '../readings.ts'
import { type Chances, makeCounting } from './counting.ts'
import type { Posteriors } from './posteriors.ts'

const ABSENT = { unknown: UNKNOWN, 'not-held': NOT_MET, 'not-applicable': NOT_APPLICABLE } as const

/** Chances of the primary rule for one school, its procedures independent given the data. */
export const makeIndependent = (rule: DistanceRule, readings: Readings, posteriors: Posteriors) => {
  const { thresholds } = rule
  const { statistic } = rule.leaves[0]!
  const counting = makeCounting(rule, readings)
  return (school: number): Chances =>
    counting((procedure, back, above) => {
      const state = readings.state(school, procedure, back)
      if (state !== 'known') return ABSENT[state]
      for (let i = 0; i < thresholds.length; i++) {
        const chance = posteriors.above(school, procedure, back, statistic, thresholds[i]!)
        if (chance === null) return UNKNOWN
        above[i] = chance
      }
      return null
    })
}

/** What one cell says at each place of the common effect. */
interface CellByEffect {
  /** Its likelihood, but for a factor that all places share. */
  log: number[]
  /** Its chances above each threshold; made where a school asks for the place. */
  above(place: number): number[]
}

/** Correlations above this leave nothing of a procedure's own. */
const GREATEST = 0.9

/**
 * How much the true shares of one school have in common over the procedures of the list's year, by moments: products of the
 * deviations of two procedures from their means, divided by what they would be if the true shares went together entirely. A
 * school counts by how much its shares say, n/(n + α + β) of each. Chance of the pupils adds to it only where the same pupils sat
 * both works.
 * @returns correlation 0…0.9
 */
export const estimateCommonEffect = (
  rule: DistanceRule,
  readings: Readings,
  posteriors: Posteriors,
): number => {
  const { statistic } = rule.leaves[0]!
  const priors = rule.procedures.flatMap((procedure) => {
    const prior = posteriors.prior(procedure, 0, statistic)
    if ('reason' in prior) return []
    const mean = betaMean(prior)
    const weight = prior.alpha + prior.beta
    return [{ procedure, mean, weight, deviation: Math.sqrt((mean * (1 - mean)) / (weight + 1)) }]
  })
  let together = 0
  let entirely = 0
  readings.schools.forEach((_, school) => {
    const own = priors.flatMap(({ procedure, mean, weight, deviation }) => {
      const group = posteriors.group(school, procedure, 0, statistic)
      if (!group) return []
      return [{ off: group.successes / group.n - mean, says: group.n / (group.n + weight), deviation }]
    })
    own.forEach((a, i) => {
      for (const b of own.slice(i + 1)) {
        together += a.says * b.says * a.off * b.off
        entirely += a.says * b.says * a.deviation * b.deviation
      }
    })
  })
  return entirely > 0 ? Math.min(GREATEST, Math.max(0, together / entirely)) : 0
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
  const { thresholds } = rule
  const { statistic } = rule.leaves[0]!
  const counting = makeCounting(rule, readings)
  const splits = new Map<string, { prior: Beta; log: number }[] | null>()
  const cells = new Map<string, CellByEffect>()

  const splitOf = (procedure: number, back: number) => {
    const key = `${procedure} ${back}`
    const made = splits.get(key)
    if (made !== undefined) return made
    const prior = posteriors.prior(procedure, back, statistic)
    const split =
      'alpha' in prior
        ? splitByCommonEffect(prior, correlation).map((part) => ({
            prior: part,
            log: logBeta(part.alpha, part.beta),
          }))
        : null
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
      const posteriorAt = split.map(({ prior }) => betaPosterior(prior, successes, n))
      const chances: number[][] = []
      made = {
        log: split.map(({ log }, i) => logBeta(posteriorAt[i]!.alpha, posteriorAt[i]!.beta) - log),
        above: (i) => {
          chances[i] ??= thresholds.map((threshold) => betaTail(threshold / 10_000, posteriorAt[i]!))
          return chances[i]
        },
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
      if (weight < total * 1e-5) return
      const given = counting((procedure, back, above) => {
        const state = readings.state(school, procedure, back)
        if (state !== 'known') return ABSENT[state]
        const cell = own.get(place(procedure, back))
        if (!cell) return UNKNOWN
        above.set(cell.above(i))
        return null
      })
      chances.met += (weight / total) * given.met
      chances.undecided += (weight / total) * given.undecided
    })
    return chances
  }
}
