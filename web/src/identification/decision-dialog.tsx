import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { decideOnSchool, type SchoolListDetail, type SchoolListEntry } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { TextArea } from '../ui/field.tsx'

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
    <FormDialog
      title={decision === 'include' ? 'Включить школу в перечень' : 'Исключить школу из перечня'}
      onClose={onClose}
      size={600}
      submit={decision === 'include' ? 'Включить' : 'Исключить'}
      sending={decide}
      onSubmit={() => {
        setTried(true)
        if (reason.trim() !== '') decide.mutate(false)
      }}
      further={
        entry.decision && (
          <Button busy={decide.isPending} onClick={() => decide.mutate(true)}>
            Оставить как по правилу
          </Button>
        )
      }
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
    </FormDialog>
  )
}
