import { formatNumber, formatShare, plural } from '../platform/russian.ts'
import type { MissingReason } from '../platform/value.ts'
import type { PooledShares } from './certainty/pooled.ts'
import { previousHeld } from './clusters.ts'
import type { Node } from './criteria/evaluate.ts'
import { kOf } from './criteria/k-of.ts'
import { type Code, MET, NOT_APPLICABLE, NOT_MET, or, UNKNOWN } from './criteria/outcome.ts'
import { pool } from './criteria/reading.ts'
import { type Compiled, compile, type Explained, type Scope } from './criteria/scope.ts'
import type { KOf } from './criterion.ts'
import type { Methodology, RiskZone } from './methodology.ts'
import type { EvidenceState } from './model.ts'
import { dativeWords, genitiveWords, isSingular } from './number-words.ts'
import type { Readings } from './readings.ts'

const POINTS = ['процентный пункт', 'процентных пункта', 'процентных пунктов'] as const

export interface CompiledRisk {
  zone: RiskZone
  oneProcedure: Compiled | null
  elevated: Compiled | null
  titles: { leftList: string; growth: string; posterior: string }
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
      `Ровно одна процедура, по которой не менее ${formatShare(zone.oneProcedure.threshold)} участников ниже минимума`,
      zone.oneProcedure.threshold,
      1,
      methodology,
    ),
  elevated:
    zone.elevated &&
    counting(
      'risk-elevated',
      `Не менее ${formatShare(zone.elevated.threshold)} участников ниже минимума хотя бы по ${dativeWords(zone.elevated.k, 'feminine')} ${isSingular(zone.elevated.k) ? 'процедуре' : 'процедурам'}`,
      zone.elevated.threshold,
      zone.elevated.k,
      methodology,
    ),
  titles: {
    leftList: `Вышла из перечня ${zone.leftListWithinYears === 1 ? 'менее года' : `менее ${genitiveWords(zone.leftListWithinYears ?? 2, 'masculine')} лет`} назад`,
    growth: `Доля участников ниже минимума выросла не менее чем на ${formatNumber((zone.growth ?? 0) / 100)} ${plural((zone.growth ?? 0) / 100, POINTS)}`,
    posterior: zone.posterior
      ? `По одной из процедур, за все годы вместе, вероятность того, что истинная доля ниже минимума больше ${formatShare(zone.posterior.share)}, — не меньше ${formatShare(zone.posterior.probability)}`
      : '',
  },
})

/** The conditions of the zone in words, those that are asked; one of them is enough. */
export const riskConditions = (zone: RiskZone, methodology: Methodology): string[] => {
  const { oneProcedure, elevated, titles } = compileRisk(zone, methodology)
  return [
    oneProcedure?.criterion.title,
    elevated?.criterion.title,
    zone.leftListWithinYears !== null && titles.leftList,
    zone.growth !== null && titles.growth,
    zone.posterior !== null &&
      (methodology.certainty ? titles.posterior : `${titles.posterior} (пока не рассчитывается)`),
  ].filter((title) => typeof title === 'string')
}

const node = (
  id: string,
  kind: string,
  title: string,
  explained: Partial<Explained> & { code: Code },
): Node => ({
  criterion: { id, kind, title },
  parent: id === 'risk' ? null : 'risk',
  explained: { missing: null, evidence: () => [], ...explained },
})

const countingNode = (compiled: Compiled, scope: Scope, school: number, exactlyOne: boolean): Node => {
  const explained = kOf.explain(compiled, scope, school)
  const { met, unknown } = explained.tally!
  const { id, title } = compiled.criterion
  if (!exactlyOne || met === 0) return node(id, 'k-of', title, explained)
  if (met > 1) return node(id, 'k-of', title, { ...explained, code: NOT_MET, missing: null })
  if (unknown === 0) return node(id, 'k-of', title, { ...explained, code: MET, missing: null })
  const missing = scope.readings.methodology.procedures
    .map((_, p) => pool(scope.readings, school, [p], 'low', 0, 1))
    .find((share) => share.state === 'unknown')
  return node(id, 'k-of', title, {
    ...explained,
    code: UNKNOWN,
    missing: missing?.state === 'unknown' ? missing.missing : null,
  })
}

/** What a condition about this year's number says where there is no number. */
const codeWithout = (state: Exclude<EvidenceState, 'known'>): Code =>
  state === 'unknown' ? UNKNOWN : state === 'not-held' ? NOT_MET : NOT_APPLICABLE

interface Growth {
  code: Code
  /** The year it grew against, where it did. */
  back: number
  missing: MissingReason | null
}

const plainGrowth = (code: Code, missing: MissingReason | null = null): Growth => ({ code, back: 0, missing })
const NOT_GROWN = plainGrowth(NOT_MET)

/** Whether the low share of one procedure grew by at least `growth` against the previous year in which it was held. */
const growthOf = (growth: number, readings: Readings, school: number, procedure: number): Growth => {
  const state = readings.state(school, procedure, 0)
  if (state !== 'known') return plainGrowth(codeWithout(state))
  const before = previousHeld(readings, school, procedure)
  if ('missing' in before) return plainGrowth(before.missing === 'not-applicable' ? NOT_MET : UNKNOWN)
  const { back, comparable } = before
  const now = readings.numerator(school, procedure, 0, 'low')
  const then = readings.numerator(school, procedure, back, 'low')
  if (!comparable || now < 0 || then < 0)
    return plainGrowth(UNKNOWN, comparable ? 'withheld' : 'not-comparable')
  const n = readings.participants(school, procedure, 0)
  const m = readings.participants(school, procedure, back)
  return now * m - then * n >= growth * n * m ? { code: MET, back, missing: null } : NOT_GROWN
}

/** Growth of the low share of any procedure. */
const growthNode = (growth: number, title: string, scope: Scope, school: number): Node => {
  const { readings } = scope
  const codes: Code[] = []
  const grown: { procedure: number; back: number }[] = []
  let missing: MissingReason | null = null
  for (let procedure = 0; procedure < readings.methodology.procedures.length; procedure++) {
    const found = growthOf(growth, readings, school, procedure)
    codes.push(found.code)
    missing ??= found.missing
    if (found.code === MET) grown.push({ procedure, back: found.back })
  }
  const evidence = () => {
    const read = scope.evidence('low', null)
    return grown.flatMap(({ procedure, back }) => [read(school, procedure, 0), read(school, procedure, back)])
  }
  const code = or(codes)
  return node('risk-growth', 'growth', title, {
    code,
    missing: code === UNKNOWN ? (missing ?? 'not-submitted') : null,
    evidence,
  })
}

/**
 * P(true share > share) ≥ probability in a procedure of this year, its years added up. A region too small for a distribution of
 * shares cannot be asked; then the condition is left out and says why.
 */
const posteriorNode = (
  { share, probability }: NonNullable<RiskZone['posterior']>,
  title: string,
  scope: Scope,
  school: number,
  pooled: PooledShares,
): Node => {
  const { readings } = scope
  const codes: Code[] = []
  const raised: number[] = []
  let isTooSmall = false
  readings.methodology.procedures.forEach((_, procedure) => {
    const state = readings.state(school, procedure, 0)
    if (state !== 'known') {
      codes.push(codeWithout(state))
      return
    }
    const reached = pooled.isProbably(school, procedure, share, probability)
    if (reached === null) codes.push(UNKNOWN)
    else if (typeof reached === 'object') isTooSmall = true
    else codes.push(reached ? MET : NOT_MET)
    if (reached === true) raised.push(procedure)
  })
  const code = or(codes)
  const isAsked = code === MET || !isTooSmall
  return node('risk-posterior', 'posterior', title, {
    code: isAsked ? code : NOT_APPLICABLE,
    missing: isAsked ? (code === UNKNOWN ? 'not-submitted' : null) : 'too-few-schools',
    evidence: () => {
      const read = scope.evidence('low', null)
      return raised.flatMap((procedure) =>
        pooled.backs(school, procedure).map((back) => read(school, procedure, back)),
      )
    },
  })
}

/**
 * The risk zone (track 2). A school of the primary list is never in it; while the primary status is unknown, so is this one,
 * unless nothing here is met.
 * @param leftList whether the school was on the primary list in the last years; only asked for a school not on it now.
 * @param pooled shares over several years; null for a methodology without settings of certainty, whose condition about them is
 * then named, said to be not computed, and decides nothing.
 * @returns nodes as of any other rule, the root first.
 */
export const explainRisk = (
  { zone, oneProcedure, elevated, titles }: CompiledRisk,
  scope: Scope,
  school: number,
  primary: Code,
  leftList: () => Code,
  pooled: PooledShares | null,
): Node[] => {
  const parts: Node[] = []
  if (oneProcedure) parts.push(countingNode(oneProcedure, scope, school, true))
  if (elevated) parts.push(countingNode(elevated, scope, school, false))
  if (zone.leftListWithinYears !== null) {
    const code = primary === MET ? NOT_MET : leftList()
    const missing = code === UNKNOWN ? 'not-submitted' : null
    parts.push(node('risk-left-list', 'left-list', titles.leftList, { code, missing }))
  }
  if (zone.growth !== null) parts.push(growthNode(zone.growth, titles.growth, scope, school))
  if (zone.posterior && pooled)
    parts.push(posteriorNode(zone.posterior, titles.posterior, scope, school, pooled))
  const any = or(parts.map(({ explained }) => explained.code))
  const code: Code = primary === MET ? NOT_MET : primary === UNKNOWN ? (Math.min(any, UNKNOWN) as Code) : any
  const unknown = parts.find(({ explained }) => explained.code === UNKNOWN)
  const missing = code === UNKNOWN ? (unknown?.explained.missing ?? 'not-submitted') : null
  if (zone.posterior && !pooled) {
    const posterior = { code: UNKNOWN as Code, missing: 'not-computed-yet' as const }
    parts.push(node('risk-posterior', 'posterior', titles.posterior, posterior))
  }
  return [node('risk', 'or', zone.title, { code, missing }), ...parts]
}

/**
 * Whether a school is in the zone: the outcome of `explainRisk` alone. Most schools of a country are not asked further than
 * the first condition they meet, and only those that meet no other are asked for a probability.
 */
export const isAtRisk = (
  { zone, oneProcedure, elevated }: CompiledRisk,
  scope: Scope,
  school: number,
  primary: Code,
  leftList: () => Code,
  pooled: PooledShares | null,
): boolean => {
  if (primary === MET || primary === UNKNOWN) return false
  if (oneProcedure && reachesOnce(oneProcedure, scope, school)) return true
  if (elevated && kOf.decide(elevated, scope, school, 0) === MET) return true
  if (zone.leftListWithinYears !== null && leftList() === MET) return true
  const { readings } = scope
  const { growth, posterior } = zone
  const procedures = readings.methodology.procedures.length
  for (let p = 0; growth !== null && p < procedures; p++)
    if (growthOf(growth, readings, school, p).code === MET) return true
  if (posterior === null || pooled === null) return false
  for (let p = 0; p < procedures; p++) {
    if (readings.state(school, p, 0) !== 'known') continue
    if (pooled.isProbably(school, p, posterior.share, posterior.probability) === true) return true
  }
  return false
}

/** Exactly one procedure reaches the threshold, and no other could. */
const reachesOnce = ({ criterion, procedures }: Compiled, { readings }: Scope, school: number): boolean => {
  const cellReaches = readings.cellReaches('low', (criterion as KOf).threshold)
  let met = 0
  for (const procedure of procedures) {
    const code = cellReaches(school, procedure, 0)
    if (code === UNKNOWN) return false
    if (code === MET) met += 1
  }
  return met === 1
}
