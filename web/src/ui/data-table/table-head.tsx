import { ArrowDown, ArrowUp } from 'lucide-react'
import { classes } from '../classes.ts'
import styles from './data-table.module.css'
import type { Column } from './table-model.ts'
import type { Sort } from './table-search.ts'

interface TableHeadProps<Row> {
  columns: readonly Column<Row>[]
  sort: Sort
  onSort: (column: Column<Row>) => void
  selection: { isAll: boolean; isSome: boolean; onAll: (all: boolean) => void } | undefined
}

export function TableHead<Row>({ columns, sort, onSort, selection }: TableHeadProps<Row>) {
  return (
    <thead role="rowgroup">
      <tr role="row">
        {selection && (
          <th role="columnheader" className={classes(styles.select, 'no-print')}>
            <input
              type="checkbox"
              aria-label="Выбрать все показанные строки"
              checked={selection.isAll}
              ref={(box) => {
                if (box) box.indeterminate = selection.isSome && !selection.isAll
              }}
              onChange={(event) => selection.onAll(event.target.checked)}
            />
          </th>
        )}
        {columns.map((column) => {
          const isSorted = sort.column === column.id
          const order = sort.descending ? 'descending' : 'ascending'
          const Arrow = sort.descending ? ArrowDown : ArrowUp
          return (
            <th
              key={column.id}
              role="columnheader"
              scope="col"
              aria-sort={isSorted ? order : undefined}
              className={column.align === 'end' ? styles.end : undefined}
              title={column.help}
            >
              {/* Browsers do not repeat a button on the next sheets, only text. */}
              {column.sortValue && <span className="only-print">{column.title}</span>}
              {column.sortValue ? (
                <button type="button" className="no-print" onClick={() => onSort(column)}>
                  <span>{column.title}</span>
                  {isSorted && <Arrow aria-hidden="true" />}
                </button>
              ) : (
                <span className={styles.plainHead}>{column.title}</span>
              )}
            </th>
          )
        })}
      </tr>
    </thead>
  )
}
