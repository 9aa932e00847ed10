import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { addBreak } from '../api-places.ts'
import type { CatalogueProcedure } from '../api-types.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Select, TextArea, TextField } from '../ui/field.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import { yearChoices } from './words.ts'

interface BreakDialogProps {
  regionId: number
  procedures: readonly CatalogueProcedure[]
  procedure: CatalogueProcedure | null
  newest: number
  onClose: () => void
}

/** Says that a year of a procedure may not be compared with the year before, and why. */
export function BreakDialog({ regionId, procedures, procedure, newest, onClose }: BreakDialogProps) {
  const client = useQueryClient()
  const [code, setCode] = useState(procedure?.code ?? procedures[0]?.code ?? '')
  const [schoolYear, setYear] = useState(newest)
  const [reason, setReason] = useState('')
  const [source, setSource] = useState('')
  const [isTried, setTried] = useState(false)
  const save = useMutation({
    mutationFn: () =>
      addBreak(regionId, { procedure: code, schoolYear, reason: reason.trim(), source: source.trim() }),
    onSuccess: () => {
      void client.invalidateQueries()
      onClose()
    },
  })
  const isWhole = reason.trim() !== '' && source.trim() !== ''
  return (
    <FormDialog
      title="Год нельзя сравнивать с предыдущим"
      onClose={onClose}
      size={600}
      submit="Отметить"
      sending={save}
      onSubmit={() => {
        setTried(true)
        if (isWhole) save.mutate()
      }}
    >
      <Select
        label="Процедура"
        value={code}
        choices={procedures.map((item) => ({ value: item.code, label: item.name }))}
        onValue={setCode}
      />
      <Select
        label="Какой год"
        value={String(schoolYear)}
        choices={yearChoices(newest).map((year) => ({
          value: String(year),
          label: `${formatSchoolYear(year)} — не сравнивать с ${formatSchoolYear(year - 1)}`,
        }))}
        onValue={(value) => setYear(Number(value))}
      />
      <TextArea
        label="Почему"
        hint="Например: изменилась структура работы, перенесена на осень"
        value={reason}
        maxLength={500}
        rows={2}
        onValue={setReason}
        fault={isTried && reason.trim() === '' ? 'Напишите, что изменилось' : null}
      />
      <TextField
        label="На основании чего"
        hint="Письмо, приказ, описание работы"
        value={source}
        maxLength={500}
        fault={isTried && source.trim() === '' ? 'Укажите документ или другой источник' : null}
        onChange={(event) => setSource(event.target.value)}
      />
    </FormDialog>
  )
}
