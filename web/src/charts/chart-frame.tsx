import { Check, Copy, Download, Table2 } from 'lucide-react'
import { type ReactNode, useId, useState } from 'react'
import type { ChartView } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import { Popup } from '../ui/popup.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import styles from './chart-frame.module.css'
import { type ChartTable, tableText } from './chart-table.ts'

interface ChartFrameProps {
  view: ChartView
  controls?: ReactNode
  /** The address of the picture as a file. */
  pictureHref: (format: 'png' | 'svg') => string
  isBare?: boolean | undefined
  children: ReactNode
}

const FORMATS = [
  { format: 'png', words: 'PNG — для письма и слайда' },
  { format: 'svg', words: 'SVG — для печати и правки' },
] as const

/** Around every chart: its finding, source, the same numbers as a table, and ways to take it away. */
export function ChartFrame({ view, controls, pictureHref, isBare, children }: ChartFrameProps) {
  const [isTable, setTable] = useState(false)
  const [isCopied, setCopied] = useState(false)
  const titleId = useId()
  const copy = async () => {
    await navigator.clipboard.writeText(tableText(view.table))
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }

  return (
    <figure className={classes(styles.frame, isBare && styles.bare)} aria-labelledby={titleId}>
      <figcaption className={styles.caption}>
        {isBare ? <h3 id={titleId}>{view.title}</h3> : <h2 id={titleId}>{view.title}</h2>}
        {view.note && <p className={styles.note}>{view.note}</p>}
      </figcaption>
      {controls && <div className={`${styles.controls} no-print`}>{controls}</div>}
      <div hidden={isTable}>{children}</div>
      {isTable && <NumberTable table={view.table} />}
      <div className={styles.foot}>
        <p>
          {view.source} {view.n}
        </p>
        <div className={`${styles.tools} no-print`}>
          <Button
            small
            look="quiet"
            icon={<Table2 />}
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? 'Рисунок' : 'Таблица'}
          </Button>
          <Button small look="quiet" icon={isCopied ? <Check /> : <Copy />} onClick={() => void copy()}>
            {isCopied ? 'Числа скопированы' : 'Копировать'}
          </Button>
          <Popup
            label="Скачать рисунок"
            position="top-end"
            button={({ toggle, isOpen }) => (
              <Button small look="quiet" icon={<Download />} onClick={toggle} aria-expanded={isOpen}>
                Скачать
              </Button>
            )}
          >
            {(close) =>
              FORMATS.map(({ format, words }) => (
                <a
                  key={format}
                  className={styles.file}
                  href={pictureHref(format)}
                  download={`${view.fileName}.${format}`}
                  onClick={close}
                >
                  {words}
                </a>
              ))
            }
          </Popup>
        </div>
      </div>
    </figure>
  )
}

function NumberTable({ table }: { table: ChartTable }) {
  return (
    <ScrollBox label="Числа рисунка" className={styles.tablePlace}>
      <table className={styles.table}>
        <thead>
          <tr>
            {table.head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.map((cells) => (
            <tr key={cells[0]}>
              {cells.map((cell, index) =>
                index === 0 ? (
                  <th key={table.head[index]} scope="row">
                    {cell}
                  </th>
                ) : (
                  <td key={table.head[index]}>{cell}</td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
