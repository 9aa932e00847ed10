import { expect, test } from 'vitest'
import {
  sampleCharts,
  sampleFunnel,
  sampleIntervals,
  sampleLines,
  sampleSankey,
} from '../../test/sample-charts.ts'
import { Chart } from './chart.ts'
import { renderPicture } from './chart-picture.ts'
import { measureText } from './measure-text.ts'
import { renderChart } from './render-chart.ts'

const WIDTHS = [720, 560, 340]
const every = (): [string, Chart, number][] =>
  [
    ...sampleCharts(),
    sampleFunnel(2000),
    sampleFunnel(1),
    sampleIntervals(1),
    sampleLines(1),
    sampleLines(1, [2025]),
  ].flatMap((chart) =>
    WIDTHS.map((width): [string, Chart, number] => [`${chart.kind} ${chart.reading.length}`, chart, width]),
  )

interface Text {
  words: string
  left: number
  right: number
  top: number
  bottom: number
}

/** The labels of a picture with the room they take; groups that are moved are taken at their own place. */
function labelsOf(svg: string, size: number): Text[] {
  return [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(([, attributes = '', escaped = '']) => {
    const read = (name: string) => attributes.match(new RegExp(`${name}="([^"]*)"`))?.[1]
    const words = escaped
      .replace(/&quot;/g, '"')
      .replace(/&lt;/g, '<')
      .replace(/&gt;/g, '>')
      .replace(/&amp;/g, '&')
    const own = Number(read('font-size') ?? size)
    const width = measureText(words, own, read('font-weight') === '600' ? 600 : 400)
    const anchor = read('text-anchor') ?? 'start'
    const left = Number(read('x')) - (anchor === 'end' ? width : anchor === 'middle' ? width / 2 : 0)
    const y = Number(read('y'))
    return { words, left, right: left + width, top: y - own * 0.75, bottom: y + own * 0.22 }
  })
}

test.each(every())('%s: no label lies over another or outside the picture (%#)', (_, chart, width) => {
  const svg = renderChart(chart, { width, theme: 'screen' })
  const labels = labelsOf(svg, width < 480 ? 12 : 13)
  const clashes = labels.flatMap((a, index) =>
    labels
      .slice(index + 1)
      .flatMap((b) =>
        a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
          ? [`${a.words} × ${b.words}`]
          : [],
      ),
  )
  expect(clashes).toEqual([])
  const height = Number(/viewBox="0 0 \d+ (\d+)"/.exec(svg)?.[1])
  const isOutside = (one: Text) =>
    one.left < -0.5 || one.right > width + 0.5 || one.top < -0.5 || one.bottom > height + 0.5
  expect(labels.filter(isOutside).map((one) => one.words)).toEqual([])
})

test.each(every())(
  '%s: what is drawn is a whole document of marks that have words (%#)',
  (_, chart, width) => {
    const svg = renderChart(Chart.parse(chart), { width, theme: 'screen' })
    expect(svg).toMatch(
      /^<svg xmlns="http:\/\/www.w3.org\/2000\/svg" viewBox="0 0 \d+ \d+"[^>]* role="img" aria-labelledby=/,
    )
    expect(svg).not.toMatch(/NaN|undefined|Infinity|style=|<style/)
    const known = new Set(chart.reading.map((mark) => mark.key))
    const drawn = new Set([...svg.matchAll(/data-mark="([^"]*)"/g)].map(([, key]) => key))
    expect([...drawn].filter((key) => !known.has(key ?? ''))).toEqual([])
    expect(svg.replace(/var\(--[a-z0-9-]+, #[0-9a-f]{6}\)/g, '')).not.toMatch(/#[0-9a-f]{6}/)
  },
)

test('numbers have a decimal comma', () => {
  for (const chart of sampleCharts()) {
    const texts = labelsOf(renderChart(chart, { width: 720, theme: 'print' }), 13).map((one) => one.words)
    expect(texts.filter((words) => /\d\.\d/.test(words))).toEqual([])
  }
})

test('on paper there are fixed colours, and the words of each mark are its title', () => {
  const chart = sampleIntervals(5)
  const svg = renderChart(chart, { width: 640, theme: 'print' })
  expect(svg).not.toContain('var(')
  for (const { words } of chart.reading) expect(svg).toContain(`<title>${words}</title>`)
})

test('every number written beside a row or a flow stands in the table', () => {
  for (const chart of sampleCharts().filter(({ kind }) =>
    ['intervals', 'bars', 'dots', 'map'].includes(kind),
  )) {
    const cells = new Set(chart.table.rows.flat())
    const numbers =
      'rows' in chart
        ? chart.rows.map((row) => row.valueText)
        : 'areas' in chart
          ? chart.areas.map((area) => area.valueText)
          : []
    expect(numbers.filter((text) => text !== '' && !cells.has(text))).toEqual([])
  }
  const flows = sampleSankey([
    [0, 1, 3],
    [2, 1, 40],
  ])
  const svg = renderChart(flows, { width: 720, theme: 'screen' })
  for (const { value } of flows.links) expect(svg).toContain(`>${value}</text>`)
})

test('names from a file stay text', () => {
  const chart = sampleIntervals(1)
  const row = chart.rows[0]
  if (!row) throw new Error('the sample has a row')
  row.name = '<script>alert("1")</script>&\u0007'
  const svg = renderChart(chart, { width: 720, theme: 'print' })
  expect(svg).not.toContain('<script')
  expect(svg).not.toContain('\u0007')
  expect(svg).toContain('&lt;script&gt;')
})

test('nothing to draw is said in words', () => {
  for (const chart of [sampleFunnel(0), sampleIntervals(0), sampleLines(0), sampleSankey([])])
    expect(renderChart(chart, { width: 340, theme: 'screen' })).toContain('Данных для рисунка нет')
})

test('one picture for the page and for Word: the drawing for paper becomes a PNG in our typeface', () => {
  const svg = renderChart(sampleFunnel(60), { width: 640, theme: 'print', hasCaption: true })
  const png = renderPicture(svg, 1200)
  expect(png.subarray(1, 4).toString()).toBe('PNG')
  expect(png.readUInt32BE(16)).toBe(1200)
})
