import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Check, Download } from 'lucide-react'
import { useMemo, useState } from 'react'
import { downloadList, listQuery, type SchoolListDetail, type SchoolListEntry } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table/data-table.tsx'
import type { TableSearch } from '../ui/data-table/table-search.ts'
import { formatDate, formatSchoolYear, SCHOOLS } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { Note } from '../ui/words.tsx'
import { DecisionDialog } from './decision-dialog.tsx'
import { ListActions } from './list-actions.tsx'
import { entryColumns, entryFilters } from './list-columns.tsx'
import styles from './lists.module.css'
import { LEVEL_WORDS } from './words.ts'

const searchText = (row: SchoolListEntry) => `${row.name} ${row.code} ${row.municipality} ${row.reason ?? ''}`
const idOf = (row: SchoolListEntry) => row.schoolId
const nameOf = (row: SchoolListEntry) => row.name

/** One list from draft to order: the commission's decisions with their reasons, then frozen for ever. */
export function ListPage() {
  const scope = useScope()
  const { listId } = useParams({ from: '/regions/$regionId/lists/$listId' })
  const { data: list } = useSuspenseQuery(listQuery(Number(listId)))
  const search = useSearch({ from: '/regions/$regionId/lists/$listId' })
  const navigate = useNavigate()
  const client = useQueryClient()
  const [decided, setDecided] = useState<SchoolListEntry | null>(null)
  const canDecide = list.allowedActions.includes('decide')
  const filters = useMemo(() => entryFilters(list.entries), [list.entries])
  const columns = useMemo(() => entryColumns(canDecide ? setDecided : undefined), [canDecide])
  const download = useMutation({ mutationFn: () => downloadList(list.id) })
  const linkOf = useMemo(
    () => (row: SchoolListEntry) =>
      ({
        to: '/regions/$regionId/schools/$schoolId',
        params: { regionId: String(scope.regionId), schoolId: String(row.schoolId) },
        search: { year: list.schoolYear },
      }) as const,
    [scope.regionId, list.schoolYear],
  )
  const setSearch = ({ q, sort, where, columns: shown }: TableSearch) =>
    void navigate({
      to: '.',
      search: (old) => ({ year: old.year, methodology: old.methodology, q, sort, where, columns: shown }),
      replace: true,
      resetScroll: false,
    })

  return (
    <Page
      title={list.name}
      above={
        <Link to="/regions/$regionId/lists" params={{ regionId: String(scope.regionId) }}>
          Перечни
        </Link>
      }
      lead={
        <>
          <p>{list.sentence}</p>
          <p className={styles.meta}>
            <span>{formatSchoolYear(list.schoolYear)} учебный год</span>
            <span>{LEVEL_WORDS[list.level]}</span>
            <span>методика: {list.methodologyTitle}</span>
          </p>
        </>
      }
      actions={
        <Button icon={<Download />} busy={download.isPending} onClick={() => download.mutate()}>
          Excel
        </Button>
      }
    >
      <Path list={list} />
      {download.error && <ProblemPanel problem={download.error} takesFocus />}
      {list.state === 'approved' && <Frozen list={list} />}
      <DataTable<SchoolListEntry>
        id="list"
        words={SCHOOLS}
        caption={`${list.name}: школы и решения комиссии`}
        rows={list.entries}
        columns={columns}
        filters={filters}
        searchText={searchText}
        idOf={idOf}
        nameOf={nameOf}
        linkOf={linkOf}
        usualSort="final"
        search={search}
        onSearch={setSearch}
      />
      <ListActions list={list} />
      {decided && (
        <DecisionDialog
          listId={list.id}
          entry={decided}
          onClose={() => setDecided(null)}
          onDecided={() => {
            setDecided(null)
            void client.invalidateQueries({ queryKey: ['list', list.id] })
            void client.invalidateQueries({ queryKey: ['lists', scope.regionId] })
          }}
        />
      )}
    </Page>
  )
}

const PATH = [
  { state: 'draft', words: 'Черновик' },
  { state: 'review', words: 'Комиссия' },
  { state: 'approved', words: 'Утверждён' },
] as const

function Path({ list }: { list: SchoolListDetail }) {
  if (list.state === 'cancelled') {
    return (
      <Note tone="neutral" title="Перечень отменён">
        <p>Он остаётся здесь для памяти: решения и числа можно посмотреть, изменить уже нельзя.</p>
      </Note>
    )
  }
  const now = PATH.findIndex((step) => step.state === list.state)
  return (
    <ol className={styles.path} aria-label="Путь перечня">
      {PATH.map((step, index) => (
        <li
          key={step.state}
          data-state={index < now ? 'done' : index === now ? 'now' : 'next'}
          aria-current={index === now ? 'step' : undefined}
        >
          {index < now && <Check aria-hidden="true" />}
          {step.words}
        </li>
      ))}
    </ol>
  )
}

function Frozen({ list }: { list: SchoolListDetail }) {
  return (
    <Section title="Утверждён и больше не меняется">
      <p>
        {list.orderNumber &&
          list.orderDate &&
          `Приказ № ${list.orderNumber} от ${formatDate(list.orderDate)}. `}
        {list.reproducible
          ? 'Проверено сейчас: то же правило на тех же числах даёт тот же перечень.'
          : 'Правило на сохранённых числах даёт другой результат. Сообщите тому, кто ведёт систему: запись могла быть повреждена.'}
      </p>
      <p className="small muted">
        Отпечаток исходных чисел: <code title={list.inputsSha256}>{list.inputsSha256.slice(0, 16)}…</code>
      </p>
    </Section>
  )
}
