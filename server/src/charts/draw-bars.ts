import type { ChartOf } from './chart.ts'
import { TONE_COLOURS } from './chart-theme.ts'
import { type Drawing, label, type Paint, tag } from './draw.ts'
import { placeRows, rowRoom, rowTarget, verticalGrid } from './draw-rows.ts'
import { measureText } from './measure-text.ts'
import { makeScale, unitText } from './scales.ts'

/** Lengths under each other, each with its number. */
export function drawBars(chart: ChartOf<'bars'>, paint: Paint): Drawing {
  const rows = chart.rows.map((row) => ({ name: row.name, number: row.valueText }))
  const room = rowRoom(
    paint,
    rows.map((row) => row.name),
    rows.map((row) => row.number),
  )
  const x = makeScale(Math.max(0, ...chart.rows.map((row) => row.value ?? 0)), chart.unit, {
    from: room.from,
    to: room.to,
    ticks: paint.isNarrow ? 3 : 5,
  })
  const top = 24
  const placed = placeRows(paint, room, rows, top + 4, paint.isNarrow ? 14 : 20)
  const bottom = placed.at(-1)?.bottom ?? top
  const body = chart.rows.map((row, index) => {
    const place = placed[index]
    if (!place) return ''
    const bar =
      row.value === null
        ? ''
        : tag('rect', {
            x: x(0),
            y: place.middle - 7,
            width: Math.max(row.value === 0 ? 0 : 1.5, x(row.value) - x(0)),
            height: 14,
            rx: 2,
            fill: paint.colour(TONE_COLOURS[row.tone]),
          })
    return place.words + bar + rowTarget(paint, row.key, place)
  })
  const grid = verticalGrid(paint, x, { top, bottom }, (tick) => unitText(tick, chart.unit))
  return { height: bottom + 4, body: grid + body.join('') }
}

/** What each whole is made of. Every row is as long as its whole is large against the greatest one. */
export function drawStacked(chart: ChartOf<'stacked'>, paint: Paint): Drawing {
  const rows = chart.rows.map((row) => ({ name: row.name, number: row.valueText }))
  const room = rowRoom(
    paint,
    rows.map((row) => row.name),
    rows.map((row) => row.number),
  )
  const wholes = chart.rows.map((row) => row.parts.reduce((sum, part) => sum + part.value, 0))
  const unit = (room.to - room.from) / Math.max(1, ...wholes)
  const legend = drawLegend(chart.series, paint)
  const placed = placeRows(paint, room, rows, legend.height + 6, 24)
  const body = chart.rows.map((row, index) => {
    const place = placed[index]
    if (!place) return ''
    let at = room.from
    const parts = row.parts.map((part, order) => {
      const width = part.value * unit
      const tone = chart.series[order]?.tone ?? 'main'
      const text = String(part.value)
      const start = at
      at += width
      if (part.value === 0) return ''
      const isDark = tone === 'step-2' || tone === 'step-3'
      return (
        tag(
          'rect',
          {
            x: start,
            y: place.middle - 10,
            width: Math.max(1, width - 1.5),
            height: 20,
            fill: paint.colour(TONE_COLOURS[tone]),
            'data-mark': part.key,
          },
          ...paint.words(part.key),
        ) +
        (measureText(text, paint.size - 1) + 8 < width
          ? label(
              paint,
              {
                x: start + width / 2,
                y: place.middle + 4,
                anchor: 'middle',
                size: paint.size - 1,
                fill: tone === 'step-2' ? 'seqText4' : isDark ? 'seqText5' : 'text',
              },
              text,
            )
          : '')
      )
    })
    return place.words + parts.join('')
  })
  return { height: (placed.at(-1)?.bottom ?? legend.height) + 4, body: legend.body + body.join('') }
}

/** Names of the series with their colours, in lines as wide as the picture. */
export function drawLegend(
  series: readonly { name: string; tone: ChartOf<'stacked'>['series'][number]['tone'] }[],
  paint: Paint,
): Drawing {
  const line = paint.size * 1.6
  let x = 0
  let y = 4
  const body = series.map(({ name, tone }) => {
    const width = measureText(name, paint.size - 1) + 34
    if (x > 0 && x + width > paint.width) {
      x = 0
      y += line
    }
    const own =
      tag('rect', { x, y, width: 12, height: 12, rx: 2, fill: paint.colour(TONE_COLOURS[tone]) }) +
      label(paint, { x: x + 17, y: y + 10.5, size: paint.size - 1, fill: 'quiet' }, name)
    x += width
    return own
  })
  return { height: y + line, body: body.join('') }
}
