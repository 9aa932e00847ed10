import type { ChartOf } from './chart.ts'
import { type Drawing, label, type Paint, pointMark, tag } from './draw.ts'
import { placeRows, rowRoom, rowTarget, verticalGrid } from './draw-rows.ts'
import { measureText } from './measure-text.ts'
import { makeScale, unitText } from './scales.ts'

type Intervals = ChartOf<'intervals'>

/** How far chance could move each share, against the threshold; the years before as small rings. */
export function drawIntervals(chart: Intervals, paint: Paint): Drawing {
  const room = rowRoom(
    paint,
    chart.rows.map((row) => row.name),
    chart.rows.map((row) => row.valueText),
  )
  const greatest = Math.max(
    chart.threshold ? chart.threshold.value * 1.5 : 0,
    ...chart.rows.flatMap((row) => [row.high ?? 0, row.value ?? 0, ...row.earlier.map((dot) => dot.value)]),
  )
  const x = makeScale(greatest, 'share', { from: room.from, to: room.to, ticks: paint.isNarrow ? 4 : 6 })
  const top = 26
  const rows = placeRows(
    paint,
    room,
    chart.rows.map((row) => ({ name: row.name, note: row.note, number: row.valueText })),
    top + 4,
    chart.rows.some((row) => row.earlier.length > 0) ? 36 : 26,
  )
  const bottom = rows.at(-1)?.bottom ?? top
  const threshold = chart.threshold && {
    at: x(chart.threshold.value),
    width: measureText(chart.threshold.label, paint.size - 1, 600),
    text: chart.threshold.label,
  }
  const body = [
    verticalGrid(paint, x, { top, bottom }, (tick) => unitText(tick, 'share'), threshold),
    threshold
      ? tag('line', {
          x1: threshold.at,
          x2: threshold.at,
          y1: top,
          y2: bottom,
          stroke: paint.colour('warm'),
          'stroke-width': 1.5,
          'stroke-dasharray': '2 3',
        }) +
        label(
          paint,
          {
            x: threshold.at,
            y: top - 7,
            anchor: 'middle',
            fill: 'warmText',
            weight: 600,
            size: paint.size - 1,
          },
          threshold.text,
        )
      : '',
    ...chart.rows.map((row, index) => {
      const place = rows[index]
      if (!place) return ''
      return place.words + drawRow(row, place.middle, x, paint) + rowTarget(paint, row.key, place)
    }),
  ]
  return { height: bottom + 4, body: body.join('') }
}

function drawRow(
  row: Intervals['rows'][number],
  middle: number,
  x: (share: number) => number,
  paint: Paint,
): string {
  const colour = row.isReached === true ? 'warm' : 'main'
  const y = row.earlier.length > 0 ? middle - 6 : middle
  const interval =
    row.low === null || row.high === null
      ? ''
      : tag('rect', {
          x: x(row.low),
          y: y - 4,
          width: Math.max(2, x(row.high) - x(row.low)),
          height: 8,
          rx: 4,
          fill: paint.colour(colour),
          'fill-opacity': 0.28,
        })
  const point =
    row.value === null
      ? ''
      : pointMark({ x: x(row.value), y, r: 6 }, row.isReached === true, {
          fill: paint.colour(colour),
          stroke: paint.colour('ground'),
          'stroke-width': 1.5,
        })
  return interval + earlierDots(row.earlier, y, x, paint) + point
}

/** Rings with their years under them; years that fall close together share one label. */
function earlierDots(
  earlier: Intervals['rows'][number]['earlier'],
  y: number,
  x: (share: number) => number,
  paint: Paint,
): string {
  const size = paint.size - 2
  const groups: { from: number; to: number; text: string }[] = []
  for (const dot of [...earlier].sort((a, b) => a.value - b.value)) {
    const at = x(dot.value)
    const last = groups.at(-1)
    const text = last ? `${last.text}, ${dot.label}` : dot.label
    const reach = (measureText(dot.label, size) + measureText(last?.text ?? '', size)) / 2 + 8
    if (last && at - (last.from + last.to) / 2 < reach) {
      last.to = at
      last.text = text
    } else groups.push({ from: at, to: at, text: dot.label })
  }
  const dots = earlier.map((dot) =>
    tag('circle', {
      cx: x(dot.value),
      cy: y,
      r: 3.5,
      fill: paint.colour('ground'),
      stroke: paint.colour('axis'),
      'stroke-width': 1.5,
    }),
  )
  const names = groups.map((group) => {
    const half = measureText(group.text, size) / 2
    const at = Math.min(Math.max((group.from + group.to) / 2, x(0) - 14 + half), paint.width - half)
    return label(paint, { x: at, y: y + 20, anchor: 'middle', fill: 'quiet', size }, group.text)
  })
  return [...dots, ...names].join('')
}
