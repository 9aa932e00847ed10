import type { MissingReason } from '../../platform/value.ts'
import type { KOf } from '../criterion.ts'
import type { Evidence } from '../model.ts'
import type { Readings } from '../readings.ts'
import { atLeast, type Code, MET, NOT_APPLICABLE, UNKNOWN } from './outcome.ts'
import { cellReaches, pool, reaches, shareOf } from './reading.ts'
import type { Compiled, CriterionKindRule, Scope, Unit } from './scope.ts'
import { overWindow } from './window.ts'

interface Tally {
  code: Code
  met: number
  known: number
  unknown: number
  missing: MissingReason | null
  units: Unit[]
}

const count = (
  compiled: Compiled,
  readings: Readings,
  school: number,
  back: number,
  years: number,
): Tally => {
  const criterion = compiled.criterion as KOf
  const tally: Tally = { code: NOT_APPLICABLE, met: 0, known: 0, unknown: 0, missing: null, units: [] }
  let applicable = false
  for (const procedures of compiled.units) {
    const pooled = pool(readings, school, procedures, criterion.statistic, back, years)
    if (pooled.state === 'not-applicable') continue
    applicable = true
    if (pooled.state === 'unknown') {
      tally.unknown += 1
      tally.missing ??= pooled.missing
    }
    if (pooled.state !== 'known') continue
    tally.known += 1
    const decides = reaches(pooled, criterion.threshold) === MET
    if (decides) tally.met += 1
    tally.units.push({
      procedure: procedures.length === 1 ? procedures[0]! : -1,
      participants: pooled.participants,
      gap: Math.abs(shareOf(pooled) - criterion.threshold),
      decides,
    })
  }
  if (applicable) tally.code = atLeast(criterion.k, tally.met, tally.unknown)
  return tally
}

/** The outcome alone, without the units that an explanation needs. */
const decideOnce = (
  compiled: Compiled,
  readings: Readings,
  school: number,
  back: number,
  years: number,
): Code => {
  const { statistic, threshold, k } = compiled.criterion as KOf
  let met = 0
  let unknown = 0
  let applicable = false
  for (const procedures of compiled.units) {
    const code =
      years === 1 && procedures.length === 1
        ? cellReaches(readings, school, procedures[0]!, statistic, back, threshold)
        : reaches(pool(readings, school, procedures, statistic, back, years), threshold)
    if (code !== NOT_APPLICABLE) applicable = true
    if (code === MET) met += 1
    if (code === UNKNOWN) unknown += 1
  }
  return applicable ? atLeast(k, met, unknown) : NOT_APPLICABLE
}

/** `k-of`: in at least `k` procedures (subjects) the share reaches the threshold. Shares of a subject are pooled over its procedures. */
export const kOf: CriterionKindRule = {
  decide: (compiled, { readings }, school, back) =>
    overWindow((compiled.criterion as KOf).window, back, (from, years) =>
      decideOnce(compiled, readings, school, from, years),
    ),

  explain: (compiled, scope, school) => {
    const criterion = compiled.criterion as KOf
    const { window } = criterion
    let first: Tally | undefined
    let units: Unit[] = []
    const code = overWindow(window, 0, (from, years) => {
      const tally = count(compiled, scope.readings, school, from, years)
      first ??= tally
      units = units.length === 0 ? tally.units : [...units, ...tally.units]
      return tally.code
    })
    return {
      code,
      missing: code === UNKNOWN ? (first?.missing ?? 'not-submitted') : null,
      tally: {
        met: first?.met ?? 0,
        known: first?.known ?? 0,
        unknown: first?.unknown ?? 0,
        needed: criterion.k,
      },
      evidence: () => cellsOf(compiled, scope, school),
      units,
    }
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
    for (const procedure of procedures)
      for (const year of compiled.years)
        rows.push(scope.evidence(school, procedure, year, criterion.statistic, threshold))
  }
  return rows
}
