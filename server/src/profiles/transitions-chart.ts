import type { ChartOf, Tone } from '../charts/chart.ts'
import { CLUSTER_LABELS } from '../identification/model.ts'
import { counted, formatCount } from '../platform/russian.ts'
import { SCHOOLS, SCHOOLS_GENITIVE } from './chart-words.ts'

export interface Transition {
  /** Cluster 0…3; null where there is no verdict. */
  from: number | null
  to: number | null
  schools: number
}

const TONES: readonly Tone[] = ['step-0', 'step-1', 'step-2', 'step-3']
const STATES = [0, 1, 2, 3, null] as const

const stateName = (state: number | null): string =>
  state === null ? 'нет вывода' : CLUSTER_LABELS[state as 0 | 1 | 2 | 3]
const stateId = (state: number | null): string => (state === null ? 'none' : String(state))

/** Movement between clusters since the last year. Schools that stayed off the list are left out of the picture, not of the table. */
export function buildTransitionsChart(input: {
  transitions: readonly Transition[]
  schoolYear: number
  previousYear: number | null
  /** Schools that changed their cluster beyond chance, of those whose change could be tested. */
  beyondChance: { schools: number; of: number }
}): ChartOf<'sankey'> {
  const { schoolYear, previousYear } = input
  const total = sum(input.transitions)
  const known = (item: Transition) => item.from !== null && item.to !== null
  const better = sum(input.transitions.filter((item) => known(item) && (item.to ?? 0) < (item.from ?? 0)))
  const worse = sum(input.transitions.filter((item) => known(item) && (item.to ?? 0) > (item.from ?? 0)))
  const outside = input.transitions.filter(isOutside)
  const shown = previousYear === null ? [] : input.transitions.filter((item) => !isOutside(item))
  const words = (item: Transition) => `${stateName(item.from)} → ${stateName(item.to)}`
  return {
    kind: 'sankey',
    id: 'transitions',
    title: titleOf(previousYear, better, worse, sum(shown)),
    note:
      previousYear === null
        ? null
        : `Куда перешли школы из кластера ${previousYear} года. Зелёное — к лучшему, оранжевое — к худшему, серое — без перемен. ${outsideNote(sum(outside))} ${chanceNote(input.beyondChance)}`.trim(),
    source:
      'Источник: кластеры по методике; где есть утверждённый перечень или официальный кластер — по нему.',
    n: `${counted(total, SCHOOLS)}.`,
    fileName: `Переходы ${schoolYear}`,
    fromHead: String(previousYear ?? ''),
    toHead: String(schoolYear),
    nodes: (['from', 'to'] as const).flatMap((side) =>
      STATES.map((state) => ({
        id: `${side}-${stateId(state)}`,
        side,
        name: stateName(state),
        tone: state === null ? ('muted' as const) : (TONES[state] ?? 'main'),
      })),
    ),
    links: shown.map((item) => ({
      key: keyOf(item),
      from: `from-${stateId(item.from)}`,
      to: `to-${stateId(item.to)}`,
      value: item.schools,
      tone: toneOf(item),
    })),
    table: {
      head: ['Переход', 'Школ'],
      rows: input.transitions.map((item) => [words(item), formatCount(item.schools)]),
    },
    reading: shown.map((item) => ({
      key: keyOf(item),
      words: `${words(item)}: ${counted(item.schools, SCHOOLS)}`,
    })),
  }
}

const sum = (items: readonly Transition[]): number => items.reduce((all, item) => all + item.schools, 0)

/** Not on the list in both years: nine schools of ten, whose ribbon would leave no room for the movement. */
const isOutside = (item: Transition): boolean => item.from === 0 && item.to === 0

const keyOf = (item: Transition): string => `${stateId(item.from)}-${stateId(item.to)}`

function toneOf({ from, to }: Transition): Tone {
  if (from === null || to === null || from === to) return 'muted'
  return to < from ? 'good' : 'warm'
}

const outsideNote = (schools: number): string =>
  schools === 0 ? '' : `Не показаны школы, которых нет в перечне оба года: ${formatCount(schools)}.`

/** The advisory word beside the official dynamics, as on a school's card. */
function chanceNote({ schools, of }: { schools: number; of: number }): string {
  if (of === 0) return ''
  const changed = counted(of, ['перехода', 'переходов', 'переходов'])
  return schools === of
    ? `Все переходы (${formatCount(of)}) больше случайных колебаний.`
    : `Больше случайных колебаний — ${formatCount(schools)} из ${changed}, остальные неразличимы.`
}

function titleOf(previousYear: number | null, better: number, worse: number, shown: number): string {
  if (previousYear === null) return 'Переходы появятся, когда будут результаты двух лет'
  if (shown === 0) return 'В перечне не было ни одной школы ни в прошлом году, ни в этом'
  if (better === 0 && worse === 0) return 'За год ни одна школа не перешла в другой кластер'
  if (worse === 0) return `Положительная динамика — у ${counted(better, SCHOOLS_GENITIVE)}, отрицательной нет`
  if (better === 0) return `Отрицательная динамика — у ${counted(worse, SCHOOLS_GENITIVE)}, положительной нет`
  return `Положительная динамика — у ${counted(better, SCHOOLS_GENITIVE)}, отрицательная — у ${formatCount(worse)}`
}
