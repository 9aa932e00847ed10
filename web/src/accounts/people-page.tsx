import { keepPreviousData, useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { sessionQuery } from '../api.ts'
import { peopleQuery } from '../api-accounts.ts'
import type { Person } from '../api-types.ts'
import { ROLE_LABELS } from '../generated/roles.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { counted, formatMoment, type PluralForms } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './accounts.module.css'
import { InviteDialog } from './invite-dialog.tsx'
import { isRole, type PeopleSearch } from './people-search.ts'
import { StrictRoles } from './strict-roles.tsx'
import { UploadDialog } from './upload-dialog.tsx'

const PEOPLE: PluralForms = ['человек', 'человека', 'человек']
const AT_ONCE = 50
const MOST = 500

/** «Люди»: who works in my places, with which roles, and who is invited. */
export function PeoplePage() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  const search = useSearch({ from: '/plain/people' })
  const navigate = useNavigate()
  const [limit, setLimit] = useState(AT_ONCE)
  const [isInviting, setInviting] = useState(false)
  const [isUploading, setUploading] = useState(false)
  const sought = useDeferredValue(search)
  const { data, error } = useQuery({
    ...peopleQuery({ ...sought, limit }),
    placeholderData: keepPreviousData,
  })
  const narrow = (next: Partial<Record<keyof PeopleSearch, string | undefined>>) =>
    void navigate({ to: '/people', search: (old) => ({ ...old, ...next }) as PeopleSearch, replace: true })
  return (
    <Page
      title="Люди"
      lead="Кто работает в ваших местах, с какими ролями и когда был здесь в последний раз."
      actions={
        data && (
          <>
            <Button onClick={() => setUploading(true)}>Пригласить списком</Button>
            <Button look="primary" onClick={() => setInviting(true)}>
              Пригласить
            </Button>
          </>
        )
      }
    >
      <Section title={data ? counted(data.total, PEOPLE) : 'Список'}>
        <div className={styles.filters}>
          <TextField
            label="Имя, почта, школа или муниципалитет"
            type="search"
            value={search.text ?? ''}
            maxLength={200}
            onChange={(event) => narrow({ text: event.target.value || undefined })}
          />
          <Select
            label="Роль"
            value={search.role ?? ''}
            choices={[
              { value: '', label: 'Все роли' },
              ...Object.entries(ROLE_LABELS).map(([value, label]) => ({ value, label })),
            ]}
            onValue={(role) => narrow({ role: isRole(role) ? role : undefined })}
          />
        </div>
        {error && <ProblemPanel problem={error} />}
        {data?.total === 0 && (
          <EmptyState title={search.text || search.role ? 'Таких людей нет' : 'Здесь пока никого нет'}>
            {search.text || search.role
              ? 'Снимите часть отбора или напишите иначе.'
              : 'Пригласите первого человека: он получит ссылку и сам придумает пароль.'}
          </EmptyState>
        )}
        <ul className={styles.rows}>
          {data?.people.map((person) => (
            <PersonRow key={person.id} person={person} />
          ))}
        </ul>
        {data && data.total > limit && limit < MOST && (
          <p>
            <Button onClick={() => setLimit(Math.min(limit + AT_ONCE * 2, MOST))}>Показать ещё</Button>
          </p>
        )}
      </Section>
      {session.actions.includes('region.create') && <StrictRoles />}
      {isUploading && <UploadDialog onClose={() => setUploading(false)} />}
      {isInviting && data && (
        <InviteDialog
          session={session}
          grantable={data.grantable}
          sendsMail={data.sendsMail}
          onClose={() => setInviting(false)}
        />
      )}
    </Page>
  )
}

function PersonRow({ person }: { person: Person }) {
  const active = person.grants.filter(({ isActive }) => isActive)
  return (
    <li>
      <div>
        <p>
          <Link to="/people/$userId" params={{ userId: person.id }}>
            <strong>{person.name}</strong>
          </Link>{' '}
          <span className="small muted">{person.email}</span>
        </p>
        <ul className={styles.tags}>
          {active.map((grant) => (
            <li key={grant.id}>
              <Tag icon={null}>
                {grant.label}: {grant.placeName}
              </Tag>
            </li>
          ))}
          {active.length === 0 && <li className="small muted">ролей сейчас нет</li>}
        </ul>
      </div>
      <p className="small secondary">
        {person.state === 'active'
          ? person.lastSeenAt
            ? `здесь ${formatMoment(person.lastSeenAt)}`
            : 'открытых входов нет'
          : person.stateLabel}
      </p>
    </li>
  )
}
