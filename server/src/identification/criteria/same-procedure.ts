import type { MissingReason } from '../../platform/value.ts'
import type { SameProcedure } from '../criterion.ts'
import type { Evidence } from '../model.ts'
import type { Readings } from '../readings.ts'
import { atLeast, type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './outcome.ts'
import { pool, reaches, shareOf } from './reading.ts'
import type { Compiled, CriterionKindRule, Unit } from './scope.ts'

/**
 * One procedure over consecutive years, the latest first. A procedure that is not low in the latest year is decided
 * whatever the earlier years were; behind a year that must not be compared with the one before, nothing is known.
 */
const decideProcedure = (
  readings: Readings,
  criterion: SameProcedure,
  school: number,
  procedure: number,
  back: number,
): { code: Code; missing: MissingReason | null } => {
  let code: Code = MET
  let missing: MissingReason | null = null
  for (let year = back; year < back + criterion.years; year++) {
    if (year > back && !readings.comparable(procedure, year - 1))
      return { code: Math.min(code, UNKNOWN) as Code, missing: missing ?? 'not-comparable' }
    const pooled = pool(readings, school, [procedure], criterion.statistic, year, 1)
    const reached = reaches(pooled, criterion.threshold)
    if (pooled.state === 'unknown') missing ??= pooled.missing
    if (reached === NOT_APPLICABLE) return { code: year === back ? NOT_APPLICABLE : NOT_MET, missing: null }
    if (reached === NOT_MET) return { code: NOT_MET, missing: null }
    code = Math.min(code, reached) as Code
  }
  return { code, missing }
}

const count = (compiled: Compiled, readings: Readings, school: number, back: number) => {
  const criterion = compiled.criterion as SameProcedure
  const decided = compiled.procedures.map((procedure) => ({
    procedure,
    ...decideProcedure(readings, criterion, school, procedure, back),
  }))
  const met = decided.filter(({ code }) => code === MET).length
  const unknown = decided.filter(({ code }) => code === UNKNOWN).length
  const isApplicable = decided.some(({ code }) => code !== NOT_APPLICABLE)
  const code: Code = isApplicable ? atLeast(criterion.k, met, unknown) : NOT_APPLICABLE
  return { code, decided, met, unknown }
}

/** `same-procedure`: in at least `k` procedures the share reaches the threshold in each of the consecutive years. */
export const sameProcedure: CriterionKindRule = {
  decide: (compiled, { readings }, school, back) => count(compiled, readings, school, back).code,

  explain: (compiled, scope, school) => {
    const { readings } = scope
    const criterion = compiled.criterion as SameProcedure
    const { code, decided, met, unknown } = count(compiled, readings, school, 0)
    const evidence: Evidence[] = []
    const units: Unit[] = []
    for (const { procedure, code: procedureCode } of decided) {
      let comparable = true
      let participants = Number.POSITIVE_INFINITY
      for (let year = 0; year < criterion.years; year++) {
        if (year > 0) comparable &&= readings.comparable(procedure, year - 1)
        const cell = scope.evidence(school, procedure, year, criterion.statistic, criterion.threshold)
        evidence.push(comparable || cell.state !== 'known' ? cell : { ...cell, missing: 'not-comparable' })
        if (cell.participants !== null) participants = Math.min(participants, cell.participants)
      }
      const now = pool(readings, school, [procedure], criterion.statistic, 0, 1)
      if (now.state !== 'known') continue
      const decides = procedureCode === MET
      units.push({
        procedure,
        participants: decides ? participants : now.participants,
        gap: Math.abs(shareOf(now) - criterion.threshold),
        decides,
      })
    }
    const reason = decided.find((one) => one.code === UNKNOWN)?.missing ?? 'not-submitted'
    return {
      code,
      missing: code === UNKNOWN ? reason : null,
      tally: { met, known: units.length, unknown, needed: criterion.k },
      evidence,
      units,
    }
  },
}
