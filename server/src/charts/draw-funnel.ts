import type { ChartOf } from './chart.ts'
import type { Colour } from './chart-theme.ts'
import {
  type Box,
  type Drawing,
  label,
  labelBox,
  overlap,
  type Paint,
  polyline,
  round,
  spread,
  tag,
} from './draw.ts'
import { cutText, measureText } from './measure-text.ts'
import { makeScale, makeSizeScale, unitText } from './scales.ts'

type Funnel = ChartOf<'funnel'>
type Point = Funnel['points'][number]

const PLACES = ['inside', 'edge', 'below', 'above'] as const
const LOOKS: Record<(typeof PLACES)[number], { fill: Colour; opacity: number }> = {
  inside: { fill: 'main', opacity: 0.5 },
  edge: { fill: 'main', opacity: 0.95 },
  below: { fill: 'strong', opacity: 1 },
  above: { fill: 'warm', opacity: 1 },
}
/** More names than this make a picture of names. */
const MOST_NAMES = 6
/** So many schools lie over each other: smaller points, lines over them. */
const CROWD = 600

/** Shares against participants: how far from the centre chance alone goes is the funnel, who lies outside is named. */
export function drawFunnel(chart: Funnel, paint: Paint): Drawing {
  const height = paint.isNarrow ? 340 : 420
  const lines = [chart.centre, ...(chart.threshold ? [chart.threshold] : [])]
  const limitNames = chart.limits.map((limit) => limit.label)
  const right =
    8 +
    Math.max(
      0,
      ...[...lines.map((line) => line.label), ...limitNames].map((text) => measureText(text, paint.size - 1)),
    )
  const top = 26
  const bottom = height - 40
  const values = chart.points.map((point) => point.value)
  const y = makeScale(Math.max(...lines.map((line) => line.value), ...values, 0) * 1.05, 'share', {
    from: bottom,
    to: top,
    ticks: 5,
  })
  const left = 8 + Math.max(...y.ticks.map((tick) => measureText(unitText(tick, 'share'), paint.size - 1)))
  const x = makeSizeScale(
    chart.points.map((point) => point.n),
    { from: left, to: paint.width - right, ticks: paint.isNarrow ? 4 : 7 },
  )
  const end = paint.width - right
  const frame: Box = { left, right: end, top, bottom }
  const clip = paint.name('clip')
  const isCrowd = chart.points.length > CROWD

  const grid = y.ticks.map(
    (tick) =>
      tag('line', { x1: left, x2: end, y1: y(tick), y2: y(tick), stroke: paint.colour('line') }) +
      label(
        paint,
        { x: left - 8, y: y(tick) + 4, anchor: 'end', fill: 'quiet', size: paint.size - 1 },
        unitText(tick, 'share'),
      ),
  )
  const foot = keepApart(
    x.ticks.map((tick) => ({ at: x(tick), text: unitText(tick, 'count') })),
    paint,
  ).map(({ at, text }) =>
    label(paint, { x: at, y: bottom + 17, anchor: 'middle', fill: 'quiet', size: paint.size - 1 }, text),
  )
  const axes = [
    label(
      paint,
      { x: 0, y: 11, fill: 'quiet', size: paint.size - 1 },
      cutText(chart.valueAxis, paint.width, paint.size - 1),
    ),
    label(
      paint,
      { x: end, y: height - 4, anchor: 'end', fill: 'quiet', size: paint.size - 1 },
      cutText(`${chart.sizeAxis}${x.isRoot ? ' (шкала сжата)' : ''} →`, end, paint.size - 1),
    ),
  ]
  const limits = chart.limits.map((limit, index) => {
    const path = (side: 'low' | 'high') =>
      polyline(limit.points.map((point) => [x(point.n), y(point[side])] as const))
    const look = {
      fill: 'none',
      stroke: paint.colour('axis'),
      'stroke-width': 1.2,
      'stroke-dasharray': index === 0 ? '5 4' : null,
    }
    return tag('path', { ...look, d: path('high') }) + tag('path', { ...look, d: path('low') })
  })
  const between = limitArea(chart, x, y)
  const threshold = chart.threshold
    ? tag('line', {
        x1: left,
        x2: end,
        y1: y(chart.threshold.value),
        y2: y(chart.threshold.value),
        stroke: paint.colour('warm'),
        'stroke-width': 1.5,
        'stroke-dasharray': '2 3',
      })
    : ''
  const dots = PLACES.map((place) =>
    tag(
      'g',
      { fill: paint.colour(LOOKS[place].fill), 'fill-opacity': LOOKS[place].opacity },
      ...chart.points
        .filter((point) => point.place === place)
        .map((point) => drawPoint(point, x(point.n), y(point.value), isCrowd, paint)),
    ),
  )
  const rings = chart.points
    .filter((point) => point.isMarked)
    .map((point) =>
      tag('circle', {
        cx: x(point.n),
        cy: y(point.value),
        r: 8,
        fill: 'none',
        stroke: paint.colour('text'),
        'stroke-width': 2,
      }),
    )
  const ends = endLabels(chart, y, frame)
  const drawnDots = tag('g', { stroke: paint.colour('ground'), 'stroke-width': isCrowd ? 0.4 : 0.6 }, ...dots)
  const centre = tag('line', {
    x1: left,
    x2: end,
    y1: y(chart.centre.value),
    y2: y(chart.centre.value),
    stroke: paint.colour('text'),
    'stroke-width': 1.2,
  })
  const rules = tag('g', { 'clip-path': `url(#${clip})` }, ...limits) + centre + threshold
  const body = [
    tag(
      'clipPath',
      { id: clip },
      tag('rect', { x: left, y: top - 6, width: end - left, height: bottom - top + 6 }),
    ),
    ...grid,
    ...axes,
    ...foot,
    between ? tag('path', { d: between, fill: paint.colour('empty'), 'clip-path': `url(#${clip})` }) : '',
    ...(isCrowd ? [drawnDots, rules] : [rules, drawnDots]),
    ...rings,
    ...ends.map((item) =>
      label(paint, { x: end + 6, y: item.at + 4, fill: item.fill, size: paint.size - 1 }, item.text),
    ),
    ...nameOutside(chart, x, y, frame, paint),
  ]
  return { height, body: body.join('') }
}

/** The shape says what the colour says: up where above, down where below. A marked school has a ring. */
function drawPoint(point: Point, x: number, y: number, isCrowd: boolean, paint: Paint): string {
  const own = { 'data-mark': point.key }
  const words = paint.words(point.key)
  const r = point.place === 'inside' ? (isCrowd ? 2.2 : 3.4) : isCrowd ? 2.8 : 4
  if (point.place === 'above' || point.place === 'below') {
    const up = point.place === 'above' ? -1 : 1
    const half = isCrowd ? 3.4 : 5
    const d = `M${round(x - half)} ${round(y - half * 0.7 * up)}h${half * 2}L${round(x)} ${round(y + half * 1.1 * up)}z`
    return tag('path', { d, ...own }, ...words)
  }
  return tag('circle', { cx: x, cy: y, r, ...own }, ...words)
}

/** Between the inner limits: where chance alone leaves nineteen of twenty schools. */
function limitArea(chart: Funnel, x: (n: number) => number, y: (share: number) => number): string | null {
  const inner = chart.limits[0]
  if (!inner || inner.points.length < 2) return null
  const upper = inner.points.map((point) => [x(point.n), y(point.high)] as const)
  const lower = inner.points.map((point) => [x(point.n), y(point.low)] as const).reverse()
  return `${polyline([...upper, ...lower])}Z`
}

/** What each line is, at its right end; one under another where they come close. */
function endLabels(
  chart: Funnel,
  y: (share: number) => number,
  frame: Box,
): { at: number; text: string; fill: Colour }[] {
  const labels: { at: number; text: string; fill: Colour }[] = [
    { at: y(chart.centre.value), text: chart.centre.label, fill: 'text' },
  ]
  if (chart.threshold)
    labels.push({ at: y(chart.threshold.value), text: chart.threshold.label, fill: 'warmText' })
  for (const limit of chart.limits) {
    const last = limit.points.at(-1)
    if (last) labels.push({ at: y(last.high), text: limit.label, fill: 'quiet' })
  }
  const placed = spread(
    labels.map((item) => item.at),
    15,
    frame.top,
    frame.bottom,
  )
  return labels.map((item, index) => ({ ...item, at: placed[index] ?? item.at }))
}

/** Names of those furthest outside, where there is room for a name. */
function nameOutside(
  chart: Funnel,
  x: (n: number) => number,
  y: (v: number) => number,
  frame: Box,
  paint: Paint,
): string[] {
  const size = paint.size - 1
  const taken: Box[] = []
  const named: string[] = []
  const marked = chart.points.filter((point) => point.isMarked)
  const outside = chart.points
    .filter((point) => (point.place === 'above' || point.place === 'below') && !point.isMarked)
    .sort(
      (a, b) =>
        Math.abs(b.value - chart.centre.value) * Math.sqrt(b.n) -
        Math.abs(a.value - chart.centre.value) * Math.sqrt(a.n),
    )
  const near = chart.points.filter((point) => point.place !== 'inside')
  for (const point of [...marked, ...outside].slice(0, paint.isNarrow ? 3 : MOST_NAMES)) {
    const text = cutText(point.name, paint.isNarrow ? 130 : 190, size)
    const [px, py] = [x(point.n), y(point.value)]
    const tries = [
      { x: px + 9, y: py + 4 },
      { x: px - 9, y: py + 4, anchor: 'end' as const },
      { x: px, y: py - 9, anchor: 'middle' as const },
      { x: px, y: py + 18, anchor: 'middle' as const },
    ]
    const free = tries.find((place) => {
      const box = labelBox(paint, { ...place, size }, text)
      const inside =
        box.left >= frame.left &&
        box.right <= frame.right &&
        box.top >= frame.top - 8 &&
        box.bottom <= frame.bottom
      const onDots = near.some(
        (other) =>
          other !== point &&
          overlap(
            box,
            {
              left: x(other.n) - 4,
              right: x(other.n) + 4,
              top: y(other.value) - 4,
              bottom: y(other.value) + 4,
            },
            0,
          ),
      )
      return inside && !onDots && !taken.some((other) => overlap(box, other, 3))
    })
    if (!free) continue
    taken.push(labelBox(paint, { ...free, size }, text))
    named.push(label(paint, { ...free, size, hasHalo: true, weight: point.isMarked ? 600 : 400 }, text))
  }
  return named
}

/** Ticks whose numbers would touch are dropped. */
function keepApart(ticks: { at: number; text: string }[], paint: Paint): { at: number; text: string }[] {
  const kept: { at: number; text: string }[] = []
  for (const tick of ticks) {
    const last = kept.at(-1)
    const half = (text: string) => measureText(text, paint.size - 1) / 2
    if (!last || tick.at - half(tick.text) > last.at + half(last.text) + 8) kept.push(tick)
  }
  return kept
}
