import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { linkOptions, useNavigate } from '@tanstack/react-router'
import { Fragment, type KeyboardEvent, useId, useMemo, useState } from 'react'
import type { Found, Session } from '../api.ts'
import { searchQuery } from '../api-home.ts'
import { GLOSSARY } from '../generated/terms.ts'
import type { Scope } from '../scope.ts'
import { Dialog } from '../ui/dialog.tsx'
import { capitalise } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { matchText } from '../ui/text-match.ts'
import type { Option } from './option.ts'
import { findPages } from './pages.ts'
import styles from './quick-find.module.css'

const TERMS = GLOSSARY.flatMap(({ terms }) => [...terms])
const SHOWN_TERMS = 4
const SETTLED_MILLISECONDS = 150

interface QuickFindProps {
  session: Session
  scope: Scope | null
  onClose: () => void
}

/** Finds schools, territories, papers, people, pages and words from anywhere: only what the person may see. */
export function QuickFind({ session, scope, onClose }: QuickFindProps) {
  const navigate = useNavigate()
  const listId = useId()
  const [text, setText] = useState('')
  const [active, setActive] = useState(0)
  const [sought] = useDebouncedValue(text.trim(), SETTLED_MILLISECONDS)
  const { data, error, isFetching } = useQuery({ ...searchQuery(sought), placeholderData: keepPreviousData })
  const options = useMemo(
    () => (sought === '' ? [] : listOptions(data ?? [], sought, session, scope)),
    [data, sought, session, scope],
  )

  const open = (option: Option) => {
    onClose()
    void navigate(option.link)
  }
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step !== 0 && options.length > 0) {
      event.preventDefault()
      setActive((index) => (index + step + options.length) % options.length)
    }
    const chosen = options[active]
    if (event.key === 'Enter' && chosen) open(chosen)
  }
  const isWaiting = isFetching || sought !== text.trim()

  return (
    <Dialog title="Найти" isOpen onClose={onClose} size={620}>
      <input
        className={styles.input}
        data-autofocus
        role="combobox"
        aria-expanded={options.length > 0}
        aria-controls={listId}
        aria-activedescendant={options[active] ? `${listId}-${active}` : undefined}
        aria-label="Школа, район, документ, страница или слово"
        placeholder="Школа, район, документ…"
        value={text}
        maxLength={200}
        onChange={(event) => {
          setText(event.target.value)
          setActive(0)
        }}
        onKeyDown={onKey}
      />
      {error && <ProblemPanel problem={error} />}
      <div role="listbox" id={listId} aria-label="Найденное" className={styles.list}>
        {options.map((option, index) => (
          <Fragment key={option.key}>
            {option.group !== options[index - 1]?.group && (
              <p className={styles.group} role="presentation">
                {option.group}
              </p>
            )}
            {/* The field keeps the focus and owns the keys, as a combobox does. */}
            {/* biome-ignore lint/a11y/useKeyWithClickEvents: keys are handled by the field */}
            <div
              id={`${listId}-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === active}
              className={styles.option}
              onClick={() => open(option)}
              onPointerMove={() => setActive(index)}
              ref={index === active ? keepInView : undefined}
            >
              <span>{option.title}</span>
              <span className="small muted">{option.note}</span>
            </div>
          </Fragment>
        ))}
      </div>
      <p className="small muted" role="status">
        {text.trim() === ''
          ? 'Стрелки — выбрать, Enter — открыть, Esc — закрыть.'
          : !isWaiting && options.length === 0 && !error
            ? 'Ничего не нашлось. Попробуйте часть названия или код.'
            : ''}
      </p>
    </Dialog>
  )
}

/** Scrolls the list alone: the dialogue and its field stay where they are. */
function keepInView(line: HTMLElement | null): void {
  const list = line?.parentElement
  if (!line || !list) return
  const top = line.offsetTop - list.offsetTop
  if (top < list.scrollTop) list.scrollTop = top
  else if (top + line.offsetHeight > list.scrollTop + list.clientHeight)
    list.scrollTop = top + line.offsetHeight - list.clientHeight
}

function listOptions(
  found: readonly Found[],
  sought: string,
  session: Session,
  scope: Scope | null,
): Option[] {
  const terms = TERMS.filter(({ word }) => matchText(word, sought)).slice(0, SHOWN_TERMS)
  return [
    ...found.map(toOption),
    ...findPages(session, scope).filter(({ title }) => matchText(title, sought)),
    ...terms.map(({ id, word, help }) => ({
      key: `term ${id}`,
      group: 'Словарь',
      title: capitalise(word),
      note: help,
      link: linkOptions({ to: '/glossary', hash: id }),
    })),
  ]
}

/** What was found as a line of the list, with the page it opens. */
function toOption({ kind, id, regionId, title, note }: Found): Option {
  const key = `${kind} ${id}`
  const region = String(regionId)
  switch (kind) {
    case 'school':
      return {
        ...{ key, title, note, group: 'Школы' },
        link: linkOptions({
          to: '/regions/$regionId/schools/$schoolId',
          params: { regionId: region, schoolId: id },
        }),
      }
    case 'municipality':
      return {
        ...{ key, title, note, group: 'Территории' },
        link: linkOptions({
          to: '/regions/$regionId/municipalities/$municipalityId',
          params: { regionId: region, municipalityId: id },
        }),
      }
    case 'list':
      return {
        ...{ key, title, note, group: 'Перечни' },
        link: linkOptions({
          to: '/regions/$regionId/lists/$listId',
          params: { regionId: region, listId: id },
        }),
      }
    case 'document':
      return {
        ...{ key, title, note, group: 'Документы' },
        link: linkOptions({
          to: '/regions/$regionId/documents/$documentId',
          params: { regionId: region, documentId: id },
        }),
      }
    case 'person':
      return {
        ...{ key, title, note, group: 'Люди' },
        link: linkOptions({ to: '/people/$userId', params: { userId: id } }),
      }
    default:
      return kind satisfies never
  }
}
