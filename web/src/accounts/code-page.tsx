import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../api.ts'
import { confirmSignIn } from '../api-accounts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { afterEntry } from './after-entry.ts'
import styles from './entry.module.css'
import { Entry } from './entry.tsx'

/** The second step of signing in: a code of the authenticator, or one of the recovery codes. */
export function CodePage({ onBack }: { onBack: () => void }) {
  const client = useQueryClient()
  const [kind, setKind] = useState<'totp' | 'recovery'>('totp')
  const [code, setCode] = useState('')
  const [isTried, setTried] = useState(false)
  const confirm = useMutation({ mutationFn: confirmSignIn, onSuccess: () => afterEntry(client) })
  const refusal = confirm.error instanceof ApiProblem ? confirm.error.body : null
  const isWrong = refusal?.code === 'account/wrong-code'
  const plain = code.replace(/\s/g, '')
  const isCode = kind === 'totp' ? /^\d{6}$/.test(plain) : plain.length >= 6
  return (
    <Entry title="Ещё один шаг: код" tab="Код для входа">
      <form
        className={styles.sheet}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          setTried(true)
          if (isCode) confirm.mutate({ code: plain, kind })
        }}
      >
        <TextField
          key={kind}
          label={kind === 'totp' ? 'Код из приложения' : 'Код восстановления'}
          hint={
            kind === 'totp'
              ? 'Шесть цифр из приложения на телефоне'
              : 'Один из тех, что вы сохранили при настройке: каждый действует один раз'
          }
          autoComplete="one-time-code"
          inputMode={kind === 'totp' ? 'numeric' : 'text'}
          maxLength={20}
          autoFocus
          value={code}
          fault={
            isTried && !isCode
              ? kind === 'totp'
                ? 'Код из приложения — шесть цифр'
                : 'Напишите код целиком'
              : isWrong
                ? `${refusal.title}. ${refusal.detail ?? ''}`
                : null
          }
          onChange={(event) => {
            setTried(false)
            setCode(event.target.value)
          }}
        />
        {confirm.error && !isWrong && <ProblemPanel problem={confirm.error} takesFocus />}
        <Button type="submit" look="primary" busy={confirm.isPending}>
          Войти
        </Button>
        <p className={styles.links}>
          <Button
            small
            look="quiet"
            onClick={() => {
              confirm.reset()
              setTried(false)
              setCode('')
              setKind(kind === 'totp' ? 'recovery' : 'totp')
            }}
          >
            {kind === 'totp' ? 'У меня код восстановления' : 'У меня код из приложения'}
          </Button>
          <Button small look="quiet" onClick={onBack}>
            Начать сначала
          </Button>
        </p>
      </form>
    </Entry>
  )
}
