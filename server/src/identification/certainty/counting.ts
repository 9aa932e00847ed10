import { type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from '../criteria/outcome.ts'
import { type DistanceRule, type Leaf, packed, unpacked } from '../distance-rule.ts'
import type { Readings } from '../readings.ts'

/** A cell of one procedure and year: decided already, or the probabilities that the true share is above each threshold. */
export type Cell = { fixed: Code } | { above: readonly number[] }

/** Probabilities that the rule is met and that it stays undecided; the rest is not met. */
export interface Chances {
  met: number
  undecided: number
}

/** The distinct thresholds of a rule, the least first: `above` of a cell is in this order. */
export const thresholdsOf = (rule: DistanceRule): number[] =>
  [...new Set(rule.leaves.map(({ threshold }) => threshold))].sort((a, b) => a - b)

/**
 * The exact probability that a counting rule is met, procedures independent of each other and so are the years of one: the
 * Poisson-binomial distribution of all counts that the rule looks at, together. Procedure after procedure the distribution over
 * (met, undecided) of every leaf is moved on; `atLeast`, «и» and «или» are then read off the states.
 * @returns a function of the cells of one school, by procedure and place among the rule's years.
 */
export const makeCounting = (
  rule: DistanceRule,
  readings: Pick<Readings, 'comparable'>,
): ((cellOf: (procedure: number, back: number) => Cell) => Chances) => {
  const thresholds = thresholdsOf(rule)
  const level = rule.leaves.map(({ threshold }) => thresholds.indexOf(threshold))
  const packs = new Float64Array(rule.packs)
  let table = new Float64Array(rule.states)
  let after = new Float64Array(rule.states)
  const cells: Cell[] = []
  /** How many thresholds the true share of each year's cell is above. */
  const passed = rule.years.map(() => 0)

  const reached = (leaf: number, place: number): Code => {
    const cell = cells[place]!
    if ('fixed' in cell) return cell.fixed
    return passed[place]! > level[leaf]! ? MET : NOT_MET
  }
  const weigh = (procedure: number, place: number, weight: number) => {
    const cell = cells[place]
    if (cell === undefined) {
      let pack = 0
      for (let i = 0; i < rule.leaves.length; i++)
        pack |= packed(
          i,
          contribution(rule.leaves[i]!, procedure, readings, (at) => reached(i, at)),
        )
      packs[pack]! += weight
      return
    }
    if ('fixed' in cell) {
      weigh(procedure, place + 1, weight)
      return
    }
    for (let count = 0; count <= thresholds.length; count++) {
      const from = count === 0 ? 1 : cell.above[count - 1]!
      const chance = from - (cell.above[count] ?? 0)
      if (!(chance > 0)) continue
      passed[place] = count
      weigh(procedure, place + 1, weight * chance)
    }
  }

  return (cellOf) => {
    let applicable = 0
    table.fill(0)
    table[0] = 1
    for (const procedure of rule.procedures) {
      rule.years.forEach((back, place) => {
        cells[place] = cellOf(procedure, back)
      })
      packs.fill(0)
      weigh(procedure, 0, 1)
      after.fill(0)
      for (let pack = 0; pack < rule.packs; pack++) {
        const weight = packs[pack]!
        if (weight === 0) continue
        for (let i = 0; i < rule.leaves.length; i++)
          if (unpacked(pack, i) !== NOT_APPLICABLE) applicable |= 1 << i
        for (let state = 0; state < rule.states; state++)
          if (table[state]! > 0) after[rule.next[state * rule.packs + pack]!]! += table[state]! * weight
      }
      ;[table, after] = [after, table]
    }
    const outcomes = rule.outcomes(applicable)
    const chances = { met: 0, undecided: 0 }
    for (let state = 0; state < rule.states; state++) {
      if (outcomes[state] === MET) chances.met += table[state]!
      if (outcomes[state] === UNKNOWN) chances.undecided += table[state]!
    }
    return { met: Math.min(1, chances.met), undecided: Math.min(1, chances.undecided) }
  }
}

/** What one procedure gives a leaf; the same reading of years as the criterion itself has. */
const contribution = (
  leaf: Leaf,
  procedure: number,
  readings: Pick<Readings, 'comparable'>,
  reached: (place: number) => Code,
): Code => {
  if (!leaf.procedures.has(procedure)) return NOT_APPLICABLE
  let code: Code = MET
  for (let i = 0; i < leaf.years.length; i++) {
    if (leaf.consecutive && i > 0 && !readings.comparable(procedure, leaf.years[i]! - 1))
      return code === MET ? UNKNOWN : code
    const own = reached(leaf.places[i]!)
    if (own === NOT_APPLICABLE && i > 0) return NOT_MET
    if (own <= NOT_MET) return own
    if (own === UNKNOWN) code = UNKNOWN
  }
  return code
}
