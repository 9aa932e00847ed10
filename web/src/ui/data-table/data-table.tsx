import { useElementSize } from '@mantine/hooks'
import type { LinkProps } from '@tanstack/react-router'
import { type ReactNode, useEffect, useMemo, useRef, useState } from 'react'
import { Button } from '../button.tsx'
import { classes } from '../classes.ts'
import { counted, formatNumber, type PluralForms } from '../format.ts'
import { ActionBar } from '../page.tsx'
import styles from './data-table.module.css'
import { FilterSentence } from './filter-sentence.tsx'
import { TableBody } from './table-body.tsx'
import { TableHead } from './table-head.tsx'
import { arrangeRows, type Column, type Filter, sentenceOf } from './table-model.ts'
import { nextSort, readSort, readWhere, type TableSearch, writeWhere } from './table-search.ts'
import { ColumnChooser, SearchField, Views } from './table-tools.tsx'

/** What is seen, for an export of exactly that. */
export interface SeenRows<Row> {
  rows: readonly Row[]
  columns: readonly string[]
  filters: string
}

export interface DataTableProps<Row> {
  id: string
  /** What the rows are, for counts and for screen readers: `['школа', 'школы', 'школ']`. */
  words: PluralForms
  caption: string
  rows: readonly Row[]
  /** The first column is the row's name and link; it cannot be hidden. */
  columns: readonly Column<Row>[]
  filters: readonly Filter<Row>[]
  searchText: (row: Row) => string
  idOf: (row: Row) => number
  nameOf: (row: Row) => string
  linkOf: (row: Row) => LinkProps
  usualSort: string
  search: TableSearch
  onSearch: (search: TableSearch) => void
  tools?: (seen: SeenRows<Row>) => ReactNode
  /** Actions for the chosen rows; without it rows cannot be chosen. */
  selectionActions?: (seen: SeenRows<Row>, clear: () => void) => ReactNode
}

const SELECT_WIDTH = 40

/** A dense table that is read, narrowed and acted upon; on a phone its rows are cards. State lives in the address. */
export function DataTable<Row>(props: DataTableProps<Row>) {
  const { rows, columns, filters, search, onSearch, idOf } = props
  const [selected, setSelected] = useState<ReadonlySet<number>>(new Set())
  const searchField = useRef<HTMLInputElement>(null)
  const place = useElementSize()
  const chosen = useMemo(() => readWhere(search.where), [search.where])
  const sort = readSort(search.sort, props.usualSort)
  const q = search.q ?? ''

  const shown = useMemo(() => {
    const ids = search.columns?.split('.')
    return columns.filter((column, index) => index === 0 || (ids ? ids.includes(column.id) : !column.isExtra))
  }, [columns, search.columns])
  const arranged = useMemo(
    () =>
      arrangeRows(
        rows,
        { columns, filters, searchText: props.searchText },
        { q, chosen, sort: { column: sort.column, descending: sort.descending } },
      ),
    [rows, columns, filters, props.searchText, q, chosen, sort.column, sort.descending],
  )

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const target = event.target
      if (event.key !== '/' || (target instanceof HTMLElement && target.closest('input, textarea, select')))
        return
      event.preventDefault()
      searchField.current?.focus()
    }
    // Before the shell's own «/», which looks for a school anywhere.
    window.addEventListener('keydown', onKey, { capture: true })
    return () => window.removeEventListener('keydown', onKey, { capture: true })
  }, [])

  const isSelectable = props.selectionActions !== undefined
  const words = sentenceOf(filters, chosen, q)
  const seen = (some: readonly Row[]): SeenRows<Row> => ({
    rows: some,
    columns: shown.map((column) => column.id),
    filters: words,
  })
  const chosenRows = arranged.filter((row) => selected.has(idOf(row)))
  const clear = () => setSelected(new Set())
  const tracks = shown.map((column) => `minmax(${column.width}px, ${column.grow ?? 1}fr)`)
  const leastWidth = shown.reduce((sum, column) => sum + column.width, isSelectable ? SELECT_WIDTH : 0)
  const change = (part: TableSearch) => onSearch({ ...search, ...part })

  return (
    <div className={styles.box} data-print="wide">
      <div className={classes(styles.tools, 'no-print')}>
        <SearchField
          value={q}
          onValue={(value) => change({ q: value || undefined })}
          inputRef={searchField}
        />
        <p className={styles.count} role="status">
          {arranged.length === rows.length
            ? counted(rows.length, props.words)
            : `${formatNumber(arranged.length, 0)} из ${formatNumber(rows.length, 0)}`}
        </p>
        <div className={styles.right}>
          <ColumnChooser
            columns={columns}
            shown={shown.map((column) => column.id)}
            onShown={(ids) => change({ columns: ids?.join('.') })}
          />
          <Views tableId={props.id} current={search} onView={onSearch} />
          {props.tools?.(seen(arranged))}
        </div>
      </div>
      <FilterSentence
        rows={rows}
        filters={filters}
        chosen={chosen}
        onChoose={(next) => change({ where: writeWhere(next) })}
      />
      <p className="only-print">{words}</p>
      <div
        ref={place.ref}
        className={classes(styles.scroller, place.width > 0 && place.width < leastWidth + 32 && styles.tight)}
      >
        {/* Roles are written out, because a table laid out as a grid loses its own in browsers. */}
        <table
          className={styles.table}
          role="table"
          style={
            {
              '--tracks': `${isSelectable ? `${SELECT_WIDTH}px ` : ''}${tracks.join(' ')}`,
              minWidth: leastWidth,
            } as React.CSSProperties
          }
        >
          <caption className="visually-hidden">{props.caption}</caption>
          <TableHead
            columns={shown}
            sort={sort}
            onSort={(column) => change({ sort: nextSort(sort, column.id, column.sortsDescending ?? false) })}
            selection={
              isSelectable
                ? {
                    isAll: arranged.length > 0 && chosenRows.length === arranged.length,
                    isSome: chosenRows.length > 0,
                    onAll: (all) => setSelected(new Set(all ? arranged.map(idOf) : [])),
                  }
                : undefined
            }
          />
          <TableBody
            rows={arranged}
            columns={shown}
            idOf={idOf}
            nameOf={props.nameOf}
            linkOf={props.linkOf}
            selected={isSelectable ? selected : undefined}
            onSelected={setSelected}
          />
        </table>
      </div>
      {arranged.length === 0 && (
        <div className={styles.nothing}>
          <p>Под такой отбор не подошла ни одна строка.</p>
          <Button small onClick={() => change({ where: undefined, q: undefined })}>
            Показать все
          </Button>
        </div>
      )}
      {isSelectable && chosenRows.length > 0 && (
        <ActionBar sentence={`Выбрано: ${counted(chosenRows.length, props.words)}`}>
          {props.selectionActions?.(seen(chosenRows), clear)}
          <Button look="quiet" small onClick={clear}>
            Снять выбор
          </Button>
        </ActionBar>
      )}
    </div>
  )
}
