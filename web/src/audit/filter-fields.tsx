import { X } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { JournalFilters, JournalSummary } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { Segments, Select, TextField } from '../ui/field.tsx'
import styles from './journal.module.css'
import { KINDS } from './words.ts'

interface FilterFieldsProps {
  filters: JournalFilters
  summary: JournalSummary
  onChange: (filters: JournalFilters) => void
}

/** What the journal is narrowed by. An empty field is no filter and leaves the address. */
export function FilterFields({ filters, summary, onChange }: FilterFieldsProps) {
  const set = (part: { [Name in keyof JournalFilters]?: JournalFilters[Name] | '' }) => {
    const next = Object.entries({ ...filters, ...part }).filter(([, value]) => value !== '')
    onChange(Object.fromEntries(next) as JournalFilters)
  }
  const { kind = '', actor = '', action = '', from = '', to = '', school = '' } = filters
  const { subjectKind, subjectId, ...others } = filters
  return (
    <div className={styles.filters} role="group" aria-label="Отбор записей">
      <Segments
        label="Вид записей"
        value={kind}
        onValue={(value) => set({ kind: value as JournalFilters['kind'] | '' })}
        choices={[
          { value: '', label: 'Все' },
          ...Object.entries(KINDS).map(([value, label]) => ({ value, label })),
        ]}
      />
      <div className={styles.fields}>
        <Select
          label="Кто"
          value={actor}
          onValue={(value) => set({ actor: value })}
          choices={[
            { value: '', label: 'Все' },
            ...summary.actors.map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          label="Действие"
          value={action}
          onValue={(value) => set({ action: value })}
          choices={[
            { value: '', label: 'Любое' },
            ...summary.actions.map((choice) => ({ value: choice.action, label: choice.label })),
          ]}
        />
        <SchoolField value={school} onValue={(value) => set({ school: value })} />
        <TextField
          label="С"
          type="date"
          value={from}
          max={to || undefined}
          onChange={(event) => set({ from: event.target.value })}
        />
        <TextField
          label="По"
          type="date"
          value={to}
          min={from || undefined}
          onChange={(event) => set({ to: event.target.value })}
        />
      </div>
      {Object.keys(filters).length > 0 && (
        <p className={styles.chosen}>
          {subjectKind !== undefined && (
            <Button small icon={<X size={14} />} onClick={() => onChange(others)}>
              Только об одном: {subjectId}
            </Button>
          )}
          <Button small look="quiet" onClick={() => onChange({})}>
            Снять отбор
          </Button>
        </p>
      )}
    </div>
  )
}

/** Typed letter by letter, asked for when the person stops: at Enter or on leaving the field. */
function SchoolField({ value, onValue }: { value: string; onValue: (value: string) => void }) {
  const [typed, setTyped] = useState(value)
  useEffect(() => setTyped(value), [value])
  const done = () => typed.trim() !== value && onValue(typed.trim())
  return (
    <TextField
      label="Школа"
      placeholder="Часть названия"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onBlur={done}
      onKeyDown={(event) => event.key === 'Enter' && done()}
    />
  )
}
