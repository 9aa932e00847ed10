import { missing } from '../platform/value.ts'
import type { Node } from './criteria/evaluate.ts'
import { MET, UNKNOWN } from './criteria/outcome.ts'
import type { Unit } from './criteria/scope.ts'
import type { Methodology } from './methodology.ts'
import type { Finding } from './model.ts'

/** Leaves that hold the root up: met themselves, and so are all above them. */
const decidingUnits = (nodes: Node[]): Unit[] => {
  const holding = new Set<string>()
  return nodes.flatMap(({ criterion, parent, explained }) => {
    if (explained.code !== MET || (parent !== null && !holding.has(parent))) return []
    holding.add(criterion.id)
    return explained.units.filter((unit) => unit.decides)
  })
}

/** The procedures nearest to the threshold, each once; where a rule only compares schools, the shares it compared. */
const nearestUnits = (nodes: Node[], count: number): Unit[] => {
  const units = nodes.flatMap((node) => node.explained.units)
  const byGap = units
    .filter((unit) => unit.gap !== null)
    .sort((a, b) => a.gap! - b.gap! || a.participants - b.participants)
  if (byGap.length === 0) return units
  const seen = new Set<number>()
  return byGap
    .filter(({ procedure }) => procedure === -1 || (!seen.has(procedure) && seen.add(procedure)))
    .slice(0, count)
}

/**
 * How far the letter of the rule can be trusted for a school of this size: by the smallest number of participants among the
 * procedures that decide (all low procedures of the criteria that are met, over the years they ask about), or for a school
 * not on the list among those nearest to the threshold. It never changes the status.
 */
export const computeReliability = (
  nodes: Node[],
  rule: Methodology['reliability'],
): Finding['reliability'] => {
  const { code, missing: reason } = nodes[0]!.explained
  if (code === UNKNOWN) return missing(reason ?? 'not-submitted')
  const units = code === MET ? decidingUnits(nodes) : nearestUnits(nodes, rule.nearest)
  if (units.length === 0) return missing('not-applicable')
  const participants = Math.min(...units.map((unit) => unit.participants))
  const value = participants >= rule.high ? 'high' : participants >= rule.medium ? 'medium' : 'low'
  return { value, participants }
}
