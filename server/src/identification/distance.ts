import { fixedKind, makeContributions, reachingKind } from './contributions.ts'
import { countAtThreshold } from './criteria/evidence.ts'
import { type Code, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './criteria/outcome.ts'
import type { DistanceRule } from './distance-rule.ts'
import type { Distance, DistanceReason } from './model.ts'
import type { Readings } from './readings.ts'

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

/** What a cell without a count is taken for. */
const ABSENT = {
  unknown: fixedKind(UNKNOWN),
  'not-held': fixedKind(NOT_MET),
  'not-applicable': fixedKind(NOT_APPLICABLE),
}

const IMPOSSIBLE = 0x7fffffff

const makeSearch = (rule: DistanceRule, readings: Readings) => {
  const { statistic } = rule.leaves[0]!
  const { kinds, pack: packOf } = makeContributions(rule, readings)
  const levels = rule.thresholds.length
  // Working memory, because it is filled nine times a school for tens of thousands of schools.
  let prices = new Int32Array(rule.states).fill(IMPOSSIBLE)
  let after = new Int32Array(rule.states).fill(IMPOSSIBLE)
  /** The states that have a price; of hundreds a school reaches a few. */
  let states = new Int32Array(rule.states)
  let statesAfter = new Int32Array(rule.states)
  let reachable = 0
  /** The packs that the procedure at hand can give, and the least price of each. */
  const packs = new Int32Array(rule.packs)
  const packPrices = new Int32Array(rule.packs).fill(IMPOSSIBLE)
  let packCount = 0
  /** Of the procedure at hand, by place among the rule's years: what the cell is taken for; −1 = its count may change. */
  const fixed = new Int32Array(rule.years.length)
  /** By place and number of thresholds reached: how many results must differ for it; IMPOSSIBLE where no count does. */
  const ways = new Int32Array(rule.years.length * (levels + 1))
  /** By way that all counts of the procedure can change: what its cells are taken for, as digits, and the price. */
  const cells = new Int32Array((levels + 1) ** rule.years.length)
  const paid = new Int32Array(cells.length)

  /** @returns false where only a share is known. */
  const readCell = (school: number, procedure: number, place: number): boolean => {
    const back = rule.years[place]!
    const state = readings.state(school, procedure, back)
    const value = state === 'known' ? readings.numerator(school, procedure, back, statistic) : -1
    if (value < 0) {
      fixed[place] = state === 'known' ? ABSENT.unknown : ABSENT[state]
      return true
    }
    fixed[place] = -1
    const count = value / 10_000
    const participants = readings.participants(school, procedure, back)
    let least = 0
    for (let reached = 0; reached <= levels; reached++) {
      const next = reached < levels ? countAtThreshold(rule.thresholds[reached]!, participants) : IMPOSSIBLE
      ways[place * (levels + 1) + reached] =
        next <= least ? IMPOSSIBLE : count < least ? least - count : Math.max(0, count - next + 1)
      least = next
    }
    return readings.isCounted(school, procedure, back, statistic)
  }
  /** Goes through all ways the counts of a procedure can change, place after place. */
  const price = (procedure: number) => {
    let count = 1
    cells[0] = 0
    paid[0] = 0
    for (let place = 0; place < fixed.length; place++) {
      const begun = count

      for (let way = begun - 1; way >= 0; way--) {
        const [before, spent] = [cells[way]! * kinds, paid[way]!]
        if (fixed[place]! >= 0) {
          cells[way] = before + fixed[place]!
          continue
        }
        let isFirst = true
        for (let reached = 0; reached <= levels; reached++) {
          const cost = ways[place * (levels + 1) + reached]!
          if (cost === IMPOSSIBLE) continue
          const at = isFirst ? way : count++
          isFirst = false
          cells[at] = before + reachingKind(reached)
          paid[at] = spent + cost
        }
      }
    }
    for (let way = 0; way < count; way++) {
      const pack = packOf(procedure, cells[way]!)
      if (packPrices[pack] === IMPOSSIBLE) packs[packCount++] = pack
      if (paid[way]! < packPrices[pack]!) packPrices[pack] = paid[way]!
    }
  }
  /** Adds one procedure to the cheapest states. @returns the leaves that apply to it, a bit each. */
  const spend = (): number => {
    let applicable = 0
    let count = 0
    for (let i = 0; i < packCount; i++) {
      const pack = packs[i]!
      applicable |= rule.applies[pack]!
      for (let j = 0; j < reachable; j++) {
        const next = rule.next[states[j]! * rule.packs + pack]!
        const total = prices[states[j]!]! + packPrices[pack]!
        if (after[next] === IMPOSSIBLE) statesAfter[count++] = next
        if (total < after[next]!) after[next] = total
      }
      packPrices[pack] = IMPOSSIBLE
    }
    packCount = 0
    clear()
    ;[prices, after] = [after, prices]
    ;[states, statesAfter] = [statesAfter, states]
    reachable = count
    return applicable
  }
  const clear = () => {
    for (let j = 0; j < reachable; j++) prices[states[j]!] = IMPOSSIBLE
  }

  return (school: number, current: Code): number | DistanceReason => {
    let applicable = 0
    clear()
    prices[0] = 0
    states[0] = 0
    reachable = 1
    for (const procedure of rule.procedures) {
      for (let place = 0; place < fixed.length; place++)
        if (!readCell(school, procedure, place)) return 'share-only'
      price(procedure)
      applicable |= spend()
    }
    const outcomes = rule.outcomes(applicable)
    let cheapest = IMPOSSIBLE
    for (let j = 0; j < reachable; j++) {
      const state = states[j]!
      if (Math.max(outcomes[state]!, NOT_MET) !== current) cheapest = Math.min(cheapest, prices[state]!)
    }
    return cheapest === IMPOSSIBLE ? 'never' : cheapest
  }
}
