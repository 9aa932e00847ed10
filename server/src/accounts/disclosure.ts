/**
 * Disclosure control (domain §10), decided here and nowhere else. A cell is one school, procedure and year. Those who answer for
 * a school see its cells as they are; everybody else sees no cell of fewer than ten participants, and no total from which one
 * could be worked out. Pure.
 */

/** Fewer participants than this are shown only to those who answer for the school. [setting] */
export const LEAST_SHOWN = 10

/** How far the sum of hidden cells must stay from all that it could be at least and at most, so that it fixes none. [setting] */
const LEAST_SLACK = 2

export const isSmall = (participants: number): boolean => participants < LEAST_SHOWN

/**
 * The place of a number in its file without the rows, for those who do not answer for the whole region: between the rows of two
 * schools lie the pupils of a third, and rows can be counted.
 */
export const withoutRows = <T extends { row: number | null; lastRow: number | null }>(place: T): T => ({
  ...place,
  row: null,
  lastRow: null,
})

/** Cells that a viewer is not shown, added up. */
export interface HiddenCells {
  cells: number
  participants: number
  low: number
}

/** One municipality in one procedure and year: which of its cells the viewer is not shown. */
export interface Area {
  id: number
  /** Of all its cells. */
  participants: number
  hidden: HiddenCells
}

const NOTHING: HiddenCells = { cells: 0, participants: 0, low: 0 }
const add = (one: HiddenCells, other: HiddenCells): HiddenCells => ({
  cells: one.cells + other.cells,
  participants: one.participants + other.participants,
  low: one.low + other.low,
})

/**
 * Whether a viewer may learn the sum of hidden cells, of which each is known to have 1…9 participants: there are several, they
 * are ten participants together, and the sums leave every cell more than one value, in participants and in those below the
 * minimum. A sum of 18 over two cells says 9 and 9; none below the minimum among them says none in each.
 */
export const maySumBeKnown = ({ cells, participants, low }: HiddenCells): boolean =>
  cells === 0 ||
  (cells >= 2 &&
    participants >= LEAST_SHOWN &&
    participants - cells >= LEAST_SLACK &&
    (LEAST_SHOWN - 1) * cells - participants >= LEAST_SLACK &&
    low > 0 &&
    low < participants)

/**
 * Which totals of one procedure and year a viewer is not shown. A municipality's total less its shown cells is the sum of the
 * hidden ones, so it is shown only where that sum may be known. The region's total less all that is shown is the sum over the
 * municipalities without a total; where that may not be known, totals of further municipalities with hidden cells are taken
 * away, the smallest first, and where there are none left, the region's. Cells that the viewer knows count as shown: they
 * protect nothing. The answer depends on the data and on what the viewer knows, never on what was asked.
 * @param areas every municipality of the region that has a cell
 */
export function suppressTotals(areas: readonly Area[]): { areas: ReadonlySet<number>; region: boolean } {
  const suppressed = areas.filter(({ hidden }) => !maySumBeKnown(hidden))
  const spare = areas
    .filter(({ hidden }) => hidden.cells > 0 && maySumBeKnown(hidden))
    .sort((a, b) => a.participants - b.participants || a.id - b.id)
  let left = suppressed.reduce((sum, { hidden }) => add(sum, hidden), NOTHING)
  while (!maySumBeKnown(left)) {
    const next = spare.shift()
    if (!next) return { areas: idsOf(suppressed), region: true }
    suppressed.push(next)
    left = add(left, next.hidden)
  }
  return { areas: idsOf(suppressed), region: false }
}

const idsOf = (areas: readonly Area[]): ReadonlySet<number> => new Set(areas.map(({ id }) => id))
