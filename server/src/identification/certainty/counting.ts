import { fixedKind, makeContributions, reachingKind } from '../contributions.ts'
import { type Code, MET, UNKNOWN } from '../criteria/outcome.ts'
import type { DistanceRule } from '../distance-rule.ts'
import type { Readings } from '../readings.ts'

/**
 * Reads a cell of one school: either its code, where it is decided already, or null after writing the probabilities that the true
 * share is above each of the rule's thresholds into `above`.
 */
export type ReadCell = (procedure: number, back: number, above: Float64Array) => Code | null

/** Probabilities that the rule is met and that it stays undecided; the rest is not met. */
export interface Chances {
  met: number
  undecided: number
}

/**
 * The exact probability that a counting rule is met, procedures independent of each other and so are the years of one: the
 * Poisson-binomial distribution of all counts that the rule looks at, together. Procedure after procedure the distribution over
 * (met, undecided) of every leaf is moved on; `atLeast`, «и» and «или» are then read off the states.
 * @returns a function of the cells of one school
 */
export const makeCounting = (
  rule: DistanceRule,
  readings: Pick<Readings, 'comparable'>,
): ((read: ReadCell) => Chances) => {
  const { kinds, pack: packOf } = makeContributions(rule, readings)
  const levels = rule.thresholds.length
  const packs = new Float64Array(rule.packs)
  let table = new Float64Array(rule.states)
  let after = new Float64Array(rule.states)
  /** Of the procedure at hand, by place among the rule's years. */
  const fixed: (Code | null)[] = rule.years.map(() => null)
  const above = rule.years.map(() => new Float64Array(levels))

  /** Goes through all ways the cells from `place` on can be taken, each with its weight. */
  const weigh = (procedure: number, place: number, cells: number, weight: number) => {
    if (place === fixed.length) {
      packs[packOf(procedure, cells)]! += weight
      return
    }
    const code = fixed[place]!
    if (code !== null) {
      weigh(procedure, place + 1, cells * kinds + fixedKind(code), weight)
      return
    }
    for (let passed = 0; passed <= levels; passed++) {
      const chance =
        (passed === 0 ? 1 : above[place]![passed - 1]!) - (passed < levels ? above[place]![passed]! : 0)
      if (chance > 0) weigh(procedure, place + 1, cells * kinds + reachingKind(passed), weight * chance)
    }
  }
  /** Moves the distribution on by the packs. @returns the leaves that apply, a bit each */
  const spend = (): number => {
    let applicable = 0
    after.fill(0)
    for (let pack = 0; pack < rule.packs; pack++) {
      const weight = packs[pack]!
      if (weight === 0) continue
      applicable |= rule.applies[pack]!
      for (let state = 0; state < rule.states; state++)
        if (table[state]! > 0) after[rule.next[state * rule.packs + pack]!]! += table[state]! * weight
    }
    ;[table, after] = [after, table]
    return applicable
  }

  return (read) => {
    let applicable = 0
    table.fill(0)
    table[0] = 1
    for (const procedure of rule.procedures) {
      for (let place = 0; place < fixed.length; place++)
        fixed[place] = read(procedure, rule.years[place]!, above[place]!)
      packs.fill(0)
      weigh(procedure, 0, 0, 1)
      applicable |= spend()
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
