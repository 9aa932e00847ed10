import { Border } from '../charts/chart.ts'
import type { MunicipalityRow } from './municipality-tally.ts'

/** Fewer points in common may be a corner where four territories meet. */
const LEAST_COMMON = 2

/** Corners of a border as text, to about a hundred metres, so that borders drawn apart still meet. */
function cornersOf(border: unknown): Set<string> {
  const corners = new Set<string>()
  const parsed = Border.safeParse(border)
  const walk = (part: unknown): void => {
    if (!Array.isArray(part)) return
    const [longitude, latitude] = part
    if (typeof longitude === 'number' && typeof latitude === 'number')
      corners.add(`${longitude.toFixed(3)} ${latitude.toFixed(3)}`)
    else for (const inner of part) walk(inner)
  }
  if (parsed.success) walk(parsed.data.coordinates)
  return corners
}

/** Municipalities with a stretch of border in common, in the given order. Without borders there are none. Pure. */
export function listNeighbours(municipalities: readonly MunicipalityRow[], id: number): number[] {
  const own = cornersOf(municipalities.find((row) => row.id === id)?.border)
  if (own.size === 0) return []
  return municipalities.flatMap((row) => {
    if (row.id === id) return []
    let common = 0
    for (const corner of cornersOf(row.border)) if (own.has(corner)) common += 1
    return common >= LEAST_COMMON ? [row.id] : []
  })
}
