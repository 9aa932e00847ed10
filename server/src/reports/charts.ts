import type { z } from 'zod'
import type { BarsChart } from '../charts/chart.ts'
import { renderPicture } from '../charts/chart-picture.ts'
import { renderChart } from '../charts/render-chart.ts'
import { type Chart, type DocumentTree, type Figure, figuresOf } from './document.ts'
import { figureText } from './figure-text.ts'

/** Of a chart as wide as the text; the letters come out as large as those of a table. */
const WIDTH = 640

/** The charts of a document as SVG, by block: the same drawing on the screen and, as a picture, in files. */
export function drawingsOf(tree: DocumentTree): Map<string, string> {
  const figures = figuresOf(tree)
  return new Map(
    tree.blocks
      .filter((block): block is Chart => block.kind === 'chart' && block.bars.length > 0)
      .map((chart) => [chart.id, renderChart(barsOf(chart, figures), { width: WIDTH, theme: 'print' })]),
  )
}

/** Pictures of the charts of a tree by the block's id. */
export type Pictures = ReadonlyMap<string, { png: Buffer; width: number; height: number }>

export const picturesOf = (tree: DocumentTree): Pictures =>
  new Map([...drawingsOf(tree)].map(([id, svg]) => [id, { png: renderPicture(svg), ...sizeOf(svg) }]))

const sizeOf = (svg: string) => {
  const [, width, height] = /viewBox="0 0 (\d+) (\d+)"/.exec(svg) ?? []
  return { width: Number(width ?? WIDTH), height: Number(height ?? WIDTH) }
}

function barsOf(chart: Chart, figures: ReadonlyMap<string, Figure>): z.infer<typeof BarsChart> {
  const rows = chart.bars.map(({ label, figure: id }) => {
    const figure = figures.get(id)
    const value = figure && 'value' in figure.value ? figure.value.value : null
    const valueText = figure ? figureText(figure, 'of') : 'нет данных'
    return {
      key: id,
      name: label,
      value: typeof value === 'number' ? value : null,
      valueText,
      tone: 'main' as const,
    }
  })
  return {
    kind: 'bars',
    id: chart.id.replaceAll(/[^a-z0-9]+/g, '-'),
    title: chart.caption,
    note: null,
    source: '',
    n: '',
    table: { head: ['Процедура', 'Доля'], rows: rows.map(({ name, valueText }) => [name, valueText]) },
    fileName: chart.id,
    reading: rows.map(({ key, name, valueText }) => ({ key, words: `${name}: ${valueText}` })),
    unit: 'share',
    rows,
  }
}
