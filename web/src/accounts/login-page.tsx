import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { useRef, useState } from 'react'
import { ApiProblem } from '../api.ts'
import { loginWaysQuery, signIn } from '../api-accounts.ts'
import type { LoginWays } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import { afterEntry } from './after-entry.ts'
import { CodePage } from './code-page.tsx'
import styles from './entry.module.css'
import { Entry } from './entry.tsx'
import { keepWanted } from './wanted.ts'

/** Who is it? By address and password, by a provider, or as one of the ready people of the demonstration. */
export function LoginPage() {
  const { data: ways } = useSuspenseQuery(loginWaysQuery)
  const [needsCode, setNeedsCode] = useState(false)
  const client = useQueryClient()
  const enter = useMutation({
    mutationFn: signIn,
    onSuccess: ({ next }) => (next === 'second-factor' ? setNeedsCode(true) : afterEntry(client)),
  })
  if (needsCode)
    return (
      <CodePage
        onBack={() => {
          enter.reset()
          setNeedsCode(false)
        }}
      />
    )
  const hasDemo = ways.demo.length > 0
  return (
    <Entry
      title="Войдите, чтобы продолжить"
      tab="Вход"
      wide={hasDemo}
      lead={
        hasDemo
          ? 'Здесь вымышленный регион. Выберите, чьими глазами на него посмотреть: у каждого свои страницы и свои школы.'
          : undefined
      }
    >
      <div className={styles.columns} data-single={hasDemo ? undefined : true}>
        {hasDemo && <DemoPeople ways={ways} enter={enter} />}
        <LoginForm ways={ways} enter={enter} />
      </div>
    </Entry>
  )
}

interface Enter {
  mutate: (asked: { email: string; password: string }) => void
  isPending: boolean
  error: Error | null
  variables: { email: string; password: string } | undefined
}

function LoginForm({ ways, enter }: { ways: LoginWays; enter: Enter }) {
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [isTried, setTried] = useState(false)
  const passwordField = useRef<HTMLInputElement>(null)
  const refusal = enter.error instanceof ApiProblem ? enter.error.body : null
  const isWrong = refusal?.code === 'account/wrong-password'
  return (
    <form
      className={styles.sheet}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (email.trim() === '' || password === '') return
        enter.mutate({ email, password })
        passwordField.current?.focus()
      }}
    >
      {ways.demo.length > 0 && <h2>По своей учётной записи</h2>}
      <ProviderProblem name={ways.oidc} />
      <TextField
        label="Почта"
        type="email"
        name="email"
        autoComplete="username"
        inputMode="email"
        value={email}
        maxLength={254}
        fault={isTried && email.trim() === '' ? 'Напишите почту, на которую вас пригласили' : null}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Пароль"
        type="password"
        name="password"
        autoComplete="current-password"
        ref={passwordField}
        value={password}
        fault={
          isTried && password === ''
            ? 'Напишите пароль'
            : isWrong
              ? `${refusal.title}. ${refusal.detail ?? ''}`
              : null
        }
        onChange={(event) => setPassword(event.target.value)}
      />
      {enter.error && !isWrong && <ProblemPanel problem={enter.error} takesFocus />}
      <Button type="submit" look="primary" busy={enter.isPending}>
        Войти
      </Button>
      {ways.mail && (
        <p className={styles.links}>
          <Link to="/password">Забыли пароль?</Link>
        </p>
      )}
      {ways.oidc !== null && (
        <>
          <p className={styles.or}>или</p>
          <Button
            onClick={() => {
              keepWanted()
              window.location.assign('/api/login/provider')
            }}
          >
            Войти через {ways.oidc}
          </Button>
        </>
      )}
    </form>
  )
}

/** Why a provider has sent somebody back. */
function ProviderProblem({ name }: { name: string | null }) {
  const { error } = useSearch({ strict: false })
  if (error === undefined) return null
  return (
    <Note
      tone="caution"
      title={name === null ? 'Войти не получилось' : `Войти через «${name}» не получилось`}
    >
      <p>
        Для вашей почты там должна быть учётная запись «Траектории» здесь: её заводит координатор. Если она
        есть, попробуйте ещё раз или войдите по паролю.
      </p>
    </Note>
  )
}

function DemoPeople({ ways: { demo, demoPassword }, enter }: { ways: LoginWays; enter: Enter }) {
  return (
    <section className={styles.sheet} aria-label="Люди вымышленного региона">
      <h2>Одним нажатием</h2>
      <ul className={styles.people}>
        {demo.map(({ email, name, label, place }) => (
          <li key={email + label}>
            <button
              type="button"
              className={styles.person}
              aria-busy={(enter.isPending && enter.variables?.email === email) || undefined}
              onClick={() => enter.mutate({ email, password: demoPassword ?? '' })}
            >
              <span className="small muted">Войти как {label.toLowerCase()}</span>
              <strong>{name}</strong>
              <span className="small secondary">{place}</span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
