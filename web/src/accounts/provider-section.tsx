import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { linkProvider, profileQuery, unlinkProvider } from '../api-accounts.ts'
import type { Profile } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { TextField } from '../ui/field.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note, Tag } from '../ui/words.tsx'
import styles from './accounts.module.css'
import { faultOf } from './fault-of.ts'

/** Coming in by a provider beside the password: to begin with it, or to end it. */
export function ProviderSection({ profile, provider }: { profile: Profile; provider: string }) {
  const { provider: back, error } = useSearch({ from: '/plain/profile' })
  const [isAsking, setAsking] = useState(false)
  const isLinked = profile.oidc !== null
  return (
    <Section
      title={`Вход через «${provider}»`}
      note="Дополнительный способ войти: без пароля, по учётной записи там."
    >
      <div className={styles.form}>
        {back === 'linked' && error !== undefined && (
          <Note tone="caution" title="Привязать не получилось">
            <p>
              {error === 'account_already_linked_to_different_user'
                ? 'Эта учётная запись там уже привязана к другому человеку здесь.'
                : 'Вход там не завершён. Попробуйте ещё раз.'}
            </p>
          </Note>
        )}
        <p>{isLinked ? <Tag tone="good">привязан</Tag> : <Tag>не привязан</Tag>}</p>
        {profile.hasPassword ? (
          <p className={styles.actions}>
            <Button onClick={() => setAsking(true)}>{isLinked ? 'Отвязать' : 'Привязать'}</Button>
          </p>
        ) : (
          <p className="secondary">Это ваш единственный способ войти, поэтому отвязать его нельзя.</p>
        )}
      </div>
      {isAsking && (
        <Dialog
          title={isLinked ? `Отвязать «${provider}»?` : `Привязать «${provider}»`}
          isOpen
          onClose={() => setAsking(false)}
        >
          <PasswordFirst isLinked={isLinked} onClose={() => setAsking(false)} />
        </Dialog>
      )}
    </Section>
  )
}

/** The ways in are changed by whoever knows the password, not by whoever finds an open browser. */
function PasswordFirst({ isLinked, onClose }: { isLinked: boolean; onClose: () => void }) {
  const client = useQueryClient()
  const [present, setPresent] = useState('')
  const [isTried, setTried] = useState(false)
  const act = useMutation({
    mutationFn: async () => {
      if (!isLinked) return window.location.assign((await linkProvider(present)).address)
      client.setQueryData(profileQuery.queryKey, await unlinkProvider(present))
      onClose()
    },
  })
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
        {isLinked
          ? 'Входить можно будет только по паролю.'
          : 'Откроется страница входа; после неё вы вернётесь сюда.'}
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
        <Button type="submit" look="primary" busy={act.isPending}>
          {isLinked ? 'Отвязать' : 'Дальше'}
        </Button>
        <Button onClick={onClose}>Не сейчас</Button>
      </DialogActions>
    </form>
  )
}
