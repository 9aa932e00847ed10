import { missing } from '../platform/value.ts'
import { decidingUnits, explainRule, listUnits } from './criteria/evaluate.ts'
import { type Code, MET, UNKNOWN } from './criteria/outcome.ts'
import type { Compiled, Scope, Unit } from './criteria/scope.ts'
import type { Methodology } from './methodology.ts'
import type { Finding } from './model.ts'

/** The procedures nearest to the threshold, each once; where a rule only compares schools, the shares it compared. */
const nearestUnits = (units: Unit[], count: number): Unit[] => {
  const open = units.filter((unit) => unit.gap !== null)
  if (open.length === 0) return units
  const nearest: Unit[] = []
  while (nearest.length < count) {
    let next: Unit | undefined
    for (const unit of open)
      if (!isTaken(nearest, unit) && (next === undefined || isNearer(unit, next))) next = unit
    if (next === undefined) break
    nearest.push(next)
  }
  return nearest
}

const isNearer = (a: Unit, b: Unit): boolean =>
  a.gap! < b.gap! || (a.gap === b.gap && a.participants < b.participants)

/** A share over several procedures stands for itself. */
const isTaken = (taken: Unit[], unit: Unit): boolean => {
  for (const one of taken)
    if (one === unit || (unit.procedure !== -1 && one.procedure === unit.procedure)) return true
  return false
}

/**
 * How far the letter of the rule can be trusted for a school of this size: by the smallest number of participants among the
 * procedures that decide (all low procedures of the criteria that are met, over the years they ask about), or for a school
 * not on the list among those nearest to the threshold. It never changes the status.
 * @param code the outcome of the rule as it stands.
 */
export const computeReliability = (
  compiled: Compiled,
  scope: Scope,
  school: number,
  code: Code,
  rule: Methodology['reliability'],
): Finding['reliability'] => {
  if (code === UNKNOWN)
    return missing(explainRule(compiled, scope, school)[0]!.explained.missing ?? 'not-submitted')
  const units =
    code === MET
      ? decidingUnits(compiled, scope, school)
      : nearestUnits(listUnits(compiled, scope, school), rule.nearest)
  if (units.length === 0) return missing('not-applicable')
  let participants = units[0]!.participants
  for (const unit of units) participants = Math.min(participants, unit.participants)
  const value = participants >= rule.high ? 'high' : participants >= rule.medium ? 'medium' : 'low'
  return { value, participants }
}
