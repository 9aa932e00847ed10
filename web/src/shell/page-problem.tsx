import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { type ErrorComponentProps, Link, useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ApiProblem } from '../api.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './shell.module.css'

/** In place of a page that could not be shown; the bar above stays usable. */
export function PageProblem({ error, reset }: ErrorComponentProps) {
  const router = useRouter()
  const queries = useQueryErrorResetBoundary()
  useEffect(() => {
    queries.reset()
  }, [queries])
  // Asking again changes nothing about what one may see.
  const isForbidden = error instanceof ApiProblem && error.body.status === 403
  return (
    <div className={styles.aside}>
      <h1 className="visually-hidden">Страницу не удалось показать</h1>
      <ProblemPanel
        problem={error}
        onRetry={
          isForbidden
            ? undefined
            : () => {
                reset()
                void router.invalidate()
              }
        }
        actions={<Link to="/">На первую страницу</Link>}
      />
    </div>
  )
}

/** The same where there is no bar above: the session or the region itself could not be read. */
export function WholeProblem(props: ErrorComponentProps) {
  return (
    <main id="main">
      <PageProblem {...props} />
    </main>
  )
}
