import { type CellReaches, type Code, MET, NOT_APPLICABLE, NOT_MET, UNKNOWN } from './criteria/outcome.ts'
import type { Statistic } from './criterion.ts'
import type { EvidenceState } from './model.ts'

/** What is known of every cell of a region, side by side. */
type Cells = Record<Statistic, Float64Array> & {
  participants: Int32Array
  state(cell: number): EvidenceState
}

/** So many questions are kept: a slider asks for one threshold after another. */
const KEPT = 8

const ABSENT = {
  unknown: UNKNOWN,
  'not-held': NOT_MET,
  'not-applicable': NOT_APPLICABLE,
} satisfies Record<Exclude<EvidenceState, 'known'>, Code>

/**
 * A methodology asks the same few questions of each cell many times over, so each is answered for all cells at once when it is
 * first asked.
 * @param at the place of a cell
 */
export const makeReachTables = (
  cells: Cells,
  at: (school: number, procedure: number, back: number) => number,
): ((statistic: Statistic, threshold: number) => CellReaches) => {
  const kept: { statistic: Statistic; threshold: number; reaches: CellReaches }[] = []
  const answer = (statistic: Statistic, threshold: number): CellReaches => {
    const { participants } = cells
    const numerators = cells[statistic]
    const codes = new Int8Array(participants.length)
    for (let cell = 0; cell < codes.length; cell++) {
      const state = cells.state(cell)
      const value = numerators[cell]!
      if (state !== 'known') codes[cell] = ABSENT[state]
      else codes[cell] = value < 0 ? UNKNOWN : value >= threshold * participants[cell]! ? MET : NOT_MET
    }
    return (school, procedure, back) => (codes[at(school, procedure, back)] ?? UNKNOWN) as Code
  }
  return (statistic, threshold) => {
    for (const one of kept) if (one.threshold === threshold && one.statistic === statistic) return one.reaches
    const reaches = answer(statistic, threshold)
    kept.push({ statistic, threshold, reaches })
    if (kept.length > KEPT) kept.shift()
    return reaches
  }
}
