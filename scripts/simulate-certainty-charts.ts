import type { Chart } from '../server/src/charts/chart.ts'
import type { Bin, BySize } from '../server/src/identification/certainty/calibration.ts'

const percent = (share: number, digits = 0) => `${(100 * share).toFixed(digits).replace('.', ',')} %`
const SOURCE = 'scripts/simulate-certainty.ts, придуманные регионы с заданными истинными долями'

/** Rings are what was said, points what was planted: where they stand together, «64 %» means 64 of 100. */
export function calibrationChart(id: string, title: string, bins: Bin[]): Chart {
  const rows = bins
    .map((bin, decile) => ({ ...bin, decile }))
    .filter(({ cases }) => cases > 0)
    .map(({ cases, probability, truth, decile }) => ({
      key: `decile-${decile}`,
      name: `сказано ${decile * 10}–${decile * 10 + 10} %`,
      now: truth,
      before: probability,
      valueText: percent(truth),
      changeText: `из ${cases}`,
    }))
  return {
    kind: 'dots',
    id,
    title,
    note: 'Кольцо — средняя сказанная вероятность, точка — доля школ, где условия перечня выполнены на самом деле.',
    source: SOURCE,
    n: `${bins.reduce((total, { cases }) => total + cases, 0)} школ`,
    table: {
      head: ['Сказано', 'Случаев', 'В среднем', 'На самом деле'],
      rows: rows.map((row) => [row.name, row.changeText, percent(row.before, 1), percent(row.now, 1)]),
    },
    fileName: id,
    reading: rows.map((row) => ({
      key: row.key,
      words: `${row.name}: в среднем ${percent(row.before, 1)}, на самом деле ${percent(row.now, 1)}`,
    })),
    unit: 'share',
    nowLabel: 'на самом деле',
    beforeLabel: 'сказано',
    rows,
  }
}

/** Of a thousand schools of each size, how many the letter lists, and with which advisory word. */
export function sizesChart(sizes: BySize[]): Chart {
  const parts = ['firm', 'likely', 'chance'] as const
  const names = { firm: 'устойчиво', likely: 'вероятно', chance: 'случайность не исключена' }
  const rows = sizes.map((one) => ({
    name: `участников: ${one.size}`,
    parts: parts.map((word) => ({
      key: `${one.size}-${word}`,
      value: Math.round(1000 * one.listed * one.words[word]),
    })),
    valueText: `${Math.round(1000 * one.listed)} из 1000`,
  }))
  return {
    kind: 'stacked',
    id: 'small-schools',
    title: 'Чем меньше участников, тем больше школ правило называет случайно',
    note: 'Сколько школ из тысячи попадает в перечень по букве правила и сколько в этом случая.',
    source: SOURCE,
    n: `${sizes.reduce((total, { schools }) => total + schools, 0)} школ`,
    table: {
      head: ['Участников', 'В перечне', ...parts.map((word) => names[word])],
      rows: rows.map((row) => [row.name, row.valueText, ...row.parts.map(({ value }) => String(value))]),
    },
    fileName: 'small-schools',
    reading: rows.flatMap((row) =>
      row.parts.map((part, i) => ({
        key: part.key,
        words: `${row.name}: ${part.value} из 1000, ${names[parts[i]!]}`,
      })),
    ),
    series: [
      { name: names.firm, tone: 'step-3' },
      { name: names.likely, tone: 'step-1' },
      { name: names.chance, tone: 'muted' },
    ],
    rows,
  }
}
