import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createList, type SchoolListSummary } from '../api.ts'
import type { Scope } from '../scope.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { counted, SCHOOLS } from '../ui/format.ts'
import { LEAST_PARTICIPANTS, LEVEL_WORDS } from './words.ts'

interface NewListDialogProps {
  scope: Scope
  listed: number | null
  /** The least number of participants chosen on the page of schools. */
  least: number | null
  onClose: () => void
}

/** Makes a named draft from what the rule says now; the commission works on it next. */
export function NewListDialog({ scope, listed, least, onClose }: NewListDialogProps) {
  const navigate = useNavigate()
  const client = useQueryClient()
  const [name, setName] = useState(`Перечень школ для поддержки, ${scope.year} год`)
  const [level, setLevel] = useState<SchoolListSummary['level']>('regional')
  const [stated, setStated] = useState(least === null ? '' : String(least))
  const create = useMutation({
    mutationFn: () =>
      createList(scope.regionId, {
        schoolYear: scope.year,
        methodology: scope.methodology,
        name: name.trim(),
        level,
        leastParticipants: stated === '' ? null : Number(stated),
      }),
    onSuccess: (list) => {
      void client.invalidateQueries({ queryKey: ['lists', scope.regionId] })
      void navigate({
        to: '/regions/$regionId/lists/$listId',
        params: { regionId: String(scope.regionId), listId: String(list.id) },
        search: { where: 'final:listed' },
      })
    },
  })
  return (
    <FormDialog
      title="Составить черновик перечня"
      onClose={onClose}
      submit="Составить черновик"
      sending={create}
      onSubmit={() => {
        if (name.trim() !== '') create.mutate()
      }}
    >
      <p className="secondary">
        {listed !== null && `По правилу в него войдёт ${counted(listed, SCHOOLS)}. `}
        Числа и правило запомнятся вместе с черновиком: новые загрузки его не изменят. Комиссия сможет
        включить или исключить школу с указанием причины.
      </p>
      <TextField
        label="Название"
        value={name}
        maxLength={200}
        required
        data-autofocus
        fault={name.trim() === '' ? 'Назовите перечень, чтобы его можно было найти' : null}
        onChange={(event) => setName(event.target.value)}
      />
      <Select
        label="Уровень"
        value={level}
        onValue={(value) => setLevel(value as SchoolListSummary['level'])}
        choices={Object.entries(LEVEL_WORDS).map(([value, label]) => ({ value, label }))}
      />
      <Select
        label="Оговорка о числе участников"
        hint="Школы, где участников меньше, остаются в перечне по правилу; комиссия увидит, сколько их."
        value={stated}
        onValue={setStated}
        choices={[
          { value: '', label: 'без оговорки' },
          ...LEAST_PARTICIPANTS.map((n) => ({
            value: String(n),
            label: `в решающих процедурах не меньше ${n} участников`,
          })),
        ]}
      />
    </FormDialog>
  )
}
