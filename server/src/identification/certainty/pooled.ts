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

/**
 * Made at the first question. For a given number of participants the probability only grows with the low results among them, so
 * a question is answered by comparing whole numbers: with the fewest low results that reach it.
 */
export const makePooled = (readings: Readings, settings: CertaintySettings): PooledShares => {
  const priors: (BetaPrior | NoPrior)[] = []
  /** By procedure and question, then by number of participants. */
  const fewest = new Map<string, Map<number, number>>()

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
  const group: PooledShares['group'] = (school, procedure) => {
    const pooled = { successes: 0, n: 0, years: 0 }
    for (let back = nextBack(school, procedure, -1); back >= 0; back = nextBack(school, procedure, back)) {
      pooled.successes += Math.round(readings.numerator(school, procedure, back, 'low') / 10_000)
      pooled.n += readings.participants(school, procedure, back)
      pooled.years += 1
    }
    return pooled.years > 0 ? pooled : null
  }
  const priorOf = (procedure: number): BetaPrior | NoPrior => {
    priors[procedure] ??= fitByLikelihood(
      readings.schools.flatMap((_, school) => group(school, procedure) ?? []),
      { leastGroups: settings.leastSchools },
    )
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
      const own = group(school, procedure)
      if (!own) return null
      const prior = priorOf(procedure)
      if ('reason' in prior) return prior
      const key = `${procedure} ${share} ${probability}`
      const known = fewest.get(key) ?? new Map<number, number>()
      fewest.set(key, known)
      let least = known.get(own.n)
      if (least === undefined) {
        least = fewestReaching(prior, own.n, share / 10_000, probability / 10_000)
        known.set(own.n, least)
      }
      return own.successes >= least
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
