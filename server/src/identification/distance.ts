import { countAtThreshold } from './criteria/evidence.ts'
import { type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './criteria/outcome.ts'
import { type DistanceRule, type Leaf, packed, unpacked } from './distance-rule.ts'
import type { Distance, DistanceReason } from './model.ts'
import { numerator, type Readings } from './readings.ts'

/** A cell of one procedure and year: fixed at an outcome, or a count that changes at a price of one participant a step. */
interface Cell {
  fixed: Code | null
  count: number
  participants: number
  /** The cheapest counts on each side of every threshold. */
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
  const row = readings.row(school, procedure, back)!
  const { participants } = row
  const value = numerator(row, rule.leaves[0]!.statistic, readings.methodology.applyTo)
  if (value === null) return FIXED.unknown
  if (value.appliedTo !== 'counts') return 'share-only'
  const count = value.value / 10_000
  const options = [count]
  for (const { threshold } of rule.leaves) {
    const border = countAtThreshold(threshold, participants)
    if (!options.includes(border)) options.push(border)
    if (!options.includes(border - 1)) options.push(border - 1)
  }
  return { fixed: null, count, participants, options }
}

/** What one procedure gives a leaf when its cells have these counts. */
const contribution = (
  leaf: Leaf,
  readings: Readings,
  procedure: number,
  years: number[],
  cells: Cell[],
  counts: number[],
): Code => {
  if (!leaf.procedures.has(procedure)) return NOT_APPLICABLE
  let code: Code = MET
  for (let i = 0; i < leaf.years.length; i++) {
    const back = leaf.years[i]!
    if (leaf.consecutive && i > 0 && !readings.comparable(procedure, back - 1))
      return Math.min(code, UNKNOWN) as Code
    const place = years.indexOf(back)
    const cell = cells[place]!
    const reached =
      cell.fixed ?? (10_000 * counts[place]! >= leaf.threshold * cell.participants ? MET : NOT_MET)
    if (reached === NOT_APPLICABLE && i > 0) return NOT_MET
    if (reached <= NOT_MET) return reached
    code = Math.min(code, reached) as Code
  }
  return code
}

/** The least price of every packed contribution of a procedure, over all ways its counts can change. */
const priceChoices = (
  rule: DistanceRule,
  readings: Readings,
  procedure: number,
  cells: Cell[],
): Map<number, number> => {
  const prices = new Map<number, number>()
  const counts = cells.map(({ count }) => count)
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
    rule.leaves.forEach((leaf, l) => {
      pack |= packed(l, contribution(leaf, readings, procedure, rule.years, cells, counts))
    })
    const known = prices.get(pack)
    if (known === undefined || known > price) prices.set(pack, price)
  }
  visit(0, 0)
  return prices
}

const IMPOSSIBLE = 0x7fffffff

/**
 * The least number of participants whose results would have to differ for the status to change: for a listed school to be
 * listed no longer, for another to be listed (or to become undecidable). Exact for rules that count procedures: numbers of
 * participants stay, every low result may become another and the reverse, in any procedure and year that the rule reads.
 *
 * Method: a leaf counts procedures, and procedures do not share participants, so a table over (met, unknown) of all leaves is
 * filled procedure by procedure with the cheapest price of each state; the answer is the cheapest state with another status.
 * @param current the outcome of the rule as it stands.
 */
export const computeDistance = (
  rule: DistanceRule | DistanceReason,
  readings: Readings,
  school: number,
  current: Code,
): Distance => {
  if (current === NOT_APPLICABLE) return { missing: 'not-applicable', because: 'not-assessed' }
  if (current === UNKNOWN) return { missing: 'not-submitted', because: 'insufficient-data' }
  if (typeof rule === 'string') return { missing: 'not-applicable', because: rule }
  let applicable = 0
  let table = new Int32Array(rule.states).fill(IMPOSSIBLE)
  table[0] = 0
  for (const procedure of rule.procedures) {
    const cells: Cell[] = []
    for (const back of rule.years) {
      const cell = readCell(rule, readings, school, procedure, back)
      if (cell === 'share-only') return { missing: 'not-applicable', because: 'share-only' }
      cells.push(cell)
    }
    const prices = priceChoices(rule, readings, procedure, cells)
    const after = new Int32Array(rule.states).fill(IMPOSSIBLE)
    for (const [pack, price] of prices) {
      for (let leaf = 0; leaf < rule.leaves.length; leaf++)
        if (unpacked(pack, leaf) !== NOT_APPLICABLE) applicable |= 1 << leaf
      for (let state = 0; state < rule.states; state++) {
        if (table[state] === IMPOSSIBLE) continue
        const next = rule.next[state * rule.packs + pack]!
        after[next] = Math.min(after[next]!, table[state]! + price)
      }
    }
    table = after
  }
  const outcomes = rule.outcomes(applicable)
  let cheapest = IMPOSSIBLE
  for (let state = 0; state < rule.states; state++)
    if (Math.max(outcomes[state]!, NOT_MET) !== Math.max(current, NOT_MET))
      cheapest = Math.min(cheapest, table[state]!)
  return cheapest === IMPOSSIBLE ? { missing: 'not-applicable', because: 'never' } : { value: cheapest }
}
