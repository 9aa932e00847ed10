import type { Random } from '../statistics/random.ts'
import type { Point } from './demo-region.ts'

/** Cells of a honeycomb: rows of 4, 5, 6, 5 and 4 districts, each row moved by half a cell. */
const ROWS = [4, 5, 6, 5, 4]
const WIDEST = Math.max(...ROWS)
/** Corners around which a city okrug grows; each is shared by three districts. */
const CITY_CORNERS = ['2:5', '3:9']
/** How far along the three borders a city reaches. */
const CITY_REACH = 0.33
/** One cell is about 58 × 58 km at this latitude. The place is a real, nearly empty plain; the region is not. */
const ORIGIN = { longitude: 72, latitude: 60.2, perColumn: 1, perRow: 0.52 }

interface Corner {
  id: string
  x: number
  y: number
}

/** Doubled x of the corners of a row, so that halves stay whole. */
const rowCorners = (row: number): number[] => {
  const count = ROWS[row]
  if (count === undefined) return []
  return Array.from({ length: count + 1 }, (_, i) => WIDEST - count + 2 * i)
}

const makeCorners = (random: Random): Map<string, Corner> => {
  const corners = new Map<string, Corner>()
  for (let line = 0; line <= ROWS.length; line++) {
    const above = new Set(rowCorners(line - 1))
    for (const x of [...new Set([...above, ...rowCorners(line)])].sort((a, b) => a - b)) {
      // The zigzag of a honeycomb: a side edge of the upper row pulls its foot up, one of the lower row pulls down.
      const lift = above.has(x) ? -0.16 : 0.16
      const id = `${line}:${x}`
      corners.set(id, { id, x: x / 2 + random.normal(0.09), y: line + lift + random.normal(0.09) })
    }
  }
  return corners
}

/** Corner ids of a cell, clockwise on the map. */
const cellCorners = (row: number, column: number, corners: Map<string, Corner>): string[] => {
  const left = WIDEST - ROWS[row]! + 2 * column
  const along = (line: number) =>
    [left, left + 1, left + 2].map((x) => `${line}:${x}`).filter((id) => corners.has(id))
  return [...along(row), ...along(row + 1).reverse()]
}

/** Cuts a corner out of the districts around it and returns the ring of the new city. */
const cutCity = (corner: string, cells: string[][], corners: Map<string, Corner>): string[] => {
  const centre = corners.get(corner)!
  const cut = (towards: string): string => {
    const id = `${corner}>${towards}`
    const other = corners.get(towards)!
    if (!corners.has(id))
      corners.set(id, {
        id,
        x: centre.x + CITY_REACH * (other.x - centre.x),
        y: centre.y + CITY_REACH * (other.y - centre.y),
      })
    return id
  }
  /** A point halfway around the city, as far out as its neighbours: a town is round rather than three-cornered. */
  const bulge = (before: string, after: string): string => {
    const [a, b] = [corners.get(before)!, corners.get(after)!]
    const middle = { x: (a.x + b.x) / 2 - centre.x, y: (a.y + b.y) / 2 - centre.y }
    const reach =
      (Math.hypot(a.x - centre.x, a.y - centre.y) + Math.hypot(b.x - centre.x, b.y - centre.y)) / 2
    const scale = (0.9 * reach) / Math.hypot(middle.x, middle.y)
    const id = `${corner}>${before}>${after}`
    corners.set(id, { id, x: centre.x + middle.x * scale, y: centre.y + middle.y * scale })
    return id
  }
  const ring = new Set<string>()
  for (const cell of cells) {
    const at = cell.indexOf(corner)
    if (at < 0) continue
    const before = cut(cell[(at + cell.length - 1) % cell.length]!)
    const after = cut(cell[(at + 1) % cell.length]!)
    const between = bulge(before, after)
    cell.splice(at, 1, before, between, after)
    ring.add(before).add(between).add(after)
  }
  const angle = (id: string) => Math.atan2(corners.get(id)!.y - centre.y, corners.get(id)!.x - centre.x)
  return [...ring].sort((a, b) => angle(a) - angle(b))
}

const toPoint = (corner: { x: number; y: number }): Point => [
  Number((ORIGIN.longitude + corner.x * ORIGIN.perColumn).toFixed(3)),
  Number((ORIGIN.latitude - corner.y * ORIGIN.perRow).toFixed(3)),
]

/** Points of an edge from `from` (included) to `to` (not included), bent by midpoint displacement the same way from both sides. */
const edgePoints = (from: Corner, to: Corner, random: Random): Point[] => {
  const [first, last] = from.id < to.id ? [from, to] : [to, from]
  const noise = random.fork(`edge ${first.id} ${last.id}`)
  const bend = (
    a: { x: number; y: number },
    b: { x: number; y: number },
    depth: number,
  ): { x: number; y: number }[] => {
    const length = Math.hypot(b.x - a.x, b.y - a.y)
    if (depth === 0 || length < 0.05) return [a]
    const shift = (noise.next() - 0.5) * 0.34
    const middle = { x: (a.x + b.x) / 2 - (b.y - a.y) * shift, y: (a.y + b.y) / 2 + (b.x - a.x) * shift }
    return [...bend(a, middle, depth - 1), ...bend(middle, b, depth - 1)]
  }
  const points = [...bend(first, last, 3), last]
  if (from !== first) points.reverse()
  return points.slice(0, -1).map(toPoint)
}

/** Signed area of a closed ring in square degrees; positive when counter-clockwise. */
export const ringArea = (ring: Point[]): number => {
  let sum = 0
  for (let i = 0; i + 1 < ring.length; i++)
    sum += ring[i]![0] * ring[i + 1]![1] - ring[i + 1]![0] * ring[i]![1]
  return sum / 2
}

export const isInside = ([x, y]: Point, ring: Point[]): boolean => {
  let inside = false
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside
  }
  return inside
}

/** Centroid of a closed ring; inside it for shapes as round as ours. */
export const ringCentre = (ring: Point[]): Point => {
  const area = ringArea(ring)
  let x = 0
  let y = 0
  for (let i = 0; i + 1 < ring.length; i++) {
    const [ax, ay] = ring[i]!
    const [bx, by] = ring[i + 1]!
    const cross = ax * by - bx * ay
    x += (ax + bx) * cross
    y += (ay + by) * cross
  }
  return [x / (6 * area), y / (6 * area)]
}

/**
 * Borders of 24 districts followed by 2 cities: closed counter-clockwise rings in degrees, longitude first.
 * They cover the region without gaps: every inner edge is computed once and walked from both sides.
 */
export const makeBorders = (random: Random): Point[][] => {
  const corners = makeCorners(random.fork('corners'))
  const cells = ROWS.flatMap((count, row) =>
    Array.from({ length: count }, (_, column) => cellCorners(row, column, corners)),
  )
  const cities = CITY_CORNERS.map((corner) => cutCity(corner, cells, corners))
  return [...cells, ...cities].map((ids) => {
    const ring = ids.flatMap((id, i) =>
      edgePoints(corners.get(id)!, corners.get(ids[(i + 1) % ids.length]!)!, random),
    )
    ring.push(ring[0]!)
    return ringArea(ring) > 0 ? ring : ring.reverse()
  })
}
