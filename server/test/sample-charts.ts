import type { Chart, ChartOf } from '../src/charts/chart.ts'
import { formatNumber } from '../src/platform/russian.ts'

/** One chart of each kind with invented numbers: long Russian names, one row, none, two thousand. */

const percent = (share: number) => `${formatNumber(share * 100, 1)}\u00a0%`
const base = (id: string, title: string) => ({
  id,
  title,
  note: 'Вымышленные данные: проверка рисунка',
  source: 'Источник: вымышленные результаты 2025 года.',
  n: '21 школа',
  fileName: title,
})

/** A repeatable number 0…1. */
const noise = (seed: number) => {
  const wave = Math.sin(seed * 12.9898) * 43_758.5453
  return wave - Math.floor(wave)
}

export function sampleFunnel(schools: number): ChartOf<'funnel'> {
  const centre = 0.14
  const points = Array.from({ length: schools }, (_, index) => {
    const n = Math.round(4 + noise(index) ** 2 * 180)
    const spread = Math.sqrt((centre * (1 - centre)) / n)
    const far = noise(index + 0.5) * 2 - 1
    const value = Math.min(1, Math.max(0, centre + far * spread * (index % 40 === 0 ? 5 : 1.9)))
    const z = (value - centre) / spread
    const place =
      z > 3.09
        ? ('above' as const)
        : z < -3.09
          ? ('below' as const)
          : Math.abs(z) > 1.96
            ? ('edge' as const)
            : ('inside' as const)
    return {
      key: `s${index}`,
      name: `МБОУ «Средняя школа № ${index + 1}»`,
      n,
      value,
      place,
      isMarked: index === 3,
    }
  })
  const ns = [3, 4, 6, 8, 12, 16, 24, 36, 50, 80, 120, 184]
  const limit = (z: number, text: string) => ({
    label: text,
    points: ns.map((n) => {
      const half = z * Math.sqrt((centre * (1 - centre)) / n)
      return { n, low: Math.max(0, centre - half), high: Math.min(1, centre + half) }
    }),
  })
  return {
    kind: 'funnel',
    ...base('sample-funnel', 'У 14 школ доля ниже минимума выше, чем объяснила бы случайность'),
    valueAxis: 'Доля участников ниже минимума',
    sizeAxis: 'участников процедуры',
    centre: { value: centre, label: `регион ${percent(centre)}` },
    threshold: { value: 0.3, label: 'порог 30\u00a0%' },
    limits: [limit(1.96, '95\u00a0%'), limit(3.09, '99,8\u00a0%')],
    points,
    table: {
      head: ['Школа', 'Участников', 'Доля'],
      rows: points.map((point) => [point.name, String(point.n), percent(point.value)]),
    },
    reading: points.map((point) => ({
      key: point.key,
      words: `${point.name}: ${percent(point.value)} из ${point.n}`,
    })),
  }
}

const PROCEDURES = [
  'ВПР Математика, 5 класс',
  'ВПР Русский язык, 6 класс',
  'ОГЭ Математика',
  'ЕГЭ Математика профильного уровня',
  'ЕГЭ Русский язык',
]

export function sampleIntervals(rows: number): ChartOf<'intervals'> {
  const own = Array.from({ length: rows }, (_, index) => {
    const value = 0.08 + noise(index) * 0.4
    return {
      key: `r${index}`,
      name: PROCEDURES[index % PROCEDURES.length] ?? '',
      note: index === 1 ? 'решающая' : null,
      valueText: index === 3 ? 'нет данных — результаты не представлены' : `7 из 20 (${percent(value)})`,
      value: index === 3 ? null : value,
      low: index === 3 ? null : Math.max(0, value - 0.14),
      high: index === 3 ? null : value + 0.22,
      isReached: index === 3 ? null : value >= 0.3,
      earlier:
        index === 3
          ? []
          : [
              { value: value + 0.01, label: '2023' },
              { value: value + 0.03, label: '2024' },
            ],
    }
  })
  return {
    kind: 'intervals',
    ...base('sample-intervals', 'По двум процедурам из пяти доля не меньше порога'),
    threshold: { value: 0.3, label: 'порог 30\u00a0%' },
    rows: own,
    table: { head: ['Процедура', 'Доля'], rows: own.map((row) => [row.name, row.valueText]) },
    reading: own.map((row) => ({ key: row.key, words: `${row.name}: ${row.valueText}` })),
  }
}

export function sampleLines(panels: number, years = [2021, 2022, 2023, 2024, 2025]): ChartOf<'lines'> {
  const own = Array.from({ length: panels }, (_, panel) => ({
    key: `p${panel}`,
    name: PROCEDURES[panel % PROCEDURES.length] ?? '',
    points: years.map((year, index) => ({
      key: `p${panel}-${year}`,
      year,
      value: index === 1 && panel === 0 ? null : 0.05 + noise(panel * 7 + index) * 0.4,
      isComparable: !(panel === 1 && index === 3),
    })),
    band: years.map((year) => ({ year, low: 0.08, middle: 0.12, high: 0.2 })),
  }))
  return {
    kind: 'lines',
    ...base('sample-lines', 'По математике доля ниже минимума растёт третий год'),
    unit: 'share',
    years,
    threshold: { value: 0.3, label: 'порог 30\u00a0%' },
    bandLabel: 'средняя половина школ региона и медиана',
    panels: own,
    table: {
      head: ['Процедура', ...years.map(String)],
      rows: own.map((panel) => [
        panel.name,
        ...panel.points.map((point) => (point.value === null ? 'нет данных' : percent(point.value))),
      ]),
    },
    reading: own.flatMap((panel) =>
      panel.points.flatMap((point) =>
        point.value === null
          ? []
          : [{ key: point.key, words: `${panel.name}, ${point.year}: ${percent(point.value)}` }],
      ),
    ),
  }
}

const CLUSTERS = ['не в перечне', 'базово неуспевающие', 'умеренно неуспевающие', 'сильно неуспевающие']

export function sampleSankey(flows: [from: number, to: number, schools: number][]): ChartOf<'sankey'> {
  const nodes = (['from', 'to'] as const).flatMap((side) =>
    CLUSTERS.map((name, index) => ({
      id: `${side}-${index}`,
      side,
      name,
      tone: `step-${index}` as 'step-0',
    })),
  )
  const links = flows.map(([from, to, value]) => ({
    key: `${from}-${to}`,
    from: `from-${from}`,
    to: `to-${to}`,
    value,
    tone: to < from ? ('good' as const) : to > from ? ('warm' as const) : ('muted' as const),
  }))
  return {
    kind: 'sankey',
    ...base('sample-sankey', 'Положительная динамика — у 25 школ, отрицательная — у 21'),
    fromHead: '2024',
    toHead: '2025',
    nodes,
    links,
    table: {
      head: ['Переход', 'Школ'],
      rows: flows.map(([from, to, value]) => [`${CLUSTERS[from]} → ${CLUSTERS[to]}`, String(value)]),
    },
    reading: flows.map(([from, to, value]) => ({
      key: `${from}-${to}`,
      words: `${CLUSTERS[from]} → ${CLUSTERS[to]}: ${value}`,
    })),
  }
}

export function sampleMap(): ChartOf<'map'> {
  const areas = Array.from({ length: 16 }, (_, index) => {
    const [west, south] = [31 + (index % 4) * 0.9, 54 + Math.floor(index / 4) * 0.6]
    const state =
      index === 5 ? ('too-few' as const) : index === 10 ? ('no-data' as const) : ('value' as const)
    const value = state === 'value' ? noise(index) * 0.5 : null
    return {
      key: `m${index}`,
      name: `Район ${index}`,
      border: {
        type: 'Polygon' as const,
        coordinates: [
          [
            [west, south],
            [west, south + 0.6],
            [west + 0.9, south + 0.6],
            [west + 0.9, south],
            [west, south],
          ],
        ],
      },
      state,
      value,
      valueText: value === null ? '' : `${Math.round(value * 100)}\u00a0%`,
      isMarked: index === 6,
    }
  })
  return {
    kind: 'map',
    ...base('sample-map', 'Доля школ, которым нужна поддержка, больше всего в районе 3'),
    bounds: [0.1, 0.2, 0.3, 0.4, 0.5],
    legend: ['0–10\u00a0%', '10–20\u00a0%', '20–30\u00a0%', '30–40\u00a0%', '40–50\u00a0%'],
    areas,
    table: {
      head: ['Территория', 'Доля'],
      rows: areas.map((area) => [area.name, area.valueText || 'мало школ']),
    },
    reading: areas.map((area) => ({
      key: area.key,
      words: `${area.name}: ${area.valueText || 'мало школ'}`,
    })),
  }
}

export function sampleBars(): ChartOf<'bars'> {
  const rows = PROCEDURES.map((name, index) => ({
    key: `b${index}`,
    name,
    value: index === 4 ? 0 : 0.1 * (index + 1),
    valueText: percent(index === 4 ? 0 : 0.1 * (index + 1)),
    tone: 'main' as const,
  }))
  return {
    kind: 'bars',
    ...base('sample-bars', 'Полнота ниже всего у ЕГЭ'),
    unit: 'share',
    rows,
    table: { head: ['Процедура', 'Доля'], rows: rows.map((row) => [row.name, row.valueText]) },
    reading: rows.map((row) => ({ key: row.key, words: `${row.name}: ${row.valueText}` })),
  }
}

export function sampleStacked(): ChartOf<'stacked'> {
  const rows = ['Вяземский район', 'город Смоленск'].map((name, index) => ({
    name,
    parts: [12, 5, 1, index].map((value, part) => ({ key: `${index}-${part}`, value: value * (index + 1) })),
    valueText: `${18 * (index + 1) + index * 2} школ`,
  }))
  return {
    kind: 'stacked',
    ...base('sample-stacked', 'В городе Смоленске две школы сильно неуспевающие'),
    series: CLUSTERS.map((name, index) => ({ name, tone: `step-${index}` as 'step-0' })),
    rows,
    table: {
      head: ['Территория', ...CLUSTERS],
      rows: rows.map((row) => [row.name, ...row.parts.map((part) => String(part.value))]),
    },
    reading: rows.flatMap((row) =>
      row.parts.map((part) => ({ key: part.key, words: `${row.name}: ${part.value}` })),
    ),
  }
}

export function sampleDots(): ChartOf<'dots'> {
  const rows = PROCEDURES.map((name, index) => {
    const now = 0.06 + noise(index) * 0.2
    return {
      key: `d${index}`,
      name,
      now: index === 2 ? null : now,
      before: index === 1 ? null : 0.06 + noise(index + 9) * 0.2,
      valueText: index === 2 ? 'нет данных' : percent(now),
      changeText: index === 1 || index === 2 ? '' : '−1,2\u00a0п.\u00a0п.',
    }
  })
  return {
    kind: 'dots',
    ...base('sample-dots', 'Чаще всего ниже минимума — в ОГЭ по математике'),
    unit: 'share',
    nowLabel: '2025 год',
    beforeLabel: '2024 год',
    rows,
    table: {
      head: ['Процедура', 'Доля', 'За год'],
      rows: rows.map((row) => [row.name, row.valueText, row.changeText]),
    },
    reading: rows.map((row) => ({ key: row.key, words: `${row.name}: ${row.valueText}` })),
  }
}

export const sampleCharts = (): Chart[] => [
  sampleFunnel(120),
  sampleIntervals(5),
  sampleLines(5),
  sampleBars(),
  sampleStacked(),
  sampleSankey([
    [0, 0, 180],
    [0, 1, 14],
    [0, 2, 5],
    [1, 0, 16],
    [1, 1, 22],
    [1, 2, 2],
    [2, 0, 1],
    [2, 1, 6],
    [2, 2, 9],
    [3, 2, 2],
    [3, 3, 4],
  ]),
  sampleMap(),
  sampleDots(),
]
