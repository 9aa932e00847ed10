import { lazy, type ReactNode, Suspense } from 'react'
import { Popup } from '../ui/popup.tsx'
import styles from './help.module.css'
import type { TermId } from './term-id.ts'

const TermHelp = lazy(() => import('./term-help.tsx').then((file) => ({ default: file.TermHelp })))

/** A word of the glossary in a heading or a label: what it means opens beside it, by pointer, key or screen reader. */
export function Term({ id, children }: { id: TermId; children: ReactNode }) {
  return (
    <Popup
      label="Что это значит"
      width={320}
      button={({ toggle, isOpen }) => (
        // The hint is a description: the heading or the label around it keeps its name.
        <button
          type="button"
          className={styles.term}
          onClick={toggle}
          aria-expanded={isOpen}
          aria-haspopup="dialog"
          aria-description="что это значит"
        >
          {children}
        </button>
      )}
    >
      {(close) => (
        <Suspense>
          <TermHelp id={id} onLeave={close} />
        </Suspense>
      )}
    </Popup>
  )
}
