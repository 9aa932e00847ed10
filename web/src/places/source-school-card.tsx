import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { createSchool, matchSchool, type SourceSchool, unmatchSchool } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, RESULTS } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './matching.module.css'
import { type SchoolChoice, SchoolFinder, SchoolLine } from './school-finder.tsx'

const FEW = 3

/** One name from a file: likely schools with their reasons, a search for another one, or a new school. */
export function SourceSchoolCard({ item, regionId }: { item: SourceSchool; regionId: number }) {
  const client = useQueryClient()
  const [isSearching, setSearching] = useState(false)
  const [isAll, setAll] = useState(false)
  // A match moves numbers of the whole region.
  const refresh = () => client.invalidateQueries()
  const match = useMutation({
    mutationFn: (schoolId: number) => matchSchool(item.id, schoolId),
    onSuccess: refresh,
  })
  const create = useMutation({ mutationFn: () => createSchool(item.id), onSuccess: refresh })
  const unmatch = useMutation({ mutationFn: () => unmatchSchool(item.id), onSuccess: refresh })
  const isBusy = match.isPending || create.isPending || unmatch.isPending
  const can = (action: SourceSchool['allowedActions'][number]) => item.allowedActions.includes(action)
  const problem = match.error ?? create.error ?? unmatch.error
  const name = item.name ?? item.key
  const choosing = {
    purpose: `«${name}» в файле`,
    verb: 'Это она',
    isBusy,
    onChoose: (choice: SchoolChoice) => match.mutate(choice.schoolId),
  }
  return (
    <li className={styles.card}>
      <div className={styles.given}>
        <p className="small muted">В файле</p>
        <h2>{name}</h2>
        <p className="secondary">
          {[item.municipality, item.keyKind === 'name' ? null : `${item.keyLabel}: ${item.key}`]
            .filter(Boolean)
            .join(' · ')}
        </p>
        <p className="small muted">
          {item.sentence} За названием {counted(item.results, RESULTS)}.
        </p>
        {can('create') && (
          <Button small look="quiet" busy={create.isPending} onClick={() => create.mutate()}>
            Это новая школа: внести в реестр
          </Button>
        )}
      </div>
      <div className={styles.answer}>
        {item.school ? (
          <>
            <p className="small muted">{item.methodLabel ?? 'Школа реестра'}</p>
            <p>
              <Link
                to="/regions/$regionId/schools/$schoolId"
                params={{ regionId: String(regionId), schoolId: String(item.school.id) }}
              >
                {item.school.name}
              </Link>
              <span className="muted">, {item.school.municipality}</span>
            </p>
            {can('unmatch') && (
              <Button small busy={unmatch.isPending} onClick={() => unmatch.mutate()}>
                Отменить сопоставление
              </Button>
            )}
          </>
        ) : (
          <>
            <p className="small muted">
              {item.candidates.length > 0 ? 'Похожие школы реестра' : 'Похожих школ в реестре не нашлось'}
            </p>
            <ul className={styles.candidates}>
              {item.candidates.slice(0, isAll ? undefined : FEW).map((candidate) => (
                <SchoolLine
                  key={candidate.schoolId}
                  {...choosing}
                  choice={{
                    schoolId: candidate.schoolId,
                    name: candidate.name,
                    place: candidate.municipality,
                    reasons: candidate.reasons,
                    isClosed: candidate.status !== 'open',
                  }}
                />
              ))}
            </ul>
            {!isAll && item.candidates.length > FEW && (
              <Button small look="quiet" onClick={() => setAll(true)}>
                Ещё похожие: {item.candidates.length - FEW}
              </Button>
            )}
            {can('match') &&
              (isSearching ? (
                <SchoolFinder regionId={regionId} {...choosing} />
              ) : (
                <Button small look="quiet" onClick={() => setSearching(true)}>
                  Выбрать другую школу
                </Button>
              ))}
          </>
        )}
        {problem && <ProblemPanel problem={problem} takesFocus />}
      </div>
    </li>
  )
}
