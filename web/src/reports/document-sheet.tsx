import type { DocumentDetail, DocumentPage } from '../api.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { ScrollBox } from '../ui/scroll-box.tsx'
import { DocumentText, Runs } from './document-text.tsx'
import styles from './sheet.module.css'
import { useWriteText, type WriteText } from './use-write-text.ts'

interface SheetProps {
  document: DocumentDetail
  chosen: string | undefined
  onChoose: (figure: string) => void
}

/** The document as it will be printed, in the order of its text. */
export function DocumentSheet({ document, chosen, onChoose }: SheetProps) {
  const writing = useWriteText(document.id)
  const write = document.allowedActions.includes('edit') ? writing : undefined
  const { page } = document
  return (
    <article className={styles.sheet} aria-label={`Текст: ${document.name}`}>
      {writing.error ? <ProblemPanel problem={writing.error} takesFocus /> : null}
      <header className={styles.title}>
        {page.mark && <p className={styles.mark}>{page.mark}</p>}
        {page.organisation && <p>{page.organisation}</p>}
        <p>{page.kindWord}</p>
        {page.date && (
          <p className={styles.requisites}>
            <span>{page.date}</span>
            <span>{page.number}</span>
          </p>
        )}
        {page.city && <p className={styles.city}>{page.city}</p>}
        <p>{page.title}</p>
      </header>
      {page.blocks.map((block, at) => (
        // Blocks keep their order while they are shown.
        // biome-ignore lint/suspicious/noArrayIndexKey: fixed list
        <Block key={at} block={block} chosen={chosen} onChoose={onChoose} write={write} />
      ))}
    </article>
  )
}

interface BlockProps extends Omit<SheetProps, 'document'> {
  block: DocumentPage['blocks'][number]
  write: WriteText | undefined
}

function Block({ block, ...rest }: BlockProps) {
  switch (block.kind) {
    case 'heading':
      return <DocumentText as={block.level === 1 ? 'h2' : 'h3'} text={block.text} {...rest} />
    case 'paragraph':
      return <DocumentText as="p" className={styles.paragraph} text={block.text} {...rest} />
    case 'list': {
      const Element = block.ordered ? 'ol' : 'ul'
      return (
        <Element className={styles.list}>
          {block.items.map((item) => (
            <DocumentText as="li" key={item.id} text={item} {...rest} />
          ))}
        </Element>
      )
    }
    case 'table':
      return <SheetTable table={block} {...rest} />
    case 'chart':
      return block.svg === null ? null : (
        <figure className={styles.chart}>
          <img src={`data:image/svg+xml;charset=utf-8,${encodeURIComponent(block.svg)}`} alt={block.alt} />
          <figcaption>{block.caption}</figcaption>
        </figure>
      )
    case 'annex':
      return (
        <header className={styles.annex}>
          {block.lines.map((line) => (
            <p key={line}>{line}</p>
          ))}
          <h2>{block.title}</h2>
        </header>
      )
    case 'signature':
      return (
        <p className={styles.signature}>
          <span>{block.post}</span>
          <span>{block.name}</span>
        </p>
      )
    case 'page-break':
      return <hr />
  }
}

type Table = Extract<DocumentPage['blocks'][number], { kind: 'table' }>

function SheetTable({ table, chosen, onChoose }: Omit<BlockProps, 'block' | 'write'> & { table: Table }) {
  const total = table.columns.reduce((sum, { width }) => sum + width, 0)
  return (
    <ScrollBox className={styles.tableBox} label={table.caption ?? 'Таблица'}>
      <table className={styles.table}>
        {table.caption && <caption>{table.caption}</caption>}
        <colgroup>
          {table.columns.map(({ header, width }) => (
            <col key={header} style={{ width: `${(100 * width) / total}%` }} />
          ))}
        </colgroup>
        <thead>
          {table.groups.length > 0 && (
            <tr>
              {table.groups.map(({ header, span }) =>
                header === '' ? (
                  <td key="none" colSpan={span} />
                ) : (
                  <th key={header} colSpan={span} scope="colgroup">
                    {header}
                  </th>
                ),
              )}
            </tr>
          )}
          <tr>
            {table.columns.map(({ header }, at) => (
              // Columns of one table never move.
              // biome-ignore lint/suspicious/noArrayIndexKey: fixed list
              <th key={at} scope="col">
                {header}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {table.rows.length === 0 && (
            <tr>
              <td colSpan={table.columns.length}>{table.empty}</td>
            </tr>
          )}
          {table.rows.map((cells, row) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: fixed list
            <tr key={row}>
              {cells.map((runs, at) => (
                <td
                  // biome-ignore lint/suspicious/noArrayIndexKey: fixed list
                  key={at}
                  colSpan={cells.length === 1 ? table.columns.length : 1}
                  data-align={cells.length === 1 ? 'left' : table.columns[at]?.align}
                >
                  <Runs runs={runs} chosen={chosen} onChoose={onChoose} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  )
}
