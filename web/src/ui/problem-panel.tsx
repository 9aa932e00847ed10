import { TriangleAlert } from 'lucide-react'
import { type ReactNode, useEffect, useRef } from 'react'
import { ApiProblem } from '../api.ts'
import { Button } from './button.tsx'
import styles from './problem-panel.module.css'

interface ProblemPanelProps {
  problem: unknown
  onRetry?: (() => void) | undefined
  /** Focus comes here when it appears after something the person did. */
  takesFocus?: boolean
  actions?: ReactNode
}

/** What happened and what to do; the number of the request for those who will be asked for help. */
export function ProblemPanel({ problem, onRetry, takesFocus, actions }: ProblemPanelProps) {
  const panel = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (takesFocus) panel.current?.focus()
  }, [takesFocus])
  const words = wordsOf(problem)
  return (
    <div className={styles.panel} role="alert" tabIndex={-1} ref={panel}>
      <TriangleAlert aria-hidden="true" />
      <div>
        <p className={styles.title}>{words.title}</p>
        {words.detail && <p>{words.detail}</p>}
        {words.possible.length > 0 && (
          <ul className={styles.possible}>
            {words.possible.map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
        {words.requestId && (
          <p className="small muted">
            Если понадобится помощь, назовите номер запроса: <code>{words.requestId}</code>
          </p>
        )}
        {(onRetry || actions) && (
          <div className={styles.actions}>
            {onRetry && (
              <Button small onClick={onRetry}>
                Попробовать ещё раз
              </Button>
            )}
            {actions}
          </div>
        )}
      </div>
    </div>
  )
}

interface ProblemWords {
  title: string
  detail: string | undefined
  possible: string[]
  requestId: string | undefined
}

function wordsOf(problem: unknown): ProblemWords {
  if (problem instanceof ApiProblem) {
    const { title, detail, possible, requestId } = problem.body
    return { title, detail, possible: possible ?? [], requestId }
  }
  return {
    title: 'Страница остановилась из-за неполадки в самой программе',
    detail: 'Данные не пострадали. Обновите страницу; если повторится, сообщите тому, кто ведёт систему.',
    possible: [],
    requestId: undefined,
  }
}
