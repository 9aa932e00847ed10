import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { changeRegion, createRegion } from '../api-places.ts'
import type { Region } from '../api-types.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'

interface RegionDialogProps {
  /** The region that is called otherwise; a new one is made where there is none. */
  region?: Region
  onClose: () => void
}

/** A region: its code and its name, and the forms in which the name stands in a text. */
export function RegionDialog({ region, onClose }: RegionDialogProps) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [code, setCode] = useState(region?.code ?? '')
  const [name, setName] = useState(region?.name ?? '')
  const [genitive, setGenitive] = useState(region?.storedForms.nameGenitive ?? '')
  const [prepositional, setPrepositional] = useState(region?.storedForms.namePrepositional ?? '')
  const [isTried, setTried] = useState(false)
  const isCode = /^[\p{L}\d-]{1,10}$/u.test(code.trim())
  const isName = name.trim().length > 1
  const save = useMutation({
    mutationFn: () => {
      const request = {
        code: code.trim(),
        name: name.trim(),
        nameGenitive: genitive.trim() || null,
        namePrepositional: prepositional.trim() || null,
      }
      return region === undefined ? createRegion(request) : changeRegion(region.id, request)
    },
    onSuccess: async (saved) => {
      // The pages of a region look it up in the session.
      await client.refetchQueries({ queryKey: ['session'] })
      if (region !== undefined) {
        await client.invalidateQueries()
        return onClose()
      }
      void navigate({
        to: '/regions/$regionId/registry',
        params: { regionId: String(saved.id) },
        search: { year: undefined, methodology: undefined },
      })
    },
  })
  return (
    <FormDialog
      title={region === undefined ? 'Завести регион' : 'Как называется регион'}
      onClose={onClose}
      submit={region === undefined ? 'Завести' : 'Записать'}
      sending={save}
      onSubmit={() => {
        setTried(true)
        if (isCode && isName) save.mutate()
      }}
    >
      <TextField
        label="Название"
        hint="Например: Смоленская область"
        value={name}
        maxLength={200}
        data-autofocus
        fault={isTried && !isName ? 'Напишите название региона' : null}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Код"
        hint="Две цифры субъекта или любой короткий свой: 67"
        value={code}
        maxLength={10}
        fault={isTried && !isCode ? 'Код — до десяти букв и цифр без пробелов' : null}
        onChange={(event) => setCode(event.target.value)}
      />
      <TextField
        label="Школы чего? (необязательно)"
        hint="Смоленской области — так название встанет в текст отчётов"
        value={genitive}
        maxLength={200}
        onChange={(event) => setGenitive(event.target.value)}
      />
      <TextField
        label="Где? (необязательно)"
        hint="в Смоленской области"
        value={prepositional}
        maxLength={200}
        onChange={(event) => setPrepositional(event.target.value)}
      />
    </FormDialog>
  )
}
