import { geoArea, geoConicEqualArea, geoPath } from 'd3-geo'
import type { ChartOf } from './chart.ts'
import type { Colour } from './chart-theme.ts'
import { type Box, type Drawing, label, labelBox, overlap, type Paint, tag } from './draw.ts'
import { cutText, measureText } from './measure-text.ts'

type MapData = ChartOf<'map'>
type Area = MapData['areas'][number]
interface Shape {
  type: 'Feature'
  properties: null
  geometry: { type: 'MultiPolygon'; coordinates: [number, number][][][] }
  area: Area
}

const STEPS: readonly Colour[] = ['seq1', 'seq2', 'seq3', 'seq4', 'seq5']
const STEP_TEXTS: readonly Colour[] = ['seqText1', 'seqText2', 'seqText3', 'seqText4', 'seqText5']

/** Territories by a measure; hatched where too few stand behind it, empty where nothing was submitted. */
export function drawMap(chart: MapData, paint: Paint): Drawing {
  const shapes = chart.areas.flatMap((area) => (area.border ? [toShape(area)] : []))
  const room = { width: paint.width, height: paint.width * (paint.isNarrow ? 0.95 : 0.72) }
  const whole = { type: 'FeatureCollection' as const, features: shapes }
  const projection = geoConicEqualArea().parallels([52, 64])
  if (shapes.length > 0) {
    const [west, east] = longitudes(shapes)
    projection.rotate([-(west + east) / 2, 0]).fitExtent(
      [
        [2, 2],
        [room.width - 2, room.height],
      ],
      whole,
    )
  }
  const path = geoPath(projection).digits(1)
  const hatch = paint.name('hatch')
  const bounds = path.bounds(whole)
  const bottom = shapes.length === 0 ? 0 : bounds[1][1]
  const shift = shapes.length === 0 ? 0 : bounds[0][1] - 2
  const legend = drawLegend(chart, paint, hatch, bottom - shift + 18)
  const areas = shapes.map((shape) =>
    tag(
      'path',
      {
        d: path(shape) ?? '',
        fill: fillOf(shape.area, chart.bounds, paint, hatch),
        stroke: paint.colour('ground'),
        'stroke-width': 1.2,
        'data-mark': shape.area.key,
      },
      ...paint.words(shape.area.key),
    ),
  )
  const marked = shapes
    .filter((shape) => shape.area.isMarked)
    .map((shape) =>
      tag('path', {
        d: path(shape) ?? '',
        fill: 'none',
        stroke: paint.colour('text'),
        'stroke-width': 2.5,
        'pointer-events': 'none',
      }),
    )
  const body = [
    patterns(hatch, paint),
    tag(
      'g',
      { transform: `translate(0 ${Math.round(-shift)})` },
      ...areas,
      ...marked,
      ...labelAreas(shapes, chart, path, paint),
    ),
    legend.body,
  ]
  return { height: legend.height, body: body.join('') }
}

/** Rings that run the other way round would cover the rest of the globe: they are turned. */
function toShape(area: Area): Shape {
  const border = area.border as { type: 'Polygon' | 'MultiPolygon'; coordinates: unknown[] }
  const polygons = (border.type === 'Polygon' ? [border.coordinates] : border.coordinates) as [
    number,
    number,
  ][][][]
  const turned = polygons.map((rings) => {
    const polygon = { type: 'Polygon' as const, coordinates: rings }
    return geoArea(polygon) > 2 * Math.PI ? rings.map((ring) => [...ring].reverse()) : rings
  })
  return { type: 'Feature', properties: null, geometry: { type: 'MultiPolygon', coordinates: turned }, area }
}

/** West and east end. A region across the 180th meridian is taken as going on eastwards. */
function longitudes(shapes: readonly Shape[]): [number, number] {
  const all = shapes.flatMap((shape) =>
    shape.geometry.coordinates.flatMap((rings) => (rings[0] ?? []).map(([longitude]) => longitude)),
  )
  const span = (values: number[]): [number, number] => {
    let [west, east] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
    for (const value of values) {
      west = Math.min(west, value)
      east = Math.max(east, value)
    }
    return [west, east]
  }
  const plain = span(all)
  return plain[1] - plain[0] > 180 ? span(all.map((value) => (value < 0 ? value + 360 : value))) : plain
}

export function stepOf(value: number, bounds: readonly number[]): number {
  const found = bounds.findIndex((bound) => value <= bound + 1e-9)
  return Math.min(found === -1 ? bounds.length - 1 : found, STEPS.length - 1)
}

function fillOf(area: Area, bounds: readonly number[], paint: Paint, hatch: string): string {
  if (area.state === 'no-data') return `url(#${hatch}-none)`
  if (area.state === 'too-few' || area.value === null) return `url(#${hatch})`
  return paint.colour(STEPS[stepOf(area.value, bounds)] ?? 'seq1')
}

/** Stripes for too few, dots for nothing at all. */
const patterns = (id: string, paint: Paint): string =>
  tag(
    'pattern',
    { id: `${id}-none`, width: 8, height: 8, patternUnits: 'userSpaceOnUse' },
    tag('rect', { width: 8, height: 8, fill: paint.colour('ground') }),
    tag('circle', { cx: 2, cy: 2, r: 1.1, fill: paint.colour('hatch') }),
    tag('circle', { cx: 6, cy: 6, r: 1.1, fill: paint.colour('hatch') }),
  ) +
  tag(
    'pattern',
    { id, width: 7, height: 7, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
    tag('rect', { width: 7, height: 7, fill: paint.colour('ground') }),
    tag('line', { x1: 0, y1: 0, x2: 0, y2: 7, stroke: paint.colour('hatch'), 'stroke-width': 3 }),
  )

/** The number inside each territory that is large enough for it. */
function labelAreas(
  shapes: readonly Shape[],
  chart: MapData,
  path: ReturnType<typeof geoPath>,
  paint: Paint,
): string[] {
  const taken: Box[] = []
  const size = paint.size - 1
  return [...shapes]
    .sort((a, b) => path.area(b) - path.area(a))
    .flatMap((shape) => {
      const { area } = shape
      if (area.state !== 'value' || area.value === null) return []
      const [[left, top], [right, bottom]] = path.bounds(shape)
      const [x, y] = path.centroid(shape)
      const width = measureText(area.valueText, size)
      const place = { x, y: y + 4, anchor: 'middle' as const, size }
      const box = labelBox(paint, place, area.valueText)
      if (width + 10 > right - left || size + 8 > bottom - top || taken.some((other) => overlap(box, other)))
        return []
      taken.push(box)
      const fill = STEP_TEXTS[stepOf(area.value, chart.bounds)] ?? 'text'
      return [tag('g', { 'pointer-events': 'none' }, label(paint, { ...place, fill }, area.valueText))]
    })
}

function drawLegend(chart: MapData, paint: Paint, hatch: string, top: number): Drawing {
  const size = paint.size - 1
  const items = [
    ...chart.bounds.map((_, index) => ({
      text: chart.legend[index] ?? '',
      fill: paint.colour(STEPS[index] ?? 'seq1'),
    })),
    ...(chart.areas.some((area) => area.state === 'too-few')
      ? [{ text: 'мало школ: долю не считаем', fill: `url(#${hatch})` }]
      : []),
    ...(chart.areas.some((area) => area.state === 'no-data')
      ? [{ text: 'нет данных', fill: `url(#${hatch}-none)` }]
      : []),
  ]
  let x = 0
  let y = top
  const body = items.map((item) => {
    const text = cutText(item.text, paint.width - 30, size)
    const width = 24 + measureText(text, size) + 16
    if (x > 0 && x + width - 16 > paint.width) {
      x = 0
      y += 22
    }
    const own =
      tag('rect', {
        x,
        y,
        width: 18,
        height: 12,
        rx: 2,
        fill: item.fill,
        stroke: paint.colour('axis'),
        'stroke-width': 0.6,
      }) + label(paint, { x: x + 24, y: y + 10.5, fill: 'quiet', size }, text)
    x += width
    return own
  })
  return { height: y + 18, body: body.join('') }
}
