import { z } from 'zod'
import type { FileAnswer } from '../platform/http.ts'
import { type Chart, ChartTable, MarkWords } from './chart.ts'
import { renderPicture } from './chart-picture.ts'
import { renderChart } from './render-chart.ts'

/** Of a picture that leaves the page: the width between the margins of a sheet. */
const FILE_WIDTH = 680

/** The room a page has for the picture; the picture is laid out for it, so that text keeps its size on a phone. */
export const ChartWidth = z.coerce.number().int().min(280).max(1400).default(FILE_WIDTH)

export const ChartTextSize = z.coerce.number().min(10).max(20).optional()

/** What a page needs of a chart: its words, its table and the picture. */
export const ChartView = z.object({
  id: z.string(),
  kind: z.string(),
  title: z.string(),
  note: z.string().nullable(),
  source: z.string(),
  n: z.string(),
  table: ChartTable,
  fileName: z.string(),
  reading: z.array(MarkWords),
  svg: z.string(),
})
export type ChartView = z.infer<typeof ChartView>

export function toChartView(chart: Chart, room: { width: number; textSize?: number | undefined }): ChartView {
  const { id, kind, title, note, source, n, table, fileName, reading } = chart
  const svg = renderChart(chart, { ...room, theme: 'screen' })
  return { id, kind, title, note, source, n, table, fileName, reading, svg }
}

export const PictureFormat = z.enum(['png', 'svg'])

/** The picture as a file that stands alone: with its finding and source, in fixed colours. */
export function toPictureFile(chart: Chart, format: z.infer<typeof PictureFormat>): FileAnswer {
  const svg = renderChart(chart, { width: FILE_WIDTH, theme: 'print', hasCaption: true })
  const fileName = `${chart.fileName.replace(/[\\/:*?"<>|\p{Cc}]+/gu, ' ').trim()}.${format}`
  return format === 'svg'
    ? { fileName, contentType: 'image/svg+xml', stream: Buffer.from(svg) }
    : { fileName, contentType: 'image/png', stream: renderPicture(svg) }
}
