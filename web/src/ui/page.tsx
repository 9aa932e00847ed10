import { Ellipsis } from 'lucide-react'
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import { Button } from './button.tsx'
import { classes } from './classes.ts'
import styles from './page.module.css'
import { Popup } from './popup.tsx'

interface PageProps {
  /** Also the title of the browser's tab. */
  title: string
  /** The answer of this page as a sentence, shown as its heading; the title where there is none. */
  heading?: ReactNode
  /** Above the heading: where we are. */
  above?: ReactNode
  /** Beside the heading: what can be done here. */
  actions?: ReactNode
  lead?: ReactNode
  children: ReactNode
  narrow?: boolean
}

/** One page: one heading, its answer, its actions. */
export function Page({ title, heading, above, actions, lead, children, narrow }: PageProps) {
  useEffect(() => {
    document.title = `${title} — Траектория`
  }, [title])
  return (
    <div className={classes(styles.page, narrow && styles.narrow)}>
      <header className={styles.header}>
        <div className={styles.words}>
          {above && <div className={styles.above}>{above}</div>}
          <h1 className={isLong(heading) ? styles.long : undefined}>{heading ?? title}</h1>
          {lead && <div className={styles.lead}>{lead}</div>}
        </div>
        {actions && <div className={classes(styles.actions, 'no-print')}>{actions}</div>}
      </header>
      {children}
    </div>
  )
}

/** A sentence of several lines is read, and not only seen: smaller than a title. */
const LONG = 110
const isLong = (heading: ReactNode) => typeof heading === 'string' && heading.length > LONG

interface SectionProps {
  title: ReactNode
  note?: ReactNode
  actions?: ReactNode
  id?: string
  /** Without the sheet of paper under it. */
  bare?: boolean
  className?: string
  children: ReactNode
}

export function Section({ title, note, actions, id, bare, className, children }: SectionProps) {
  return (
    <section className={classes(!bare && styles.section, className)} id={id}>
      <div className={styles.sectionHead}>
        <div>
          <h2>{title}</h2>
          {note && <p className={styles.note}>{note}</p>}
        </div>
        {actions && <div className="no-print">{actions}</div>}
      </div>
      {children}
    </section>
  )
}

interface ActionBarProps {
  sentence?: ReactNode
  children?: ReactNode
  /** Other actions: beside the main one where there is room, behind «Ещё» on a phone. */
  more?: ReactNode
}

/** Stays at the foot of the screen while its page is read: the main action is always under the thumb. */
export function ActionBar({ sentence, children, more }: ActionBarProps) {
  return (
    <section className={classes(styles.bar, 'no-print')} aria-label="Действия">
      {sentence && <p>{sentence}</p>}
      <div className={styles.barActions}>
        {children}
        {more && <div className={styles.barMore}>{more}</div>}
        {more && (
          <div className={styles.barFolded}>
            <Popup
              label="Другие действия"
              position="top-end"
              button={({ toggle, isOpen }) => (
                <Button icon={<Ellipsis />} onClick={toggle} aria-expanded={isOpen}>
                  Ещё
                </Button>
              )}
            >
              <div className={styles.barMenu}>{more}</div>
            </Popup>
          </div>
        )}
      </div>
    </section>
  )
}

/** Names and their values in two columns: facts that are looked up, not read. */
export function Facts({ items }: { items: readonly { name: ReactNode; value: ReactNode }[] }) {
  return (
    <dl className={styles.facts}>
      {items.map((item, index) => (
        // The order of facts never changes while they are shown.
        // biome-ignore lint/suspicious/noArrayIndexKey: fixed list
        <div key={index}>
          <dt>{item.name}</dt>
          <dd>{item.value}</dd>
        </div>
      ))}
    </dl>
  )
}
