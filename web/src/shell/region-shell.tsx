import { Outlet, useLocation } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useRef, useState } from 'react'
import { useScope } from '../scope.ts'
import { BottomBar, TopBar } from './bars.tsx'
import { DataBar } from './data-bar.tsx'
import { DemoBanner } from './demo-banner.tsx'
import styles from './shell.module.css'

const QuickFind = lazy(() => import('../search/quick-find.tsx').then((file) => ({ default: file.QuickFind })))

const isTyping = (target: EventTarget | null) =>
  target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null

/** What stays while pages change: skip link, bars, search; focus and a spoken title on each new page. */
export function RegionShell() {
  const scope = useScope()
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
      <TopBar scope={scope} onFind={() => setFinding(true)} />
      <DemoBanner session={scope.session} />
      <DataBar scope={scope} />
      <main id="main" className={styles.main} tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      <BottomBar scope={scope} />
      {isFinding && (
        <Suspense>
          <QuickFind scope={scope} onClose={() => setFinding(false)} />
        </Suspense>
      )}
    </div>
  )
}
