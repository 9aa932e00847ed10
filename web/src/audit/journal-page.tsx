import { useInfiniteQuery, useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import { journalQuery, journalSummaryQuery, journalXlsxAddress } from '../api-audit.ts'
import type { JournalFilters } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { counted } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { ChainPanel } from './chain-panel.tsx'
import { FilterFields } from './filter-fields.tsx'
import styles from './journal.module.css'
import { readJournalSearch } from './journal-search.ts'
import { RecordList } from './record-list.tsx'
import { RECORDS, weekSentence } from './words.ts'

/** «Журнал»: who changed, looked, took away and signed in, and whether the record of it is whole. */
export function JournalPage() {
  const filters = readJournalSearch(useSearch({ strict: false }))
  const navigate = useNavigate()
  const { data: summary } = useSuspenseQuery(journalSummaryQuery)
  const records = useInfiniteQuery(journalQuery(filters))
  const narrow = (next: JournalFilters) =>
    void navigate({
      to: '.',
      // Every filter is named, so that one which is taken back leaves the address.
      search: (before: Record<string, unknown>) => ({ ...before, ...NO_FILTERS, ...next }),
      replace: true,
    })
  const [first] = records.data?.pages ?? []
  return (
    <Page
      title="Журнал"
      heading={`${weekSentence(summary.week)}.`}
      lead="Кто и когда менял данные, открывал сведения о школах, забирал файлы и входил в систему. Данных об учениках здесь нет."
      actions={
        <a className={styles.download} href={journalXlsxAddress(filters)} download>
          <Download size={16} aria-hidden="true" />
          {first ? `Excel: ${countText(first)}` : 'Excel'}
        </a>
      }
    >
      {summary.mayCheck && <ChainPanel summary={summary} />}
      <Section
        title="Записи"
        note={
          first
            ? `${isNarrowed(filters) ? 'По отбору' : 'Всего'} ${countText(first)}, сначала новые.`
            : undefined
        }
      >
        <FilterFields filters={filters} summary={summary} onChange={narrow} />
        {records.error && <ProblemPanel problem={records.error} />}
        {first?.count === 0 && (
          <EmptyState title="Таких записей нет">
            <p>Снимите часть отбора или выберите другие дни.</p>
          </EmptyState>
        )}
        <RecordList
          records={records.data?.pages.flatMap((page) => page.records) ?? []}
          onSubject={({ kind, id }) => narrow({ ...filters, subjectKind: kind, subjectId: id })}
        />
        {records.hasNextPage && (
          <Button busy={records.isFetchingNextPage} onClick={() => void records.fetchNextPage()}>
            Показать ещё
          </Button>
        )}
      </Section>
    </Page>
  )
}

const NO_FILTERS = {
  ...{ kind: undefined, actor: undefined, action: undefined, school: undefined },
  ...{ subjectKind: undefined, subjectId: undefined, from: undefined, to: undefined },
}

const isNarrowed = (filters: JournalFilters): boolean => Object.keys(filters).length > 0

const countText = ({ count, isCountExact }: { count: number; isCountExact: boolean }): string =>
  `${isCountExact ? '' : 'больше '}${counted(count, RECORDS)}`
