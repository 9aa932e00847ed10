import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { likelyPairsQuery, matchMany, undoMatchDecision } from '../api.ts'
import type { LikelyPair } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatDate, formatNumber, RESULTS } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import styles from './matching.module.css'

const PAIRS = ['пара', 'пары', 'пар'] as const
const ACCEPTED_PAIRS = ['пару', 'пары', 'пар'] as const
const FEW = 12

/** Names that most probably mean one certain school: looked through and accepted by a person, many at once, with one undo. */
export function LikelySection({ regionId }: { regionId: number }) {
  const client = useQueryClient()
  const { data, error } = useQuery(likelyPairsQuery(regionId))
  const [left, setLeft] = useState<ReadonlySet<number>>(new Set())
  const [isAll, setAll] = useState(false)
  const renew = () => client.invalidateQueries()
  const accept = useMutation({
    mutationFn: (pairs: readonly LikelyPair[]) =>
      matchMany(regionId, {
        pairs: pairs.map(({ source, candidate }) => ({
          sourceSchoolId: source.id,
          schoolId: candidate.schoolId,
          reasons: candidate.reasons,
        })),
      }),
    onSuccess: renew,
  })
  const undo = useMutation({
    mutationFn: (decisionId: number) => undoMatchDecision(regionId, decisionId),
    onSuccess: renew,
  })
  if (error) return <ProblemPanel problem={error} />
  if (!data || (data.pairs.length === 0 && data.last === null)) return null
  const shown = isAll ? data.pairs : data.pairs.slice(0, FEW)
  // What is not on the screen has not been looked at, and what has a doubt is ticked by a person.
  const isTicked = (pair: LikelyPair) => pair.isPlain !== left.has(pair.source.id)
  const chosen = shown.filter(isTicked)
  const toggle = (id: number) =>
    setLeft((now) =>
      now.has(id) ? new Set([...now].filter((other) => other !== id)) : new Set([...now, id]),
    )
  return (
    <Section
      title="Вероятные пары"
      note="Здесь у названия есть одна явно похожая школа. Отмечены пары, против которых ничего не говорит; просмотрите их и примите отмеченные разом: это одно решение, и отменяется оно одним нажатием."
    >
      {data.last && (
        <Note tone="good">
          <span className={styles.lastDecision}>
            <span role="status">
              {formatDate(data.last.at)} приняли {counted(data.last.pairs, ACCEPTED_PAIRS)}.
            </span>
            <Button small busy={undo.isPending} onClick={() => undo.mutate(data.last!.id)}>
              Отменить все {formatNumber(data.last.pairs, 0)}
            </Button>
          </span>
        </Note>
      )}
      {undo.error && <ProblemPanel problem={undo.error} takesFocus />}
      {shown.length > 0 && (
        <ul className={styles.likely}>
          {shown.map((pair) => (
            <Pair
              key={pair.source.id}
              pair={pair}
              isTicked={isTicked(pair)}
              onToggle={() => toggle(pair.source.id)}
            />
          ))}
        </ul>
      )}
      {accept.error && <ProblemPanel problem={accept.error} takesFocus />}
      {shown.length > 0 && (
        <div className={styles.buttons}>
          <Button
            look="primary"
            disabled={chosen.length === 0}
            busy={accept.isPending}
            onClick={() => accept.mutate(chosen)}
          >
            {chosen.length === 0 ? 'Отметьте пары' : `Принять ${counted(chosen.length, ACCEPTED_PAIRS)}`}
          </Button>
          <Button
            onClick={() =>
              setLeft(
                new Set(
                  shown
                    .filter((pair) => pair.isPlain === (chosen.length === shown.length))
                    .map(({ source }) => source.id),
                ),
              )
            }
          >
            {chosen.length === shown.length ? 'Снять все отметки' : 'Отметить все показанные'}
          </Button>
          {data.pairs.length > shown.length && (
            <Button onClick={() => setAll(true)}>
              Показать все, сейчас {formatNumber(shown.length, 0)} из {counted(data.pairs.length, PAIRS)}
            </Button>
          )}
        </div>
      )}
      {data.total > data.pairs.length && (
        <p className="small muted">
          Всего таких пар {formatNumber(data.total, 0)}: остальные появятся, когда вы примете эти.
        </p>
      )}
    </Section>
  )
}

interface PairProps {
  pair: LikelyPair
  isTicked: boolean
  onToggle: () => void
}

function Pair({ pair: { source, candidate }, isTicked, onToggle }: PairProps) {
  const code = source.keyKind === 'name' ? null : `${source.keyLabel}: ${source.key}`
  return (
    <li className={styles.likelyPair}>
      <label className={styles.likelyTick}>
        <input type="checkbox" checked={isTicked} onChange={onToggle} />
        <span>
          <strong>{source.name ?? source.key}</strong>
          <span className="small muted">
            {' '}
            {[source.municipality, code].filter(Boolean).join(' · ')} · {counted(source.results, RESULTS)}
          </span>
          <br />
          <span className="muted">это</span> <strong>{candidate.name}</strong>
          <span className="small muted">
            {' '}
            {candidate.municipality}
            {candidate.status !== 'open' && ', не действует'}
          </span>
        </span>
      </label>
      <div className={styles.likelyWhy}>
        <p className="small">{candidate.reasons.join('; ')}</p>
        {candidate.doubts.length > 0 && (
          <p className={styles.doubt}>
            <span className="visually-hidden">Против: </span>
            {candidate.doubts.join('; ')}
          </p>
        )}
      </div>
    </li>
  )
}
