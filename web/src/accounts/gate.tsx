import { useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Outlet, useLocation, useRouter } from '@tanstack/react-router'
import { lazy, Suspense, useEffect, useState } from 'react'
import { SIGNED_OUT, sessionQuery } from '../api.ts'
import { afterEntry } from './after-entry.ts'
import { takeWanted } from './wanted.ts'

const LoginPage = lazy(() => import('./login-page.tsx').then((file) => ({ default: file.LoginPage })))
const SecondFactorPage = lazy(() =>
  import('./second-factor-page.tsx').then((file) => ({ default: file.SecondFactorPage })),
)

/** Links from letters are opened by people who have no session. */
const OPEN = /^\/(?:invitation|password)(?:\/|$)/

/** Shows the page of the address to whoever may see one; the address stays while somebody signs in. */
export function Gate() {
  const client = useQueryClient()
  const { data: session } = useSuspenseQuery(sessionQuery)
  const path = useLocation({ select: (location) => location.pathname })
  useEffect(() => {
    const askAgain = () => void client.refetchQueries({ queryKey: sessionQuery.queryKey })
    window.addEventListener(SIGNED_OUT, askAgain)
    return () => window.removeEventListener(SIGNED_OUT, askAgain)
  }, [client])
  // The page stays after its first code, whatever the session says by then: recovery codes are shown only once.
  const [isSettingUp, setSettingUp] = useState(false)
  if (session.actor?.needsSecondFactor && !isSettingUp) setSettingUp(true)
  if (OPEN.test(path)) return <Outlet />
  return (
    <Suspense>
      {session.actor === null ? (
        <LoginPage />
      ) : isSettingUp ? (
        <SecondFactorPage
          onDone={() => {
            setSettingUp(false)
            void afterEntry(client)
          }}
        />
      ) : (
        <Wanted path={path} />
      )}
    </Suspense>
  )
}

/** A provider brings people back to the first page: from there to where they wanted. */
function Wanted({ path }: { path: string }) {
  const router = useRouter()
  useEffect(() => {
    if (path !== '/' && path !== '/login') return
    const wanted = takeWanted()
    if (wanted !== null || path === '/login') router.history.replace(wanted ?? '/')
  }, [path, router])
  return path === '/login' ? null : <Outlet />
}
