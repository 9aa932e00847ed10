import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { changePassword, profileQuery } from '../api-accounts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './accounts.module.css'
import { faultOf } from './fault-of.ts'
import { PasswordField } from './password-field.tsx'

/** Another password; the other sessions end with the old one. */
export function PasswordSection() {
  const client = useQueryClient()
  const [present, setPresent] = useState('')
  const [password, setPassword] = useState('')
  const [isTried, setTried] = useState(false)
  const change = useMutation({
    mutationFn: () => changePassword({ present, password }),
    onSuccess: async () => {
      setPresent('')
      setPassword('')
      setTried(false)
      await client.invalidateQueries({ queryKey: profileQuery.queryKey })
    },
  })
  const wrong = faultOf(change.error, 'account/wrong-password')
  const weak = faultOf(change.error, 'account/weak-password')
  return (
    <Section title="Пароль" note="После смены на всех других устройствах нужно будет войти заново.">
      <form
        className={styles.form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (present !== '' && password !== '') change.mutate()
        }}
      >
        <TextField
          label="Пароль сейчас"
          type="password"
          autoComplete="current-password"
          value={present}
          fault={isTried && present === '' ? 'Напишите пароль, с которым входите' : wrong}
          onChange={(event) => setPresent(event.target.value)}
        />
        <PasswordField
          label="Новый пароль"
          value={password}
          fault={isTried && password === '' ? 'Придумайте новый пароль' : weak}
          onValue={setPassword}
        />
        {change.error && wrong === null && weak === null && (
          <ProblemPanel problem={change.error} takesFocus />
        )}
        <p className={styles.actions}>
          <Button type="submit" busy={change.isPending}>
            Сменить пароль
          </Button>
          <span role="status" className="small secondary">
            {change.isSuccess && 'Пароль изменён.'}
          </span>
        </p>
      </form>
    </Section>
  )
}
