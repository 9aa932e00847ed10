import { useMutation, useQueryClient } from '@tanstack/react-query'
import { CircleCheck } from 'lucide-react'
import { useEffect, useRef } from 'react'
import { unmatchSchool } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, plural, RESULTS } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './matching.module.css'

export interface SettledSchool {
  settledId: number
  /** As the file names it. */
  name: string
  /** The school it means; null where a new one was made of it. */
  school: string | null
  results: number
}

const COUNTED_NOW = ['вошёл', 'вошли', 'вошло'] as const

/** What has just been decided, in the place of its card, with the way back. */
export function SettledLine({ settled, onUndone }: { settled: SettledSchool; onUndone: () => void }) {
  const client = useQueryClient()
  const line = useRef<HTMLLIElement>(null)
  // The button that was pressed is gone with its card: the focus goes on from here.
  useEffect(() => line.current?.focus({ preventScroll: true }), [])
  const undo = useMutation({
    mutationFn: () => unmatchSchool(settled.settledId),
    onSuccess: async () => {
      await client.invalidateQueries()
      onUndone()
    },
  })
  const { name, school, results } = settled
  return (
    <li className={styles.settled} tabIndex={-1} ref={line}>
      <p className={styles.settledWords} role="status">
        <CircleCheck aria-hidden="true" />
        <span>
          {school === null ? 'В реестр внесена ' : 'Запомнили: '}
          <strong>{name}</strong>
          {school !== null && (
            <>
              {' '}
              — это <strong>{school}</strong>
            </>
          )}
          . {results > 0 && `${counted(results, RESULTS)} ${plural(results, COUNTED_NOW)} в расчёт.`}
        </span>
      </p>
      <Button small busy={undo.isPending} onClick={() => undo.mutate()}>
        Отменить
        <span className="visually-hidden"> сопоставление: {name}</span>
      </Button>
      {undo.error && <ProblemPanel problem={undo.error} takesFocus />}
    </li>
  )
}
