import { useMutation } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { FormDialog } from './dialog.tsx'
import { TextField } from './field.tsx'

interface Requisites {
  number: string
  date: string
}

interface RequisitesDialogProps<Next> {
  title: string
  submit: string
  /** Of what the number and the date are, in the genitive. */
  of: 'приказа' | 'документа'
  /** What is known already and cannot be changed here. */
  given?: Requisites | null
  send: (requisites: Requisites) => Promise<Next>
  onSent: (next: Next) => void
  onClose: () => void
  /** What number and date freeze. */
  children: ReactNode
}

/** A number and a date: after them what they stand on does not change any more. */
export function RequisitesDialog<Next>(props: RequisitesDialogProps<Next>) {
  const { title, submit, of, given = null, send, onSent, onClose, children } = props
  const [number, setNumber] = useState(given?.number ?? '')
  const [date, setDate] = useState(given?.date ?? '')
  const [isTried, setTried] = useState(false)
  const sending = useMutation({ mutationFn: () => send({ number: number.trim(), date }), onSuccess: onSent })
  return (
    <FormDialog
      title={title}
      submit={submit}
      sending={sending}
      onClose={onClose}
      onSubmit={() => {
        setTried(true)
        if (number.trim() !== '' && date !== '') sending.mutate()
      }}
    >
      <p className="secondary">{children}</p>
      <TextField
        label={`Номер ${of}`}
        value={number}
        maxLength={100}
        data-autofocus
        readOnly={given !== null}
        fault={isTried && number.trim() === '' ? `Напишите номер ${of}` : null}
        onChange={(event) => setNumber(event.target.value)}
      />
      <TextField
        label={`Дата ${of}`}
        type="date"
        value={date}
        readOnly={given !== null}
        fault={isTried && date === '' ? `Укажите дату ${of}` : null}
        onChange={(event) => setDate(event.target.value)}
      />
    </FormDialog>
  )
}
