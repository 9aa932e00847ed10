import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { sessionQuery } from '../api.ts'
import {
  closeAccount,
  giveRole,
  newLink,
  openAccount,
  peopleQuery,
  personQuery,
  savePerson,
  takeRole,
} from '../api-accounts.ts'
import type { GrantRequest, Person, ProfileRequest } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Dialog, DialogActions } from '../ui/dialog.tsx'
import { formatDate, formatMoment } from '../ui/format.ts'
import { Facts, Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './accounts.module.css'
import { GrantFields, grantOf, newDraft } from './grant-fields.tsx'
import { LinkToPass } from './link-to-pass.tsx'
import { draftOf, PersonFields, personOf } from './person-fields.tsx'

/** One person: what is known of them, their roles, and their account. */
export function PersonPage() {
  const { userId } = useParams({ from: '/plain/people/$userId' })
  const { data: session } = useSuspenseQuery(sessionQuery)
  const { data: person } = useSuspenseQuery(personQuery(userId))
  return (
    <Page
      title={person.name}
      above={<Link to="/people">Люди</Link>}
      lead={
        <Tag tone={person.state === 'active' ? 'good' : person.state === 'disabled' ? 'bad' : 'caution'}>
          {person.stateLabel}
        </Tag>
      }
    >
      <div className={styles.pair}>
        <About person={person} />
        <Account person={person} isMe={person.id === session.actor?.id} />
      </div>
      <Roles person={person} />
    </Page>
  )
}

function About({ person }: { person: Person }) {
  const [isEditing, setEditing] = useState(false)
  return (
    <Section
      title="О человеке"
      actions={
        person.mayEdit && (
          <Button small onClick={() => setEditing(true)}>
            Изменить
          </Button>
        )
      }
    >
      <Facts
        items={[
          { name: 'Почта', value: person.email },
          { name: 'Должность', value: person.position ?? 'не указана' },
          { name: 'Телефон', value: person.phone ?? 'не указан' },
          { name: 'Второй шаг входа', value: person.hasSecondFactor ? 'включён' : 'выключен' },
          {
            name: 'Последний раз здесь',
            value: person.lastSeenAt ? formatMoment(person.lastSeenAt) : 'открытых входов нет',
          },
        ]}
      />
      {isEditing && (
        <Dialog title="О человеке" isOpen onClose={() => setEditing(false)}>
          <AboutForm person={person} onClose={() => setEditing(false)} />
        </Dialog>
      )}
    </Section>
  )
}

/** The address stays: by it one signs in, and the person alone can prove a new one. */
function AboutForm({ person, onClose }: { person: Person; onClose: () => void }) {
  const keep = useKeepPerson(person.id)
  const [draft, setDraft] = useState(() => draftOf(person))
  const body = personOf(draft)
  const save = useMutation({
    mutationFn: (asked: ProfileRequest) => savePerson(person.id, asked),
    onSuccess: async (saved) => {
      await keep(saved)
      onClose()
    },
  })
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (body) save.mutate(body)
      }}
    >
      <PersonFields draft={draft} onDraft={setDraft} />
      {save.error && <ProblemPanel problem={save.error} takesFocus />}
      <DialogActions>
        <Button type="submit" look="primary" busy={save.isPending}>
          Записать
        </Button>
        <Button onClick={onClose}>Не сейчас</Button>
      </DialogActions>
    </form>
  )
}

/** After a change the page shows what the server has answered, and the list is asked anew. */
function useKeepPerson(userId: string) {
  const client = useQueryClient()
  return async (saved: Person) => {
    client.setQueryData(personQuery(userId).queryKey, saved)
    await client.invalidateQueries({ queryKey: ['people'] })
  }
}

function Roles({ person }: { person: Person }) {
  const keep = useKeepPerson(person.id)
  const [isGiving, setGiving] = useState(false)
  const end = useMutation({
    mutationFn: (grantId: number) => takeRole(person.id, grantId),
    onSuccess: keep,
  })
  return (
    <Section
      title="Роли"
      note="Снятая роль перестаёт действовать сразу; в истории она остаётся."
      actions={
        <Button small onClick={() => setGiving(true)}>
          Дать роль
        </Button>
      }
    >
      {end.error && <ProblemPanel problem={end.error} takesFocus />}
      <ul className={styles.rows}>
        {person.grants.map((grant) => (
          <li key={grant.id}>
            <div>
              <p>
                <strong>{grant.label}</strong> {!grant.isActive && <Tag>не действует</Tag>}
              </p>
              <p className="small secondary">
                {grant.placeName}, с {formatDate(grant.from)}
                {grant.until ? ` по ${formatDate(grant.until)}` : ', бессрочно'}
              </p>
            </div>
            {grant.mayEnd && (
              <Button
                small
                busy={end.isPending && end.variables === grant.id}
                onClick={() => end.mutate(grant.id)}
              >
                Снять
                <span className="visually-hidden">
                  : {grant.label}, {grant.placeName}
                </span>
              </Button>
            )}
          </li>
        ))}
      </ul>
      {isGiving && <GiveDialog person={person} onClose={() => setGiving(false)} />}
    </Section>
  )
}

function GiveDialog({ person, onClose }: { person: Person; onClose: () => void }) {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const { data } = useQuery(peopleQuery({ limit: 1 }))
  return (
    <Dialog title={`Роль: ${person.name}`} isOpen onClose={onClose}>
      {data && <GiveForm person={person} session={session} grantable={data.grantable} onClose={onClose} />}
    </Dialog>
  )
}

function GiveForm(
  props: Pick<Parameters<typeof GrantFields>[0], 'session' | 'grantable'> & {
    person: Person
    onClose: () => void
  },
) {
  const { session, grantable, person, onClose } = props
  const keep = useKeepPerson(person.id)
  const [draft, setDraft] = useState(() => newDraft(grantable, session))
  const [isTried, setTried] = useState(false)
  const grant = grantOf(draft)
  const give = useMutation({
    mutationFn: (asked: GrantRequest) => giveRole(person.id, asked),
    onSuccess: async (saved) => {
      await keep(saved)
      onClose()
    },
  })
  return (
    <form
      className={styles.form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setTried(true)
        if (grant) give.mutate(grant)
      }}
    >
      <GrantFields
        session={session}
        grantable={grantable}
        draft={draft}
        isTried={isTried}
        onDraft={setDraft}
      />
      {give.error && <ProblemPanel problem={give.error} takesFocus />}
      <DialogActions>
        <Button type="submit" look="primary" busy={give.isPending}>
          Дать роль
        </Button>
        <Button onClick={onClose}>Не сейчас</Button>
      </DialogActions>
    </form>
  )
}

function Account({ person, isMe }: { person: Person; isMe: boolean }) {
  const keep = useKeepPerson(person.id)
  const [isClosing, setClosing] = useState(false)
  const link = useMutation({ mutationFn: () => newLink(person.id) })
  const close = useMutation({
    mutationFn: () => closeAccount(person.id),
    onSuccess: async (saved) => {
      setClosing(false)
      await keep(saved)
    },
  })
  const open = useMutation({ mutationFn: () => openAccount(person.id), onSuccess: keep })
  const isClosed = person.state === 'disabled'
  return (
    <Section title="Учётная запись">
      <div className={styles.form}>
        {link.data?.link && <LinkToPass link={link.data.link} name={person.name} />}
        {link.data?.link === null && <p role="status">Письмо со ссылкой отправлено на {person.email}.</p>}
        {link.error && <ProblemPanel problem={link.error} takesFocus />}
        {open.error && <ProblemPanel problem={open.error} takesFocus />}
        {!person.mayEdit && (
          <p className="secondary">
            У человека есть роли и в других местах: его запись меняет администратор системы.
          </p>
        )}
        <p className={styles.actions} hidden={!person.mayEdit}>
          {!isClosed && (
            <Button busy={link.isPending} onClick={() => link.mutate()}>
              {person.state === 'invited' ? 'Новая ссылка' : 'Ссылка для нового пароля'}
            </Button>
          )}
          {isClosed ? (
            <Button busy={open.isPending} onClick={() => open.mutate()}>
              Открыть снова
            </Button>
          ) : (
            !isMe && <Button onClick={() => setClosing(true)}>Закрыть</Button>
          )}
        </p>
        {isMe && <p className="small muted">Это вы: свою запись закрыть нельзя.</p>}
      </div>
      {isClosing && (
        <Dialog title="Закрыть учётную запись?" isOpen onClose={() => setClosing(false)}>
          <div className={styles.form}>
            <p>
              {person.name} сразу выйдет на всех устройствах и больше не войдёт. Роли и история сохранятся;
              запись можно открыть снова.
            </p>
            {close.error && <ProblemPanel problem={close.error} takesFocus />}
            <DialogActions>
              <Button look="danger" busy={close.isPending} onClick={() => close.mutate()}>
                Закрыть запись
              </Button>
              <Button onClick={() => setClosing(false)}>Не сейчас</Button>
            </DialogActions>
          </div>
        </Dialog>
      )}
    </Section>
  )
}
