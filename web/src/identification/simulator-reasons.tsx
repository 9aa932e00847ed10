import { useState } from 'react'
import type { SchoolDecision, SchoolListEntry } from '../api.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import styles from './simulator.module.css'

interface ReasonsProps {
  entries: SchoolListEntry[]
  decisions: SchoolDecision[]
  problem: unknown
  isBusy: boolean
  onClose: () => void
  onWrite: (decisions: SchoolDecision[]) => void
}

const WORDS = { include: 'Включить', exclude: 'Исключить' } as const

/** A reason for every decision before anything is written; one reason may be given to all. */
export function SimulatorReasons({ entries, decisions, problem, isBusy, onClose, onWrite }: ReasonsProps) {
  const [common, setCommon] = useState('')
  const [own, setOwn] = useState<Record<number, string>>({})
  const [isTried, setTried] = useState(false)
  const byId = new Map(entries.map((entry) => [entry.schoolId, entry]))
  const reasonOf = ({ schoolId, decision }: SchoolDecision) =>
    decision === null ? null : own[schoolId]?.trim() || common.trim()
  const isWhole = decisions.every((one) => reasonOf(one) !== '')
  const asked = decisions.filter(({ decision }) => decision !== null)
  return (
    <FormDialog
      title="Записать решения комиссии"
      onClose={onClose}
      size={680}
      submit="Записать"
      sending={{ isPending: isBusy, error: problem }}
      onSubmit={() => {
        setTried(true)
        if (isWhole) onWrite(decisions.map((one) => ({ ...one, reason: reasonOf(one) })))
      }}
    >
      {asked.length > 1 && (
        <TextArea
          label="Общая причина"
          hint="Для школ, у которых своя причина не написана"
          rows={2}
          value={common}
          maxLength={2000}
          onValue={setCommon}
        />
      )}
      <ul className={styles.reasons}>
        {decisions.map((one) => (
          <li key={one.schoolId}>
            {one.decision === null ? (
              <p>
                <strong>{byId.get(one.schoolId)?.name}</strong>: прежнее решение берётся обратно, остаётся как
                по правилу
              </p>
            ) : (
              <TextArea
                label={`${WORDS[one.decision]}: ${byId.get(one.schoolId)?.name}`}
                rows={2}
                value={own[one.schoolId] ?? ''}
                maxLength={2000}
                onValue={(words) => setOwn({ ...own, [one.schoolId]: words })}
                fault={
                  isTried && reasonOf(one) === '' ? 'Напишите причину: без неё решение не объяснить' : null
                }
              />
            )}
          </li>
        ))}
      </ul>
    </FormDialog>
  )
}
