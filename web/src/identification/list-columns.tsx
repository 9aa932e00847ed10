import type { SchoolListEntry } from '../api.ts'
import { Button } from '../ui/button.tsx'
import type { Column, Filter } from '../ui/data-table/table-model.ts'
import { numberOf, ValueText } from '../ui/value-text.tsx'
import { Tag } from '../ui/words.tsx'
import { CLUSTER_FULL, CLUSTER_WORDS, RELIABILITY_WORDS, STATUS_WORDS } from './words.ts'

type Entry = SchoolListEntry

const DECISION_WORDS = { include: 'включила комиссия', exclude: 'исключила комиссия' } as const

function FinalTag({ entry }: { entry: Entry }) {
  if (entry.decision) {
    return <Tag tone={entry.decision === 'include' ? 'warm' : 'accent'}>{DECISION_WORDS[entry.decision]}</Tag>
  }
  return entry.listed ? <Tag tone="warm">по правилу</Tag> : <span className="muted">не в перечне</span>
}

/** @param onDecide opens the commission's decision on a school; absent when the list can no longer change. */
export function entryColumns(onDecide: ((entry: Entry) => void) | undefined): Column<Entry>[] {
  const columns: Column<Entry>[] = [
    {
      id: 'name',
      title: 'Школа',
      width: 240,
      grow: 3,
      sortValue: (row) => row.name,
      cell: (row) => row.name,
    },
    {
      id: 'municipality',
      title: 'Территория',
      width: 150,
      grow: 1.4,
      sortValue: (row) => row.municipality,
      cell: (row) => row.municipality,
      card: 'line',
    },
    {
      id: 'final',
      title: 'В перечне',
      help: 'По правилу или по решению комиссии',
      width: 184,
      grow: 0.6,
      sortValue: (row) => (row.decision ? 0 : row.listed ? 1 : 2),
      cell: (row) => <FinalTag entry={row} />,
      card: 'line',
    },
    {
      id: 'reason',
      title: 'Почему решили иначе',
      width: 180,
      grow: 2,
      sortValue: (row) => row.reason,
      cell: (row) => row.reason && <span title={row.reason}>{row.reason}</span>,
      card: 'line',
    },
    {
      id: 'cluster',
      title: 'Кластер',
      width: 92,
      grow: 0.3,
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
      id: 'reliability',
      title: 'Надёжность',
      width: 104,
      grow: 0.3,
      sortValue: (row) => row.reliability,
      cell: (row) =>
        row.reliability ? RELIABILITY_WORDS[row.reliability] : <span className="muted">—</span>,
    },
    {
      id: 'sentence',
      title: 'Пояснение правила',
      width: 320,
      grow: 4,
      isExtra: true,
      cell: (row) => <span title={row.sentence}>{row.sentence}</span>,
      card: 'line',
    },
  ]
  if (!onDecide) return columns
  return [
    ...columns,
    {
      id: 'decide',
      title: 'Решение',
      width: 148,
      grow: 0.2,
      cell: (row) => (
        <Button small look="quiet" onClick={() => onDecide(row)}>
          {row.decision ? 'Изменить' : row.listed ? 'Исключить' : 'Включить'}
          <span className="visually-hidden">: {row.name}</span>
        </Button>
      ),
      card: 'line',
    },
  ]
}

export function entryFilters(entries: readonly Entry[]): Filter<Entry>[] {
  const municipalities = [...new Set(entries.map((entry) => entry.municipality))]
    .sort((a, b) => a.localeCompare(b, 'ru'))
    .map((name) => ({ value: name, label: name }))
  return [
    {
      id: 'final',
      label: 'в перечне',
      all: 'неважно',
      options: [
        { value: 'listed', label: 'да' },
        { value: 'not-listed', label: 'нет' },
      ],
      valuesOf: (row) => [row.listed ? 'listed' : 'not-listed'],
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
      all: 'все',
      options: Object.entries(STATUS_WORDS).map(([value, label]) => ({ value, label })),
      valuesOf: (row) => [row.status],
    },
  ]
}
