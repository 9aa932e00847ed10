import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { createSchool, matchSchool, type SourceSchool } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, RESULTS } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './matching.module.css'
import { type SchoolChoice, SchoolFinder, SchoolLine } from './school-finder.tsx'
import type { SettledSchool } from './settled-line.tsx'

const FEW = 3

interface SourceSchoolCardProps {
  item: SourceSchool
  regionId: number
  onSettled: (settled: SettledSchool) => void
}

/** One name from a file: likely schools with their reasons, a search for another one, or a new school. */
export function SourceSchoolCard({ item, regionId, onSettled }: SourceSchoolCardProps) {
  const client = useQueryClient()
  const name = item.name ?? item.key
  const [isSearching, setSearching] = useState(false)
  const [isAll, setAll] = useState(false)
  const settle = (school: string | null) => {
    onSettled({ settledId: item.id, name, school, results: item.results })
    // A match moves numbers of the whole region.
    return client.invalidateQueries()
  }
  const match = useMutation({
    mutationFn: (choice: SchoolChoice) => matchSchool(item.id, choice.schoolId),
    onSuccess: (_, choice) => settle(choice.name),
  })
  const create = useMutation({ mutationFn: () => createSchool(item.id), onSuccess: () => settle(null) })
  const isBusy = match.isPending || create.isPending
  const can = (action: SourceSchool['allowedActions'][number]) => item.allowedActions.includes(action)
  const problem = match.error ?? create.error
  const choosing = {
    purpose: `«${name}» в файле`,
    verb: 'Это она',
    isBusy,
    onChoose: match.mutate,
  }
  return (
    <li className={styles.card}>
      <div className={styles.given}>
        <p className="small muted">В файле</p>
        <h2>{name}</h2>
        <p className="secondary">{whereAndCode(item)}</p>
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
                doubts: candidate.doubts,
                isClosed: candidate.status !== 'open',
              }}
            />
          ))}
        </ul>
        <div className={styles.more}>
          {!isAll && item.candidates.length > FEW && (
            <Button small look="quiet" onClick={() => setAll(true)}>
              Ещё похожие: {item.candidates.length - FEW}
            </Button>
          )}
          {can('match') && !isSearching && (
            <Button small look="quiet" onClick={() => setSearching(true)}>
              Выбрать другую школу
            </Button>
          )}
        </div>
        {isSearching && <SchoolFinder regionId={regionId} {...choosing} />}
        {problem && <ProblemPanel problem={problem} takesFocus />}
      </div>
    </li>
  )
}

/** «Вяземский район · логин ФИС ОКО: edu670001»; a name that is its own key needs no code. */
export const whereAndCode = ({ municipality, keyKind, keyLabel, key }: SourceSchool): string =>
  [municipality, keyKind === 'name' ? null : `${keyLabel}: ${key}`].filter(Boolean).join(' · ')
