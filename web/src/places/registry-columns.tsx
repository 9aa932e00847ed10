import type { SchoolItem } from '../api-types.ts'
import type { Column, Filter } from '../ui/data-table/table-model.ts'
import { formatNumber } from '../ui/format.ts'

const none = <span className="muted">нет данных</span>

export const SCHOOL_COLUMNS: readonly Column<SchoolItem>[] = [
  {
    id: 'name',
    title: 'Школа',
    width: 260,
    grow: 3,
    sortValue: (row) => row.name,
    cell: (row) => <span title={row.name}>{row.name}</span>,
  },
  {
    id: 'municipality',
    title: 'Территория',
    width: 180,
    grow: 1.5,
    sortValue: (row) => row.municipality,
    cell: (row) => row.municipality,
    card: 'line',
  },
  { id: 'code', title: 'Код', width: 96, grow: 0.3, sortValue: (row) => row.code, cell: (row) => row.code },
  {
    id: 'type',
    title: 'Вид',
    width: 88,
    grow: 0.4,
    sortValue: (row) => row.schoolTypeLabel,
    cell: (row) => row.schoolTypeLabel ?? none,
  },
  {
    id: 'settlement',
    title: 'Населённый пункт',
    width: 150,
    grow: 1.2,
    sortValue: (row) => row.settlement,
    cell: (row) => row.settlement ?? none,
    card: 'none',
  },
  {
    id: 'settlementType',
    title: 'Местность',
    width: 96,
    grow: 0.3,
    isExtra: true,
    sortValue: (row) => row.settlementTypeLabel,
    cell: (row) => row.settlementTypeLabel ?? none,
    card: 'none',
  },
  {
    id: 'enrolment',
    title: 'Учеников',
    width: 96,
    grow: 0.3,
    align: 'end',
    sortValue: (row) => row.enrolment,
    sortsDescending: true,
    cell: (row) => (row.enrolment === null ? none : formatNumber(row.enrolment, 0)),
  },
  {
    id: 'status',
    title: 'Состояние',
    width: 128,
    grow: 0.4,
    sortValue: (row) => (row.status === 'open' ? 0 : 1),
    sortsDescending: true,
    cell: (row) => <span className={row.status === 'open' ? 'muted' : undefined}>{row.statusLabel}</span>,
    card: 'line',
  },
]

/** The labels that occur, in the order of the alphabet. */
function choicesOf(rows: readonly SchoolItem[], labelOf: (row: SchoolItem) => string | null) {
  const labels = new Set(rows.map(labelOf).filter((label): label is string => label !== null))
  return [...labels].sort((a, b) => a.localeCompare(b, 'ru')).map((label) => ({ value: label, label }))
}

const listed = (label: string | null) => (label === null ? [] : [label])

export const registryFilters = (rows: readonly SchoolItem[]): Filter<SchoolItem>[] => [
  {
    id: 'status',
    label: 'состояние',
    all: 'любое',
    options: choicesOf(rows, (row) => row.statusLabel),
    valuesOf: (row) => [row.statusLabel],
  },
  {
    id: 'municipality',
    label: 'территория',
    all: 'все',
    options: choicesOf(rows, (row) => row.municipality),
    valuesOf: (row) => [row.municipality],
  },
  {
    id: 'type',
    label: 'вид',
    all: 'любой',
    options: choicesOf(rows, (row) => row.schoolTypeLabel),
    valuesOf: (row) => listed(row.schoolTypeLabel),
  },
  {
    id: 'settlementType',
    label: 'местность',
    all: 'любая',
    options: choicesOf(rows, (row) => row.settlementTypeLabel),
    valuesOf: (row) => listed(row.settlementTypeLabel),
  },
]
