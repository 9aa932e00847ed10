import { useMutation, useQueryClient } from '@tanstack/react-query'
import { removeBreak } from '../api-places.ts'
import type { CatalogueProcedure, ComparabilityBreak } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { formatSchoolYear } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './procedures.module.css'

interface BreakLinesProps {
  regionId: number
  procedures: readonly CatalogueProcedure[]
  mayWrite: boolean
}

/** Years that may not be compared with the year before, each with its reason; every mark can be taken back. */
export function BreakLines({ regionId, procedures, mayWrite }: BreakLinesProps) {
  const client = useQueryClient()
  const remove = useMutation({
    mutationFn: (item: ComparabilityBreak) => removeBreak(regionId, item.procedure, item.schoolYear),
    // The two-year rule and dynamics change with it.
    onSuccess: () => client.invalidateQueries(),
  })
  const breaks = procedures.flatMap((procedure) => procedure.breaks.map((item) => ({ procedure, item })))
  return (
    <>
      {remove.error && <ProblemPanel problem={remove.error} takesFocus />}
      {breaks.length === 0 ? (
        <p className="secondary">Таких пометок нет: все соседние годы сравниваются.</p>
      ) : (
        <ul className={styles.lines}>
          {breaks.map(({ procedure, item }) => (
            <li key={`${item.procedure} ${item.schoolYear}`}>
              <div>
                <p className={styles.lineTitle}>
                  {procedure.name}: {formatSchoolYear(item.schoolYear)} не сравнивается с{' '}
                  {formatSchoolYear(item.schoolYear - 1)}
                </p>
                <p>{item.reason}</p>
                <p className="small muted">{item.source}</p>
              </div>
              {mayWrite && (
                <Button small look="quiet" busy={remove.isPending} onClick={() => remove.mutate(item)}>
                  Снять пометку
                  <span className="visually-hidden">
                    : {procedure.name}, {formatSchoolYear(item.schoolYear)}
                  </span>
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
