import { type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './criteria/outcome.ts'
import { type DistanceRule, type Leaf, packed } from './distance-rule.ts'
import type { Readings } from './readings.ts'

/** What a cell is taken for: an outcome that stands whatever its share is… */
export const fixedKind = (code: Code): number => code + 1
/** …or a share that reaches so many of the rule's thresholds. */
export const reachingKind = (thresholds: number): number => FIXED_KINDS + thresholds

const FIXED_KINDS = 4

export interface Contributions {
  /** Number of things a cell can be taken for. */
  kinds: number
  /**
   * What one procedure gives all leaves, packed. @param cells the kinds of its cells as the digits of one number to the base
   * `kinds`, the first of the rule's years being the highest.
   */
  pack(procedure: number, cells: number): number
}

/** Kept once asked for: a country asks the same few questions millions of times. */
export const makeContributions = (
  rule: DistanceRule,
  readings: Pick<Readings, 'comparable'>,
): Contributions => {
  const kinds = reachingKind(rule.thresholds.length) + 1
  const levels = rule.leaves.map(({ threshold }) => rule.thresholds.indexOf(threshold) + 1)
  const known: Int32Array[] = []
  for (const procedure of rule.procedures)
    known[procedure] = new Int32Array(kinds ** rule.years.length).fill(-1)

  const make = (procedure: number, cells: number): number => {
    const digits = rule.years.map((_, place) => Math.floor(cells / kinds ** (rule.years.length - 1 - place)))
    const codeOf = (place: number, level: number): Code => {
      const kind = digits[place]! % kinds
      if (kind < FIXED_KINDS) return (kind - 1) as Code
      return kind >= reachingKind(level) ? MET : NOT_MET
    }
    return rule.leaves.reduce(
      (pack, leaf, i) =>
        pack |
        packed(
          i,
          contribution(leaf, procedure, readings, (place) => codeOf(place, levels[i]!)),
        ),
      0,
    )
  }
  return {
    kinds,
    pack: (procedure, cells) => {
      const packs = known[procedure]!
      if (packs[cells]! < 0) packs[cells] = make(procedure, cells)
      return packs[cells]!
    },
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
