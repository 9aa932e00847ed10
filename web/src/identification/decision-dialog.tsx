import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { decideOnSchool, type SchoolListDetail, type SchoolListEntry } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './lists.module.css'

interface DecisionDialogProps {
  listId: number
  entry: SchoolListEntry
  onClose: () => void
  onDecided: (next: SchoolListDetail) => void
}

/** The commission decides otherwise than the rule: include or exclude, always with a reason. */
export function DecisionDialog({ listId, entry, onClose, onDecided }: DecisionDialogProps) {
  const decision = entry.listedByRule ? 'exclude' : 'include'
  const [reason, setReason] = useState(entry.reason ?? '')
  const [isTried, setTried] = useState(false)
  const decide = useMutation({
    mutationFn: (isLeft: boolean) =>
      decideOnSchool(
        listId,
        entry.schoolId,
        isLeft ? { decision: null, reason: null } : { decision, reason: reason.trim() },
      ),
    onSuccess: onDecided,
  })
  return (
    <Dialog
      title={decision === 'include' ? 'Включить школу в перечень' : 'Исключить школу из перечня'}
      isOpen
      onClose={onClose}
      size={600}
    >
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (reason.trim() !== '') decide.mutate(false)
        }}
      >
        <p>
          <strong>{entry.name}</strong>
          <br />
          <span className="secondary">{entry.sentence}</span>
        </p>
        <TextArea
          label="Почему комиссия решила иначе"
          hint="Причина останется в перечне и в его выгрузке"
          value={reason}
          maxLength={2000}
          data-autofocus
          onValue={setReason}
          fault={isTried && reason.trim() === '' ? 'Напишите причину: без неё решение не объяснить' : null}
        />
        {decide.error && <ProblemPanel problem={decide.error} takesFocus />}
        <DialogActions>
          <Button type="submit" look="primary" busy={decide.isPending}>
            {decision === 'include' ? 'Включить' : 'Исключить'}
          </Button>
          {entry.decision && (
            <Button busy={decide.isPending} onClick={() => decide.mutate(true)}>
              Оставить как по правилу
            </Button>
          )}
          <Button look="quiet" onClick={onClose}>
            Не сейчас
          </Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
