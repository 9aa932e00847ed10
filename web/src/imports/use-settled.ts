import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'

/** When work on a file ends, everything shown may be other than before: years, counts, lists, the map. */
export function useSettled(isMoving: boolean): void {
  const client = useQueryClient()
  const wasMoving = useRef(isMoving)
  useEffect(() => {
    if (wasMoving.current && !isMoving) void client.invalidateQueries()
    wasMoving.current = isMoving
  }, [isMoving, client])
}
