import type { MissingReason } from '../../platform/value.ts'
import type { SameProcedure } from '../criterion.ts'
import type { Evidence } from '../model.ts'
import type { Readings } from '../readings.ts'
import { atLeast, type CellReaches, type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './outcome.ts'
import { isKnown, pool, shareOf } from './reading.ts'
import type { Compiled, CriterionKindRule, Scope, Unit } from './scope.ts'

/**
 * One procedure over consecutive years, the latest first. A procedure that is not low in the latest year is decided
 * whatever the earlier years were; behind a year that must not be compared with the one before, nothing is known.
 */
const decideProcedure = (
  readings: Readings,
  years: number,
  cellReaches: CellReaches,
  school: number,
  procedure: number,
  back: number,
): Code => {
  let code: Code = MET
  for (let year = back; year < back + years; year++) {
    if (year > back && !readings.comparable(procedure, year - 1)) return UNKNOWN
    const reached = cellReaches(school, procedure, year)
    if (reached === NOT_APPLICABLE) return year === back ? NOT_APPLICABLE : NOT_MET
    if (reached === NOT_MET) return NOT_MET
    if (reached === UNKNOWN) code = UNKNOWN
  }
  return code
}

/** Why the first undecided procedure is undecided: its first gap, or the year that must not be compared. */
const reasonOf = (compiled: Compiled, readings: Readings, school: number): MissingReason | null => {
  const criterion = compiled.criterion as SameProcedure
  const cellReaches = readings.cellReaches(criterion.statistic, criterion.threshold)
  const gap = compiled.procedures.find(
    (procedure) => decideProcedure(readings, criterion.years, cellReaches, school, procedure, 0) === UNKNOWN,
  )
  if (gap === undefined) return null
  for (let year = 0; year < criterion.years; year++) {
    if (year > 0 && !readings.comparable(gap, year - 1)) return 'not-comparable'
    const share = pool(readings, school, [gap], criterion.statistic, year, 1)
    if (share.state === 'unknown') return share.missing
  }
  return 'not-submitted'
}

const count = (compiled: Compiled, readings: Readings, school: number, back: number) => {
  const { statistic, threshold, years, k } = compiled.criterion as SameProcedure
  const cellReaches = readings.cellReaches(statistic, threshold)
  let met = 0
  let unknown = 0
  let isApplicable = false
  for (const procedure of compiled.procedures) {
    const code = decideProcedure(readings, years, cellReaches, school, procedure, back)
    if (code !== NOT_APPLICABLE) isApplicable = true
    if (code === MET) met += 1
    if (code === UNKNOWN) unknown += 1
  }
  const code: Code = isApplicable ? atLeast(k, met, unknown) : NOT_APPLICABLE
  return { code, met, unknown }
}

/** `same-procedure`: in at least `k` procedures the share reaches the threshold in each of the consecutive years. */
export const sameProcedure: CriterionKindRule = {
  decide: (compiled, { readings }, school, back) => count(compiled, readings, school, back).code,

  explain: (compiled, scope, school) => {
    const { readings } = scope
    const criterion = compiled.criterion as SameProcedure
    const { code, met, unknown } = count(compiled, readings, school, 0)
    let known = 0
    for (const procedure of compiled.procedures)
      if (isKnown(readings, school, procedure, criterion.statistic, 0)) known += 1
    return {
      code,
      missing: code === UNKNOWN ? reasonOf(compiled, readings, school) : null,
      tally: { met, known, unknown, needed: criterion.k },
      evidence: () => cellsOf(compiled, scope, school),
    }
  },

  units: (compiled, { readings }, school) => {
    const { statistic, threshold, years } = compiled.criterion as SameProcedure
    const cellReaches = readings.cellReaches(statistic, threshold)
    const units: Unit[] = []
    for (const procedure of compiled.procedures) {
      if (!isKnown(readings, school, procedure, statistic, 0)) continue
      const participants = readings.participants(school, procedure, 0)
      const share = shareOf(readings.numerator(school, procedure, 0, statistic), participants)
      const decides = decideProcedure(readings, years, cellReaches, school, procedure, 0) === MET
      units.push({
        procedure,
        participants: decides ? fewestOf(compiled, readings, school, procedure) : participants,
        gap: Math.abs(share - threshold),
        decides,
      })
    }
    return units
  },
}

/** The fewest participants of a procedure in the years that decide. */
const fewestOf = (compiled: Compiled, readings: Readings, school: number, procedure: number): number =>
  Math.min(...compiled.years.map((year) => readings.participants(school, procedure, year)))

/** The cells of every procedure; a year that must not be compared keeps its number and says so. */
const cellsOf = (compiled: Compiled, scope: Scope, school: number): Evidence[] => {
  const { statistic, threshold } = compiled.criterion as SameProcedure
  const read = scope.evidence(statistic, threshold)
  const rows: Evidence[] = []
  for (const procedure of compiled.procedures) {
    let comparable = true
    for (const year of compiled.years) {
      if (year > 0) comparable &&= scope.readings.comparable(procedure, year - 1)
      const cell = read(school, procedure, year)
      rows.push(comparable || cell.state !== 'known' ? cell : { ...cell, missing: 'not-comparable' })
    }
  }
  return rows
}
