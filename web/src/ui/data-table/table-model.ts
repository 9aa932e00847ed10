import type { ReactNode } from 'react'
import { foldText, matchText } from '../text-match.ts'
import type { Chosen, Sort } from './table-search.ts'

export interface Column<Row> {
  id: string
  title: string
  /** A longer explanation, on hover of the header. */
  help?: string
  /** Least width in pixels and the column's share of what is left. */
  width: number
  grow?: number
  align?: 'end'
  /** Without it the column cannot be ordered. Null = no value, always last. */
  sortValue?: (row: Row) => string | number | null
  sortsDescending?: boolean
  cell: (row: Row) => ReactNode
  /** Shown only when chosen. */
  isExtra?: boolean
  /** Its place on a phone's card: with its title before it, as a line of its own, or not there. */
  card?: 'labelled' | 'line' | 'none'
}

export interface Filter<Row> {
  id: string
  /** «район»: stands before the colon of the sentence. */
  label: string
  /** «все», «любая»: when nothing is chosen. */
  all: string
  options: readonly { value: string; label: string }[]
  valuesOf: (row: Row) => readonly string[]
}

export interface TableShape<Row> {
  filters: readonly Filter<Row>[]
  columns: readonly Column<Row>[]
  /** Everything a search may find in a row. */
  searchText: (row: Row) => string
}

const collator = new Intl.Collator('ru', { numeric: true })

function compare(a: string | number | null, b: string | number | null, descending: boolean): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1
  const order =
    typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b))
  return descending ? -order : order
}

const passes = <Row>(row: Row, filters: readonly Filter<Row>[], chosen: Chosen, except?: string): boolean =>
  filters.every((filter) => {
    const wanted = filter.id === except ? undefined : chosen[filter.id]
    if (!wanted || wanted.length === 0) return true
    return filter.valuesOf(row).some((value) => wanted.includes(value))
  })

/** The rows that pass the filters and the search, in order. Rows that compare equal keep the order given. */
export function arrangeRows<Row>(
  rows: readonly Row[],
  shape: TableShape<Row>,
  state: { q: string; chosen: Chosen; sort: Sort },
): Row[] {
  const sought = foldText(state.q).trim()
  const found = rows.filter(
    (row) =>
      passes(row, shape.filters, state.chosen) && (sought === '' || matchText(shape.searchText(row), sought)),
  )
  const sortValue = shape.columns.find((column) => column.id === state.sort.column)?.sortValue
  if (!sortValue) return found
  return found
    .map((row) => ({ row, key: sortValue(row) }))
    .sort((a, b) => compare(a.key, b.key, state.sort.descending))
    .map(({ row }) => row)
}

/** How many rows each option of a filter would leave, the other filters as they are. */
export function countOptions<Row>(
  rows: readonly Row[],
  filters: readonly Filter<Row>[],
  chosen: Chosen,
  filter: Filter<Row>,
): Map<string, number> {
  const counts = new Map<string, number>()
  for (const row of rows) {
    if (!passes(row, filters, chosen, filter.id)) continue
    for (const value of filter.valuesOf(row)) counts.set(value, (counts.get(value) ?? 0) + 1)
  }
  return counts
}

/** What is chosen in a filter, as it stands in the sentence: «все» or the labels. */
export function filterWords<Row>(filter: Filter<Row>, chosen: Chosen): string {
  const wanted = chosen[filter.id] ?? []
  const labels = filter.options
    .filter((option) => wanted.includes(option.value))
    .map((option) => option.label)
  if (labels.length === 0) return filter.all
  return labels.length > 3 ? `${labels.slice(0, 2).join(', ')} и ещё ${labels.length - 2}` : labels.join(', ')
}

/** The filters as one sentence, for print and for the workbook. */
export function sentenceOf<Row>(filters: readonly Filter<Row>[], chosen: Chosen, q: string): string {
  const parts = filters.map((filter) => `${filter.label}: ${filterWords(filter, chosen)}`)
  if (q.trim() !== '') parts.push(`поиск: «${q.trim()}»`)
  return parts.join('; ')
}
