import { countAtThreshold } from './criteria/evidence.ts'
import { type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './criteria/outcome.ts'
import { type DistanceRule, type Leaf, packed, unpacked } from './distance-rule.ts'
import type { Distance, DistanceReason } from './model.ts'
import { appliedTo, type Readings } from './readings.ts'

/** A cell of one procedure and year: fixed at an outcome, or a count that changes at a price of one participant a step. */
interface Cell {
  fixed: Code | null
  count: number
  participants: number
  /** As it is, and the nearest count on the other side of each threshold. */
  options: number[]
}

const fixedCell = (fixed: Code): Cell => ({ fixed, count: 0, participants: 0, options: [0] })
const FIXED = {
  unknown: fixedCell(UNKNOWN),
  'not-held': fixedCell(NOT_MET),
  'not-applicable': fixedCell(NOT_APPLICABLE),
}

const readCell = (
  rule: DistanceRule,
  readings: Readings,
  school: number,
  procedure: number,
  back: number,
): Cell | 'share-only' => {
  const state = readings.state(school, procedure, back)
  if (state !== 'known') return FIXED[state]
  const value = readings.numerator(school, procedure, back, rule.leaves[0]!.statistic)
  if (value < 0) return FIXED.unknown
  const row = readings.row(school, procedure, back)!
  if (appliedTo(row, rule.leaves[0]!.statistic, readings.methodology.applyTo) !== 'counts')
    return 'share-only'
  const participants = readings.participants(school, procedure, back)
  const count = value / 10_000
  const options = [count]
  for (const { threshold } of rule.leaves) {
    const border = countAtThreshold(threshold, participants)
    const across = count >= border ? border - 1 : border
    if (!options.includes(across)) options.push(across)
  }
  return { fixed: null, count, participants, options }
}

/** What one procedure gives a leaf when its cells have these counts. */
const contribution = (
  leaf: Leaf,
  readings: Readings,
  procedure: number,
  cells: Cell[],
  counts: Int32Array,
): Code => {
  if (!leaf.procedures.has(procedure)) return NOT_APPLICABLE
  let code: Code = MET
  for (let i = 0; i < leaf.years.length; i++) {
    if (leaf.consecutive && i > 0 && !readings.comparable(procedure, leaf.years[i]! - 1))
      return code === MET ? UNKNOWN : code
    const place = leaf.places[i]!
    const cell = cells[place]!
    const reached =
      cell.fixed ?? (10_000 * counts[place]! >= leaf.threshold * cell.participants ? MET : NOT_MET)
    if (reached === NOT_APPLICABLE && i > 0) return NOT_MET
    if (reached <= NOT_MET) return reached
    if (reached === UNKNOWN) code = UNKNOWN
  }
  return code
}

const IMPOSSIBLE = 0x7fffffff

/** Working memory, because it is filled nine times a school for tens of thousands of schools. */
interface Scratch {
  table: Int32Array
  after: Int32Array
  /** The least price of every packed contribution. */
  prices: Int32Array
  counts: Int32Array
}

const makeScratch = (rule: DistanceRule): Scratch => ({
  table: new Int32Array(rule.states),
  after: new Int32Array(rule.states),
  prices: new Int32Array(rule.packs),
  counts: new Int32Array(rule.years.length),
})

/** The least price of every contribution a procedure can make, over all ways its counts can change. */
const priceChoices = (
  rule: DistanceRule,
  readings: Readings,
  procedure: number,
  cells: Cell[],
  { prices, counts }: Scratch,
) => {
  prices.fill(IMPOSSIBLE)
  const visit = (i: number, price: number) => {
    const cell = cells[i]
    if (cell) {
      for (const option of cell.options) {
        counts[i] = option
        visit(i + 1, price + Math.abs(option - cell.count))
      }
      return
    }
    let pack = 0
    for (let l = 0; l < rule.leaves.length; l++)
      pack |= packed(l, contribution(rule.leaves[l]!, readings, procedure, cells, counts))
    if (price < prices[pack]!) prices[pack] = price
  }
  visit(0, 0)
}

/** Adds one procedure to the table of cheapest states. @returns the leaves that apply to it, a bit each. */
const spend = (rule: DistanceRule, { table, after, prices }: Scratch): number => {
  let applicable = 0
  after.fill(IMPOSSIBLE)
  for (let pack = 0; pack < rule.packs; pack++) {
    const price = prices[pack]!
    if (price === IMPOSSIBLE) continue
    for (let leaf = 0; leaf < rule.leaves.length; leaf++)
      if (unpacked(pack, leaf) !== NOT_APPLICABLE) applicable |= 1 << leaf
    for (let state = 0; state < rule.states; state++) {
      const before = table[state]!
      if (before === IMPOSSIBLE) continue
      const next = rule.next[state * rule.packs + pack]!
      if (before + price < after[next]!) after[next] = before + price
    }
  }
  table.set(after)
  return applicable
}

/**
 * The least number of participants whose results would have to differ for the status to change: for a listed school to be
 * listed no longer, for another to be listed (or to become undecidable). Exact for rules that count procedures: numbers of
 * participants stay, every low result may become another and the reverse, in any procedure and year that the rule reads.
 *
 * Method: a leaf counts procedures, and procedures do not share participants, so a table over (met, unknown) of all leaves is
 * filled procedure by procedure with the cheapest price of each state; the answer is the cheapest state with another status.
 * @returns a function of a school and of the outcome of the rule as it stands.
 */
export const makeDistance = (
  rule: DistanceRule | DistanceReason,
  readings: Readings,
): ((school: number, current: Code) => Distance) => {
  const search = typeof rule === 'string' ? null : makeSearch(rule, readings)
  return (school, current) => {
    if (current === NOT_APPLICABLE) return { missing: 'not-applicable', because: 'not-assessed' }
    if (current === UNKNOWN) return { missing: 'not-submitted', because: 'insufficient-data' }
    const found = search === null ? (rule as DistanceReason) : search(school, current)
    return typeof found === 'number' ? { value: found } : { missing: 'not-applicable', because: found }
  }
}

const makeSearch = (rule: DistanceRule, readings: Readings) => {
  const scratch = makeScratch(rule)
  const { table } = scratch
  const cells: Cell[] = []
  return (school: number, current: Code): number | DistanceReason => {
    let applicable = 0
    table.fill(IMPOSSIBLE)
    table[0] = 0
    for (const procedure of rule.procedures) {
      for (let i = 0; i < rule.years.length; i++) {
        const cell = readCell(rule, readings, school, procedure, rule.years[i]!)
        if (cell === 'share-only') return 'share-only'
        cells[i] = cell
      }
      priceChoices(rule, readings, procedure, cells, scratch)
      applicable |= spend(rule, scratch)
    }
    const outcomes = rule.outcomes(applicable)
    let cheapest = IMPOSSIBLE
    for (let state = 0; state < rule.states; state++)
      if (table[state]! < cheapest && Math.max(outcomes[state]!, NOT_MET) !== current)
        cheapest = table[state]!
    return cheapest === IMPOSSIBLE ? 'never' : cheapest
  }
}
