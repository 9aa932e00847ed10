import { and, atLeast, type Code, NOT_APPLICABLE, or } from './criteria/outcome.ts'
import type { Compiled } from './criteria/scope.ts'
import type { Criterion } from './criterion.ts'
import type { DistanceReason } from './model.ts'

/**
 * The rule as counts of procedures: each leaf counts the procedures that are low in every one of its years (`k-of`: one year,
 * `same-procedure`: consecutive years).
 */
export interface Leaf {
  procedures: ReadonlySet<number>
  years: number[]
  /** Where these years stand among the years of the whole rule. */
  places: number[]
  consecutive: boolean
  statistic: 'low' | 'high'
  threshold: number
  k: number
}
type Tree = { leaf: number } | { combine: typeof and; of: Tree[] }

export interface DistanceRule {
  leaves: Leaf[]
  /** Every year that some leaf reads, counted back from the list's year. */
  years: number[]
  procedures: number[]
  /** The distinct thresholds of the leaves, the least first. */
  thresholds: number[]
  /** Number of states of the search: (met, unknown) of every leaf, each capped at its k. */
  states: number
  /** Number of packed contributions: two bits a leaf. */
  packs: number
  /** next[state × packs + pack]: the state after one procedure has made its contributions. */
  next: Int32Array
  /** Outcome of the whole rule in every state, given which leaves apply (a bit each). */
  outcomes(applicable: number): Int8Array
  /** By pack: the leaves that apply to a procedure with these contributions, a bit each. */
  applies: Int32Array
}

/** A rule that would need more has many more leaves than any known one. */
const MAX_TRANSITIONS = 1_000_000

/** Contributions of one procedure to all leaves in one number. */
export const packed = (leaf: number, code: Code): number => (code + 1) << (2 * leaf)
const unpacked = (pack: number, leaf: number): Code => (((pack >> (2 * leaf)) & 3) - 1) as Code

/** @returns the rule in the form that the search needs, or why participants do not decide it alone. */
export const compileDistance = (compiled: Compiled): DistanceRule | DistanceReason => {
  const leaves: Leaf[] = []
  const addLeaf = (leaf: Leaf): Tree => ({ leaf: leaves.push(leaf) - 1 })
  const walk = (node: Compiled): Tree | DistanceReason => {
    const { criterion } = node
    switch (criterion.kind) {
      case 'quantile':
      case 'quota':
        return 'relative-rule'
      case 'place-fact':
        return 'place-facts'
      case 'and':
      case 'or': {
        const of = node.of.map(walk)
        const reason = of.find((child) => typeof child === 'string')
        return reason ?? { combine: criterion.kind === 'and' ? and : or, of: of as Tree[] }
      }
      case 'same-procedure': {
        const years = Array.from({ length: criterion.years }, (_, i) => i)
        return addLeaf({
          ...settings(criterion),
          procedures: new Set(node.procedures),
          years,
          places: [],
          consecutive: true,
        })
      }
      case 'k-of':
      case 'share-at-least': {
        const { window } = criterion
        const isSummed =
          criterion.kind === 'k-of' ? node.units.some((unit) => unit.length > 1) : node.procedures.length > 1
        if (isSummed || (window.combine === 'pooled' && window.years > 1)) return 'pooled-rule'
        const of = Array.from({ length: window.years }, (_, i) =>
          addLeaf({
            ...settings(criterion),
            procedures: new Set(node.procedures),
            years: [window.back + i],
            places: [],
            consecutive: false,
          }),
        )
        return { combine: window.combine === 'every-year' ? and : or, of }
      }
    }
  }
  const tree = walk(compiled)
  if (typeof tree === 'string') return tree
  const states = leaves.reduce((product, { k }) => product * (k + 1) ** 2, 1)
  const packs = 4 ** leaves.length
  if (leaves.some(({ statistic }) => statistic !== leaves[0]!.statistic)) return 'pooled-rule'
  return states * packs > MAX_TRANSITIONS ? 'pooled-rule' : tabulate(leaves, tree, states, packs)
}

const settings = (criterion: Extract<Criterion, { threshold: number }>) => ({
  statistic: criterion.statistic,
  threshold: criterion.threshold,
  k: 'k' in criterion ? criterion.k : 1,
})

/** (met, unknown) of every leaf as one number, and the way back. */
const join = (leaves: Leaf[], tallies: { met: number; unknown: number }[]): number =>
  leaves.reduce(
    (state, { k }, i) => state * (k + 1) ** 2 + tallies[i]!.met * (k + 1) + tallies[i]!.unknown,
    0,
  )

const split = (leaves: Leaf[], state: number): { met: number; unknown: number }[] => {
  let rest = state
  return leaves
    .map(({ k }) => k + 1)
    .reverse()
    .map((size) => {
      const digit = rest % size ** 2
      rest = Math.floor(rest / size ** 2)
      return { met: Math.floor(digit / size), unknown: digit % size }
    })
    .reverse()
}

const tabulate = (leaves: Leaf[], tree: Tree, states: number, packs: number): DistanceRule => {
  const next = new Int32Array(states * packs)
  for (let state = 0; state < states; state++) {
    const tallies = split(leaves, state)
    for (let pack = 0; pack < packs; pack++) {
      const after = tallies.map(({ met, unknown }, i) => {
        const code = unpacked(pack, i)
        const { k } = leaves[i]!
        return {
          met: Math.min(k, met + Number(code === 2)),
          unknown: Math.min(k, unknown + Number(code === 1)),
        }
      })
      next[state * packs + pack] = join(leaves, after)
    }
  }
  const made = new Map<number, Int8Array>()
  const outcomes = (applicable: number): Int8Array => {
    const known = made.get(applicable)
    if (known) return known
    const table = Int8Array.from({ length: states }, (_, state) => {
      const tallies = split(leaves, state)
      const codes = leaves.map(({ k }, i): Code => {
        const { met, unknown } = tallies[i]!
        return applicable & (1 << i) ? atLeast(k, met, unknown) : NOT_APPLICABLE
      })
      return treeCode(tree, codes)
    })
    made.set(applicable, table)
    return table
  }
  const years = [...new Set(leaves.flatMap((leaf) => leaf.years))].sort((a, b) => a - b)
  return {
    leaves: leaves.map((leaf) => ({ ...leaf, places: leaf.years.map((year) => years.indexOf(year)) })),
    years,
    procedures: [...new Set(leaves.flatMap(({ procedures }) => [...procedures]))],
    thresholds: [...new Set(leaves.map(({ threshold }) => threshold))].sort((a, b) => a - b),
    states,
    packs,
    next,
    outcomes,
    applies: Int32Array.from({ length: packs }, (_, pack) =>
      leaves.reduce((bits, __, i) => (unpacked(pack, i) === NOT_APPLICABLE ? bits : bits | (1 << i)), 0),
    ),
  }
}

const treeCode = (tree: Tree, codes: Code[]): Code =>
  'leaf' in tree ? codes[tree.leaf]! : tree.combine(tree.of.map((child) => treeCode(child, codes)))
