import type { ChartOf } from '../charts/chart.ts'
import { percent, shareWords } from './chart-words.ts'

export interface HistoryPoint {
  year: number
  /** 0…1, or why there is none. */
  share: number | null
  absence: string
  low: number | null
  participants: number | null
  isComparable: boolean
  band: { low: number; middle: number; high: number } | null
}

export interface HistoryPanel {
  code: string
  name: string
  points: readonly HistoryPoint[]
}

interface HistoryInput {
  title: string
  note: string
  source: string
  n: string
  fileName: string
  /** 0…1 */
  threshold: number | null
  bandLabel: string
  /** «медиана школ региона», for the table and the words. */
  middleName: string
  panels: readonly HistoryPanel[]
}

/** A narrow cell; the column of shares says why. */
const absentCount = ({ absence }: HistoryPoint): string =>
  absence.startsWith('скрыто') ? 'скрыто' : 'нет данных'

/** Shares below the minimum by procedure over the years: small multiples over one scale, with the region behind. */
export function buildHistoryChart(input: HistoryInput): ChartOf<'lines'> {
  const panels = input.panels.filter((panel) => panel.points.some((point) => point.share !== null))
  const seen = panels.flatMap((panel) => panel.points.map((point) => point.year))
  const first = Math.min(...seen)
  const years =
    seen.length === 0
      ? []
      : Array.from({ length: Math.max(...seen) - first + 1 }, (_, index) => first + index)
  const key = (panel: HistoryPanel, point: HistoryPoint) => `${panel.code}-${point.year}`
  return {
    kind: 'lines',
    id: 'history',
    title: input.title,
    note: input.note,
    source: input.source,
    n: input.n,
    fileName: input.fileName,
    unit: 'share',
    years,
    threshold:
      input.threshold === null
        ? null
        : { value: input.threshold, label: `порог ${percent(input.threshold)}` },
    bandLabel: input.bandLabel,
    panels: panels.map((panel) => ({
      key: panel.code,
      name: panel.name,
      points: panel.points.map((point) => ({
        key: key(panel, point),
        year: point.year,
        value: point.share,
        isComparable: point.isComparable,
      })),
      band: panel.points.flatMap((point) => (point.band ? [{ year: point.year, ...point.band }] : [])),
    })),
    table: {
      head: ['Процедура и год', 'Участников', 'Ниже минимума', 'Доля', input.middleName],
      rows: panels.flatMap((panel) =>
        panel.points.map((point) => [
          `${panel.name}, ${point.year}`,
          point.participants === null ? absentCount(point) : String(point.participants),
          point.low === null ? absentCount(point) : String(point.low),
          point.share === null ? point.absence : percent(point.share),
          point.band ? percent(point.band.middle) : 'нет данных',
        ]),
      ),
    },
    reading: panels.flatMap((panel) =>
      panel.points.flatMap((point) =>
        point.share === null
          ? []
          : [
              {
                key: key(panel, point),
                words: [
                  `${panel.name}, ${point.year}: ${shareWords(point.low, point.participants ?? 0, point.share)}`,
                  point.band
                    ? `${input.middleName.toLocaleLowerCase('ru')} ${percent(point.band.middle)}`
                    : null,
                  point.isComparable ? null : 'с прошлым годом не сравнивают',
                ]
                  .filter((part) => part !== null)
                  .join('; '),
              },
            ],
      ),
    ),
  }
}
