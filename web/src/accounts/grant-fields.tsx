import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Session } from '../api.ts'
import { municipalitiesQuery } from '../api-places.ts'
import type { GrantedRole, GrantRequest, PeoplePage } from '../api-types.ts'
import { SchoolFinder } from '../places/school-finder.tsx'
import { Button } from '../ui/button.tsx'
import { Select, TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './accounts.module.css'
import { isRole } from './people-search.ts'

type Kind = PeoplePage['grantable'][number]['places'][number]

/** A role as it is being chosen: what is missing is undefined. */
export interface GrantDraft {
  role: GrantedRole
  kind: Kind
  regionId: number | undefined
  municipalityId: number | undefined
  school: { id: number; name: string } | undefined
  from: string
  until: string
}

const KIND_LABELS: Record<Kind, string> = {
  installation: 'Вся система',
  region: 'Весь регион',
  municipality: 'Муниципалитет',
  school: 'Школа',
}

export function newDraft(grantable: PeoplePage['grantable'], session: Session): GrantDraft {
  const first = grantable[0]!
  return {
    role: first.role,
    kind: first.places[0]!,
    regionId: session.regions[0]?.id,
    municipalityId: undefined,
    school: undefined,
    from: '',
    until: '',
  }
}

/** The role as the server takes it; null while its place is not chosen. */
export function grantOf({
  role,
  kind,
  regionId,
  municipalityId,
  school,
  from,
  until,
}: GrantDraft): GrantRequest | null {
  const dates = { ...(from ? { from } : {}), until: until || null }
  switch (kind) {
    case 'installation':
      return { role, ...dates }
    case 'region':
      return regionId === undefined ? null : { role, regionId, ...dates }
    case 'municipality':
      return municipalityId === undefined ? null : { role, municipalityId, ...dates }
    case 'school':
      return school === undefined ? null : { role, schoolId: school.id, ...dates }
    default:
      return kind satisfies never
  }
}

interface GrantFieldsProps {
  session: Session
  grantable: PeoplePage['grantable']
  draft: GrantDraft
  /** Saving was tried while the place was missing. */
  isTried: boolean
  onDraft: (draft: GrantDraft) => void
}

/** Role, the place it is for, first and last day. */
export function GrantFields({ session, grantable, draft, isTried, onDraft }: GrantFieldsProps) {
  const chosen = grantable.find(({ role }) => role === draft.role)
  const change = (part: Partial<GrantDraft>) => onDraft({ ...draft, ...part })
  const { regionId } = draft
  const isMissing = isTried && grantOf(draft) === null
  return (
    <>
      <Select
        label="Роль"
        hint={chosen?.about}
        value={draft.role}
        choices={grantable.map(({ role, label }) => ({ value: role, label }))}
        onValue={(role) => {
          const next = grantable.find((one) => one.role === role)
          if (isRole(role) && next) change({ role, kind: next.places[0]! })
        }}
      />
      {chosen && chosen.places.length > 1 && (
        <Select
          label="Где"
          value={draft.kind}
          choices={chosen.places.map((kind) => ({ value: kind, label: KIND_LABELS[kind] }))}
          onValue={(value) => {
            const kind = chosen.places.find((one) => one === value)
            if (kind) change({ kind })
          }}
        />
      )}
      {draft.kind !== 'installation' && (session.regions.length > 1 || draft.kind === 'region') && (
        <Select
          label="Регион"
          value={regionId ?? ''}
          fault={isMissing && draft.kind === 'region' ? 'Выберите регион' : null}
          choices={session.regions.map(({ id, name }) => ({ value: String(id), label: name }))}
          onValue={(value) =>
            change({ regionId: Number(value), municipalityId: undefined, school: undefined })
          }
        />
      )}
      {draft.kind === 'municipality' && regionId !== undefined && (
        <MunicipalityField
          regionId={regionId}
          value={draft.municipalityId}
          fault={isMissing ? 'Выберите муниципалитет' : null}
          onValue={(municipalityId) => change({ municipalityId })}
        />
      )}
      {draft.kind === 'school' && regionId !== undefined && (
        <SchoolField
          key={regionId}
          regionId={regionId}
          school={draft.school}
          fault={isMissing ? 'Найдите школу и нажмите «Выбрать»' : null}
          onSchool={(school) => change({ school })}
        />
      )}
      <div className={styles.dates}>
        <TextField
          label="С какого дня"
          hint="Пусто — с сегодняшнего"
          type="date"
          value={draft.from}
          onChange={(event) => change({ from: event.target.value })}
        />
        <TextField
          label="По какой день"
          hint="Пусто — бессрочно"
          type="date"
          value={draft.until}
          min={draft.from || undefined}
          onChange={(event) => change({ until: event.target.value })}
        />
      </div>
    </>
  )
}

function MunicipalityField(props: {
  regionId: number
  value: number | undefined
  fault: string | null
  onValue: (id: number) => void
}) {
  const { data, error } = useQuery(municipalitiesQuery(props.regionId))
  if (error) return <ProblemPanel problem={error} />
  return (
    <Select
      label="Муниципалитет"
      value={props.value ?? ''}
      fault={props.fault}
      choices={[
        ...(props.value === undefined ? [{ value: '', label: 'Выберите…' }] : []),
        ...(data ?? []).map(({ id, name }) => ({ value: String(id), label: name })),
      ]}
      onValue={(value) => props.onValue(Number(value))}
    />
  )
}

function SchoolField(props: {
  regionId: number
  school: GrantDraft['school']
  fault: string | null
  onSchool: (school: GrantDraft['school']) => void
}) {
  const [isFinding, setFinding] = useState(props.school === undefined)
  if (!isFinding && props.school)
    return (
      <div>
        <p>
          Школа: <strong>{props.school.name}</strong>
        </p>
        <Button small onClick={() => setFinding(true)}>
          Другая школа
        </Button>
      </div>
    )
  return (
    <div>
      <SchoolFinder
        regionId={props.regionId}
        purpose="школа роли"
        verb="Выбрать"
        among="roles"
        onChoose={({ schoolId, name }) => {
          props.onSchool({ id: schoolId, name })
          setFinding(false)
        }}
      />
      {props.fault && (
        <p role="alert" className={styles.fault}>
          {props.fault}
        </p>
      )}
    </div>
  )
}
