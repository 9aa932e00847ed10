import { useEffect } from 'react'
import { keepRegion, useScope } from '../scope.ts'
import { Shell } from './shell.tsx'

/** Around the pages of a region. */
export function RegionShell() {
  const scope = useScope()
  useEffect(() => keepRegion(scope.regionId), [scope.regionId])
  return <Shell session={scope.session} scope={scope} isInRegion />
}
