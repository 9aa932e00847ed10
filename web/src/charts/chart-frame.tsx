import { Check, Copy, Download, Table2 } from 'lucide-react'
import { type ReactNode, useId, useRef, useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Popup, PopupChoice } from '../ui/popup.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import styles from './chart-frame.module.css'
import { type ChartTable, tableText } from './chart-table.ts'

interface ChartFrameProps {
  /** The finding as a sentence, not the name of the measure. */
  title: ReactNode
  /** The same finding as plain text, for the downloaded picture. */
  plainTitle: string
  note?: ReactNode
  /** Where the numbers come from and over how many they are counted. */
  source: string
  table: ChartTable
  fileName: string
  controls?: ReactNode
  /** A picture drawn as SVG can be taken away as one. */
  children: ReactNode
  canDownload?: boolean
}

/** Around every chart: its finding, source, the same numbers as a table, and ways to take it away. */
export function ChartFrame(props: ChartFrameProps) {
  const { table, canDownload = true } = props
  const [isTable, setTable] = useState(false)
  const [isCopied, setCopied] = useState(false)
  const picture = useRef<HTMLDivElement>(null)
  const titleId = useId()

  const download = async (kind: 'svg' | 'png') => {
    const svg = picture.current?.querySelector('svg[data-chart]')
    if (!(svg instanceof SVGSVGElement)) return
    const { savePicture } = await import('./save-picture.ts')
    await savePicture(svg, { kind, title: props.plainTitle, source: props.source, fileName: props.fileName })
  }
  const copy = async () => {
    await navigator.clipboard.writeText(tableText(table))
    setCopied(true)
    setTimeout(() => setCopied(false), 2000)
  }

  return (
    <figure className={styles.frame} aria-labelledby={titleId}>
      <figcaption className={styles.caption}>
        <h2 id={titleId}>{props.title}</h2>
        {props.note && <p className={styles.note}>{props.note}</p>}
      </figcaption>
      {props.controls && <div className={`${styles.controls} no-print`}>{props.controls}</div>}
      <div hidden={isTable} ref={picture} className={styles.picture}>
        {props.children}
      </div>
      {isTable && <NumberTable table={table} />}
      <div className={styles.foot}>
        <p>{props.source}</p>
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
          {canDownload && !isTable && (
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
                (['png', 'svg'] as const).map((kind) => (
                  <PopupChoice
                    key={kind}
                    onChoose={() => {
                      close()
                      void download(kind)
                    }}
                  >
                    {kind === 'png' ? 'PNG — для письма и слайда' : 'SVG — для печати и правки'}
                  </PopupChoice>
                ))
              }
            </Popup>
          )}
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
