import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { schoolSearchQuery } from '../api.ts'
import { accountSchoolsQuery } from '../api-accounts.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './registry.module.css'

export interface SchoolChoice {
  schoolId: number
  /** In the registry; where the finder itself found the school. */
  code?: string
  name: string
  place: string
  reasons: readonly string[]
  /** What speaks against it. */
  doubts?: readonly string[]
  isClosed: boolean
}

interface SchoolFinderProps {
  regionId: number
  /** Said after the button's words to a screen reader: what is chosen for. */
  purpose: string
  verb: string
  isBusy?: boolean
  /** A school that cannot be the answer. */
  except?: number
  /** Among which schools; those that one may see, unless it is about roles. */
  among?: 'visible' | 'roles'
  onChoose: (choice: SchoolChoice) => void
}

/** Finds a school of the registry by words of its name or by any of its codes. */
export function SchoolFinder({ regionId, except, among = 'visible', onChoose, ...rest }: SchoolFinderProps) {
  const [text, setText] = useState('')
  const sought = useDeferredValue(text.trim())
  const isAsked = sought.length > 1
  const visible = useQuery({
    ...schoolSearchQuery(regionId, sought),
    enabled: isAsked && among === 'visible',
    placeholderData: keepPreviousData,
  })
  const forRoles = useQuery({
    ...accountSchoolsQuery(regionId, sought),
    enabled: isAsked && among === 'roles',
    placeholderData: keepPreviousData,
  })
  const { data, error } = among === 'visible' ? visible : forRoles
  const found = data?.schools.filter((school) => school.id !== except) ?? []
  return (
    <div className={styles.finder}>
      <TextField
        label="Название или код школы в реестре"
        value={text}
        autoFocus
        onChange={(event) => setText(event.target.value)}
      />
      {error && <ProblemPanel problem={error} />}
      {isAsked && data && (
        <ul className={styles.found} aria-label="Найденные школы">
          {found.map((school) => (
            <SchoolLine
              key={school.id}
              {...rest}
              choice={{
                schoolId: school.id,
                code: school.code,
                name: school.name,
                place: school.municipality,
                reasons: [],
                isClosed: school.status !== 'open',
              }}
              onChoose={onChoose}
            />
          ))}
          {found.length === 0 && <li className="muted">Такой школы в реестре нет</li>}
        </ul>
      )}
    </div>
  )
}

type SchoolLineProps = Pick<SchoolFinderProps, 'purpose' | 'verb' | 'isBusy' | 'onChoose'> & {
  choice: SchoolChoice
}

/** One school that may be the answer, with the reasons that speak for it. */
export function SchoolLine({ choice, purpose, verb, isBusy, onChoose }: SchoolLineProps) {
  return (
    <li className={styles.choice}>
      <div>
        <p className={styles.choiceName}>{choice.name}</p>
        <p className="small muted">
          {choice.place}
          {choice.isClosed && ', не действует'}
          {choice.reasons.length > 0 && ` · ${choice.reasons.join('; ')}`}
        </p>
        {choice.doubts && choice.doubts.length > 0 && (
          <p className={styles.doubt}>
            <span className="visually-hidden">Против: </span>
            {choice.doubts.join('; ')}
          </p>
        )}
      </div>
      <Button small busy={isBusy ?? false} onClick={() => onChoose(choice)}>
        {verb}
        <span className="visually-hidden">
          : {purpose} — {choice.name}
        </span>
      </Button>
    </li>
  )
}
