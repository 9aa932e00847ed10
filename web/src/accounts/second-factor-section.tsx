import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { newRecoveryCodes, profileQuery, switchSecondFactorOff } from '../api-accounts.ts'
import type { Profile } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './accounts.module.css'
import { faultOf } from './fault-of.ts'
import { RecoveryCodes } from './recovery-codes.tsx'
import { SecondFactorSetup } from './second-factor-setup.tsx'

type Move = 'set-up' | 'codes' | 'off'
const TITLES: Record<Move, string> = {
  'set-up': 'Второй шаг входа',
  codes: 'Новые коды восстановления',
  off: 'Выключить второй шаг входа?',
}

/** A code of the telephone beside the password: on, new recovery codes, off. */
export function SecondFactorSection({ profile }: { profile: Profile }) {
  const client = useQueryClient()
  const [move, setMove] = useState<Move | null>(null)
  const close = () => {
    setMove(null)
    void client.invalidateQueries({ queryKey: profileQuery.queryKey })
  }
  return (
    <Section
      title="Второй шаг входа"
      note="Кроме пароля — код из приложения на телефоне. Тогда чужой, узнав пароль, не войдёт."
    >
      <div className={styles.form}>
        <p>{profile.hasSecondFactor ? <Tag tone="good">включён</Tag> : <Tag>выключен</Tag>}</p>
        {profile.hasPassword ? (
          <p className={styles.actions}>
            {profile.hasSecondFactor ? (
              <>
                <Button onClick={() => setMove('codes')}>Новые коды восстановления</Button>
                <Button onClick={() => setMove('off')}>Выключить</Button>
              </>
            ) : (
              <Button onClick={() => setMove('set-up')}>Настроить</Button>
            )}
          </p>
        ) : (
          <p className="secondary">Вы входите через {profile.oidc}: второй шаг настраивается там.</p>
        )}
      </div>
      {move && (
        <Dialog title={TITLES[move]} isOpen onClose={close}>
          {move === 'set-up' ? (
            <SecondFactorSetup onDone={close} />
          ) : (
            <WithPassword move={move} onDone={close} />
          )}
        </Dialog>
      )}
    </Section>
  )
}

function WithPassword({ move, onDone }: { move: 'codes' | 'off'; onDone: () => void }) {
  const [present, setPresent] = useState('')
  const [isTried, setTried] = useState(false)
  const act = useMutation({
    mutationFn: async () =>
      move === 'codes'
        ? (await newRecoveryCodes(present)).recoveryCodes
        : void (await switchSecondFactorOff(present)),
    onSuccess: (codes) => (codes ? undefined : onDone()),
  })
  if (act.data)
    return (
      <RecoveryCodes title="Это новые коды, прежние больше не действуют" codes={act.data} onDone={onDone} />
    )
  const wrong = faultOf(act.error, 'account/wrong-password')
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (present !== '') act.mutate()
      }}
    >
      <p>
        {move === 'codes'
          ? 'Прежние коды сразу перестанут действовать.'
          : 'Для входа будет хватать одного пароля. Коды восстановления перестанут действовать.'}
      </p>
      <TextField
        label="Ваш пароль"
        type="password"
        autoComplete="current-password"
        data-autofocus
        value={present}
        fault={isTried && present === '' ? 'Напишите пароль' : wrong}
        onChange={(event) => setPresent(event.target.value)}
      />
      {act.error && wrong === null && <ProblemPanel problem={act.error} takesFocus />}
      <DialogActions>
        <Button type="submit" look={move === 'off' ? 'danger' : 'primary'} busy={act.isPending}>
          {move === 'codes' ? 'Получить новые' : 'Выключить'}
        </Button>
        <Button onClick={onDone}>Не сейчас</Button>
      </DialogActions>
    </form>
  )
}
