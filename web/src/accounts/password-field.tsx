import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import styles from './entry.module.css'

interface PasswordFieldProps {
  label: string
  value: string
  fault: string | null
  onValue: (value: string) => void
}

/** A new password: written once, and shown when it is asked for, instead of twice and blindly. */
export function PasswordField({ label, value, fault, onValue }: PasswordFieldProps) {
  const [isShown, setShown] = useState(false)
  return (
    <div className={styles.password}>
      <TextField
        label={label}
        hint="Не короче 12 знаков. Хорошо подходят несколько слов подряд: их легко запомнить и трудно подобрать"
        type={isShown ? 'text' : 'password'}
        autoComplete="new-password"
        autoCapitalize="none"
        spellCheck={false}
        value={value}
        fault={fault}
        onChange={(event) => onValue(event.target.value)}
      />
      <Button small look="quiet" aria-pressed={isShown} onClick={() => setShown(!isShown)}>
        {isShown ? 'Скрыть пароль' : 'Показать пароль'}
      </Button>
    </div>
  )
}
