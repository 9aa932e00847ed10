import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { type SourceSchool, unmatchSchool } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, RESULTS } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './matching.module.css'
import { whereAndCode } from './source-school-card.tsx'

/** A name that has found its school: how, how much stands behind it, and the way back. */
export function MatchedLine({ item, regionId }: { item: SourceSchool; regionId: number }) {
  const client = useQueryClient()
  const unmatch = useMutation({
    mutationFn: () => unmatchSchool(item.id),
    onSuccess: () => client.invalidateQueries(),
  })
  const name = item.name ?? item.key
  return (
    <li className={styles.matched}>
      <div>
        <p className={styles.matchedName}>{name}</p>
        <p className="small muted">{whereAndCode(item)}</p>
      </div>
      <div>
        {item.school && (
          <p>
            <Link
              to="/regions/$regionId/registry/$schoolId"
              params={{ regionId: String(regionId), schoolId: String(item.school.id) }}
            >
              {item.school.name}
            </Link>
          </p>
        )}
        <p className="small muted">
          {item.methodLabel} · {counted(item.results, RESULTS)}
        </p>
      </div>
      {item.allowedActions.includes('unmatch') && (
        <Button small look="quiet" busy={unmatch.isPending} onClick={() => unmatch.mutate()}>
          Отменить
          <span className="visually-hidden"> сопоставление: {name}</span>
        </Button>
      )}
      {unmatch.error && <ProblemPanel problem={unmatch.error} takesFocus />}
    </li>
  )
}
