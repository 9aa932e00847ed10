import { z } from 'zod'
import { Border, type ChartOf } from '../charts/chart.ts'
import { counted, formatCount, formatNumber, plural } from '../platform/russian.ts'
import { MUNICIPALITIES, PARTICIPANTS, percent, SCHOOLS, SCHOOLS_GENITIVE } from './chart-words.ts'
import { countBounds, shareBounds } from './classes-of-values.ts'
import type { MunicipalityTally } from './municipality-tally.ts'

/** What a map can show, in the order of the chooser. */
export const MapMeasure = z.enum(['listed', 'risk', 'count', 'low', 'coverage'])
export type MapMeasure = z.infer<typeof MapMeasure>

interface Measure {
  /** For the finding: «… больше всего …». */
  subject: string
  isShare: boolean
  valueOf: (place: MunicipalityTally) => number
  /** Fewer behind it than this, and a share says nothing. [setting] */
  base: (place: MunicipalityTally) => { n: number; least: number; few: string; none: string }
  words: (place: MunicipalityTally) => string
  head: string
}

const LEAST_SCHOOLS = 5
const LEAST_PARTICIPANTS = 10

const assessed = (place: MunicipalityTally) => ({
  n: place.assessed,
  least: LEAST_SCHOOLS,
  few: `школ с результатами мало (${formatCount(place.assessed)}), долю не считаем`,
  none: 'результатов нет',
})

const MEASURES = {
  listed: {
    subject: 'Доля школ, которым нужна поддержка,',
    isShare: true,
    valueOf: (place) => place.listed / place.assessed,
    base: assessed,
    words: (place) =>
      `в перечне ${formatCount(place.listed)} из ${counted(place.assessed, SCHOOLS_GENITIVE)} с результатами`,
    head: 'Доля в перечне',
  },
  risk: {
    subject: 'Доля школ в зоне риска',
    isShare: true,
    valueOf: (place) => place.risk / place.assessed,
    base: assessed,
    words: (place) =>
      `в зоне риска ${formatCount(place.risk)} из ${counted(place.assessed, SCHOOLS_GENITIVE)} с результатами`,
    head: 'Доля в зоне риска',
  },
  count: {
    subject: 'Школ в перечне',
    isShare: false,
    valueOf: (place) => place.listed,
    base: (place) => ({ ...assessed(place), least: 1 }),
    words: (place) => `в перечне ${counted(place.listed, SCHOOLS)}`,
    head: 'Школ в перечне',
  },
  low: {
    subject: 'Доля результатов ниже минимума',
    isShare: true,
    valueOf: (place) => place.low / place.participants,
    base: (place) => ({
      n: place.participants,
      least: LEAST_PARTICIPANTS,
      few: `участников мало (${formatCount(place.participants)}), долю не считаем`,
      none: 'результатов нет',
    }),
    words: (place) =>
      `ниже минимума ${formatCount(place.low)} из ${counted(place.participants, ['результата', 'результатов', 'результатов'])} процедур методики`,
    head: 'Доля ниже минимума',
  },
  coverage: {
    subject: 'Доля школ с результатами',
    isShare: true,
    valueOf: (place) => place.withResults / place.schools,
    base: (place) => ({ n: place.schools, least: 1, few: '', none: 'школ в реестре нет' }),
    words: (place) =>
      `результаты есть у ${counted(place.withResults, SCHOOLS_GENITIVE)} из ${formatCount(place.schools)}`,
    head: 'Доля школ с результатами',
  },
} satisfies Record<MapMeasure, Measure>

/** Municipalities coloured by a measure; a share of few schools is hatched and not computed. */
export function buildMapChart(input: {
  places: readonly MunicipalityTally[]
  measure: MapMeasure
  schoolYear: number
  /** The municipality the page is about. */
  marked: number | null
}): ChartOf<'map'> {
  const measure: Measure = MEASURES[input.measure]
  const write = (value: number) => (measure.isShare ? percent(value, 0) : formatCount(value))
  const areas = input.places.map((place) => {
    const base = measure.base(place)
    const { least, few } = base
    const none = place.isUnseen ? 'чужая территория, результаты не показываются' : base.none
    const n = place.isUnseen ? 0 : base.n
    const state = n === 0 ? ('no-data' as const) : n < least ? ('too-few' as const) : ('value' as const)
    const value = state === 'value' ? measure.valueOf(place) : null
    const border = Border.safeParse(place.border)
    return {
      key: String(place.id),
      name: place.name,
      border: border.success ? border.data : null,
      state,
      value,
      valueText: value === null ? '' : write(value),
      isMarked: place.id === input.marked,
      words: `${place.name}: ${state === 'value' ? measure.words(place) : state === 'too-few' ? few : none}`,
      cell:
        value !== null
          ? write(value)
          : place.isUnseen
            ? 'не показывается'
            : state === 'too-few'
              ? 'мало данных'
              : 'нет данных',
    }
  })
  const values = areas.flatMap((area) => area.value ?? [])
  const bounds = measure.isShare ? shareBounds(values) : countBounds(values)
  const participants = input.places.reduce((sum, place) => sum + place.participants, 0)
  return {
    kind: 'map',
    id: `map-${input.measure}`,
    title: titleOf(measure, areas, input.marked, write),
    note: null,
    source: `Источник: загруженные результаты ${input.schoolYear} года и границы из реестра.`,
    n: `${counted(input.places.length, MUNICIPALITIES)}, ${counted(sumOf(input.places, 'assessed'), SCHOOLS)} с выводом, ${counted(participants, PARTICIPANTS)} процедур.`,
    fileName: `Карта ${input.schoolYear}, ${measure.head.toLocaleLowerCase('ru')}`,
    bounds,
    legend: legendOf(measure, bounds),
    areas: areas.map(({ words: _, cell: __, ...area }) => area),
    table: {
      head: ['Муниципалитет', measure.head, 'В перечне', 'В зоне риска', 'Школ с выводом', 'Школ'],
      rows: input.places.map((place, index) => [
        place.name,
        areas[index]?.cell ?? '',
        ...[place.listed, place.risk, place.assessed, place.schools].map((count) =>
          place.isUnseen ? 'не показывается' : formatCount(count),
        ),
      ]),
    },
    reading: areas.map((area) => ({ key: area.key, words: area.words })),
  }
}

const sumOf = (places: readonly MunicipalityTally[], field: 'assessed'): number =>
  places.reduce((sum, place) => sum + place[field], 0)

function legendOf(measure: Measure, bounds: readonly number[]): string[] {
  return bounds.map((bound, index) => {
    const from = index === 0 ? 0 : (bounds[index - 1] ?? 0)
    if (measure.isShare) return `${formatNumber(from * 100, 0)}–${percent(bound, 0)}`
    const first = index === 0 ? 0 : from + 1
    return first === bound ? String(bound) : `${first}–${bound}`
  })
}

/** Where the measure is greatest, by name; on a municipality's own page, where it stands itself. */
function titleOf(
  measure: Measure,
  areas: readonly { key: string; name: string; value: number | null; isMarked: boolean }[],
  marked: number | null,
  write: (value: number) => string,
): string {
  const known = areas.flatMap((area) => (area.value === null ? [] : [{ ...area, value: area.value }]))
  const own = marked === null ? undefined : areas.find((area) => area.isMarked)
  if (own) {
    if (own.value === null) return `${own.name}: данных для этой доли мало`
    const lower = known.filter((area) => area.value < (own.value ?? 0)).length
    const others = known.length - 1
    if (others === 0) return `${own.name}: ${write(own.value)}`
    const other = plural(others, [
      'другого муниципалитета',
      'других муниципалитетов',
      'других муниципалитетов',
    ])
    return `${own.name}: ${write(own.value)}; меньше — в ${formatCount(lower)} из ${formatCount(others)} ${other}`
  }
  const first = [...known].sort((a, b) => b.value - a.value)[0]
  if (!first || first.value === 0) return `${measure.subject.replace(/,$/, '')}: выделить нечего`
  return `${measure.subject} больше всего на территории «${first.name}»: ${write(first.value)}`
}
