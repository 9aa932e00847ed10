import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Star } from 'lucide-react'
import { useMemo } from 'react'
import { setWatched, watchedQuery } from '../api-notifications.ts'
import { Button } from '../ui/button.tsx'
import { classes } from '../ui/classes.ts'
import styles from './notifications.module.css'

/** The schools with one's star, and the way to change them. */
export function useWatched() {
  const { data } = useQuery(watchedQuery)
  const client = useQueryClient()
  const change = useMutation({
    mutationFn: ({ ids, isWatched }: { ids: number[]; isWatched: boolean }) => setWatched(ids, isWatched),
    onSuccess: (answer) => client.setQueryData(watchedQuery.queryKey, answer),
  })
  const watched = useMemo(() => new Set(data ?? []), [data])
  return { watched, change }
}

/** The star of a school's card. */
export function WatchButton({ schoolId }: { schoolId: number }) {
  const { watched, change } = useWatched()
  const isWatched = watched.has(schoolId)
  return (
    <Button
      icon={<Star className={classes(isWatched && styles.star)} />}
      aria-pressed={isWatched}
      busy={change.isPending}
      onClick={() => change.mutate({ ids: [schoolId], isWatched: !isWatched })}
    >
      {isWatched ? 'Вы следите' : 'Следить'}
    </Button>
  )
}

/** Beside a school's name in a table. */
export function WatchedMark() {
  return (
    <>
      <Star className={classes(styles.star, styles.mark)} aria-hidden="true" />
      <span className="visually-hidden">, отмечена вами</span>
    </>
  )
}
