import type { IdentificationRow } from '../api.ts'
import type { Column, Filter } from '../ui/data-table/table-model.ts'
import { formatNumber } from '../ui/format.ts'
import { numberOf, ValueText } from '../ui/value-text.tsx'
import styles from './schools-page.module.css'
import {
  ADVISORY_WORDS,
  CLUSTER_FULL,
  CLUSTER_WORDS,
  LEAST_OPTIONS,
  leastValues,
  probabilityText,
  RELIABILITY_WORDS,
} from './words.ts'

/** What a school of the table and an entry of a list have in common. */
type Judged = Pick<IdentificationRow, 'municipality' | 'cluster' | 'reliability' | 'leastParticipants'>

/** What chance says of the conclusion; the rows keep it in different places. */
export type ChanceOf<Row> = (row: Row) => {
  advisory: IdentificationRow['advisory']
  probability: IdentificationRow['membershipProbability'] | undefined
}

const ADVISORY_ORDER = { chance: 0, likely: 1, firm: 2 } as const
/** The less sure a conclusion is, the sooner the commission should see it. */
export const RELIABILITY_ORDER = { low: 0, medium: 1, high: 2 } as const

export const clusterColumn = <Row extends Judged>(): Column<Row> => ({
  id: 'cluster',
  title: 'Кластер',
  help: 'Базово, умеренно или сильно неуспевающие',
  width: 92,
  grow: 0.4,
  sortValue: (row) => numberOf(row.cluster),
  sortsDescending: true,
  cell: ({ cluster }) => (
    <ValueText
      value={cluster}
      short
      as={(value) => (value === 0 ? '—' : (CLUSTER_WORDS[Number(value)] ?? ''))}
    />
  ),
})

export const reliabilityColumn = <Row extends Judged>(): Column<Row> => ({
  id: 'reliability',
  title: 'Надёжность',
  help: 'По наименьшему числу участников в решающих процедурах: от 30 — высокая, от 10 — средняя, меньше — низкая',
  width: 104,
  grow: 0.3,
  sortValue: (row) => (row.reliability ? RELIABILITY_ORDER[row.reliability] : null),
  cell: (row) =>
    row.reliability ? (
      <span className={styles[row.reliability]}>{RELIABILITY_WORDS[row.reliability]}</span>
    ) : (
      <span className="muted">нет данных</span>
    ),
})

export const leastColumn = <Row extends Judged>(): Column<Row> => ({
  id: 'leastParticipants',
  title: 'Участников, решают',
  help: 'Наименьшее число участников в решающих процедурах; у школы вне перечня — в ближайших к порогу',
  width: 96,
  grow: 0.3,
  align: 'end',
  isExtra: true,
  sortValue: (row) => row.leastParticipants,
  cell: (row) => row.leastParticipants !== null && formatNumber(row.leastParticipants, 0),
})

export const advisoryColumn = <Row,>(chanceOf: ChanceOf<Row>, help: string): Column<Row> => ({
  id: 'advisory',
  title: 'Случай в выводе',
  help,
  width: 184,
  grow: 0.1,
  sortValue: (row) => {
    const { advisory } = chanceOf(row)
    return advisory ? ADVISORY_ORDER[advisory] : null
  },
  cell: (row) => <Chance {...chanceOf(row)} />,
})

function Chance({ advisory, probability }: ReturnType<ChanceOf<unknown>>) {
  if (!advisory) return <span className="muted">—</span>
  return (
    <span
      className={advisory === 'chance' ? styles.low : undefined}
      title={
        probability && 'value' in probability
          ? `Условия перечня выполнены с вероятностью ${probabilityText(probability.value)}`
          : undefined
      }
    >
      {ADVISORY_WORDS[advisory]}
    </span>
  )
}

/** The options of a filter from the words of a status. */
export const choicesOf = (words: Record<string, string>) =>
  Object.entries(words).map(([value, label]) => ({ value, label }))

export const clusterFilter = <Row extends Judged>(): Filter<Row> => ({
  id: 'cluster',
  label: 'кластер',
  all: 'любой',
  options: [3, 2, 1, 0].map((cluster) => ({ value: String(cluster), label: CLUSTER_FULL[cluster] ?? '' })),
  valuesOf: ({ cluster }) => ('value' in cluster ? [String(cluster.value)] : []),
})

export const reliabilityFilter = <Row extends Judged>(): Filter<Row> => ({
  id: 'reliability',
  label: 'надёжность',
  all: 'любая',
  options: [...choicesOf(RELIABILITY_WORDS), { value: 'none', label: 'нет данных' }],
  valuesOf: (row) => [row.reliability ?? 'none'],
})

export const advisoryFilter = <Row,>(chanceOf: ChanceOf<Row>): Filter<Row> => ({
  id: 'advisory',
  label: 'случай в выводе',
  all: 'неважно',
  options: choicesOf(ADVISORY_WORDS),
  valuesOf: (row) => {
    const { advisory } = chanceOf(row)
    return advisory ? [advisory] : []
  },
})

export const leastFilter = <Row extends Judged>(): Filter<Row> => ({
  id: 'least',
  label: 'участников в решающих процедурах',
  all: 'сколько угодно',
  options: LEAST_OPTIONS,
  valuesOf: (row) => leastValues(row.leastParticipants),
})
