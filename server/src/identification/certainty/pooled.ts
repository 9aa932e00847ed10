import { type Beta, betaPosterior, betaTail } from '../../statistics/beta.ts'
import { type BetaPrior, fitByLikelihood, type Group, type NoPrior } from '../../statistics/beta-binomial.ts'
import type { Readings } from '../readings.ts'
import type { CertaintySettings } from './settings.ts'

export interface PooledGroup extends Group {
  years: number
}

/** Low results of one procedure over several years together, Σf/Σn: the years held, back to the first break of comparability. */
export interface PooledShares {
  /** The years that are added up, counted back from the list's year; none without a number this year. */
  backs(school: number, procedure: number): number[]
  group(school: number, procedure: number): PooledGroup | null
  /** Distribution of the true pooled share of a school; null without a number this year, `NoPrior` in a small region. */
  posterior(school: number, procedure: number): Beta | NoPrior | null
  /** Whether P(true share > share) ≥ probability, both in hundredths of a percent. */
  isProbably(school: number, procedure: number, share: number, probability: number): boolean | NoPrior | null
}

/** Σf, Σn and the number of years added up, by school; no years: no number this year. */
interface Sums {
  successes: Int32Array
  n: Int32Array
  years: Uint8Array
}

/** The fewest low results that reach the last question, by number of participants. */
interface Answers {
  share: number
  probability: number
  fewest: number[]
}

/**
 * Made at the first question. For a given number of participants the probability only grows with the low results among them, so
 * a question is answered by comparing whole numbers: with the fewest low results that reach it.
 */
export const makePooled = (readings: Readings, settings: CertaintySettings): PooledShares => {
  const priors: (BetaPrior | NoPrior)[] = []
  const sums: Sums[] = []
  /** By procedure; the same question is asked of every school. */
  const answers: Answers[] = []

  /** The next year back that is added, after `back`; −1 behind the last. */
  const nextBack = (school: number, procedure: number, back: number): number => {
    for (let next = back + 1; next < Math.min(settings.pooledYears, readings.years); next++) {
      if (next > 0 && !readings.comparable(procedure, next - 1)) return -1
      const isKnown = readings.state(school, procedure, next) === 'known'
      if (isKnown && readings.numerator(school, procedure, next, 'low') >= 0) return next
      if (next === 0) return -1
    }
    return -1
  }
  const backs: PooledShares['backs'] = (school, procedure) => {
    const found: number[] = []
    for (let back = nextBack(school, procedure, -1); back >= 0; back = nextBack(school, procedure, back))
      found.push(back)
    return found
  }
  const sumsOf = (procedure: number): Sums => {
    sums[procedure] ??= addUp(procedure)
    return sums[procedure]
  }
  const addUp = (procedure: number): Sums => {
    const size = readings.schools.length
    const { successes, n, years } = {
      successes: new Int32Array(size),
      n: new Int32Array(size),
      years: new Uint8Array(size),
    }
    for (let school = 0; school < size; school++)
      for (let back = nextBack(school, procedure, -1); back >= 0; back = nextBack(school, procedure, back)) {
        successes[school]! += Math.round(readings.numerator(school, procedure, back, 'low') / 10_000)
        n[school]! += readings.participants(school, procedure, back)
        years[school]! += 1
      }
    return { successes, n, years }
  }
  const group: PooledShares['group'] = (school, procedure) => {
    const { successes, n, years } = sumsOf(procedure)
    return years[school]! > 0 ? { successes: successes[school]!, n: n[school]!, years: years[school]! } : null
  }
  const priorOf = (procedure: number): BetaPrior | NoPrior => {
    priors[procedure] ??= fitTo(sumsOf(procedure))
    return priors[procedure]
  }
  const fitTo = ({ successes, n }: Sums): BetaPrior | NoPrior =>
    fitByLikelihood(
      Array.from(n, (total, school) => ({ successes: successes[school]!, n: total })),
      { leastGroups: settings.leastSchools },
    )

  return {
    backs,
    group,
    posterior: (school, procedure) => {
      const own = group(school, procedure)
      if (!own) return null
      const prior = priorOf(procedure)
      return 'reason' in prior ? prior : betaPosterior(prior, own.successes, own.n)
    },
    isProbably: (school, procedure, share, probability) => {
      const { successes, n, years } = sumsOf(procedure)
      if (years[school] === 0) return null
      const prior = priorOf(procedure)
      if ('reason' in prior) return prior
      let asked = answers[procedure]
      if (asked?.share !== share || asked.probability !== probability) {
        asked = { share, probability, fewest: [] }
        answers[procedure] = asked
      }
      const participants = n[school]!
      asked.fewest[participants] ??= fewestReaching(prior, participants, share / 10_000, probability / 10_000)
      return successes[school]! >= asked.fewest[participants]
    },
  }
}

/** By halving; n + 1 where not even everybody would do. */
const fewestReaching = (prior: Beta, n: number, share: number, probability: number): number => {
  let [from, to] = [0, n + 1]
  while (from < to) {
    const middle = (from + to) >> 1
    if (betaTail(share, betaPosterior(prior, middle, n)) >= probability) to = middle
    else from = middle + 1
  }
  return from
}
