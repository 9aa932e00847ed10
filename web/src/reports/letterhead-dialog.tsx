import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { DocumentDetail, Letterhead } from '../api.ts'
import { saveLetterhead } from '../api-documents.ts'
import { FormDialog } from '../ui/dialog.tsx'
import { TextField, Tick } from '../ui/field.tsx'

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
    <FormDialog
      title="Реквизиты документа"
      onClose={onClose}
      submit="Сохранить"
      sending={save}
      onSubmit={() => save.mutate()}
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
    </FormDialog>
  )
}
