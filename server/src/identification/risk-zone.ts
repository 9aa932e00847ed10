import { formatShare } from '../platform/russian.ts'
import type { MissingReason } from '../platform/value.ts'
import { previousHeld } from './clusters.ts'
import { kOf } from './criteria/k-of.ts'
import { type Code, MET, NOT_APPLICABLE, NOT_MET, or, toOutcome, UNKNOWN } from './criteria/outcome.ts'
import { pool } from './criteria/reading.ts'
import { type Compiled, compile, type Scope } from './criteria/scope.ts'
import type { Methodology, RiskZone } from './methodology.ts'
import type { CriterionResult, Evidence, ListFinding } from './model.ts'

export interface CompiledRisk {
  zone: RiskZone
  oneProcedure: Compiled | null
  elevated: Compiled | null
}

const counting = (
  id: string,
  title: string,
  threshold: number,
  k: number,
  methodology: Methodology,
): Compiled =>
  compile(
    {
      id,
      title,
      kind: 'k-of',
      procedures: 'all',
      statistic: 'low',
      window: { years: 1, back: 0, combine: 'pooled' },
      countBy: 'procedure',
      threshold,
      k,
    },
    methodology,
  )

export const compileRisk = (zone: RiskZone, methodology: Methodology): CompiledRisk => ({
  zone,
  oneProcedure:
    zone.oneProcedure &&
    counting(
      'risk-one-procedure',
      `Ровно одна процедура, где не менее ${formatShare(zone.oneProcedure.threshold)} участников ниже минимума`,
      zone.oneProcedure.threshold,
      1,
      methodology,
    ),
  elevated:
    zone.elevated &&
    counting(
      'risk-elevated',
      `Не менее ${formatShare(zone.elevated.threshold)} участников ниже минимума хотя бы в ${zone.elevated.k} процедурах`,
      zone.elevated.threshold,
      zone.elevated.k,
      methodology,
    ),
})

interface Part {
  code: Code
  result: CriterionResult
}

const part = (
  id: string,
  kind: string,
  title: string,
  code: Code,
  rest: { missing?: MissingReason | null; evidence?: Evidence[]; tally?: CriterionResult['tally'] } = {},
): Part => ({
  code,
  result: {
    id,
    parent: 'risk',
    kind,
    title,
    outcome: toOutcome(code),
    applicable: code !== NOT_APPLICABLE,
    missing: code === UNKNOWN ? (rest.missing ?? 'not-submitted') : null,
    tally: rest.tally ?? null,
    ranks: [],
    fact: null,
    evidence: rest.evidence ?? [],
  },
})

const countingPart = (compiled: Compiled, scope: Scope, school: number, exactlyOne: boolean): Part => {
  const { code, missing, tally, evidence } = kOf.explain(compiled, scope, school)
  const { met, unknown } = tally!
  const exact = met > 1 ? NOT_MET : met === 1 && unknown > 0 ? UNKNOWN : code
  const { id, title } = compiled.criterion
  return part(id, 'k-of', title, exactlyOne ? exact : code, { missing, tally, evidence })
}

/** Growth of the low share of any procedure by at least `growth` against the previous year in which it was held. */
const growthPart = (growth: number, scope: Scope, school: number): Part => {
  const { readings } = scope
  const title = `Доля участников ниже минимума выросла не менее чем на ${formatShare(growth)} (процентных пункта)`
  const codes: Code[] = []
  const evidence: Evidence[] = []
  let missing: MissingReason | null = null
  readings.methodology.procedures.forEach((_, procedure) => {
    const state = readings.state(school, procedure, 0)
    if (state !== 'known') {
      codes.push(state === 'unknown' ? UNKNOWN : state === 'not-held' ? NOT_MET : NOT_APPLICABLE)
      return
    }
    const now = pool(readings, school, [procedure], 'low', 0, 1)
    const before = previousHeld(readings, school, procedure)
    if ('missing' in before) {
      codes.push(before.missing === 'not-applicable' ? NOT_MET : UNKNOWN)
      return
    }
    const then = pool(readings, school, [procedure], 'low', before.back, 1)
    if (!before.comparable || now.state !== 'known' || then.state !== 'known') {
      missing ??= before.comparable ? 'withheld' : 'not-comparable'
      codes.push(UNKNOWN)
      return
    }
    const grew =
      now.numerator * then.participants - then.numerator * now.participants >=
      growth * now.participants * then.participants
    codes.push(grew ? MET : NOT_MET)
    if (grew)
      evidence.push(
        scope.evidence(school, procedure, 0, 'low', null),
        scope.evidence(school, procedure, before.back, 'low', null),
      )
  })
  return part('risk-growth', 'growth', title, or(codes), { missing, evidence })
}

/**
 * The risk zone (track 2) as far as it can be decided from counts and lists: one list with its own explanation. A school of
 * the primary list is never in it; while the primary status is unknown, so is this one, unless nothing here is met.
 * The part about the posterior probability is named and said to be not computed yet; it decides nothing.
 * @param leftList whether the school was on the primary list in the last years; only asked for a school not on it now.
 */
export const identifyRisk = (
  { zone, oneProcedure, elevated }: CompiledRisk,
  scope: Scope,
  school: number,
  primary: Code,
  leftList: () => Code,
): ListFinding => {
  const parts: Part[] = []
  if (oneProcedure) parts.push(countingPart(oneProcedure, scope, school, true))
  if (elevated) parts.push(countingPart(elevated, scope, school, false))
  if (zone.leftListWithinYears !== null) {
    const title = `Вышла из перечня менее ${zone.leftListWithinYears} лет назад`
    parts.push(part('risk-left-list', 'left-list', title, primary === MET ? NOT_MET : leftList()))
  }
  if (zone.growth !== null) parts.push(growthPart(zone.growth, scope, school))
  const any = or(parts.map(({ code }) => code))
  const code: Code = primary === MET ? NOT_MET : primary === UNKNOWN ? (Math.min(any, UNKNOWN) as Code) : any
  if (zone.posterior) {
    const title = `Вероятность, что доля ниже минимума больше ${formatShare(zone.posterior.share)}, — не меньше ${formatShare(zone.posterior.probability)}`
    parts.push(part('risk-posterior', 'posterior', title, UNKNOWN, { missing: 'not-computed-yet' }))
  }
  const reason = parts.find((one) => one.code === UNKNOWN)?.result.missing ?? null
  const root = part('risk', 'or', zone.title, code, { missing: reason }).result
  return {
    id: 'risk',
    outcome: toOutcome(code),
    criteria: [{ ...root, parent: null }, ...parts.map(({ result }) => result)],
  }
}
