import type { IdentificationRow } from '../api.ts'
import type { Filter } from '../ui/data-table/table-model.ts'
import {
  advisoryFilter,
  choicesOf,
  clusterFilter,
  leastFilter,
  reliabilityFilter,
} from './judged-columns.tsx'
import { chanceOf } from './school-columns.tsx'
import { DYNAMICS_WORDS, SCHOOL_TYPE_WORDS, SETTLEMENT_WORDS, SIDE_LISTS, STATUS_WORDS } from './words.ts'

type Row = IdentificationRow

/**
 * The filters of the list, in the order of their sentence; options are only what the rows have.
 * @param watched ids of the schools with one's own star
 */
export function schoolFilters(rows: readonly Row[], watched: ReadonlySet<number>): Filter<Row>[] {
  const municipalities = [...new Map(rows.map((row) => [String(row.municipalityId), row.municipality]))]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, 'ru'))
  const lists = new Set(rows.flatMap((row) => row.lists))
  const has = (pick: (row: Row) => string | null) => {
    const present = new Set(rows.map(pick))
    return ({ value }: { value: string }) => present.has(value)
  }
  const filters: Filter<Row>[] = [
    {
      id: 'watched',
      label: 'отметки',
      all: 'любые',
      options:
        watched.size > 0
          ? [
              { value: 'own', label: 'мои отметки' },
              { value: 'other', label: 'без отметки' },
            ]
          : [],
      valuesOf: (row) => [watched.has(row.schoolId) ? 'own' : 'other'],
    },
    {
      id: 'municipality',
      label: 'территория',
      all: 'все',
      options: municipalities,
      valuesOf: (row) => [String(row.municipalityId)],
    },
    {
      id: 'status',
      label: 'по правилу',
      all: 'все',
      options: choicesOf(STATUS_WORDS),
      valuesOf: (row) => [row.status],
    },
    clusterFilter(),
    reliabilityFilter(),
    advisoryFilter(chanceOf),
    leastFilter(),
    {
      id: 'dynamics',
      label: 'динамика',
      all: 'любая',
      options: choicesOf(DYNAMICS_WORDS),
      valuesOf: ({ dynamics }) => ('value' in dynamics ? [dynamics.value] : []),
    },
    {
      id: 'type',
      label: 'вид школы',
      all: 'любой',
      options: choicesOf(SCHOOL_TYPE_WORDS).filter(has((row) => row.schoolType)),
      valuesOf: (row) => (row.schoolType ? [row.schoolType] : []),
    },
    {
      id: 'settlement',
      label: 'где',
      all: 'везде',
      options: choicesOf(SETTLEMENT_WORDS).filter(has((row) => row.settlementType)),
      valuesOf: (row) => (row.settlementType ? [row.settlementType] : []),
    },
    {
      id: 'lists',
      label: 'особые списки',
      all: 'неважно',
      options: choicesOf(SIDE_LISTS).filter(({ value }) => lists.has(value)),
      valuesOf: (row) => row.lists,
    },
  ]
  return filters.filter((filter) => filter.options.length > 1)
}
