import { suppressTotals } from '../../src/accounts/disclosure.ts'
import { groupBy } from '../../src/platform/group-by.ts'
import { type Cell, type GeneratedRegion, hiddenCells } from '../generated-region.ts'

export const keyOf = (cell: Pick<Cell, 'schoolId' | 'procedure' | 'schoolYear'>): string =>
  `${cell.schoolId} ${cell.procedure} ${cell.schoolYear}`

/** What the suppression of totals says of one procedure and year, for somebody with schools of their own. */
function suppressionOf(region: GeneratedRegion, unit: readonly Cell[], own: ReadonlySet<number>) {
  const sum = (of: readonly Cell[], what: 'participants' | 'low') =>
    of.reduce((total, cell) => total + cell[what], 0)
  return suppressTotals(
    [...groupBy(unit, ({ municipalityId }) => municipalityId)].map(([id, cells]) => {
      const hidden = hiddenCells({ ...region, cells }, own)
      return {
        id,
        participants: sum(cells, 'participants'),
        hidden: { cells: hidden.length, participants: sum(hidden, 'participants'), low: sum(hidden, 'low') },
      }
    }),
  )
}

/**
 * A region that must look the same to somebody: the numbers of hidden cells change places inside every group whose sum may be told,
 * and where a single one stands behind no total at all it becomes another number. Where other totals would then be shown – that
 * alone is seen – everything stays.
 */
export function shuffleHidden(
  region: GeneratedRegion,
  own: ReadonlySet<number>,
): { cells: Cell[]; moved: number } {
  const replaced = new Map<string, Cell>()
  const units = groupBy(region.cells, ({ procedure, schoolYear }) => `${procedure} ${schoolYear}`)
  for (const unit of units.values()) {
    const suppressed = suppressionOf(region, unit, own)
    const changed = changeUnit(region, unit, own, suppressed)
    const after = suppressionOf(
      region,
      unit.map((cell) => changed.get(keyOf(cell)) ?? cell),
      own,
    )
    if (
      after.region !== suppressed.region ||
      [...after.areas].sort().join() !== [...suppressed.areas].sort().join()
    )
      continue
    for (const [key, cell] of changed) replaced.set(key, cell)
  }
  const moved = region.cells.filter((cell) => {
    const now = replaced.get(keyOf(cell))
    return now && (now.participants !== cell.participants || now.low !== cell.low)
  })
  return { cells: region.cells.map((cell) => replaced.get(keyOf(cell)) ?? cell), moved: moved.length }
}

function changeUnit(
  region: GeneratedRegion,
  unit: readonly Cell[],
  own: ReadonlySet<number>,
  suppressed: ReturnType<typeof suppressTotals>,
): Map<string, Cell> {
  const changed = new Map<string, Cell>()
  const groups = groupBy(hiddenCells({ ...region, cells: [...unit] }, own), ({ municipalityId }) =>
    suppressed.areas.has(municipalityId) ? 'without a total' : municipalityId,
  )
  for (const [name, group] of groups) {
    const isAlone = group.length === 1 && name === 'without a total' && suppressed.region
    group.forEach((cell, index) => {
      const other = group[(index + 1) % group.length]!
      const participants = isAlone ? (cell.participants % 9) + 1 : other.participants
      const low = isAlone ? Math.min(cell.low, participants) : other.low
      changed.set(keyOf(cell), { ...cell, participants, low })
    })
  }
  return changed
}
