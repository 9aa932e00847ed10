import { Link, useLocation, useNavigate } from '@tanstack/react-router'
import {
  Check,
  ChevronDown,
  FileText,
  FileUp,
  ListChecks,
  type LucideIcon,
  School,
  Search,
  Sunrise,
} from 'lucide-react'
import type { Session } from '../api.ts'
import { Bell } from '../notifications/bell.tsx'
import type { Scope } from '../scope.ts'
import { formatSchoolYear } from '../ui/format.ts'
import { Popup, PopupChoice, PopupTitle } from '../ui/popup.tsx'
import { Kbd } from '../ui/words.tsx'
import styles from './bars.module.css'
import { firstDataPage, isDataPath } from './data-bar.tsx'
import { Glyph } from './glyph.tsx'
import { PersonMenu } from './person-menu.tsx'
import { chosenScreen, screenLink, screenOf } from './screens.ts'

interface Destination {
  to:
    | '/regions/$regionId/schools'
    | '/regions/$regionId/imports'
    | '/regions/$regionId/lists'
    | '/regions/$regionId/documents'
  label: string
  icon: LucideIcon
  action: string
}

const DESTINATIONS: readonly Destination[] = [
  { to: '/regions/$regionId/schools', label: 'Школы', icon: School, action: 'identification.read' },
  { to: '/regions/$regionId/imports', label: 'Данные', icon: FileUp, action: 'place.read' },
  { to: '/regions/$regionId/lists', label: 'Перечни', icon: ListChecks, action: 'list.read' },
  { to: '/regions/$regionId/documents', label: 'Документы', icon: FileText, action: 'document.find' },
]

/** The school of who works in one and nowhere else: a list of a single line is no page. */
const schoolOf = ({ screens }: Session): number | null =>
  screens.length === 1 && screens[0]!.kind === 'school' ? screens[0]!.schoolId : null

/** The sections that the person has, by what they may do; the first one is their own first screen. */
function Destinations({
  session,
  scope,
  withIcons,
}: {
  session: Session
  scope: Scope | null
  withIcons?: boolean
}) {
  const isData = useLocation({ select: (location) => isDataPath(location.pathname) })
  const screen = scope ? screenOf(session, scope.regionId) : undefined
  const first = screen ?? chosenScreen(session)
  const params = { regionId: String(scope?.regionId) }
  const onlySchool = schoolOf(session)
  const isFirst = useLocation({ select: ({ pathname }) => /\/(today|expert|my-schools)$/.test(pathname) })
  return (
    <>
      {first && (
        <Link
          {...screenLink(first, scope?.regionId)}
          activeOptions={{ exact: true, includeSearch: false }}
          activeProps={{ 'aria-current': 'page' }}
        >
          {withIcons && <Sunrise aria-hidden="true" />}
          Сегодня
        </Link>
      )}
      {scope &&
        DESTINATIONS.filter(({ action }) => scope.may(action)).map(({ to, label, icon: Icon }) => {
          if (onlySchool !== null && to.endsWith('/schools'))
            return (
              <Link
                key={to}
                to="/regions/$regionId/schools/$schoolId"
                params={{ ...params, schoolId: String(onlySchool) }}
                activeOptions={{ exact: true, includeSearch: false }}
                activeProps={{ 'aria-current': 'page' }}
              >
                {withIcons && <Icon aria-hidden="true" />}
                Школа
              </Link>
            )
          const data = to.endsWith('/imports')
          return (
            <Link
              key={to}
              to={data ? firstDataPage(scope) : to}
              params={params}
              // One's own first screen may lie under a section's address, and is not of it.
              activeOptions={{ exact: isFirst, includeSearch: false }}
              activeProps={{ 'aria-current': 'page' }}
              aria-current={isData && data ? 'page' : undefined}
            >
              {withIcons && <Icon aria-hidden="true" />}
              {label}
            </Link>
          )
        })}
    </>
  )
}

interface BarsProps {
  session: Session
  scope: Scope | null
}

export function TopBar({
  session,
  scope,
  isInRegion,
  onFind,
}: BarsProps & { isInRegion: boolean; onFind: () => void }) {
  return (
    <header className={styles.top}>
      <div className={styles.inner}>
        <Link to="/" className={styles.brand} aria-label="Траектория: первая страница">
          <Glyph size={28} />
          <span className={styles.brandName}>Траектория</span>
        </Link>
        <div className={styles.cut}>
          {scope && <RegionSwitch scope={scope} />}
          {scope && isInRegion && <YearSwitch scope={scope} />}
        </div>
        <nav className={styles.nav} aria-label="Разделы">
          <Destinations session={session} scope={scope} />
        </nav>
        <button
          type="button"
          className={styles.find}
          onClick={onFind}
          aria-label="Найти"
          aria-keyshortcuts="/ Control+K"
        >
          <Search aria-hidden="true" />
          <span>Найти</span>
          <Kbd>/</Kbd>
        </button>
        {session.actions.includes('notification.read') && <Bell />}
        <PersonMenu session={session} regionId={scope?.regionId} />
      </div>
    </header>
  )
}

export function BottomBar({ session, scope }: BarsProps) {
  return (
    <nav className={styles.bottom} aria-label="Разделы внизу экрана">
      <Destinations session={session} scope={scope} withIcons />
    </nav>
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
          {scope.session.actions.includes('region.create') && (
            <PopupChoice
              onChoose={() => {
                close()
                void navigate({ to: '/', search: { all: true } })
              }}
            >
              Завести регион…
            </PopupChoice>
          )}
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
