import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '../api.ts'
import { invite } from '../api-accounts.ts'
import type { GrantRequest, PeoplePage } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions, FormDialog } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './accounts.module.css'
import { GrantFields, grantOf, newDraft } from './grant-fields.tsx'
import { LinkToPass } from './link-to-pass.tsx'

interface InviteDialogProps {
  session: Session
  grantable: PeoplePage['grantable']
  sendsMail: boolean
  onClose: () => void
}

/** A person with their first role; then how they come in. */
export function InviteDialog({ session, grantable, sendsMail, onClose }: InviteDialogProps) {
  const client = useQueryClient()
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [position, setPosition] = useState('')
  const [draft, setDraft] = useState(() => newDraft(grantable, session))
  const [isTried, setTried] = useState(false)
  const isName = name.trim().length > 1
  const isEmail = /^\S+@\S+\.\S+$/.test(email.trim())
  const grant = grantOf(draft)
  const send = useMutation({
    mutationFn: (first: GrantRequest) =>
      invite({
        name: name.trim(),
        email: email.trim(),
        position: position.trim() || null,
        phone: null,
        grants: [first],
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['people'] }),
  })
  if (send.data)
    return (
      <Dialog title={send.data.isKnown ? 'Роль добавлена' : 'Приглашение готово'} isOpen onClose={onClose}>
        <div className={styles.form}>
          {send.data.isKnown ? (
            <p>
              У {send.data.person.email} уже есть учётная запись: новая роль действует с ближайшего нажатия.
            </p>
          ) : send.data.link ? (
            <LinkToPass link={send.data.link} name={send.data.person.name} />
          ) : (
            <p>Письмо со ссылкой отправлено на {send.data.person.email}.</p>
          )}
          <DialogActions>
            <Button onClick={onClose}>Готово</Button>
          </DialogActions>
        </div>
      </Dialog>
    )
  return (
    <FormDialog
      title="Пригласить человека"
      onClose={onClose}
      noValidate
      submit="Пригласить"
      sending={send}
      onSubmit={() => {
        setTried(true)
        if (isName && isEmail && grant) send.mutate(grant)
      }}
    >
      <TextField
        label="Фамилия, имя, отчество"
        value={name}
        maxLength={200}
        data-autofocus
        fault={isTried && !isName ? 'Напишите имя' : null}
        onChange={(event) => setName(event.target.value)}
      />
      <TextField
        label="Почта"
        hint={sendsMail ? 'Сюда придёт письмо со ссылкой' : 'По ней человек будет входить'}
        type="email"
        value={email}
        maxLength={254}
        fault={isTried && !isEmail ? 'Адрес почты похож на ivanova@shkola.ru' : null}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Должность (необязательно)"
        value={position}
        maxLength={300}
        onChange={(event) => setPosition(event.target.value)}
      />
      <GrantFields
        session={session}
        grantable={grantable}
        draft={draft}
        isTried={isTried}
        onDraft={setDraft}
      />
    </FormDialog>
  )
}
