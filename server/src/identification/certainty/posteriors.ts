import { type Beta, betaPosterior, betaTail } from '../../statistics/beta.ts'
import { type BetaPrior, fitByLikelihood, type Group, type NoPrior } from '../../statistics/beta-binomial.ts'
import type { Statistic } from '../criterion.ts'
import type { IdentificationInput } from '../model.ts'
import type { Readings } from '../readings.ts'
import type { CertaintySettings } from './settings.ts'

/** Where a true share may lie, for every cell of the readings. Everything is made at the first question and kept. */
export interface Posteriors {
  prior(procedure: number, back: number, statistic: Statistic): BetaPrior | NoPrior
  /** Count and participants of a known cell; a count known only as a share is its nearest whole number. */
  group(school: number, procedure: number, back: number, statistic: Statistic): Group | null
  posterior(school: number, procedure: number, back: number, statistic: Statistic): Beta | null
  /** P(true share > threshold), threshold in hundredths of a percent; null where there is no number or no prior. */
  above(
    school: number,
    procedure: number,
    back: number,
    statistic: Statistic,
    threshold: number,
  ): number | null
}

/** Greater than any school's participants: count, participants and threshold are one whole number for looking up. */
const LARGEST = 1 << 19

/**
 * Empirical Bayes: the prior of a procedure and year is fitted to all schools of the region that held it, then each school's
 * count is added to it.
 * @param input all counts of the region, also of schools that are not asked about.
 */
export const makePosteriors = (
  input: Pick<IdentificationInput, 'counts' | 'methodology' | 'schoolYear'>,
  readings: Readings,
  settings: CertaintySettings,
): Posteriors => {
  const groups = regionGroups(input)
  const priors: (BetaPrior | NoPrior)[] = []
  /** By place of the prior, then by threshold and count. */
  const tails: Map<number, number>[] = []
  const placeOf = (procedure: number, back: number, statistic: Statistic) =>
    (procedure * readings.years + back) * 2 + (statistic === 'low' ? 0 : 1)
  const prior: Posteriors['prior'] = (procedure, back, statistic) => {
    const place = placeOf(procedure, back, statistic)
    priors[place] ??= fitByLikelihood(
      groups(input.methodology.procedures[procedure]!.code, input.schoolYear - back, statistic),
      { leastGroups: settings.leastSchools },
    )
    return priors[place]
  }
  const group: Posteriors['group'] = (school, procedure, back, statistic) => {
    if (readings.state(school, procedure, back) !== 'known') return null
    const numerator = readings.numerator(school, procedure, back, statistic)
    if (numerator < 0) return null
    return {
      successes: Math.round(numerator / 10_000),
      n: readings.participants(school, procedure, back),
    }
  }
  return {
    prior,
    group,
    posterior: (school, procedure, back, statistic) => {
      const own = group(school, procedure, back, statistic)
      const from = own && prior(procedure, back, statistic)
      return from && 'alpha' in from ? betaPosterior(from, own!.successes, own!.n) : null
    },
    above: (school, procedure, back, statistic, threshold) => {
      const own = group(school, procedure, back, statistic)
      const from = own && prior(procedure, back, statistic)
      if (!from || 'reason' in from) return null
      const place = placeOf(procedure, back, statistic)
      tails[place] ??= new Map()
      const cell = (own!.successes * LARGEST + own!.n) * 10_001 + threshold
      let tail = tails[place].get(cell)
      if (tail === undefined) {
        tail = betaTail(threshold / 10_000, betaPosterior(from, own!.successes, own!.n))
        tails[place].set(cell, tail)
      }
      return tail
    },
  }
}

/** Counts of every school of the region by procedure, year and statistic. */
const regionGroups = ({ counts }: Pick<IdentificationInput, 'counts'>) => {
  const rows = new Map<string, typeof counts>()
  for (const count of counts) {
    if (count.participants <= 0) continue
    const key = `${count.procedure} ${count.schoolYear}`
    const own = rows.get(key)
    if (own) own.push(count)
    else rows.set(key, [count])
  }
  return (procedure: string, schoolYear: number, statistic: Statistic): Group[] =>
    (rows.get(`${procedure} ${schoolYear}`) ?? []).flatMap(
      ({ participants, low, high, lowShare, highShare }) => {
        const [count, share] = statistic === 'low' ? [low, lowShare] : [high, highShare]
        if (count === null && share === null) return []
        return [{ successes: count ?? Math.round((share! * participants) / 10_000), n: participants }]
      },
    )
}
