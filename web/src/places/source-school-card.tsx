import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useDeferredValue, useState } from 'react'
import { createSchool, matchSchool, type SourceSchool, schoolSearchQuery, unmatchSchool } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { counted, RESULTS } from '../ui/format.ts'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import styles from './matching.module.css'

const FEW = 3

interface Choice {
  schoolId: number
  name: string
  place: string
  reasons: readonly string[]
  isClosed: boolean
}

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
                <Candidate
                  key={candidate.schoolId}
                  choice={{
                    schoolId: candidate.schoolId,
                    name: candidate.name,
                    place: candidate.municipality,
                    reasons: candidate.reasons,
                    isClosed: candidate.status !== 'open',
                  }}
                  given={name}
                  isBusy={isBusy}
                  onChoose={match.mutate}
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
                <Search regionId={regionId} given={name} isBusy={isBusy} onChoose={match.mutate} />
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

interface CandidateProps {
  choice: Choice
  given: string
  isBusy: boolean
  onChoose: (schoolId: number) => void
}

function Candidate({ choice, given, isBusy, onChoose }: CandidateProps) {
  return (
    <li className={styles.candidate}>
      <div>
        <p className={styles.candidateName}>{choice.name}</p>
        <p className="small muted">
          {choice.place}
          {choice.isClosed && ', не действует'}
          {choice.reasons.length > 0 && ` · ${choice.reasons.join('; ')}`}
        </p>
      </div>
      <Button small busy={isBusy} onClick={() => onChoose(choice.schoolId)}>
        Это она
        <span className="visually-hidden">
          {' '}
          — «{given}» в файле значит {choice.name}
        </span>
      </Button>
    </li>
  )
}

function Search(props: {
  regionId: number
  given: string
  isBusy: boolean
  onChoose: (schoolId: number) => void
}) {
  const [text, setText] = useState('')
  const sought = useDeferredValue(text.trim())
  const { data, error } = useQuery({
    ...schoolSearchQuery(props.regionId, sought),
    enabled: sought.length > 1,
    placeholderData: (previous) => previous,
  })
  return (
    <div className={styles.search}>
      <TextField
        label="Название или код школы в реестре"
        value={text}
        autoFocus
        onChange={(event) => setText(event.target.value)}
      />
      {error && <ProblemPanel problem={error} />}
      {sought.length > 1 && data && (
        <ul className={styles.candidates}>
          {data.schools.map((school) => (
            <Candidate
              key={school.id}
              choice={{
                schoolId: school.id,
                name: school.name,
                place: school.municipality,
                reasons: [],
                isClosed: school.status !== 'open',
              }}
              given={props.given}
              isBusy={props.isBusy}
              onChoose={props.onChoose}
            />
          ))}
          {data.schools.length === 0 && <li className="muted">Такой школы в реестре нет</li>}
        </ul>
      )}
    </div>
  )
}
