import type { SchoolListEntry } from '../api.ts'
import { Button } from '../ui/button.tsx'
import type { Column, Filter } from '../ui/data-table/table-model.ts'
import { Tag } from '../ui/words.tsx'
import {
  advisoryColumn,
  advisoryFilter,
  type ChanceOf,
  choicesOf,
  clusterColumn,
  clusterFilter,
  leastColumn,
  leastFilter,
  RELIABILITY_ORDER,
  reliabilityColumn,
  reliabilityFilter,
} from './judged-columns.tsx'
import { groundOf, STATUS_WORDS } from './words.ts'

type Entry = SchoolListEntry

/** Listed schools first, then those the commission took out, then the rest. */
const standing = (entry: Entry) =>
  entry.listed ? 'listed' : entry.decision === 'exclude' && entry.listedByRule ? 'excluded' : 'not-listed'

const STANDING_ORDER = { listed: 0, excluded: 1, 'not-listed': 2 }

const attention = (entry: Entry) =>
  STANDING_ORDER[standing(entry)] * 10 + (entry.reliability ? RELIABILITY_ORDER[entry.reliability] : 3)

const chanceOf: ChanceOf<Entry> = ({ certainty }) => ({
  advisory: certainty && 'value' in certainty.advisory ? certainty.advisory.value : null,
  probability: certainty?.membershipProbability,
})

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
    reliabilityColumn(),
    advisoryColumn(
      chanceOf,
      'Остался бы вывод тем же при истинных долях; как было показано, когда перечень составляли. На вывод не влияет',
    ),
    leastColumn(),
    clusterColumn(),
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
    reliabilityFilter(),
    advisoryFilter(chanceOf),
    leastFilter(),
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
    clusterFilter(),
    {
      id: 'status',
      label: 'по правилу',
      all: 'неважно',
      options: choicesOf(STATUS_WORDS),
      valuesOf: (row) => [row.status],
    },
  ]
}
