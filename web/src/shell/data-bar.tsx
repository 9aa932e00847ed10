import { Link, useLocation } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { Scope } from '../scope.ts'
import { formatNumber } from '../ui/format.ts'
import styles from './data-bar.module.css'

const PAGES = [
  { to: '/regions/$regionId/imports', label: 'Загрузка', action: 'import.read' },
  { to: '/regions/$regionId/matching', label: 'Сопоставление', action: 'match.read' },
  { to: '/regions/$regionId/quality', label: 'Качество', action: 'quality.read' },
  { to: '/regions/$regionId/registry', label: 'Реестр школ', action: 'school.find' },
  { to: '/regions/$regionId/procedures', label: 'Процедуры', action: 'place.read' },
  { to: '/regions/$regionId/methodology', label: 'Методики', action: 'methodology.read' },
  { to: '/regions/$regionId/what-if', label: 'Что, если', action: 'what-if.read' },
  { to: '/regions/$regionId/exports', label: 'Выгрузка', action: 'export.read' },
] as const

/** Where «Данные» leads the person: the first of its pages that is theirs. */
export const firstDataPage = (scope: Scope): (typeof PAGES)[number]['to'] =>
  PAGES.find(({ action }) => scope.may(action))?.to ?? '/regions/$regionId/methodology'

/** A comparison is opened from the methodologies and has no link of its own in the bar. */
const SECTIONS = new Set<string | undefined>([...PAGES.map(({ to }) => to.split('/')[3]), 'comparison'])

/** Pages about what is known and by which rules it is read; together they are «Данные». */
export const isDataPath = (pathname: string): boolean => SECTIONS.has(pathname.split('/')[3] ?? '')

/** The second bar, on the pages of «Данные» only. */
export function DataBar({ scope }: { scope: Scope }) {
  const path = useLocation({ select: (location) => location.pathname })
  const bar = useRef<HTMLElement>(null)
  // On a phone the bar is longer than the screen: the page one is on must be among what is seen.
  // biome-ignore lint/correctness/useExhaustiveDependencies: the path is what changes the marked link
  useEffect(() => {
    const marked = bar.current?.querySelector<HTMLElement>('[aria-current]')
    if (bar.current && marked)
      bar.current.scrollLeft = marked.offsetLeft - (bar.current.clientWidth - marked.offsetWidth) / 2
  }, [path])
  if (!isDataPath(path)) return null
  const { waitingSchools } = scope.region
  return (
    <nav className={styles.bar} ref={bar} aria-label="Страницы раздела «Данные»">
      {PAGES.filter(({ action }) => scope.may(action)).map(({ to, label }) => (
        <Link
          key={to}
          to={to}
          params={{ regionId: String(scope.regionId) }}
          activeOptions={{ includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
        >
          {label}
          {to.endsWith('/matching') && waitingSchools > 0 && (
            <span className={styles.count}>
              {formatNumber(waitingSchools, 0)}
              <span className="visually-hidden"> ждут</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  )
}
