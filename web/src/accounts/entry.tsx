import { type ReactNode, useEffect } from 'react'
import { Glyph } from '../shell/glyph.tsx'
import styles from './entry.module.css'

interface EntryProps {
  title: string
  /** The short words of the browser's tab, where the heading is a sentence. */
  tab?: string
  lead?: ReactNode
  wide?: boolean
  children: ReactNode
}

/** A page before the product: one sheet in the middle of the screen. */
export function Entry({ title, tab = title, lead, wide, children }: EntryProps) {
  useEffect(() => {
    document.title = `${tab} — Траектория`
  }, [tab])
  return (
    <main id="main" className={styles.entry} data-wide={wide || undefined}>
      <p className={styles.brand}>
        <Glyph size={32} />
        Траектория
      </p>
      <h1>{title}</h1>
      {lead && <p className={styles.lead}>{lead}</p>}
      {children}
    </main>
  )
}
