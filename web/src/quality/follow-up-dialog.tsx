import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { type FollowUpMark, setFollowUp } from '../api-quality.ts'
import type { QualityFinding } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { FormDialog } from '../ui/dialog.tsx'
import { Select, TextArea } from '../ui/field.tsx'
import { counted } from '../ui/format.ts'
import { Provenance } from '../ui/provenance.tsx'
import styles from './quality.module.css'
import { FINDINGS, STATE_WORDS } from './words.ts'

interface FollowUpDialogProps {
  findings: readonly QualityFinding[]
  regionId: number
  year: number
  onClose: () => void
}

const CHOICES = Object.entries(STATE_WORDS).map(([value, label]) => ({ value, label }))

/** What is done about one or several findings; an explanation needs its words. */
export function FollowUpDialog({ findings, regionId, year, onClose }: FollowUpDialogProps) {
  const only = findings.length === 1 ? findings[0]! : null
  const [state, setState] = useState<FollowUpMark['state']>(only?.followUp?.state ?? 'to-check')
  const [note, setNote] = useState(only?.followUp?.note ?? '')
  const [isTried, setTried] = useState(false)
  const queries = useQueryClient()
  const save = useMutation({
    mutationFn: async (mark: FollowUpMark | null) => {
      for (const finding of findings) await setFollowUp(regionId, year, finding.key, mark)
    },
    onSuccess: onClose,
    // Some of the marks may be there even when one was refused.
    onSettled: () => queries.invalidateQueries({ queryKey: ['quality', regionId] }),
  })
  const lacksWords = state === 'explained' && note.trim() === ''
  return (
    <FormDialog
      title={`Отметить: ${counted(findings.length, FINDINGS)}`}
      onClose={onClose}
      size={600}
      submit="Отметить"
      sending={save}
      onSubmit={() => {
        setTried(true)
        if (!lacksWords) save.mutate({ state, note: note.trim() })
      }}
      further={
        findings.some(({ followUp }) => followUp) && (
          <Button busy={save.isPending} onClick={() => save.mutate(null)}>
            Снять отметку
          </Button>
        )
      }
    >
      {only && (
        <div>
          <p>
            <strong>{only.schoolName ?? 'Весь регион'}</strong>
            {only.procedureName && `, ${only.procedureName}`}: {only.sentence}
          </p>
          <ul className={styles.places}>
            {only.places.map((place) => (
              <li key={`${place.importId} ${place.sheet} ${place.row}`}>
                <Provenance source={place} regionId={regionId} />
              </li>
            ))}
          </ul>
        </div>
      )}
      <Select
        label="Что с этим"
        choices={CHOICES}
        value={state}
        data-autofocus
        onValue={(value) => setState(value as FollowUpMark['state'])}
      />
      <TextArea
        label="Пояснение"
        hint="Его увидят все, кто откроет эту страницу"
        value={note}
        maxLength={2000}
        onValue={setNote}
        fault={isTried && lacksWords ? 'Напишите, чем это объясняется' : null}
      />
    </FormDialog>
  )
}
