import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Undo2 } from 'lucide-react'
import { useState } from 'react'
import { listQuery, type SchoolDecision, type SchoolListEntry } from '../api.ts'
import { candidatesQuery, decideTogether } from '../api-rules.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { TextField } from '../ui/field.tsx'
import { counted } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import styles from './simulator.module.css'
import { decisionsOf, isTicked, type Ticks } from './simulator.ts'
import { OtherSchools, SimulatorCandidates } from './simulator-candidates.tsx'
import { SimulatorReasons } from './simulator-reasons.tsx'
import { SimulatorSummary } from './simulator-summary.tsx'

/** A commission tries its decisions on a draft: ticks first, reasons next, written in one step that can be taken back. */
export function SimulatorPage() {
  const scope = useScope()
  const { listId } = useParams({ from: '/regions/$regionId/lists/$listId/simulator' })
  const id = Number(listId)
  const { data: list } = useSuspenseQuery(listQuery(id))
  const [within, setWithin] = useState(1)
  const [places, setPlaces] = useState('')
  const candidates = useQuery(candidatesQuery(id, within))
  const [ticks, setTicks] = useState<Ticks>(new Map())
  const [isExplaining, setExplaining] = useState(false)
  const [undoable, setUndoable] = useState<SchoolDecision[] | null>(null)
  const client = useQueryClient()
  const write = useMutation({
    mutationFn: (decisions: SchoolDecision[]) => decideTogether(id, decisions),
    onSuccess: ({ list: next }) => {
      client.setQueryData(['list', id], next)
      void client.invalidateQueries({ queryKey: ['lists', scope.regionId] })
      setTicks(new Map())
      setExplaining(false)
    },
  })
  const decisions = decisionsOf(list.entries, ticks)
  const canDecide = list.allowedActions.includes('decide')
  const near = new Map(candidates.data?.map((candidate) => [candidate.schoolId, candidate]))
  const onTick = (entry: SchoolListEntry, isIn: boolean) => {
    const next = new Map(ticks)
    if (isIn === entry.listed) next.delete(entry.schoolId)
    else next.set(entry.schoolId, isIn)
    setTicks(next)
  }
  const shown = list.entries.filter(
    ({ schoolId, decision }) => near.has(schoolId) || decision !== null || ticks.has(schoolId),
  )
  return (
    <Page
      title={`Примерка: ${list.name}`}
      heading="Что даст решение комиссии"
      above={
        <Link
          to="/regions/$regionId/lists/$listId"
          params={{ regionId: String(scope.regionId), listId }}
          search={{ where: 'final:listed' }}
        >
          {list.name}
        </Link>
      }
      lead="Отметьте школы, которые комиссия включила бы или исключила. Рядом сразу видно, каким станет перечень. Записываются решения одним шагом и только с причинами."
    >
      {!canDecide && (
        <Note tone="caution" title="Решать уже нельзя">
          Перечень на другом шаге: он {list.stateLabel}. Примерить можно, записать — нет.
        </Note>
      )}
      {undoable && (
        <Note tone="good" title={`Записано решений: ${undoable.length}`}>
          <Button
            small
            icon={<Undo2 />}
            busy={write.isPending}
            onClick={() => write.mutate(undoable, { onSuccess: () => setUndoable(null) })}
          >
            Взять обратно
          </Button>
        </Note>
      )}
      {write.error && !isExplaining && <ProblemPanel problem={write.error} takesFocus />}
      <div className={styles.desk}>
        <div className={styles.left}>
          <div className={styles.settings}>
            <TextField
              label="Показать школы, где вывод меняют результаты не больше стольких участников"
              type="number"
              min={0}
              max={50}
              value={within}
              onChange={(event) => {
                const next = event.target.valueAsNumber
                if (Number.isInteger(next) && next >= 0 && next <= 50) setWithin(next)
              }}
            />
            <TextField
              label="Мест в перечне"
              hint="Если число мест ограничено"
              type="number"
              min={0}
              value={places}
              onChange={(event) => setPlaces(event.target.value)}
            />
          </div>
          {candidates.error && <ProblemPanel problem={candidates.error} />}
          <OtherSchools entries={list.entries} {...{ near, ticks, onTick }} />
          <SimulatorCandidates entries={shown} {...{ near, ticks, onTick }} />
        </div>
        <aside className={styles.right} aria-label="Каким стал бы перечень">
          <SimulatorSummary
            entries={list.entries}
            isIn={(entry) => isTicked(entry, ticks)}
            places={places === '' ? null : Number(places)}
          />
          <div className={styles.actions}>
            <Button
              look="primary"
              aria-disabled={decisions.length === 0 || !canDecide}
              onClick={() => decisions.length > 0 && canDecide && setExplaining(true)}
            >
              Записать решения{decisions.length > 0 && ` (${decisions.length})`}
            </Button>
            {decisions.length > 0 && <Button onClick={() => setTicks(new Map())}>Сбросить отметки</Button>}
          </div>
          {decisions.length > 0 && (
            <p className="small muted">
              {counted(decisions.length, ['решение', 'решения', 'решений'])} ещё не записано.
            </p>
          )}
        </aside>
      </div>
      {isExplaining && (
        <SimulatorReasons
          entries={list.entries}
          decisions={decisions}
          problem={write.error}
          isBusy={write.isPending}
          onClose={() => setExplaining(false)}
          onWrite={(whole) => write.mutate(whole, { onSuccess: ({ before }) => setUndoable(before) })}
        />
      )}
    </Page>
  )
}
