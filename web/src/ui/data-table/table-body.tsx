import { type LinkProps, useRouter } from '@tanstack/react-router'
import {
  type KeyboardEvent,
  type MouseEvent,
  memo,
  type ReactElement,
  type ReactNode,
  startTransition,
  useCallback,
  useEffect,
  useRef,
  useState,
} from 'react'
import { flushSync } from 'react-dom'
import { classes } from '../classes.ts'
import styles from './data-table.module.css'
import type { Column } from './table-model.ts'

interface TableBodyProps<Row> {
  rows: readonly Row[]
  columns: readonly Column<Row>[]
  idOf: (row: Row) => number
  nameOf: (row: Row) => string
  linkOf: (row: Row) => LinkProps
  selected: ReadonlySet<number> | undefined
  onSelected: (selected: ReadonlySet<number>) => void
}

const PAGE = 15
/** Rows drawn at once; the others follow while the page already answers. */
const FIRST = 60

/** Rows with one stop for Tab: arrows, Home, End and the page keys move it, Enter opens, a space chooses. */
export function TableBody<Row>(props: TableBodyProps<Row>) {
  const { rows, idOf, selected, onSelected } = props
  const body = useRef<HTMLTableSectionElement>(null)
  const [activeId, setActiveId] = useState<number | null>(null)
  const [drawn, setDrawn] = useState({ rows, limit: FIRST })
  if (drawn.rows !== rows) setDrawn({ rows, limit: FIRST })
  useEffect(() => {
    if (drawn.limit < rows.length) startTransition(() => setDrawn({ rows, limit: rows.length }))
  }, [drawn, rows])
  const activeIndex = Math.max(
    0,
    rows.findIndex((row) => idOf(row) === activeId),
  )

  const toggle = useCallback(
    (id: number) => {
      const next = new Set(selected)
      if (!next.delete(id)) next.add(id)
      onSelected(next)
    },
    [selected, onSelected],
  )

  const onKeyDown = (event: KeyboardEvent) => {
    const target = event.target as HTMLElement
    const here = rows[activeIndex]
    if (event.key === ' ' && target.tagName === 'A' && selected && here) {
      event.preventDefault()
      toggle(idOf(here))
      return
    }
    const last = rows.length - 1
    const moves: Record<string, number> = {
      ArrowDown: activeIndex + 1,
      ArrowUp: activeIndex - 1,
      PageDown: activeIndex + PAGE,
      PageUp: activeIndex - PAGE,
      Home: 0,
      End: last,
    }
    const wanted = moves[event.key]
    if (wanted === undefined || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    const next = Math.min(last, Math.max(0, wanted))
    const row = rows[next]
    if (row === undefined) return
    // The row may still be on its way: End right after a filter.
    if (next >= drawn.limit) flushSync(() => setDrawn({ rows, limit: rows.length }))
    setActiveId(idOf(row))
    const place = body.current?.rows[next]
    place?.querySelector<HTMLElement>('a')?.focus()
    place?.scrollIntoView({ block: 'nearest' })
  }

  return (
    <tbody role="rowgroup" ref={body} onKeyDown={onKeyDown}>
      {rows.slice(0, drawn.limit).map((row, index) => (
        <TableRow
          key={idOf(row)}
          row={row}
          id={idOf(row)}
          columns={props.columns as readonly Column<unknown>[]}
          name={props.nameOf(row)}
          linkOf={props.linkOf as (row: unknown) => LinkProps}
          isActive={index === activeIndex}
          isSelected={selected?.has(idOf(row))}
          onToggle={toggle}
          onActive={setActiveId}
        />
      ))}
    </tbody>
  )
}

interface TableRowProps {
  row: unknown
  id: number
  columns: readonly Column<unknown>[]
  name: string
  linkOf: (row: unknown) => LinkProps
  isActive: boolean
  /** Undefined where rows cannot be chosen. */
  isSelected: boolean | undefined
  onToggle: (id: number) => void
  onActive: (id: number) => void
}

const TableRow = memo(function TableRow(props: TableRowProps): ReactElement {
  const { row, id, columns, isActive, isSelected } = props
  return (
    <tr
      role="row"
      className={styles.row}
      onFocus={() => props.onActive(id)}
      data-selected={isSelected || undefined}
    >
      {isSelected !== undefined && (
        <td role="cell" className={classes(styles.select, 'no-print')}>
          <input
            type="checkbox"
            aria-label={`Выбрать: ${props.name}`}
            tabIndex={isActive ? 0 : -1}
            checked={isSelected}
            onChange={() => props.onToggle(id)}
          />
        </td>
      )}
      {columns.map((column, index) =>
        index === 0 ? (
          <th key={column.id} role="rowheader" scope="row" className={styles.name}>
            <RowLink link={props.linkOf(row)} tabIndex={isActive ? 0 : -1}>
              {column.cell(row)}
            </RowLink>
          </th>
        ) : (
          <td
            key={column.id}
            role="cell"
            data-card={column.card ?? 'labelled'}
            data-label={column.title}
            className={column.align === 'end' ? styles.end : undefined}
          >
            {column.cell(row)}
          </td>
        ),
      )}
    </tr>
  )
})

/** A router's link that does not listen to the router: two thousand listeners would make every filter slow. */
function RowLink({ link, tabIndex, children }: { link: LinkProps; tabIndex: number; children: ReactNode }) {
  const router = useRouter()
  const open = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
    event.preventDefault()
    void router.navigate(link)
  }
  return (
    <a href={router.buildLocation(link).href} tabIndex={tabIndex} onClick={open}>
      {children}
    </a>
  )
}
