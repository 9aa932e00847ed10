import { useState } from 'react'
import type { ListCandidate, SchoolListEntry } from '../api.ts'
import { TextField, Tick } from '../ui/field.tsx'
import { formatNumber } from '../ui/format.ts'
import { matchText } from '../ui/text-match.ts'
import { Tag } from '../ui/words.tsx'
import styles from './simulator.module.css'
import { isTicked, type Ticks } from './simulator.ts'
import { RELIABILITY_WORDS, STATUS_WORDS } from './words.ts'

interface CandidatesProps {
  entries: SchoolListEntry[]
  near: ReadonlyMap<number, ListCandidate>
  ticks: Ticks
  onTick: (entry: SchoolListEntry, isIn: boolean) => void
}

/** Schools near the border by municipality and name: the order says nothing of how good a school is. */
export function SimulatorCandidates({ entries, near, ticks, onTick }: CandidatesProps) {
  const places = Map.groupBy(entries, ({ municipality }) => municipality)
  if (entries.length === 0) return <p className="muted">У границы перечня школ нет.</p>
  return (
    <section aria-label="Школы у границы перечня" className={styles.places}>
      <h2 className={styles.title}>
        Школы у границы <span className="muted">{formatNumber(entries.length, 0)}</span>
      </h2>
      {[...places].map(([place, schools]) => (
        <section key={place} aria-label={place}>
          <h3>{place}</h3>
          <ul className={styles.schools}>
            {schools.map((entry) => (
              <SchoolLine key={entry.schoolId} {...{ entry, near, ticks, onTick }} />
            ))}
          </ul>
        </section>
      ))}
    </section>
  )
}

interface LineProps extends Omit<CandidatesProps, 'entries'> {
  entry: SchoolListEntry
  /** Outside its municipality's heading. */
  withPlace?: boolean
}

function SchoolLine({ entry, near, ticks, onTick, withPlace }: LineProps) {
  return (
    <li data-changed={ticks.has(entry.schoolId) || undefined}>
      <Tick
        checked={isTicked(entry, ticks)}
        onChange={(isIn) => onTick(entry, isIn)}
        hint={
          <>
            {withPlace && `${entry.municipality}. `}По правилу: {STATUS_WORDS[entry.status]}
            {near.has(entry.schoolId) && `; ${near.get(entry.schoolId)!.words}`}
            {entry.reason && `; решение комиссии: ${entry.reason}`}
          </>
        }
      >
        {entry.name}{' '}
        {entry.reliability === 'low' && <Tag tone="caution">надёжность {RELIABILITY_WORDS.low}</Tag>}
      </Tick>
    </li>
  )
}

const SHOWN = 8

/** Any other school of the list: the commission may know what the numbers do not. */
export function OtherSchools({ entries, ...rest }: CandidatesProps) {
  const [text, setText] = useState('')
  const sought = text.trim()
  const found =
    sought.length < 2
      ? []
      : entries.filter(({ name, municipality }) => matchText(`${name} ${municipality}`, sought))
  return (
    <div className={styles.others}>
      <TextField
        label="Найти другую школу"
        hint="По части названия или муниципалитету"
        type="search"
        value={text}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
      />
      <ul className={styles.schools} aria-label="Найденные школы">
        {found.slice(0, SHOWN).map((entry) => (
          <SchoolLine key={entry.schoolId} entry={entry} {...rest} withPlace />
        ))}
      </ul>
      <p className="small muted" role="status">
        {sought.length < 2
          ? ''
          : found.length === 0
            ? 'Такой школы в перечне и вне его нет.'
            : found.length > SHOWN
              ? `Показаны ${SHOWN} из ${formatNumber(found.length, 0)}: напишите точнее.`
              : ''}
      </p>
    </div>
  )
}
