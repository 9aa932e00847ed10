import type { MissingReason } from '../../platform/value.ts'
import type { KOf } from '../criterion.ts'
import type { Evidence } from '../model.ts'
import type { Readings } from '../readings.ts'
import { atLeast, type Code, MET, NOT_APPLICABLE, UNKNOWN } from './outcome.ts'
import { pool, reaches, shareOf } from './reading.ts'
import type { Compiled, CriterionKindRule, Scope, Unit } from './scope.ts'
import { overWindow } from './window.ts'

interface Tally {
  code: Code
  met: number
  known: number
  unknown: number
}

const count = (
  compiled: Compiled,
  readings: Readings,
  school: number,
  back: number,
  years: number,
): Tally => {
  const { statistic, threshold, k } = compiled.criterion as KOf
  const tally: Tally = { code: NOT_APPLICABLE, met: 0, known: 0, unknown: 0 }
  const cellReaches = readings.cellReaches(statistic, threshold)
  let applicable = false
  for (const procedures of compiled.units) {
    const isCell = years === 1 && procedures.length === 1
    const pooled = isCell ? null : pool(readings, school, procedures, statistic, back, years)
    const code = pooled ? reaches(pooled, threshold) : cellReaches(school, procedures[0]!, back)
    if (code === NOT_APPLICABLE) continue
    applicable = true
    if (code === UNKNOWN) tally.unknown += 1
    else if ((pooled ? pooled.state : readings.state(school, procedures[0]!, back)) === 'known')
      tally.known += 1
    if (code === MET) tally.met += 1
  }
  if (applicable) tally.code = atLeast(k, tally.met, tally.unknown)
  return tally
}

/** Why the first undecided procedure is undecided. */
const reasonOf = (compiled: Compiled, readings: Readings, school: number): MissingReason => {
  const { statistic, window } = compiled.criterion as KOf
  const years = window.combine === 'pooled' ? window.years : 1
  for (const procedures of compiled.units) {
    const pooled = pool(readings, school, procedures, statistic, window.back, years)
    if (pooled.state === 'unknown') return pooled.missing
  }
  return 'not-submitted'
}

/** `k-of`: in at least `k` procedures (subjects) the share reaches the threshold. Shares of a subject are pooled over its procedures. */
export const kOf: CriterionKindRule = {
  decide: (compiled, { readings }, school, back) =>
    overWindow(
      (compiled.criterion as KOf).window,
      back,
      (from, years) => count(compiled, readings, school, from, years).code,
    ),

  explain: (compiled, scope, school) => {
    const { window, k } = compiled.criterion as KOf
    let first: Tally | undefined
    const code = overWindow(window, 0, (from, years) => {
      const tally = count(compiled, scope.readings, school, from, years)
      first ??= tally
      return tally.code
    })
    const { met = 0, known = 0, unknown = 0 } = first ?? {}
    return {
      code,
      missing: code === UNKNOWN ? reasonOf(compiled, scope.readings, school) : null,
      tally: { met, known, unknown, needed: k },
      evidence: () => cellsOf(compiled, scope, school),
    }
  },

  units: ({ criterion, units }, { readings }, school) => {
    const { window, statistic, threshold } = criterion as KOf
    const isPooled = window.combine === 'pooled'
    const found: Unit[] = []
    for (let year = 0; year < (isPooled ? 1 : window.years); year++)
      for (const procedures of units) {
        const years = isPooled ? window.years : 1
        const pooled = pool(readings, school, procedures, statistic, window.back + year, years)
        if (pooled.state !== 'known') continue
        const { numerator, participants } = pooled
        found.push({
          procedure: procedures.length === 1 ? procedures[0]! : -1,
          participants,
          gap: Math.abs(shareOf(numerator, participants) - threshold),
          decides: reaches(pooled, threshold) === MET,
        })
      }
    return found
  },
}

/** Every cell the criterion reads; a cell is compared with the threshold only where it is not added to others first. */
const cellsOf = (compiled: Compiled, scope: Scope, school: number): Evidence[] => {
  const criterion = compiled.criterion as KOf
  const { window } = criterion
  const isSummed = window.combine === 'pooled' && window.years > 1
  const rows: Evidence[] = []
  for (const procedures of compiled.units) {
    const threshold = isSummed || procedures.length > 1 ? null : criterion.threshold
    const read = scope.evidence(criterion.statistic, threshold)
    for (const procedure of procedures)
      for (const year of compiled.years) rows.push(read(school, procedure, year))
  }
  return rows
}
