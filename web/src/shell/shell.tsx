import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import type { Session } from '../api.ts'
import type { Scope } from '../scope.ts'
import { BottomBar, TopBar } from './bars.tsx'
import { DataBar } from './data-bar.tsx'
import { DemoBanner } from './demo-banner.tsx'
import styles from './shell.module.css'

const QuickFind = lazy(() => import('../search/quick-find.tsx').then((file) => ({ default: file.QuickFind })))

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

interface ShellProps {
  session: Session
  /** The region whose pages the bars lead to; null where the person has none. */
  scope: Scope | null
  /** The page is of that region, and not of the whole installation. */
  isInRegion: boolean
}

/** What stays while pages change: skip link, bars, search; focus and a spoken title on each new page. */
export function Shell({ session, scope, isInRegion }: ShellProps) {
  const [isFinding, setFinding] = useState(false)
  const main = useRef<HTMLElement>(null)
  const path = useLocation({ select: (location) => location.pathname })
  const shownPath = useRef(path)

  useEffect(() => {
    if (shownPath.current === path) return
    shownPath.current = path
    main.current?.focus({ preventScroll: true })
  }, [path])

  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const byLetter = (event.ctrlKey || event.metaKey) && event.code === 'KeyK'
      // A page with its own search takes «/» for itself and marks the key as used.
      const bySlash = event.key === '/' && !isTyping(event.target) && !event.ctrlKey && !event.metaKey
      if (event.defaultPrevented || !(byLetter || bySlash)) return
      event.preventDefault()
      setFinding(true)
    }
    window.addEventListener('keydown', onKey)
    return () => window.removeEventListener('keydown', onKey)
  }, [])

  return (
    <div className={styles.shell}>
      <a href="#main" className={styles.skip}>
        К содержанию
      </a>
      <TopBar session={session} scope={scope} isInRegion={isInRegion} onFind={() => setFinding(true)} />
      <DemoBanner session={session} />
      {scope && isInRegion && <DataBar scope={scope} />}
      <main id="main" className={styles.main} tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      <BottomBar session={session} scope={scope} />
      {isFinding && (
        <Suspense>
          <QuickFind session={session} scope={scope} onClose={() => setFinding(false)} />
        </Suspense>
      )}
    </div>
  )
}
