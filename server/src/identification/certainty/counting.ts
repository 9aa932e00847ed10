import { type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from '../criteria/outcome.ts'
import { type DistanceRule, type Leaf, packed, unpacked } from '../distance-rule.ts'
import type { Readings } from '../readings.ts'

/**
 * Reads a cell of one school: either its code, where it is decided already, or null after writing the probabilities that the true
 * share is above each threshold (see `thresholdsOf`) into `above`.
 */
export type ReadCell = (procedure: number, back: number, above: Float64Array) => Code | null

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
 * @returns a function of the cells of one school
 */
export const makeCounting = (
  rule: DistanceRule,
  readings: Pick<Readings, 'comparable'>,
): ((read: ReadCell) => Chances) => {
  const thresholds = thresholdsOf(rule)
  const level = rule.leaves.map(({ threshold }) => thresholds.indexOf(threshold))
  const packs = new Float64Array(rule.packs)
  let table = new Float64Array(rule.states)
  let after = new Float64Array(rule.states)
  /** Of the procedure at hand, by place among the rule's years. */
  const fixed: (Code | null)[] = rule.years.map(() => null)
  const above = rule.years.map(() => new Float64Array(thresholds.length))
  /** How many thresholds the true share is above: what the cell is taken for in one of its ways. */
  const passed = rule.years.map(() => 0)
  const kinds = thresholds.length + 1 + FIXED_CODES
  /** The contribution of a procedure to all leaves, by what its cells are taken for; −1 where not asked yet. */
  const known = new Map(
    rule.procedures.map((procedure) => [procedure, new Int32Array(kinds ** rule.years.length).fill(-1)]),
  )

  const reached = (leaf: number, place: number): Code =>
    fixed[place] ?? (passed[place]! > level[leaf]! ? MET : NOT_MET)
  const packOf = (procedure: number): number => {
    let cells = 0
    for (let place = 0; place < passed.length; place++) {
      const code = fixed[place]
      cells = cells * kinds + (code === null || code === undefined ? FIXED_CODES + passed[place]! : code + 1)
    }
    const packsOf = known.get(procedure)!
    if (packsOf[cells]! < 0)
      packsOf[cells] = rule.leaves.reduce(
        (pack, leaf, i) =>
          pack |
          packed(
            i,
            contribution(leaf, procedure, readings, (at) => reached(i, at)),
          ),
        0,
      )
    return packsOf[cells]!
  }
  /** Goes through all ways the cells from `place` on can be taken, each with its weight. */
  const weigh = (procedure: number, place: number, weight: number) => {
    if (place === passed.length) packs[packOf(procedure)]! += weight
    else if (fixed[place] !== null) weigh(procedure, place + 1, weight)
    else
      for (let count = 0; count <= thresholds.length; count++) {
        const chance = (count === 0 ? 1 : above[place]![count - 1]!) - (above[place]![count] ?? 0)
        if (!(chance > 0)) continue
        passed[place] = count
        weigh(procedure, place + 1, weight * chance)
      }
  }
  /** Moves the distribution on by the packs. @returns the leaves that apply, a bit each */
  const spend = (): number => {
    let applicable = 0
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
    return applicable
  }

  return (read) => {
    let applicable = 0
    table.fill(0)
    table[0] = 1
    for (const procedure of rule.procedures) {
      for (let place = 0; place < passed.length; place++)
        fixed[place] = read(procedure, rule.years[place]!, above[place]!)
      packs.fill(0)
      weigh(procedure, 0, 1)
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

/** −1, 0, 1, 2: see outcome.ts. */
const FIXED_CODES = 4

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
