import type { ReactNode } from 'react'
import styles from './empty-state.module.css'

interface EmptyStateProps {
  title: string
  children: ReactNode
  actions?: ReactNode
  /** Where it is the whole page, its title is the heading of the page. */
  isPage?: boolean
}

/** What this place is for, and the first step. */
export function EmptyState({ title, children, actions, isPage }: EmptyStateProps) {
  const Title = isPage ? 'h1' : 'h2'
  return (
    <div className={styles.empty}>
      <svg viewBox="0 0 120 48" aria-hidden="true" className={styles.picture}>
        <path d="M4 40 C 34 40, 38 26, 58 22 S 92 8, 116 8" />
        <circle cx="4" cy="40" r="4" />
        <circle cx="58" cy="22" r="4" />
        <circle cx="116" cy="8" r="4" className={styles.last} />
      </svg>
      <Title className={styles.title}>{title}</Title>
      <div className={styles.text}>{children}</div>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  )
}
