/** Longitude and latitude in degrees. */
type Position = readonly number[]

interface Polygon {
  type: 'Polygon'
  coordinates: Position[][]
}
interface MultiPolygon {
  type: 'MultiPolygon'
  coordinates: Position[][][]
}
export type Border = Polygon | MultiPolygon

/** Whether unknown JSON is a border that can be drawn. */
export function isBorder(value: unknown): value is Border {
  if (typeof value !== 'object' || value === null || !('type' in value) || !('coordinates' in value))
    return false
  return (value.type === 'Polygon' || value.type === 'MultiPolygon') && Array.isArray(value.coordinates)
}

const rings = (border: Border): Position[][] =>
  border.type === 'Polygon' ? border.coordinates : border.coordinates.flat()

const mercatorY = (latitude: number) => Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360))

export interface DrawnArea {
  path: string
  /** Middle of the largest ring, where a label stands. */
  centre: { x: number; y: number }
  /** Its size in squared pixels, to tell whether a label fits. */
  size: number
}

export interface DrawnMap {
  width: number
  height: number
  areas: (DrawnArea | null)[]
}

/**
 * Draws borders into a picture of the given width in Mercator's projection, which keeps shapes: a region is small enough
 * for its growth with latitude not to matter. Regions over the 180th meridian are drawn in one piece.
 * @returns null for what has no border, in the order given
 */
export function drawBorders(borders: readonly (Border | null)[], width: number, maxHeight: number): DrawnMap {
  const all = borders.flatMap((border) => (border ? rings(border).flat() : []))
  if (all.length === 0) return { width, height: 0, areas: borders.map(() => null) }
  const longitudes = all.map((position) => position[0] ?? 0)
  const crosses = Math.max(...longitudes) - Math.min(...longitudes) > 180
  const plane = (position: Position): [number, number] => {
    const longitude = position[0] ?? 0
    return [
      ((crosses && longitude < 0 ? longitude + 360 : longitude) * Math.PI) / 180,
      -mercatorY(position[1] ?? 0),
    ]
  }
  const points = all.map(plane)
  const left = Math.min(...points.map((point) => point[0]))
  const top = Math.min(...points.map((point) => point[1]))
  const spanX = Math.max(...points.map((point) => point[0])) - left || 1
  const spanY = Math.max(...points.map((point) => point[1])) - top || 1
  const scale = Math.min(width / spanX, maxHeight / spanY)
  const shift = (width - spanX * scale) / 2
  const draw = (position: Position): [number, number] => {
    const [x, y] = plane(position)
    return [(x - left) * scale + shift, (y - top) * scale]
  }
  return {
    width,
    height: spanY * scale,
    areas: borders.map((border) => (border ? drawArea(rings(border).map((ring) => ring.map(draw))) : null)),
  }
}

function drawArea(drawn: [number, number][][]): DrawnArea {
  const path = drawn
    .map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')}Z`)
    .join('')
  let best: DrawnArea = { path, centre: { x: 0, y: 0 }, size: -1 }
  for (const ring of drawn) {
    const { x, y, area } = centroid(ring)
    if (area > best.size) best = { path, centre: { x, y }, size: area }
  }
  return best
}

/** Centre of gravity and area of a closed ring (shoelace formula). */
function centroid(ring: [number, number][]): { x: number; y: number; area: number } {
  let twice = 0
  let sumX = 0
  let sumY = 0
  for (let i = 0; i < ring.length; i++) {
    const [x1, y1] = ring[i] ?? [0, 0]
    const [x2, y2] = ring[(i + 1) % ring.length] ?? [0, 0]
    const cross = x1 * y2 - x2 * y1
    twice += cross
    sumX += (x1 + x2) * cross
    sumY += (y1 + y2) * cross
  }
  if (twice === 0) return { x: ring[0]?.[0] ?? 0, y: ring[0]?.[1] ?? 0, area: 0 }
  return { x: sumX / (3 * twice), y: sumY / (3 * twice), area: Math.abs(twice) / 2 }
}

export type Direction = 'left' | 'right' | 'up' | 'down'

/** The nearest area in a direction from another one: what an arrow key on a map should reach. */
export function neighbourTowards(
  areas: readonly (DrawnArea | null)[],
  from: number,
  to: Direction,
): number | null {
  const here = areas[from]?.centre
  if (!here) return null
  let best: { index: number; far: number } | null = null
  for (const [index, area] of areas.entries()) {
    if (!area || index === from) continue
    const dx = area.centre.x - here.x
    const dy = area.centre.y - here.y
    const along = to === 'left' ? -dx : to === 'right' ? dx : to === 'up' ? -dy : dy
    const across = to === 'left' || to === 'right' ? Math.abs(dy) : Math.abs(dx)
    if (along <= 0 || across > along * 1.5) continue
    const far = along + across * 1.5
    if (!best || far < best.far) best = { index, far }
  }
  return best?.index ?? null
}
