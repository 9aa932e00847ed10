import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { endSession, profileQuery, saveProfile } from '../api-accounts.ts'
import type { Profile } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { formatDate, formatMoment } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './accounts.module.css'
import { PasswordSection } from './password-section.tsx'
import { draftOf, PersonFields, personOf } from './person-fields.tsx'
import { programOf } from './program.ts'
import { ProviderSection } from './provider-section.tsx'
import { SecondFactorSection } from './second-factor-section.tsx'

/** «Мой профиль»: who I am here, what I may do, where I am signed in and what proves that it is me. */
export function ProfilePage() {
  const { data: profile } = useSuspenseQuery(profileQuery)
  return (
    <Page title="Мой профиль" above="Мой профиль" heading={profile.name} lead={profile.email}>
      <div className={styles.pair}>
        <div className={styles.column}>
          <AboutMe profile={profile} />
          {profile.hasPassword && <PasswordSection />}
        </div>
        <div className={styles.column}>
          <Roles profile={profile} />
          <SecondFactorSection profile={profile} />
          {profile.oidcOffered !== null && (
            <ProviderSection profile={profile} provider={profile.oidcOffered} />
          )}
        </div>
      </div>
      <Sessions profile={profile} />
    </Page>
  )
}

function Roles({ profile }: { profile: Profile }) {
  return (
    <Section title="Роли" note="Их назначает координатор или администратор.">
      {profile.grants.length === 0 ? (
        <p className="secondary">Ролей пока нет.</p>
      ) : (
        <ul className={styles.lines}>
          {profile.grants.map((grant) => (
            <li key={grant.role + grant.placeName}>
              <strong>{grant.label}</strong>
              <span>{grant.placeName}</span>
              <span className="small muted">
                с {formatDate(grant.from)}
                {grant.until && ` по ${formatDate(grant.until)}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

function AboutMe({ profile }: { profile: Profile }) {
  const client = useQueryClient()
  const [draft, setDraft] = useState(() => draftOf(profile))
  const body = personOf(draft)
  const save = useMutation({
    mutationFn: saveProfile,
    onSuccess: async (saved) => {
      client.setQueryData(profileQuery.queryKey, saved)
      await client.invalidateQueries({ queryKey: ['session'] })
    },
  })
  return (
    <Section title="О себе" note="Так вас видят те, с кем вы работаете.">
      <form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault()
          if (body) save.mutate(body)
        }}
      >
        <PersonFields draft={draft} isOwn onDraft={setDraft} />
        {save.error && <ProblemPanel problem={save.error} takesFocus />}
        <p className={styles.actions}>
          <Button type="submit" look="primary" busy={save.isPending}>
            Записать
          </Button>
          <span role="status" className="small secondary">
            {save.isSuccess && 'Записано.'}
          </span>
        </p>
      </form>
    </Section>
  )
}

function Sessions({ profile }: { profile: Profile }) {
  const client = useQueryClient()
  const end = useMutation({
    mutationFn: endSession,
    onSuccess: (saved) => client.setQueryData(profileQuery.queryKey, saved),
  })
  const isAlone = profile.sessions.length < 2
  return (
    <Section
      title="Где вы вошли"
      note="Если какой-то вход не ваш, завершите его и смените пароль."
      actions={
        !isAlone && (
          <Button
            small
            busy={end.isPending && end.variables === 'others'}
            onClick={() => end.mutate('others')}
          >
            Завершить все остальные
          </Button>
        )
      }
    >
      {end.error && <ProblemPanel problem={end.error} takesFocus />}
      <ul className={styles.rows}>
        {profile.sessions.map((session) => (
          <li key={session.id}>
            <div>
              <p>
                <strong>{programOf(session.program)}</strong>{' '}
                {session.isThis && <Tag tone="good">этот вход</Tag>}
              </p>
              <p className="small muted">
                {session.address && `${session.address} · `}вход {formatMoment(session.beganAt)}, последний
                раз {formatMoment(session.usedAt)}
              </p>
            </div>
            {!session.isThis && (
              <Button
                small
                busy={end.isPending && end.variables === session.id}
                onClick={() => end.mutate(session.id)}
              >
                Завершить
                <span className="visually-hidden">: {programOf(session.program)}</span>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Section>
  )
}
