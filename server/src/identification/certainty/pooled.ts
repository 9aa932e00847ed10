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
  let sums: Sums[] | undefined
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
  /** Of all procedures together: the cells of one school stand side by side. */
  const addUp = (): Sums[] => {
    const size = readings.schools.length
    const made = readings.methodology.procedures.map(() => ({
      successes: new Int32Array(size),
      n: new Int32Array(size),
      years: new Uint8Array(size),
    }))
    for (let school = 0; school < size; school++)
      for (let procedure = 0; procedure < made.length; procedure++) {
        const { successes, n, years } = made[procedure]!
        for (
          let back = nextBack(school, procedure, -1);
          back >= 0;
          back = nextBack(school, procedure, back)
        ) {
          successes[school]! += Math.round(readings.numerator(school, procedure, back, 'low') / 10_000)
          n[school]! += readings.participants(school, procedure, back)
          years[school]! += 1
        }
      }
    return made
  }
  const sumsOf = (procedure: number): Sums => {
    sums ??= addUp()
    return sums[procedure]!
  }
  const group: PooledShares['group'] = (school, procedure) => {
    const { successes, n, years } = sumsOf(procedure)
    return years[school]! > 0 ? { successes: successes[school]!, n: n[school]!, years: years[school]! } : null
  }
  const priorOf = (procedure: number): BetaPrior | NoPrior => {
    priors[procedure] ??= fitByLikelihood(sumsOf(procedure), { leastGroups: settings.leastSchools })
    return priors[procedure]
  }

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
      const { fewest } = asked
      fewest[participants] ??= fewestReaching(
        prior,
        participants,
        share / 10_000,
        probability / 10_000,
        fewest,
      )
      return successes[school]! >= fewest[participants]
    },
  }
}

/**
 * By halving; n + 1 where not even everybody would do. One participant more moves the answer by one or not at all, so those known
 * nearby leave little to search.
 */
const fewestReaching = (
  prior: Beta,
  n: number,
  share: number,
  probability: number,
  known: readonly (number | undefined)[],
): number => {
  let [from, to] = [0, n + 1]
  for (let fewer = n - 1; fewer >= 0; fewer--) {
    const answer = known[fewer]
    if (answer === undefined) continue
    ;[from, to] = [answer, Math.min(to, answer + n - fewer)]
    break
  }
  for (let more = n + 1; more < known.length; more++) {
    const answer = known[more]
    if (answer === undefined) continue
    ;[from, to] = [Math.max(from, answer - (more - n)), Math.min(to, answer)]
    break
  }
  while (from < to) {
    const middle = (from + to) >> 1
    if (betaTail(share, betaPosterior(prior, middle, n)) >= probability) to = middle
    else from = middle + 1
  }
  return from
}
