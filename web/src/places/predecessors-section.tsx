import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import {
  decidePredecessors,
  type PredecessorDecision,
  type PredecessorPair,
  predecessorsQuery,
  undoPredecessors,
} from '../api.ts'
import { Term } from '../help/term.tsx'
import { Button } from '../ui/button.tsx'
import { counted } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import styles from './matching.module.css'

/** What has just been decided, and by which decisions it is taken back. */
interface Decided {
  words: string
  decisionIds: number[]
}

/** Pairs that may be one school before and after a change: offered with evidence, linked only by a person. */
export function PredecessorsSection({ regionId }: { regionId: number }) {
  const client = useQueryClient()
  const { data, error } = useQuery(predecessorsQuery(regionId))
  const [decided, setDecided] = useState<Decided | null>(null)
  const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set())
  const renew = () => client.invalidateQueries()
  const link = useMutation({
    mutationFn: (pairs: readonly PredecessorPair[]) =>
      decidePredecessors(
        regionId,
        pairs.map((pair) => decisionOn(pair, 'successor')),
      ),
    onSuccess: ({ decisionIds }) => {
      setTicked(new Set())
      setDecided({ words: `Связали ${counted(decisionIds.length, LINKED_PAIRS)} школ.`, decisionIds })
      return renew()
    },
  })
  const undo = useMutation({
    mutationFn: ({ decisionIds }: Decided) => undoPredecessors(regionId, decisionIds),
    onSuccess: () => {
      setDecided({ words: 'Отменили: всё снова как было.', decisionIds: [] })
      return renew()
    },
  })
  const chosen = data?.filter((pair) => ticked.has(keyOf(pair))) ?? []
  return (
    <Section
      title={
        <>
          Возможные <Term id="predecessor">школы-предшественницы</Term>
        </>
      }
      note="Если школа продолжает другую, её прошлые годы помогут правилу «два года подряд». Решаете вы: сами мы школы не связываем."
    >
      <div className={decided === null ? undefined : styles.decided}>
        <p role="status">{decided?.words}</p>
        {decided !== null && decided.decisionIds.length > 0 && (
          <Button small busy={undo.isPending} onClick={() => undo.mutate(decided)}>
            Отменить<span className="visually-hidden"> решение о предшественницах</span>
          </Button>
        )}
      </div>
      {(error ?? undo.error ?? link.error) && <ProblemPanel problem={error ?? undo.error ?? link.error} />}
      {!data && !error && <LinesSkeleton lines={2} />}
      {data?.length === 0 && <p className="secondary">Похожих пар нет.</p>}
      {data && data.length > 1 && (
        <div className={styles.buttons}>
          <Button
            small
            disabled={chosen.length === 0}
            busy={link.isPending}
            onClick={() => link.mutate(chosen)}
          >
            {chosen.length === 0
              ? 'Отметьте пары, чтобы связать их разом'
              : `Связать ${counted(chosen.length, LINKED_PAIRS)}: та же школа под другим названием или кодом`}
          </Button>
        </div>
      )}
      <ul className={styles.pairs}>
        {data?.map((pair) => (
          <Pair
            key={keyOf(pair)}
            pair={pair}
            regionId={regionId}
            isTicked={ticked.has(keyOf(pair))}
            onTick={data.length > 1 ? () => setTicked((now) => toggled(now, keyOf(pair))) : null}
            onDecided={setDecided}
          />
        ))}
      </ul>
    </Section>
  )
}

const LINKED_PAIRS = ['пару', 'пары', 'пар'] as const
const keyOf = ({ school, predecessor }: PredecessorPair) => `${school.id} ${predecessor.id}`
const toggled = (keys: ReadonlySet<string>, key: string): ReadonlySet<string> =>
  keys.has(key) ? new Set([...keys].filter((other) => other !== key)) : new Set([...keys, key])

const decisionOn = (pair: PredecessorPair, verdict: PredecessorDecision['verdict']): PredecessorDecision => ({
  schoolId: pair.school.id,
  predecessorId: pair.predecessor.id,
  verdict,
  happenedOn: null,
  evidence: pair.reasons,
})

const DECIDED = {
  successor: (pair) => `Запомнили: ${pair.school.name} продолжает школу ${pair.predecessor.name}.`,
  merge: (pair) => `Запомнили: к школе ${pair.school.name} присоединена ${pair.predecessor.name}.`,
  different: (pair) =>
    `Запомнили: ${pair.school.name} и ${pair.predecessor.name} — разные школы. Больше эту пару не предложим.`,
} satisfies Record<PredecessorDecision['verdict'], (pair: PredecessorPair) => string>

interface PairProps {
  pair: PredecessorPair
  regionId: number
  isTicked: boolean
  onTick: (() => void) | null
  onDecided: (decided: Decided) => void
}

function Pair({ pair, regionId, isTicked, onTick, onDecided }: PairProps) {
  const client = useQueryClient()
  const decide = useMutation({
    mutationFn: (verdict: PredecessorDecision['verdict']) =>
      decidePredecessors(regionId, [decisionOn(pair, verdict)]),
    onSuccess: ({ decisionIds }, verdict) => {
      onDecided({ words: DECIDED[verdict](pair), decisionIds })
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
        {onTick && (
          <label className={styles.pairTick}>
            <input type="checkbox" checked={isTicked} onChange={onTick} />
            Отметить<span className="visually-hidden">: {pair.school.name}</span>
          </label>
        )}
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
