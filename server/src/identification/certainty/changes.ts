import { type Missing, missing } from '../../platform/value.ts'
import { falseDiscoveryRates } from '../../statistics/false-discovery.ts'
import { changeTest } from '../../statistics/two-proportions.ts'
import { previousHeld } from '../clusters.ts'
import type { Readings } from '../readings.ts'
import type { Change } from './model.ts'
import type { Posteriors } from './posteriors.ts'
import type { CertaintySettings } from './settings.ts'

/**
 * The change of every school's low share in every procedure against the previous year in which it was held. Each is tested
 * alone, then all of them together: among thousands of changes some are large by chance, and the adjusted p-values keep the share
 * of such false alarms down.
 * @returns a function of school and procedure
 */
export const testChanges = (
  readings: Readings,
  posteriors: Posteriors,
  { change: settings }: CertaintySettings,
): ((school: number, procedure: number) => Change | Missing) => {
  const procedures = readings.methodology.procedures.length
  const made: (Omit<Change, 'adjusted' | 'word'> | Missing)[] = readings.schools.flatMap((_, school) =>
    readings.methodology.procedures.map((__, procedure) => testOne(school, procedure)),
  )
  const places = made.flatMap((one, place) => ('pValue' in one ? [place] : []))
  const rates = falseDiscoveryRates(places.map((place) => (made[place] as Change).pValue))
  const adjusted = new Map(places.map((place, i) => [place, rates[i]!]))

  function testOne(school: number, procedure: number): Omit<Change, 'adjusted' | 'word'> | Missing {
    if (readings.state(school, procedure, 0) !== 'known') return missing('not-applicable')
    const before = previousHeld(readings, school, procedure)
    if ('missing' in before) return missing(before.missing)
    if (!before.comparable) return missing('not-comparable')
    const now = posteriors.group(school, procedure, 0, 'low')
    const then = posteriors.group(school, procedure, before.back, 'low')
    if (!now || !then) return missing('withheld')
    return {
      previousYear: readings.schoolYear - before.back,
      difference: now.successes / now.n - then.successes / then.n,
      test: Math.min(now.n, then.n) < settings.exactBelow ? 'fisher' : 'z',
      pValue: changeTest(now, then, settings.exactBelow),
    }
  }

  return (school, procedure) => {
    const place = school * procedures + procedure
    const one = made[place]!
    if ('missing' in one) return one
    const rate = adjusted.get(place)!
    const isReal = rate * 10_000 <= settings.falseDiscovery
    return { ...one, adjusted: rate, word: isReal ? 'distinguishable' : 'indistinguishable' }
  }
}
