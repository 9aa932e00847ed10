import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { createRegion } from '../api-places.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './registry.module.css'

/** A region of one's own: its code and its name, and the forms in which the name stands in a text. */
export function NewRegionDialog({ onClose }: { onClose: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [code, setCode] = useState('')
  const [name, setName] = useState('')
  const [genitive, setGenitive] = useState('')
  const [prepositional, setPrepositional] = useState('')
  const [isTried, setTried] = useState(false)
  const isCode = /^[\p{L}\d-]{1,10}$/u.test(code.trim())
  const isName = name.trim().length > 1
  const create = useMutation({
    mutationFn: () =>
      createRegion({
        code: code.trim(),
        name: name.trim(),
        nameGenitive: genitive.trim() || null,
        namePrepositional: prepositional.trim() || null,
      }),
    onSuccess: async (region) => {
      // The pages of a region look it up in the session.
      await client.refetchQueries({ queryKey: ['session'] })
      void navigate({
        to: '/regions/$regionId/registry',
        params: { regionId: String(region.id) },
        search: { year: undefined, methodology: undefined },
      })
    },
  })
  return (
    <Dialog title="Завести регион" isOpen onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (isCode && isName) create.mutate()
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
        {create.error && <ProblemPanel problem={create.error} takesFocus />}
        <DialogActions>
          <Button type="submit" look="primary" busy={create.isPending}>
            Завести
          </Button>
          <Button onClick={onClose}>Не сейчас</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
