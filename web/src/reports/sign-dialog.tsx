import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DocumentDetail } from '../api.ts'
import { signDocument } from '../api-documents.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './documents.module.css'

/** Number and date freeze the document. An order takes those of the list it approves. */
export function SignDialog({ document, onClose }: { document: DocumentDetail; onClose: () => void }) {
  const client = useQueryClient()
  const given = document.requisites
  const [number, setNumber] = useState(given?.number ?? '')
  const [date, setDate] = useState(given?.date ?? '')
  const [isTried, setTried] = useState(false)
  const sign = useMutation({
    mutationFn: () => signDocument(document.id, { number: number.trim(), date }),
    onSuccess: (next) => {
      client.setQueryData(['document', document.id], next)
      void client.invalidateQueries({ queryKey: ['documents', document.regionId] })
      onClose()
    },
  })
  const isWhole = number.trim() !== '' && date !== ''
  return (
    <Dialog title="Подписать документ" isOpen onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (isWhole) sign.mutate()
        }}
      >
        <p className="secondary">
          Текст, числа и их источники сохранятся такими, какие они сейчас. Изменить подписанный документ
          нельзя.
          {given && ' Номер и дата взяты из утверждённого перечня.'}
        </p>
        <TextField
          label="Номер"
          value={number}
          maxLength={100}
          data-autofocus
          readOnly={given !== null}
          fault={isTried && number.trim() === '' ? 'Напишите номер документа' : null}
          onChange={(event) => setNumber(event.target.value)}
        />
        <TextField
          label="Дата"
          type="date"
          value={date}
          readOnly={given !== null}
          fault={isTried && date === '' ? 'Укажите дату документа' : null}
          onChange={(event) => setDate(event.target.value)}
        />
        {sign.error && <ProblemPanel problem={sign.error} takesFocus />}
        <DialogActions>
          <Button type="submit" look="primary" busy={sign.isPending}>
            Подписать
          </Button>
          <Button onClick={onClose}>Не сейчас</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
