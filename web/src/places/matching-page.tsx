import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { type SourceSchool, sourceSchoolsQuery } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Segments, TextField } from '../ui/field.tsx'
import { capitalise, formatNumber } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import { LikelySection } from './likely-section.tsx'
import { MatchedLine } from './matched-line.tsx'
import styles from './matching.module.css'
import { PredecessorsSection } from './predecessors-section.tsx'
import { SettledLine, type SettledSchool } from './settled-line.tsx'
import { SourceSchoolCard } from './source-school-card.tsx'

const PAGE = 30
/** The server gives at most this many at once. */
const MOST = 200

/** A name that was settled a moment ago, and where in the list it stood: it stays there with its way back. */
interface Kept {
  settled: SettledSchool
  index: number
}

/** «Сопоставление школ»: names from files that no school of the registry has, and likely predecessors. */
export function MatchingPage() {
  const scope = useScope()
  const [state, setState] = useState<'waiting' | 'matched'>('waiting')
  const [text, setText] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const [kept, setKept] = useState<Kept[]>([])
  const sought = useDeferredValue(text)
  const { data: first } = useSuspenseQuery(sourceSchoolsQuery(scope.regionId, 'waiting', '', PAGE))
  // The sentence answers first and explains after its colon.
  const [answer = '', ...explanation] = first.sentence.replace(/\.$/, '').split(': ')
  const { data } = useQuery({
    ...sourceSchoolsQuery(scope.regionId, state, sought, limit),
    placeholderData: (previous) => previous,
  })
  const isNew = first.waiting + first.matched === 0
  const lines: (SourceSchool | SettledSchool)[] = (data?.items ?? []).filter(
    (item) => !kept.some(({ settled }) => settled.settledId === item.id),
  )
  for (const { settled, index } of kept) lines.splice(index, 0, settled)
  const keep = (index: number) => (settled: SettledSchool) =>
    setKept((now) => [...now, { settled, index }].sort((a, b) => a.index - b.index))
  const forget = (id: number) => setKept((now) => now.filter(({ settled }) => settled.settledId !== id))
  return (
    <Page
      title="Сопоставление школ"
      heading={`${answer}.`}
      lead={`${explanation.length > 0 ? `${capitalise(explanation.join(': '))}. ` : ''}Сами мы не угадываем: школу выбираете вы, и выбор запоминается для следующих файлов.`}
    >
      <LikelySection regionId={scope.regionId} />
      {isNew ? (
        <EmptyState
          title="Здесь появятся незнакомые названия"
          actions={
            <ButtonLink
              look="primary"
              to="/regions/$regionId/imports"
              params={{ regionId: String(scope.regionId) }}
            >
              Загрузить результаты
            </ButtonLink>
          }
        >
          Если школа в файле названа не так, как в реестре, её результаты подождут, а вы выберете, какая это
          школа.
        </EmptyState>
      ) : (
        <div className={styles.tools}>
          <Segments
            label="Что показать"
            value={state}
            choices={[
              { value: 'waiting', label: `Ждут ${formatNumber(first.waiting, 0)}` },
              { value: 'matched', label: `Сопоставлены ${formatNumber(first.matched, 0)}` },
            ]}
            onValue={(value) => {
              setState(value === 'matched' ? 'matched' : 'waiting')
              setLimit(PAGE)
              setKept([])
            }}
          />
          <TextField
            label="Найти по названию или коду"
            quietLabel
            type="search"
            placeholder="Найти по названию или коду"
            value={text}
            onChange={(event) => {
              setText(event.target.value)
              setKept([])
            }}
          />
        </div>
      )}
      {!data && <LinesSkeleton />}
      {data && lines.length === 0 && !isNew && (
        <EmptyState title={state === 'waiting' && sought === '' ? 'Все школы узнаны' : 'Ничего не нашлось'}>
          {state === 'waiting' && sought === ''
            ? 'Если в новых файлах встретятся незнакомые названия, они появятся здесь вместе с похожими школами реестра.'
            : 'Попробуйте другую часть названия или код.'}
        </EmptyState>
      )}
      {lines.length > 0 && (
        <ul className={state === 'waiting' ? styles.cards : styles.sheet}>
          {lines.map((line, index) =>
            'settledId' in line ? (
              <SettledLine key={line.settledId} settled={line} onUndone={() => forget(line.settledId)} />
            ) : line.school ? (
              <MatchedLine key={line.id} item={line} regionId={scope.regionId} />
            ) : (
              <SourceSchoolCard key={line.id} item={line} regionId={scope.regionId} onSettled={keep(index)} />
            ),
          )}
        </ul>
      )}
      {data && data.total > data.items.length && limit < MOST && (
        <p>
          <Button onClick={() => setLimit((now) => Math.min(MOST, now + 50))}>
            Показать ещё, показано {data.items.length} из {formatNumber(data.total, 0)}
          </Button>
        </p>
      )}
      {data && data.total > data.items.length && limit >= MOST && (
        <p className="secondary">
          Показаны первые {data.items.length} из {formatNumber(data.total, 0)}: найдите остальные по названию
          или коду.
        </p>
      )}
      <PredecessorsSection regionId={scope.regionId} />
    </Page>
  )
}
