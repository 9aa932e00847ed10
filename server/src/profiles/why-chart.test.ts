import { expect, test } from 'vitest'
import { missing } from '../platform/value.ts'
import type { SchoolCard } from './schemas.ts'
import { buildSchoolHistory } from './school-charts.ts'
import { buildWhyChart } from './why-chart.ts'

type Criterion = SchoolCard['explanation']['criteria'][number]
type EvidenceRow = Criterion['evidence'][number]

const row = (procedure: string, schoolYear: number, low: number, n: number, meets: boolean): EvidenceRow => ({
  procedure,
  name: procedure,
  schoolYear,
  participants: n,
  low,
  share: { estimate: low / n, low: 0, high: 0.9, n },
  countBasis: 'exact',
  meets,
  text: `${low} из ${n}`,
  source: { importId: 1, file: 'a.xlsx', sheet: 'A', row: 1, lastRow: null },
  viaPredecessor: null,
})

const criterion = (id: string, outcome: Criterion['outcome'], evidence: EvidenceRow[]): Criterion => ({
  id,
  title: id,
  outcome,
  sentence: '',
  legalSource: null,
  evidence,
  depth: 1,
})

/** Only what the charts read. */
const cardOf = (criteria: Criterion[], procedures: SchoolCard['procedures'] = []): SchoolCard =>
  ({
    name: 'Школа № 1',
    explanation: { schoolYear: 2025, criteria, thresholdShare: 0.3 },
    procedures,
  }) as unknown as SchoolCard

test('procedures that decided stand first, the others by their share', () => {
  const chart = buildWhyChart(
    cardOf([
      criterion('rule-a', 'met', [
        row('vpr-ma-5', 2025, 1, 10, false),
        row('oge-ma', 2025, 3, 10, true),
        row('oge-ru', 2025, 6, 10, true),
        row('ege-ru', 2025, 2, 10, false),
      ]),
    ]),
  )
  expect(chart.rows.map((item) => [item.key, item.note])).toEqual([
    ['oge-ru', 'решающая'],
    ['oge-ma', 'решающая'],
    ['ege-ru', null],
    ['vpr-ma-5', null],
  ])
  expect(chart.title).toBe('Порог 30\u00a0% достигнут в 2\u00a0процедурах из 4')
})

test('both years of a procedure are asked where the rule looks at two', () => {
  const chart = buildWhyChart(
    cardOf([
      criterion('rule-b', 'met', [
        row('oge-ma', 2025, 4, 10, true),
        row('oge-ma', 2024, 4, 10, true),
        row('oge-ru', 2025, 4, 10, true),
        row('oge-ru', 2024, 1, 10, false),
      ]),
    ]),
  )
  expect(chart.rows.map((item) => [item.key, item.note])).toEqual([
    ['oge-ma', 'решающая'],
    ['oge-ru', null],
  ])
})

test('the title is right for one procedure, none and many', () => {
  const titleOf = (reached: number, all: number) =>
    buildWhyChart(
      cardOf([
        criterion(
          'rule-a',
          'not-met',
          Array.from({ length: all }, (_, index) => row(`p-${index}`, 2025, 4, 10, index < reached)),
        ),
      ]),
    ).title.replaceAll('\u00a0', ' ')
  expect(titleOf(0, 0)).toBe('Результатов 2025 года, на которые смотрит правило, нет')
  expect(titleOf(0, 1)).toBe('Порог 30 % не достигнут в единственной процедуре')
  expect(titleOf(1, 1)).toBe('Порог 30 % достигнут в единственной процедуре')
  expect(titleOf(0, 6)).toBe('Порог 30 % не достигнут ни в одной из 6 процедур')
  expect(titleOf(1, 21)).toBe('Порог 30 % достигнут в 1 процедуре из 21')
  expect(titleOf(2, 6)).toBe('Порог 30 % достигнут в 2 процедурах из 6')
})

const year = (
  schoolYear: number,
  share: number | null,
  median: number | null,
): SchoolCard['procedures'][number]['years'][number] => ({
  schoolYear,
  participants: share === null ? null : 20,
  low: share === null ? null : Math.round(share * 20),
  share: share === null ? missing('not-submitted') : { estimate: share, low: 0, high: 1, n: 20 },
  isLow: null,
  countBasis: null,
  marks: null,
  meanScore: null,
  source: null,
  viaPredecessor: null,
  comparableWithPrevious: true,
  regionBand: median === null ? null : { lowQuartile: 0, median, highQuartile: 1, schools: 30 },
  alternatives: 0,
})

test('years without a result stay a gap with its reason, and the title compares with the region', () => {
  const history = (procedure: string, now: number) => ({
    procedure,
    name: procedure,
    shortName: procedure,
    years: [year(2023, 0.1, 0.2), year(2024, null, null), year(2025, now, 0.2)],
  })
  const chart = buildSchoolHistory(cardOf([], [history('a', 0.5), history('b', 0.1)]))
  expect(chart.title.replaceAll('\u00a0', ' ')).toBe(
    'В 2025 году доля ниже минимума больше, чем у средней школы региона, — в 1 процедуре из 2',
  )
  expect(chart.table.rows[1]).toEqual([
    'a, 2024',
    'нет данных',
    'нет данных',
    'нет данных — результаты не представлены',
    'нет данных',
  ])
  expect(chart.reading.map(({ key }) => key)).toEqual(['a-2023', 'a-2025', 'b-2023', 'b-2025'])
})
