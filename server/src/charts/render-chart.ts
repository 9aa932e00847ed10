import type { Chart } from './chart.ts'
import { FONT_FAMILY, type Theme } from './chart-theme.ts'
import { type Drawing, escapeText, label, makePaint, type Paint, tag } from './draw.ts'
import { drawBars, drawStacked } from './draw-bars.ts'
import { drawDots } from './draw-dots.ts'
import { drawFunnel } from './draw-funnel.ts'
import { drawIntervals } from './draw-intervals.ts'
import { drawLines } from './draw-lines.ts'
import { drawMap } from './draw-map.ts'
import { drawSankey } from './draw-sankey.ts'
import { wrapText } from './measure-text.ts'

export interface RenderOptions {
  /** In units of the picture; text is 13 of them high, 12 under 480. */
  width: number
  /** Size of the text; 13 by default, 12 under 480. Larger where the picture will be made smaller, as on paper. */
  textSize?: number | undefined
  /** Colours of the page, or fixed ones for paper and files. */
  theme: Theme
  /** With the finding over it and the source under it, for a picture that leaves its page. */
  hasCaption?: boolean
}

/**
 * A chart as a whole SVG document; the same arguments give the same text.
 * On screen every mark has `data-mark` = the key of its words in `chart.reading`; for paper the words are its `<title>`.
 */
export function renderChart(chart: Chart, options: RenderOptions): string {
  const words = new Map(chart.reading.map((mark) => [mark.key, mark.words]))
  const paint = makePaint(chart.id, words, options)
  const drawing = isEmpty(chart) ? drawEmpty(paint) : draw(chart, paint)
  const whole = options.hasCaption ? addCaption(chart, drawing, paint) : { ...drawing, top: 0, head: '' }
  const height = Math.ceil(whole.height)
  const titleId = paint.name('title')
  const descriptionId = paint.name('desc')
  return tag(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      viewBox: `0 0 ${Math.round(options.width)} ${height}`,
      width: Math.round(options.width),
      height,
      role: 'img',
      'aria-labelledby': `${titleId} ${descriptionId}`,
      'font-family': FONT_FAMILY,
      'font-size': paint.size,
      'data-chart': chart.id,
    },
    tag('title', { id: titleId }, escapeText(chart.title)),
    tag('desc', { id: descriptionId }, escapeText(describe(chart))),
    options.theme === 'print'
      ? tag('rect', { width: Math.round(options.width), height, fill: paint.colour('ground') })
      : '',
    whole.head,
    whole.top === 0
      ? whole.body
      : tag('g', { transform: `translate(0 ${Math.round(whole.top)})` }, whole.body),
  )
}

function draw(chart: Chart, paint: Paint): Drawing {
  switch (chart.kind) {
    case 'funnel':
      return drawFunnel(chart, paint)
    case 'intervals':
      return drawIntervals(chart, paint)
    case 'lines':
      return drawLines(chart, paint)
    case 'bars':
      return drawBars(chart, paint)
    case 'stacked':
      return drawStacked(chart, paint)
    case 'sankey':
      return drawSankey(chart, paint)
    case 'map':
      return drawMap(chart, paint)
    case 'dots':
      return drawDots(chart, paint)
  }
}

function isEmpty(chart: Chart): boolean {
  switch (chart.kind) {
    case 'funnel':
      return chart.points.length === 0
    case 'lines':
      return chart.panels.length === 0 || chart.years.length === 0
    case 'sankey':
      return chart.links.length === 0
    case 'map':
      return chart.areas.every((area) => area.border === null)
    default:
      return chart.rows.length === 0
  }
}

function drawEmpty(paint: Paint): Drawing {
  const text = label(
    paint,
    { x: paint.width / 2, y: 64, anchor: 'middle', fill: 'quiet' },
    'Данных для рисунка нет',
  )
  return {
    height: 120,
    body:
      tag('rect', {
        x: 0.5,
        y: 0.5,
        width: paint.width - 1,
        height: 119,
        rx: 8,
        fill: 'none',
        stroke: paint.colour('line'),
      }) + text,
  }
}

const describe = (chart: Chart): string =>
  [chart.note, chart.n, chart.source].filter((part) => part !== null && part !== '').join('. ')

/** Finding, note and source inside the picture. */
function addCaption(chart: Chart, drawing: Drawing, paint: Paint): Drawing & { top: number; head: string } {
  const room = paint.width
  const titleSize = paint.size + 4
  const title = wrapText(chart.title, room, titleSize, 600)
  const note = chart.note ? wrapText(chart.note, room, paint.size) : []
  let y = titleSize
  const head: string[] = []
  for (const line of title) {
    head.push(label(paint, { x: 0, y, weight: 600, size: titleSize }, line))
    y += titleSize * 1.3
  }
  for (const line of note) {
    head.push(label(paint, { x: 0, y, fill: 'quiet' }, line))
    y += paint.size * 1.4
  }
  const top = y + 4
  const size = paint.size - 1
  let bottom = top + drawing.height + 20
  for (const line of wrapText(`${chart.source} ${chart.n}`.trim(), room, size)) {
    head.push(label(paint, { x: 0, y: bottom, fill: 'quiet', size }, line))
    bottom += size * 1.4
  }
  return { height: bottom, body: drawing.body, top, head: head.join('') }
}
