import type { ChartOf } from './chart.ts'
import { type Drawing, label, type Paint, pointMark, polyline, tag } from './draw.ts'
import { measureText, wrapText } from './measure-text.ts'
import { makeScale, type Scale, unitText } from './scales.ts'

type Lines = ChartOf<'lines'>
type Panel = Lines['panels'][number]

const PLOT_HEIGHT = 104

/** The same years and the same scale in every panel; the band behind says where the middle half of the region lies. */
export function drawLines(chart: Lines, paint: Paint): Drawing {
  const size = paint.size - 1
  const gap = paint.isNarrow ? 16 : 28
  const columns = Math.min(
    Math.max(1, Math.floor((paint.width + gap) / (paint.isNarrow ? 170 : 200))),
    Math.max(1, chart.panels.length),
  )
  const cell = (paint.width - gap * (columns - 1)) / columns
  const greatest = Math.max(
    chart.threshold?.value ?? 0,
    ...chart.panels.flatMap((panel) => [
      ...panel.points.map((point) => point.value ?? 0),
      ...panel.band.map((part) => part.high),
    ]),
  )
  const scale = (from: number) =>
    makeScale(greatest * 1.04, chart.unit, { from, to: from - PLOT_HEIGHT, ticks: 3 })
  const axis = 6 + Math.max(...scale(0).ticks.map((tick) => measureText(unitText(tick, chart.unit), size)))
  const legend = drawKey(chart, paint)
  const pieces = [legend.body]
  let top = legend.height
  for (let first = 0; first < chart.panels.length; first += columns) {
    const row = chart.panels.slice(first, first + columns)
    const names = row.map((panel) => wrapText(panel.name, cell, paint.size, 600, 2))
    const head = Math.max(...names.map((lines) => lines.length)) * paint.size * 1.25 + 10
    const bottom = top + head + PLOT_HEIGHT
    const y = scale(bottom)
    for (const [index, panel] of row.entries()) {
      const left = index * (cell + gap)
      for (const [line, words] of (names[index] ?? []).entries())
        pieces.push(label(paint, { x: left, y: top + paint.size * (1 + line * 1.25), weight: 600 }, words))
      pieces.push(drawPanel(chart, panel, { left: left + axis, right: left + cell - 4, bottom }, y, paint))
    }
    top = bottom + 34
  }
  return { height: top - 6, body: pieces.join('') }
}

function drawPanel(
  chart: Lines,
  panel: Panel,
  place: { left: number; right: number; bottom: number },
  y: Scale,
  paint: Paint,
): string {
  const size = paint.size - 1
  const inset = 10
  const step = chart.years.length > 1 ? (place.right - place.left - inset * 2) / (chart.years.length - 1) : 0
  const x = (year: number) =>
    chart.years.length > 1
      ? place.left + inset + chart.years.indexOf(year) * step
      : (place.left + place.right) / 2
  const grid = y.ticks.map(
    (tick) =>
      tag('line', {
        x1: place.left,
        x2: place.right,
        y1: y(tick),
        y2: y(tick),
        stroke: paint.colour('line'),
      }) +
      label(
        paint,
        { x: place.left - 6, y: y(tick) + 4, anchor: 'end', fill: 'quiet', size },
        unitText(tick, chart.unit),
      ),
  )
  const threshold = chart.threshold
    ? tag('line', {
        x1: place.left,
        x2: place.right,
        y1: y(chart.threshold.value),
        y2: y(chart.threshold.value),
        stroke: paint.colour('warm'),
        'stroke-width': 1.3,
        'stroke-dasharray': '2 3',
      })
    : ''
  return [
    ...grid,
    bandPath(panel, x, y, paint),
    threshold,
    ...runs(panel).map((run) =>
      tag('path', {
        d: polyline(run.map((point) => [x(point.year), y(point.value)] as const)),
        fill: 'none',
        stroke: paint.colour('strong'),
        'stroke-width': 2,
        'stroke-linejoin': 'round',
      }),
    ),
    ...panel.points.map((point) => {
      if (point.value === null) return ''
      const isReached = chart.threshold !== null && point.value >= chart.threshold.value
      return pointMark(
        { x: x(point.year), y: y(point.value), r: 4.5 },
        isReached,
        {
          fill: paint.colour(isReached ? 'warm' : 'strong'),
          stroke: paint.colour('ground'),
          'stroke-width': 1.2,
          'data-mark': point.key,
        },
        ...paint.words(point.key),
      )
    }),
    ...yearLabels(chart.years, x, place.bottom + 17, paint),
  ].join('')
}

/** Neighbouring years that may be compared; a break or a missing year ends a line. */
function runs(panel: Panel): { year: number; value: number }[][] {
  const found: { year: number; value: number }[][] = []
  for (const point of panel.points) {
    if (point.value === null) continue
    const last = found.at(-1)
    const before = last?.at(-1)
    const known = { year: point.year, value: point.value }
    if (last && before && point.isComparable && before.year === point.year - 1) last.push(known)
    else found.push([known])
  }
  return found.filter((run) => run.length > 1)
}

function bandPath(
  panel: Panel,
  x: (year: number) => number,
  y: (value: number) => number,
  paint: Paint,
): string {
  const drawn: string[] = []
  let run: Panel['band'] = []
  const close = () => {
    if (run.length === 0) return
    // A single year still gets a patch as wide as a point.
    const reach = run.length === 1 ? 8 : 0
    const upper = run.flatMap((part) => [
      [x(part.year) - reach, y(part.high)] as const,
      [x(part.year) + reach, y(part.high)] as const,
    ])
    const lower = run
      .flatMap((part) => [
        [x(part.year) - reach, y(part.low)] as const,
        [x(part.year) + reach, y(part.low)] as const,
      ])
      .reverse()
    const middle = run.flatMap((part) => [
      [x(part.year) - reach, y(part.middle)] as const,
      [x(part.year) + reach, y(part.middle)] as const,
    ])
    drawn.push(
      tag('path', {
        d: `${polyline([...upper, ...lower])}Z`,
        fill: paint.colour('soft'),
        'fill-opacity': 0.7,
      }),
      tag('path', {
        d: polyline(middle),
        fill: 'none',
        stroke: paint.colour('axis'),
        'stroke-dasharray': '4 3',
      }),
    )
    run = []
  }
  for (const part of panel.band) {
    if (run.length > 0 && run.at(-1)?.year !== part.year - 1) close()
    run.push(part)
  }
  close()
  return drawn.join('')
}

/** First and last always, those between where there is room. */
function yearLabels(
  years: readonly number[],
  x: (year: number) => number,
  y: number,
  paint: Paint,
): string[] {
  const size = paint.size - 1
  const isTight = years.length > 1 && x(years[1] ?? 0) - x(years[0] ?? 0) < measureText('2025', size) + 8
  const text = (year: number) => (isTight ? `’${String(year).slice(-2)}` : String(year))
  const least = measureText(text(2025), size) + 5
  let taken = Number.NEGATIVE_INFINITY
  const end = x(years.at(-1) ?? 0)
  return years.flatMap((year, index) => {
    const at = x(year)
    const isLast = index === years.length - 1
    if (at - taken < least || (!isLast && end - at < least)) return []
    taken = at
    return [label(paint, { x: at, y, anchor: 'middle', fill: 'quiet', size }, text(year))]
  })
}

function drawKey(chart: Lines, paint: Paint): Drawing {
  const size = paint.size - 1
  const items = [
    ...(chart.bandLabel && chart.panels.some((panel) => panel.band.length > 0)
      ? [
          {
            text: chart.bandLabel,
            sign: (x: number, y: number) =>
              tag('rect', {
                x,
                y: y - 5,
                width: 22,
                height: 10,
                fill: paint.colour('soft'),
                'fill-opacity': 0.7,
              }) +
              tag('line', {
                x1: x,
                x2: x + 22,
                y1: y,
                y2: y,
                stroke: paint.colour('axis'),
                'stroke-dasharray': '4 3',
              }),
          },
        ]
      : []),
    ...(chart.threshold
      ? [
          {
            text: chart.threshold.label,
            sign: (x: number, y: number) =>
              tag('line', {
                x1: x,
                x2: x + 22,
                y1: y,
                y2: y,
                stroke: paint.colour('warm'),
                'stroke-width': 1.5,
                'stroke-dasharray': '2 3',
              }),
          },
        ]
      : []),
  ]
  let x = 0
  let y = 8
  const body = items.map((item) => {
    const lines = wrapText(item.text, paint.width - 30, size)
    const width = 30 + Math.max(...lines.map((line) => measureText(line, size))) + 20
    if (x > 0 && x + width - 20 > paint.width) {
      x = 0
      y += 20
    }
    const start = y
    const own =
      item.sign(x, y) +
      lines
        .map((line, index) =>
          label(paint, { x: x + 30, y: start + 4 + index * 16, fill: 'quiet', size }, line),
        )
        .join('')
    y += (lines.length - 1) * 16
    x += width
    return own
  })
  return { height: items.length === 0 ? 0 : y + 16, body: body.join('') }
}
