import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { acceptInvitation, invitationQuery, signIn } from '../api-accounts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { PageSkeleton } from '../ui/skeleton.tsx'
import { afterEntry } from './after-entry.ts'
import styles from './entry.module.css'
import { Entry } from './entry.tsx'
import { faultOf } from './fault-of.ts'
import { PasswordField } from './password-field.tsx'

/** An invited person writes their name as it should stand, sets a password, and is in. */
export function InvitationPage() {
  const { token } = useParams({ from: '/invitation/$token' })
  const { data: invitation, error } = useQuery(invitationQuery(token))
  if (error)
    return (
      <Entry title="По этой ссылке войти не получится" tab="Приглашение">
        <ProblemPanel problem={error} actions={<Link to="/login">Ко входу</Link>} />
      </Entry>
    )
  return invitation ? <Accept token={token} invitation={invitation} /> : <PageSkeleton />
}

function Accept({ token, invitation }: { token: string; invitation: { email: string; name: string } }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [name, setName] = useState(invitation.name)
  const [password, setPassword] = useState('')
  const [isTried, setTried] = useState(false)
  const isName = name.trim().length > 1
  const accept = useMutation({
    mutationFn: async () => {
      await acceptInvitation(token, { name: name.trim(), password })
      await signIn({ email: invitation.email, password })
    },
    onSuccess: async () => {
      await afterEntry(client)
      void navigate({ to: '/', replace: true })
    },
  })
  const weak = faultOf(accept.error, 'account/weak-password')
  return (
    <Entry
      title="Вас пригласили в «Траекторию»"
      tab="Приглашение"
      lead={`Осталось придумать пароль. Входить вы будете по почте ${invitation.email}.`}
    >
      <form
        className={styles.sheet}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (isName && password !== '') accept.mutate()
        }}
      >
        <TextField
          label="Как вас зовут"
          hint="Фамилия, имя и отчество — так вас увидят коллеги"
          autoComplete="name"
          value={name}
          maxLength={200}
          fault={isTried && !isName ? 'Напишите имя' : null}
          onChange={(event) => setName(event.target.value)}
        />
        <PasswordField
          label="Пароль"
          value={password}
          fault={isTried && password === '' ? 'Придумайте пароль' : weak}
          onValue={setPassword}
        />
        {accept.error && weak === null && <ProblemPanel problem={accept.error} takesFocus />}
        <Button type="submit" look="primary" busy={accept.isPending}>
          Начать работу
        </Button>
      </form>
    </Entry>
  )
}
