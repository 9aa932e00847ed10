import type { SchoolListEntry } from '../api.ts'
import { Button } from '../ui/button.tsx'
import type { Column, Filter } from '../ui/data-table/table-model.ts'
import { formatNumber } from '../ui/format.ts'
import { numberOf, ValueText } from '../ui/value-text.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './schools-page.module.css'
import {
  ADVISORY_WORDS,
  CLUSTER_FULL,
  CLUSTER_WORDS,
  groundOf,
  LEAST_OPTIONS,
  leastValues,
  probabilityText,
  RELIABILITY_WORDS,
  STATUS_WORDS,
} from './words.ts'

type Entry = SchoolListEntry

/** Listed schools first, then those the commission took out, then the rest. */
const standing = (entry: Entry) =>
  entry.listed ? 'listed' : entry.decision === 'exclude' && entry.listedByRule ? 'excluded' : 'not-listed'

const STANDING_ORDER = { listed: 0, excluded: 1, 'not-listed': 2 }
/** The less sure a conclusion is, the sooner the commission should see it. */
const DOUBT_ORDER = { low: 0, medium: 1, high: 2 }

const attention = (entry: Entry) =>
  STANDING_ORDER[standing(entry)] * 10 + (entry.reliability ? DOUBT_ORDER[entry.reliability] : 3)

const ADVISORY_ORDER = { chance: 0, likely: 1, firm: 2 }

const advisoryOf = ({ certainty }: Entry) =>
  certainty && 'value' in certainty.advisory ? certainty.advisory.value : null

function Advisory({ entry }: { entry: Entry }) {
  const word = advisoryOf(entry)
  if (!word) return <span className="muted">—</span>
  const probability = entry.certainty?.membershipProbability
  return (
    <span
      className={word === 'chance' ? styles.low : undefined}
      title={
        probability && 'value' in probability
          ? `Условия перечня выполнены с вероятностью ${probabilityText(probability.value)}`
          : undefined
      }
    >
      {ADVISORY_WORDS[word]}
    </span>
  )
}

function Standing({ entry }: { entry: Entry }) {
  const where = standing(entry)
  if (where === 'excluded') return <Tag tone="accent">исключена комиссией</Tag>
  if (where === 'not-listed') return <span className="muted">не в перечне</span>
  return entry.listedByRule ? <Tag tone="warm">по правилу</Tag> : <Tag tone="accent">включена комиссией</Tag>
}

/** Why the school is where it is: the commission's reason, else what the rule says. */
export const groundText = (entry: Entry) =>
  entry.decision && entry.reason ? `Комиссия: ${entry.reason}` : groundOf(entry.sentence)

/** @param onDecide opens the commission's decision on a school; absent when the list can no longer change. */
export function entryColumns(onDecide: ((entry: Entry) => void) | undefined): Column<Entry>[] {
  const columns: Column<Entry>[] = [
    {
      id: 'name',
      title: 'Школа',
      width: 220,
      grow: 2,
      sortValue: (row) => row.name,
      cell: (row) => <span title={row.name}>{row.name}</span>,
    },
    {
      id: 'municipality',
      title: 'Территория',
      width: 150,
      grow: 0.8,
      sortValue: (row) => row.municipality,
      cell: (row) => row.municipality,
      card: 'line',
    },
    {
      id: 'final',
      title: 'В перечне',
      help: 'По правилу или по решению комиссии; в начале — те, о ком вывод менее надёжен',
      width: 188,
      grow: 0.2,
      sortValue: attention,
      cell: (row) => <Standing entry={row} />,
      card: 'line',
    },
    {
      id: 'reliability',
      title: 'Надёжность',
      help: 'По наименьшему числу участников в решающих процедурах: чем их меньше, тем легче вывод мог сложиться случайно',
      width: 100,
      grow: 0.2,
      sortValue: (row) => (row.reliability ? DOUBT_ORDER[row.reliability] : null),
      cell: (row) =>
        row.reliability ? (
          <span className={styles[row.reliability]}>{RELIABILITY_WORDS[row.reliability]}</span>
        ) : (
          <span className="muted">нет данных</span>
        ),
    },
    {
      id: 'advisory',
      title: 'Случай в выводе',
      help: 'Остался бы вывод тем же при истинных долях; как было показано, когда перечень составляли. На вывод не влияет',
      width: 184,
      grow: 0.1,
      sortValue: (row) => {
        const word = advisoryOf(row)
        return word ? ADVISORY_ORDER[word] : null
      },
      cell: (row) => <Advisory entry={row} />,
    },
    {
      id: 'leastParticipants',
      title: 'Участников, решают',
      help: 'Наименьшее число участников в решающих процедурах',
      width: 96,
      grow: 0.1,
      align: 'end',
      isExtra: true,
      sortValue: (row) => row.leastParticipants,
      cell: (row) => row.leastParticipants !== null && formatNumber(row.leastParticipants, 0),
    },
    {
      id: 'cluster',
      title: 'Кластер',
      width: 92,
      grow: 0.2,
      sortValue: (row) => numberOf(row.cluster),
      sortsDescending: true,
      cell: ({ cluster }) => (
        <ValueText
          value={cluster}
          short
          as={(value) => (value === 0 ? '—' : (CLUSTER_WORDS[Number(value)] ?? ''))}
        />
      ),
    },
    {
      id: 'ground',
      title: 'Основание',
      width: 260,
      grow: 3,
      sortValue: groundText,
      cell: (row) => <span title={groundText(row)}>{groundText(row)}</span>,
      card: 'line',
    },
  ]
  if (!onDecide) return columns
  return [
    ...columns,
    {
      id: 'decide',
      title: 'Комиссия',
      help: 'Решение комиссии; в начале — те, о ком она уже решила',
      width: 116,
      grow: 0.1,
      sortValue: (row) => (row.decision ? 0 : 1),
      cell: (row) => (
        <Button small look="quiet" onClick={() => onDecide(row)} aria-label={`${actionOf(row)}: ${row.name}`}>
          {actionOf(row)}
        </Button>
      ),
      card: 'line',
    },
  ]
}

const actionOf = (row: Entry) => (row.decision ? 'Изменить' : row.listed ? 'Исключить' : 'Включить')

export function entryFilters(entries: readonly Entry[]): Filter<Entry>[] {
  const municipalities = [...new Set(entries.map((entry) => entry.municipality))]
    .sort((a, b) => a.localeCompare(b, 'ru'))
    .map((name) => ({ value: name, label: name }))
  return [
    {
      id: 'final',
      label: 'показать',
      all: 'все школы',
      options: [
        { value: 'listed', label: 'в перечне' },
        { value: 'excluded', label: 'исключённые комиссией' },
        { value: 'not-listed', label: 'не в перечне' },
      ],
      valuesOf: (row) => [standing(row)],
    },
    {
      id: 'reliability',
      label: 'надёжность',
      all: 'любая',
      options: [
        ...Object.entries(RELIABILITY_WORDS).map(([value, label]) => ({ value, label })),
        { value: 'none', label: 'нет данных' },
      ],
      valuesOf: (row) => [row.reliability ?? 'none'],
    },
    {
      id: 'advisory',
      label: 'случай в выводе',
      all: 'неважно',
      options: Object.entries(ADVISORY_WORDS).map(([value, label]) => ({ value, label })),
      valuesOf: (row) => {
        const word = advisoryOf(row)
        return word ? [word] : []
      },
    },
    {
      id: 'least',
      label: 'участников в решающих процедурах',
      all: 'сколько угодно',
      options: LEAST_OPTIONS,
      valuesOf: (row) => leastValues(row.leastParticipants),
    },
    {
      id: 'decision',
      label: 'решение комиссии',
      all: 'любое',
      options: [
        { value: 'include', label: 'включила' },
        { value: 'exclude', label: 'исключила' },
        { value: 'none', label: 'не вмешивалась' },
      ],
      valuesOf: (row) => [row.decision ?? 'none'],
    },
    {
      id: 'municipality',
      label: 'территория',
      all: 'все',
      options: municipalities,
      valuesOf: (row) => [row.municipality],
    },
    {
      id: 'cluster',
      label: 'кластер',
      all: 'любой',
      options: [3, 2, 1, 0].map((cluster) => ({
        value: String(cluster),
        label: CLUSTER_FULL[cluster] ?? '',
      })),
      valuesOf: ({ cluster }) => ('value' in cluster ? [String(cluster.value)] : []),
    },
    {
      id: 'status',
      label: 'по правилу',
      all: 'неважно',
      options: Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label })),
      valuesOf: (row) => [row.status],
    },
  ]
}
