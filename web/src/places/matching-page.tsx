import { useQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useDeferredValue, useState } from 'react'
import { sourceSchoolsQuery } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Segments, TextField } from '../ui/field.tsx'
import { capitalise, formatNumber } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { LinesSkeleton } from '../ui/skeleton.tsx'
import styles from './matching.module.css'
import { PredecessorsSection } from './predecessors-section.tsx'
import { SourceSchoolCard } from './source-school-card.tsx'

const PAGE = 30

/** «Сопоставление школ»: names from files that no school of the registry has, and likely predecessors. */
export function MatchingPage() {
  const scope = useScope()
  const [state, setState] = useState<'waiting' | 'matched'>('waiting')
  const [text, setText] = useState('')
  const [limit, setLimit] = useState(PAGE)
  const sought = useDeferredValue(text)
  const { data: first } = useSuspenseQuery(sourceSchoolsQuery(scope.regionId, 'waiting', '', PAGE))
  // The sentence answers first and explains after its colon.
  const [answer = '', ...explanation] = first.sentence.replace(/\.$/, '').split(': ')
  const { data } = useQuery({
    ...sourceSchoolsQuery(scope.regionId, state, sought, limit),
    placeholderData: (previous) => previous,
  })
  return (
    <Page
      title="Сопоставление школ"
      heading={`${answer}.`}
      lead={`${explanation.length > 0 ? `${capitalise(explanation.join(': '))}. ` : ''}Сами мы не угадываем: школу выбираете вы, и выбор запоминается для следующих файлов.`}
    >
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
          }}
        />
        <TextField
          label="Найти по названию или коду"
          quietLabel
          type="search"
          placeholder="Найти по названию или коду"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      {!data && <LinesSkeleton />}
      {data?.items.length === 0 && (
        <EmptyState title={state === 'waiting' ? 'Все школы узнаны' : 'Ничего не нашлось'}>
          {state === 'waiting'
            ? 'Если в новых файлах встретятся незнакомые названия, они появятся здесь вместе с похожими школами реестра.'
            : 'Попробуйте другую часть названия или код.'}
        </EmptyState>
      )}
      <ul className={styles.cards}>
        {data?.items.map((item) => (
          <SourceSchoolCard key={item.id} item={item} regionId={scope.regionId} />
        ))}
      </ul>
      {data && data.total > data.items.length && (
        <Button onClick={() => setLimit((now) => Math.min(200, now + 50))}>
          Показать ещё, показано {data.items.length} из {formatNumber(data.total, 0)}
        </Button>
      )}
      <PredecessorsSection regionId={scope.regionId} />
    </Page>
  )
}
