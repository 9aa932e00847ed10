import { useSuspenseQuery } from '@tanstack/react-query'
import { sessionQuery } from '../api.ts'
import { useNearestScope } from '../scope.ts'
import { Shell } from './shell.tsx'

/** Around pages of no region: the bars lead back to the region one came from. */
export function PlainShell() {
  const { data: session } = useSuspenseQuery(sessionQuery)
  return <Shell session={session} scope={useNearestScope(session)} isInRegion={false} />
}
