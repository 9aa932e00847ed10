import { expect, test } from 'vitest'
import { buildFunnelChart, labelOf } from './funnel-chart.ts'
import { buildMapChart } from './map-chart.ts'
import type { MunicipalityTally } from './municipality-tally.ts'
import { buildTransitionsChart } from './transitions-chart.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

test('dynamics are told right for 0, 1, 2, 5 and 21 schools', () => {
  const titleOf = (better: number, worse: number) =>
    plain(
      buildTransitionsChart({
        schoolYear: 2025,
        previousYear: 2024,
        beyondChance: { schools: 0, of: 0 },
        transitions: [
          { from: 1, to: 1, schools: 3 },
          ...(better > 0 ? [{ from: 2, to: 1, schools: better }] : []),
          ...(worse > 0 ? [{ from: 0, to: 1, schools: worse }] : []),
        ],
      }).title,
    )
  expect(titleOf(0, 0)).toBe('За год ни одна школа не перешла в другой кластер')
  expect(titleOf(1, 0)).toBe('Положительная динамика — у 1 школы, отрицательной нет')
  expect(titleOf(0, 2)).toBe('Отрицательная динамика — у 2 школ, положительной нет')
  expect(titleOf(5, 1)).toBe('Положительная динамика — у 5 школ, отрицательная — у 1')
  expect(titleOf(21, 21)).toBe('Положительная динамика — у 21 школы, отрицательная — у 21')
})

test('schools that stayed off the list are in the table and not in the picture, and schools without a verdict are neither better nor worse', () => {
  const chart = buildTransitionsChart({
    schoolYear: 2025,
    previousYear: 2024,
    beyondChance: { schools: 1, of: 21 },
    transitions: [
      { from: 0, to: 0, schools: 400 },
      { from: null, to: 1, schools: 2 },
    ],
  })
  expect(chart.table.rows).toHaveLength(2)
  expect(chart.links.map(({ value }) => value)).toEqual([2])
  expect(chart.title).toBe('За год ни одна школа не перешла в другой кластер')
  expect(plain(chart.note ?? '')).toContain(
    'нет в перечне оба года: 400. Больше случайных колебаний — 1 из 21 перехода, остальные неразличимы.',
  )
})

test('a funnel of equal schools finds nobody; places follow the exact limits', () => {
  const input = { procedure: { code: 'oge-ma', name: 'ОГЭ, математика' }, schoolYear: 2025, threshold: null }
  const school = (id: number, participants: number, low: number) => ({
    id,
    name: `Школа № ${id}`,
    municipality: 'Вяземский район',
    participants,
    low,
  })
  const same = Array.from({ length: 21 }, (_, index) => school(index, 50, 5))
  const equal = buildFunnelChart({ ...input, schools: same, marked: new Set() })
  expect(plain(equal.title)).toContain('ни одна школа не отличается')
  expect(equal.n).toBe('21\u00a0школа, 1\u00a0050\u00a0участников.')
  const chart = buildFunnelChart({
    ...input,
    schools: [...same, school(30, 100, 60), school(31, 3, 3), school(32, 0, 0)],
    marked: new Set([31]),
  })
  const placeOf = (key: string) => chart.points.find((point) => point.key === key)?.place
  expect(placeOf('30')).toBe('above')
  // Three of three look terrible and say little.
  expect(placeOf('31')).toBe('edge')
  expect(chart.points.some((point) => point.key === '32')).toBe(false)
  for (const limit of chart.limits)
    for (const at of limit.points)
      expect(at.low <= chart.centre.value && at.high >= chart.centre.value).toBe(true)
})

const tally = (id: number, over: Partial<MunicipalityTally>): MunicipalityTally => ({
  id,
  name: `Район ${id}`,
  border: null,
  isUnseen: false,
  schools: 10,
  assessed: 10,
  listed: 2,
  risk: 1,
  withResults: 10,
  participants: 300,
  low: 30,
  ...over,
})

test('a share of few schools is not computed, and one of none is no zero', () => {
  const places = [
    tally(1, {}),
    tally(2, { assessed: 4, listed: 4 }),
    tally(3, { assessed: 0, listed: 0, withResults: 0 }),
  ]
  const chart = buildMapChart({ places, measure: 'listed', schoolYear: 2025, marked: null })
  expect(chart.areas.map(({ state, value }) => [state, value])).toEqual([
    ['value', 0.2],
    ['too-few', null],
    ['no-data', null],
  ])
  expect(chart.table.rows.map((row) => row[1])).toEqual(['20\u00a0%', 'мало данных', 'нет данных'])
  expect(plain(chart.title)).toBe(
    'Доля школ, которым нужна поддержка, больше всего на территории «Район 1»: 20 %',
  )
  const own = buildMapChart({
    places: [tally(1, {}), tally(4, { listed: 1 })],
    measure: 'listed',
    schoolYear: 2025,
    marked: 1,
  })
  expect(plain(own.title)).toBe('Район 1: 20 %; меньше — в 1 из 1 другого муниципалитета')
})

test('a label keeps what tells schools apart', () => {
  expect(labelOf('МБОУ «Средняя общеобразовательная школа № 28» г. Вязьмы')).toBe('СОШ № 28 г. Вязьмы')
  expect(
    labelOf(
      'Муниципальное бюджетное общеобразовательное учреждение «Основная общеобразовательная школа с. Луг»',
    ),
  ).toBe('ООШ с. Луг')
  expect(labelOf('МОУ Озёрная СОШ')).toBe('Озёрная СОШ')
  expect(labelOf('Гимназия № 1')).toBe('Гимназия № 1')
})
