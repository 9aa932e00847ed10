import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import {
  decidePredecessor,
  type PredecessorDecision,
  type PredecessorPair,
  predecessorsQuery,
} from '../api.ts'
import { Button } from '../ui/button.tsx'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import styles from './matching.module.css'

/** Pairs that may be one school before and after a change: offered with evidence, linked only by a person. */
export function PredecessorsSection({ regionId }: { regionId: number }) {
  const { data, error } = useQuery(predecessorsQuery(regionId))
  const [decided, setDecided] = useState<string | null>(null)
  return (
    <Section
      title="Возможные школы-предшественницы"
      note="Если школа продолжает другую, её прошлые годы помогут правилу «два года подряд». Решаете вы: сами мы школы не связываем."
    >
      <p role="status" className={decided === null ? undefined : styles.decided}>
        {decided}
      </p>
      {error && <ProblemPanel problem={error} />}
      {!data && !error && <LinesSkeleton lines={2} />}
      {data?.length === 0 && <p className="secondary">Похожих пар нет.</p>}
      <ul className={styles.pairs}>
        {data?.map((pair) => (
          <Pair
            key={`${pair.school.id} ${pair.predecessor.id}`}
            pair={pair}
            regionId={regionId}
            onDecided={setDecided}
          />
        ))}
      </ul>
    </Section>
  )
}

const DECIDED = {
  successor: (pair) => `Запомнили: ${pair.school.name} продолжает школу ${pair.predecessor.name}.`,
  merge: (pair) => `Запомнили: к школе ${pair.school.name} присоединена ${pair.predecessor.name}.`,
  different: (pair) =>
    `Запомнили: ${pair.school.name} и ${pair.predecessor.name} — разные школы. Больше эту пару не предложим.`,
} satisfies Record<PredecessorDecision['verdict'], (pair: PredecessorPair) => string>

interface PairProps {
  pair: PredecessorPair
  regionId: number
  onDecided: (words: string) => void
}

function Pair({ pair, regionId, onDecided }: PairProps) {
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: (verdict: PredecessorDecision['verdict']) =>
      decidePredecessor({
        schoolId: pair.school.id,
        predecessorId: pair.predecessor.id,
        verdict,
        happenedOn: null,
        evidence: pair.reasons,
      }),
    onSuccess: (_, verdict) => {
      onDecided(DECIDED[verdict](pair))
      return client.invalidateQueries()
    },
  })
  const school = (item: PredecessorPair['school']) => (
    <Link
      to="/regions/$regionId/registry/$schoolId"
      params={{ regionId: String(regionId), schoolId: String(item.id) }}
    >
      {item.name}
    </Link>
  )
  return (
    <li className={styles.pair}>
      <p>
        {school(pair.school)}
        <span className="muted">
          {' '}
          ({pair.school.municipality}
          {pair.firstYear && `, результаты с ${pair.firstYear} года`})
        </span>
        <br />
        могла прежде быть школой {school(pair.predecessor)}
        <span className="muted">
          {' '}
          ({pair.predecessor.statusLabel}
          {pair.lastYear && `, результаты по ${pair.lastYear} год`})
        </span>
      </p>
      <div className={styles.evidence}>
        <ul aria-label="Что говорит за">
          {pair.reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
        {pair.doubts.length > 0 && (
          <ul aria-label="Что говорит против" className={styles.doubts}>
            {pair.doubts.map((doubt) => (
              <li key={doubt}>{doubt}</li>
            ))}
          </ul>
        )}
      </div>
      {decide.error && <ProblemPanel problem={decide.error} takesFocus />}
      <div className={styles.buttons}>
        <Button small busy={decide.isPending} onClick={() => decide.mutate('successor')}>
          Та же школа, сменила название или код
        </Button>
        <Button small busy={decide.isPending} onClick={() => decide.mutate('merge')}>
          Присоединила её
        </Button>
        <Button small look="quiet" busy={decide.isPending} onClick={() => decide.mutate('different')}>
          Это разные школы
        </Button>
      </div>
    </li>
  )
}
