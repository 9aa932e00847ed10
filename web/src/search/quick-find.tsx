import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type KeyboardEvent, useDeferredValue, useId, useMemo, useState } from 'react'
import { identificationQuery } from '../api.ts'
import { STATUS_WORDS } from '../identification/words.ts'
import type { Scope } from '../scope.ts'
import { Dialog } from '../ui/dialog.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import { matchText } from '../ui/text-match.ts'
import styles from './quick-find.module.css'

const SHOWN = 8

/** Finds a school by any part of its name, code or territory, from anywhere. */
export function QuickFind({ scope, onClose }: { scope: Scope; onClose: () => void }) {
  const navigate = useNavigate()
  const listId = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const sought = useDeferredValue(text)
  const { data, error, isPending } = useQuery(identificationQuery(scope.regionId, scope.cut))
  const found = useMemo(() => {
    if (!data || sought.trim() === '') return []
    return data.rows
      .filter((row) => matchText(`${row.name} ${row.code} ${row.municipality}`, sought))
      .slice(0, SHOWN)
  }, [data, sought])

  const open = (schoolId: number) => {
    onClose()
    void navigate({
      to: '/regions/$regionId/schools/$schoolId',
      params: { regionId: String(scope.regionId), schoolId: String(schoolId) },
    })
  }
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && found.length > 0) {
      event.preventDefault()
      setActive((index) => (index + step + found.length) % found.length)
    }
    const chosen = found[active]
    if (event.key === 'Enter' && chosen) open(chosen.schoolId)
  }

  return (
    <Dialog title="Найти школу" isOpen onClose={onClose} size={620}>
      <input
        className={styles.input}
        data-autofocus
        role="combobox"
        aria-expanded={found.length > 0}
        aria-controls={listId}
        aria-activedescendant={found[active] ? `${listId}-${active}` : undefined}
        aria-label="Название, код или территория"
        placeholder="Название, код или территория"
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKey}
      />
      {error && <ProblemPanel problem={error} />}
      {isPending && <LinesSkeleton />}
      <div role="listbox" id={listId} aria-label="Найденные школы" className={styles.list}>
        {found.map((row, index) => (
          // The field keeps the focus and owns the keys, as a combobox does.
          // biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field
          <div
            key={row.schoolId}
            id={`${listId}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === active}
            className={styles.option}
            onClick={() => open(row.schoolId)}
            onPointerMove={() => setActive(index)}
          >
            <span>{row.name}</span>
            <span className="small muted">
              {row.municipality} · {STATUS_WORDS[row.status]}
            </span>
          </div>
        ))}
      </div>
      <p className="small muted" role="status">
        {sought.trim() === ''
          ? 'Стрелки — выбрать, Enter — открыть.'
          : data && found.length === 0
            ? 'Ничего не нашлось. Попробуйте часть названия или код.'
            : ''}
      </p>
    </Dialog>
  )
}
