import { useMutation } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { askForPassword, resetPassword } from '../api-accounts.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './entry.module.css'
import { Entry } from './entry.tsx'
import { faultOf } from './fault-of.ts'
import { PasswordField } from './password-field.tsx'

/** Asks for a link; whether there is such an account is not told. */
export function ForgotPage() {
  const [email, setEmail] = useState('')
  const [isTried, setTried] = useState(false)
  const isEmail = /^\S+@\S+\.\S+$/.test(email.trim())
  const ask = useMutation({ mutationFn: () => askForPassword(email.trim()) })
  if (ask.isSuccess)
    return (
      <Entry
        title="Проверьте почту"
        lead={`Если для ${email.trim()} есть учётная запись, письмо со ссылкой уже в пути. Ссылка действует один час и один раз.`}
      >
        <p>
          <Link to="/login">Ко входу</Link>
        </p>
      </Entry>
    )
  return (
    <Entry title="Новый пароль" lead="Пришлём на почту ссылку, по которой можно задать новый пароль.">
      <form
        className={styles.sheet}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (isEmail) ask.mutate()
        }}
      >
        <TextField
          label="Почта"
          type="email"
          autoComplete="username"
          value={email}
          maxLength={254}
          fault={isTried && !isEmail ? 'Адрес почты похож на ivanova@shkola.ru' : null}
          onChange={(event) => setEmail(event.target.value)}
        />
        {ask.error && <ProblemPanel problem={ask.error} takesFocus />}
        <Button type="submit" look="primary" busy={ask.isPending}>
          Прислать ссылку
        </Button>
        <p>
          <Link to="/login">Пароль вспомнился: ко входу</Link>
        </p>
      </form>
    </Entry>
  )
}

/** Where the link of the letter leads. */
export function ResetPage() {
  const { token } = useParams({ from: '/password/$token' })
  const [password, setPassword] = useState('')
  const [isTried, setTried] = useState(false)
  const reset = useMutation({ mutationFn: () => resetPassword(token, password) })
  if (reset.isSuccess)
    return (
      <Entry title="Пароль изменён" lead="На всех устройствах нужно войти заново, уже с ним.">
        <p>
          <ButtonLink to="/login" look="primary">
            Войти
          </ButtonLink>
        </p>
      </Entry>
    )
  const weak = faultOf(reset.error, 'account/weak-password')
  const isSpent = faultOf(reset.error, 'account/link-spent') !== null
  return (
    <Entry title="Придумайте новый пароль" tab="Новый пароль">
      <form
        className={styles.sheet}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (password !== '') reset.mutate()
        }}
      >
        <PasswordField
          label="Новый пароль"
          value={password}
          fault={isTried && password === '' ? 'Придумайте пароль' : weak}
          onValue={setPassword}
        />
        {reset.error && weak === null && (
          <ProblemPanel
            problem={reset.error}
            takesFocus
            actions={isSpent && <Link to="/password">Запросить новую ссылку</Link>}
          />
        )}
        <Button type="submit" look="primary" busy={reset.isPending}>
          Записать пароль
        </Button>
      </form>
    </Entry>
  )
}
