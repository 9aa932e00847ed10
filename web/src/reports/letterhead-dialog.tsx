import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DocumentDetail, Letterhead } from '../api.ts'
import { saveLetterhead } from '../api-documents.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField, Tick } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './documents.module.css'

const FIELDS = [
  ['organisation', 'Организация', 'Управление образования администрации района'],
  ['city', 'Город', 'Смоленск'],
  ['signatoryPost', 'Должность подписывающего', 'Начальник управления'],
  ['signatoryName', 'Инициалы и фамилия', 'И. О. Фамилия'],
] as const

/** What the registers do not know and a paper needs; the next document takes it over. */
export function LetterheadDialog({ document, onClose }: { document: DocumentDetail; onClose: () => void }) {
  const client = useQueryClient()
  const [letterhead, setLetterhead] = useState<Letterhead>(document.letterhead)
  const save = useMutation({
    mutationFn: () => saveLetterhead(document.id, letterhead),
    onSuccess: (next) => {
      client.setQueryData(['document', document.id], next)
      onClose()
    },
  })
  return (
    <Dialog title="Реквизиты документа" isOpen onClose={onClose}>
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          save.mutate()
        }}
      >
        {FIELDS.map(([field, label, example], at) => (
          <TextField
            key={field}
            label={label}
            value={letterhead[field]}
            placeholder={example}
            maxLength={field === 'organisation' ? 300 : 100}
            {...(at === 0 ? { 'data-autofocus': true } : {})}
            onChange={(event) => setLetterhead({ ...letterhead, [field]: event.target.value })}
          />
        ))}
        <Tick
          checked={letterhead.longStorage}
          onChange={(longStorage) => setLetterhead({ ...letterhead, longStorage })}
          hint="Левое поле 30 мм вместо 20, чтобы подшить."
        >
          Хранится дольше десяти лет
        </Tick>
        {save.error && <ProblemPanel problem={save.error} takesFocus />}
        <DialogActions>
          <Button type="submit" look="primary" busy={save.isPending}>
            Сохранить
          </Button>
          <Button onClick={onClose}>Не сейчас</Button>
        </DialogActions>
      </form>
    </Dialog>
  )
}
