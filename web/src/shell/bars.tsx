import { useComputedColorScheme, useMantineColorScheme } from '@mantine/core'
import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import {
  Check,
  ChevronDown,
  FileText,
  FileUp,
  ListChecks,
  type LucideIcon,
  Moon,
  School,
  Search,
  Sun,
  Sunrise,
} from 'lucide-react'
import type { Scope } from '../scope.ts'
import { IconButton } from '../ui/button.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import { Popup, PopupChoice, PopupTitle } from '../ui/popup.tsx'
import { Kbd } from '../ui/words.tsx'
import styles from './bars.module.css'
import { isDataPath } from './data-bar.tsx'

interface Destination {
  to:
    | '/regions/$regionId'
    | '/regions/$regionId/schools'
    | '/regions/$regionId/imports'
    | '/regions/$regionId/lists'
    | '/regions/$regionId/documents'
  label: string
  icon: LucideIcon
}

const DESTINATIONS: readonly Destination[] = [
  { to: '/regions/$regionId', label: 'Сегодня', icon: Sunrise },
  { to: '/regions/$regionId/schools', label: 'Школы', icon: School },
  { to: '/regions/$regionId/imports', label: 'Данные', icon: FileUp },
  { to: '/regions/$regionId/lists', label: 'Перечни', icon: ListChecks },
  { to: '/regions/$regionId/documents', label: 'Документы', icon: FileText },
]

function Destinations({ regionId, withIcons }: { regionId: number; withIcons?: boolean }) {
  const isData = useLocation({ select: (location) => isDataPath(location.pathname) })
  return DESTINATIONS.map(({ to, label, icon: Icon }) => (
    <Link
      key={to}
      to={to}
      params={{ regionId: String(regionId) }}
      activeOptions={{ exact: to === '/regions/$regionId', includeSearch: false }}
      activeProps={{ 'aria-current': 'page' }}
      aria-current={isData && to.endsWith('/imports') ? 'page' : undefined}
    >
      {withIcons && <Icon aria-hidden="true" />}
      {label}
    </Link>
  ))
}

export function TopBar({ scope, onFind }: { scope: Scope; onFind: () => void }) {
  return (
    <header className={styles.top}>
      <div className={styles.inner}>
        <Link to="/" className={styles.brand} aria-label="Траектория: первая страница">
          <Glyph />
          <span className={styles.brandName}>Траектория</span>
        </Link>
        <div className={styles.cut}>
          <RegionSwitch scope={scope} />
          <YearSwitch scope={scope} />
        </div>
        <nav className={styles.nav} aria-label="Разделы">
          <Destinations regionId={scope.regionId} />
        </nav>
        <button
          type="button"
          className={styles.find}
          onClick={onFind}
          aria-label="Найти школу"
          aria-keyshortcuts="/ Control+K"
        >
          <Search aria-hidden="true" />
          <span>Найти школу</span>
          <Kbd>/</Kbd>
        </button>
        <ThemeSwitch />
      </div>
    </header>
  )
}

export function BottomBar({ scope }: { scope: Scope }) {
  return (
    <nav className={styles.bottom} aria-label="Разделы внизу экрана">
      <Destinations regionId={scope.regionId} withIcons />
    </nav>
  )
}

/** The mark of the product: a path that rises. */
function Glyph() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="9" />
      <path d="M6 23c6 0 7-5 10.500-8.500S23 9 26 9" />
      <circle cx="16.500" cy="14.500" r="3.200" />
    </svg>
  )
}

function RegionSwitch({ scope }: { scope: Scope }) {
  const navigate = useNavigate()
  const { regions } = scope.session
  return (
    <Popup
      label="Регион"
      button={({ toggle, isOpen }) => (
        <button type="button" className={styles.switch} onClick={toggle} aria-expanded={isOpen}>
          <span className="visually-hidden">Регион: </span>
          <span className={styles.region}>{scope.region.name}</span>
          <ChevronDown aria-hidden="true" />
        </button>
      )}
    >
      {(close) => (
        <>
          {regions.map((region) => (
            <PopupChoice
              key={region.id}
              chosen={region.id === scope.regionId}
              onChoose={() => {
                close()
                void navigate({
                  to: '/regions/$regionId',
                  params: { regionId: String(region.id) },
                  search: { year: undefined },
                })
              }}
            >
              {region.name}
            </PopupChoice>
          ))}
          <PopupChoice
            onChoose={() => {
              close()
              void navigate({ to: '/', search: { all: true } })
            }}
          >
            Завести регион…
          </PopupChoice>
        </>
      )}
    </Popup>
  )
}

function YearSwitch({ scope }: { scope: Scope }) {
  const navigate = useNavigate()
  const { years } = scope.region
  if (years.length === 0) return null
  return (
    <Popup
      label="Учебный год"
      button={({ toggle, isOpen }) => (
        <button type="button" className={styles.switch} onClick={toggle} aria-expanded={isOpen}>
          <span className="visually-hidden">Учебный год: </span>
          {formatSchoolYear(scope.year)}
          <ChevronDown aria-hidden="true" />
        </button>
      )}
    >
      {(close) => (
        <>
          <PopupTitle>Учебный год</PopupTitle>
          {years.map((year) => (
            <PopupChoice
              key={year}
              chosen={year === scope.year}
              onChoose={() => {
                close()
                void navigate({ to: '.', search: (old) => ({ ...old, year }), resetScroll: false })
              }}
            >
              {formatSchoolYear(year)}
              {year === scope.year && <Check aria-hidden="true" />}
            </PopupChoice>
          ))}
        </>
      )}
    </Popup>
  )
}

function ThemeSwitch() {
  const { setColorScheme } = useMantineColorScheme()
  const shown = useComputedColorScheme('light')
  const next = shown === 'dark' ? 'light' : 'dark'
  return (
    <IconButton
      label={next === 'dark' ? 'Тёмное оформление' : 'Светлое оформление'}
      onClick={() => setColorScheme(next)}
      className={styles.theme}
    >
      {next === 'dark' ? <Moon aria-hidden="true" /> : <Sun aria-hidden="true" />}
    </IconButton>
  )
}
