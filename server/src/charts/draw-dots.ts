import type { ChartOf } from './chart.ts'
import { type Drawing, label, type Paint, tag } from './draw.ts'
import { placeRows, rowRoom, rowTarget, verticalGrid } from './draw-rows.ts'
import { measureText } from './measure-text.ts'
import { makeScale, unitText } from './scales.ts'

/** Then and now on one scale: a ring, a line, a point. */
export function drawDots(chart: ChartOf<'dots'>, paint: Paint): Drawing {
  const rows = chart.rows.map((row) => ({
    name: row.name,
    number: row.changeText ? `${row.valueText}  ${row.changeText}` : row.valueText,
  }))
  const room = rowRoom(
    paint,
    rows.map((row) => row.name),
    rows.map((row) => row.number),
  )
  const x = makeScale(
    Math.max(0, ...chart.rows.flatMap((row) => [row.now ?? 0, row.before ?? 0])),
    chart.unit,
    { from: room.from, to: room.to, ticks: paint.isNarrow ? 4 : 5 },
    chart.unit === 'share' ? 0.1 : 1,
  )
  const legend = drawKey(chart, paint)
  const top = legend.height + 22
  const placed = placeRows(paint, room, rows, top + 4, 20)
  const bottom = placed.at(-1)?.bottom ?? top
  const body = chart.rows.map((row, index) => {
    const place = placed[index]
    if (!place) return ''
    const y = place.middle
    const way =
      row.now === null || row.before === null
        ? ''
        : tag('line', {
            x1: x(row.before),
            x2: x(row.now),
            y1: y,
            y2: y,
            stroke: paint.colour('axis'),
            'stroke-width': 2,
          })
    const before = row.before === null ? '' : ring(x(row.before), y, paint)
    const now =
      row.now === null ? '' : tag('circle', { cx: x(row.now), cy: y, r: 6, fill: paint.colour('main') })
    return place.words + way + before + now + rowTarget(paint, row.key, place)
  })
  return {
    height: bottom + 4,
    body:
      legend.body +
      verticalGrid(paint, x, { top, bottom }, (tick) => unitText(tick, chart.unit)) +
      body.join(''),
  }
}

const ring = (x: number, y: number, paint: Paint): string =>
  tag('circle', {
    cx: x,
    cy: y,
    r: 4.5,
    fill: paint.colour('ground'),
    stroke: paint.colour('axis'),
    'stroke-width': 2,
  })

function drawKey(chart: ChartOf<'dots'>, paint: Paint): Drawing {
  const size = paint.size - 1
  const now =
    tag('circle', { cx: 6, cy: 8, r: 6, fill: paint.colour('main') }) +
    label(paint, { x: 18, y: 12, fill: 'quiet', size }, chart.nowLabel)
  if (chart.beforeLabel === null) return { height: 18, body: now }
  const at = 18 + measureText(chart.nowLabel, size) + 20
  return {
    height: 18,
    body:
      now + ring(at, 8, paint) + label(paint, { x: at + 12, y: 12, fill: 'quiet', size }, chart.beforeLabel),
  }
}
