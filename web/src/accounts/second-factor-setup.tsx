import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ApiProblem } from '../api.ts'
import { confirmSecondFactor, startSecondFactor } from '../api-accounts.ts'
import type { SecondFactorStart } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { faultOf } from './fault-of.ts'
import { QrCode } from './qr-code.tsx'
import { RecoveryCodes } from './recovery-codes.tsx'
import styles from './second-factor.module.css'

/** Password, QR code and first code, recovery codes: in this order, each after the one before. */
export function SecondFactorSetup({ onDone }: { onDone: () => void }) {
  const [password, setPassword] = useState('')
  const [isConfirmed, setConfirmed] = useState(false)
  const start = useMutation({ mutationFn: () => startSecondFactor(password) })
  if (!start.data)
    return (
      <form
        className={styles.steps}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (password !== '') start.mutate()
        }}
      >
        <TextField
          label="Ваш пароль"
          hint="Чтобы настроить второй шаг могли только вы"
          type="password"
          autoComplete="current-password"
          value={password}
          fault={faultOf(start.error, 'account/wrong-password')}
          onChange={(event) => setPassword(event.target.value)}
        />
        {start.error && faultOf(start.error, 'account/wrong-password') === null && (
          <ProblemPanel problem={start.error} takesFocus />
        )}
        <p>
          <Button type="submit" look="primary" busy={start.isPending}>
            Дальше
          </Button>
        </p>
      </form>
    )
  if (!isConfirmed) return <FirstCode start={start.data} onRight={() => setConfirmed(true)} />
  return (
    <RecoveryCodes title="Код подошёл: второй шаг включён" codes={start.data.recoveryCodes} onDone={onDone} />
  )
}

function FirstCode({ start, onRight }: { start: SecondFactorStart; onRight: () => void }) {
  const [code, setCode] = useState('')
  const [isTried, setTried] = useState(false)
  const plain = code.replace(/\s/g, '')
  const isCode = /^\d{6}$/.test(plain)
  const confirm = useMutation({ mutationFn: () => confirmSecondFactor(plain), onSuccess: onRight })
  const wrong = faultOf(confirm.error, 'account/wrong-code')
  const secret = new URL(start.address).searchParams.get('secret') ?? ''
  return (
    <form
      className={styles.steps}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (isCode) confirm.mutate()
      }}
    >
      <p>
        Откройте на телефоне приложение с кодами: Яндекс Ключ, Aegis, FreeOTP или другое такое же — и наведите
        камеру на рисунок.
      </p>
      <QrCode text={start.address} label="Рисунок для приложения с кодами" />
      <details>
        <summary>Камеры под рукой нет</summary>
        <p className="small secondary">Введите в приложении этот ключ вручную (тип: «по времени»):</p>
        <p className={styles.secret}>
          <code>{secret.replace(/(.{4})(?=.)/g, '$1 ')}</code>
        </p>
        <p className="small secondary">Или откройте эту ссылку на самом телефоне:</p>
        <p className={styles.secret}>
          <a href={start.address}>{start.address}</a>
        </p>
      </details>
      <TextField
        label="Код, который показывает приложение"
        autoComplete="one-time-code"
        inputMode="numeric"
        maxLength={10}
        value={code}
        fault={isTried && !isCode ? 'Код из приложения — шесть цифр' : wrong}
        onChange={(event) => {
          setTried(false)
          setCode(event.target.value)
        }}
      />
      {confirm.error instanceof ApiProblem && wrong === null && (
        <ProblemPanel problem={confirm.error} takesFocus />
      )}
      <p>
        <Button type="submit" look="primary" busy={confirm.isPending}>
          Проверить код
        </Button>
      </p>
    </form>
  )
}
