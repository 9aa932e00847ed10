import { missing } from '../platform/value.ts'
import { MET } from './criteria/outcome.ts'
import { isKnown, shareOf } from './criteria/reading.ts'
import type { ClusterRule } from './methodology.ts'
import type { Cluster, ClusterValue, Dynamics, Finding, ProcedureFinding } from './model.ts'
import type { Readings } from './readings.ts'

/** An exact fraction; sums of shares of different numbers of participants must not be rounded before a bound. */
interface Fraction {
  numerator: bigint
  denominator: bigint
}

const add = (a: Fraction, numerator: number, denominator: number): Fraction => ({
  numerator: a.numerator * BigInt(denominator) + BigInt(numerator) * a.denominator,
  denominator: a.denominator * BigInt(denominator),
})

/**
 * The computed cluster of a school that is on the list: 1 базово, 2 умеренно, 3 сильно неуспевающие. By the number of low
 * procedures or by the mean share over them. A listed school is at least 1, also where a relative rule listed it without any
 * procedure reaching the threshold.
 */
export const computeCluster = (
  readings: Readings,
  rule: ClusterRule,
  school: number,
  back: number,
): Cluster => {
  const cellReaches = readings.cellReaches('low', rule.threshold)
  let count = 0
  let total: Fraction = { numerator: 0n, denominator: 1n }
  readings.methodology.procedures.forEach((_, procedure) => {
    if (cellReaches(school, procedure, back) !== MET) return
    count += 1
    if (rule.by !== 'depth') return
    const participants = readings.participants(school, procedure, back)
    total = add(total, readings.numerator(school, procedure, back, 'low'), participants)
  })
  const reaches = (bound: number) =>
    rule.by === 'depth'
      ? count > 0 && total.numerator >= BigInt(bound) * BigInt(count) * total.denominator
      : count >= bound
  const [, moderate, strong] = rule.bounds
  return reaches(strong) ? 3 : reaches(moderate) ? 2 : 1
}

/** Sign of previous − current: to a better cluster or out of the list is positive, entering is negative [source: Кахун]. */
export const clusterDynamics = (previous: ClusterValue, current: ClusterValue): Finding['dynamics'] => {
  if ('missing' in current) return missing(current.missing)
  if ('missing' in previous) return missing(previous.missing)
  return { value: sign(previous.value - current.value) }
}

const sign = (improvement: number): Dynamics =>
  improvement > 0 ? 'positive' : improvement < 0 ? 'negative' : 'neutral'

/** transitions[previous][current]; 4 = unknown. Schools that the methodology does not assess are in no cell. */
export const countTransitions = (
  findings: Pick<Finding, 'cluster' | 'previousCluster' | 'dynamics'>[],
): number[][] => {
  const matrix = Array.from({ length: 5 }, () => new Array<number>(5).fill(0))
  const place = (cluster: ClusterValue) => ('missing' in cluster ? 4 : cluster.value)
  for (const { previousCluster, cluster, dynamics } of findings) {
    if ('missing' in dynamics && dynamics.missing === 'not-applicable') continue
    matrix[place(previousCluster)]![place(cluster)]! += 1
  }
  return matrix
}

/** The latest earlier year in which the school held the procedure; null where that cannot be told. */
export const previousHeld = (
  readings: Readings,
  school: number,
  procedure: number,
): { back: number; comparable: boolean } | { missing: 'not-submitted' | 'not-applicable' } => {
  let comparable = true
  for (let back = 1; back < readings.years; back++) {
    comparable &&= readings.comparable(procedure, back - 1)
    const state = readings.state(school, procedure, back)
    if (state === 'known') return { back, comparable }
    if (state === 'unknown') return { missing: 'not-submitted' }
  }
  return { missing: 'not-applicable' }
}

/** Every procedure held this year with the sign of the change of its low share: a smaller share is positive. */
export const procedureFindings = (
  readings: Readings,
  rule: ClusterRule,
  school: number,
): ProcedureFinding[] => {
  const found: ProcedureFinding[] = []
  for (let procedure = 0; procedure < readings.methodology.procedures.length; procedure++) {
    const row = readings.row(school, procedure, 0)
    if (row === undefined) continue
    const now = lowShare(readings, school, procedure, 0)
    const before = previousHeld(readings, school, procedure)
    const then = 'back' in before ? lowShare(readings, school, procedure, before.back) : null
    found.push({
      procedure: row.procedure,
      participants: row.participants,
      low: row.low,
      share: now && shareOf(now.numerator, now.participants),
      isLow: now && now.numerator >= rule.threshold * now.participants,
      previousYear: 'back' in before ? readings.schoolYear - before.back : null,
      previousShare: then && shareOf(then.numerator, then.participants),
      dynamics: procedureDynamics(before, now, then),
    })
  }
  return found
}

type Share = { numerator: number; participants: number }

const lowShare = (readings: Readings, school: number, procedure: number, back: number): Share | null =>
  isKnown(readings, school, procedure, 'low', back)
    ? {
        numerator: readings.numerator(school, procedure, back, 'low'),
        participants: readings.participants(school, procedure, back),
      }
    : null

const procedureDynamics = (
  before: ReturnType<typeof previousHeld>,
  now: Share | null,
  then: Share | null,
): ProcedureFinding['dynamics'] => {
  if ('missing' in before) return missing(before.missing)
  if (!before.comparable) return missing('not-comparable')
  if (!now || !then) return missing('withheld')
  return { value: sign(then.numerator * now.participants - now.numerator * then.participants) }
}
