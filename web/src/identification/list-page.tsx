import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Download, Printer } from 'lucide-react'
import { useMemo, useState } from 'react'
import { downloadList, listQuery, type SchoolListDetail, type SchoolListEntry } from '../api.ts'
import { useScope } from '../scope.ts'
import { Button, ButtonLink } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table/data-table.tsx'
import { readWhere, type TableSearch, writeWhere } from '../ui/data-table/table-search.ts'
import { formatNumber, formatSchoolYear, SCHOOLS } from '../ui/format.ts'
import { Facts, Page } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { DecisionDialog } from './decision-dialog.tsx'
import { LeastParticipants } from './least-participants.tsx'
import { entryColumns, entryFilters } from './list-columns.tsx'
import { ListPath } from './list-path.tsx'
import { ListPrint } from './list-print.tsx'
import styles from './lists.module.css'
import glances from './schools-page.module.css'
import { doubtWords, LEVEL_WORDS } from './words.ts'

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
    <>
      <div className="no-print">
        <Page
          title={list.name}
          above={
            <Link to="/regions/$regionId/lists" params={{ regionId: String(scope.regionId) }}>
              Перечни
            </Link>
          }
          lead={<p>{list.sentence}.</p>}
          actions={
            <>
              {canDecide && (
                <ButtonLink
                  to="/regions/$regionId/lists/$listId/simulator"
                  params={{ regionId: String(scope.regionId), listId }}
                >
                  Примерить решения
                </ButtonLink>
              )}
              <Button icon={<Download />} busy={download.isPending} onClick={() => download.mutate()}>
                Excel
              </Button>
              <Button icon={<Printer />} onClick={() => window.print()}>
                Печать
              </Button>
            </>
          }
        >
          {download.error && <ProblemPanel problem={download.error} takesFocus />}
          <div className={styles.top}>
            <div className={styles.left}>
              <About list={list} regionId={scope.regionId} canDecide={canDecide} />
              <Glances list={list} where={search.where} />
              <LeastParticipants
                where={search.where}
                onWhere={(where) => setSearch({ ...search, where })}
                listed={list.entries.filter((entry) => entry.listed).map((entry) => entry.leastParticipants)}
                stated={list.leastParticipants}
              />
            </div>
            <ListPath list={list} />
          </div>
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
          {decided && (
            <DecisionDialog
              listId={list.id}
              entry={decided}
              onClose={() => setDecided(null)}
              onDecided={(next) => {
                setDecided(null)
                client.setQueryData(['list', list.id], next)
                void client.invalidateQueries({ queryKey: ['lists', scope.regionId] })
              }}
            />
          )}
        </Page>
      </div>
      <ListPrint list={list} region={scope.region.name} />
    </>
  )
}

/** What the list is, and where the commission should look first. */
function About({
  list,
  regionId,
  canDecide,
}: {
  list: SchoolListDetail
  regionId: number
  canDecide: boolean
}) {
  const listed = listedOf(list)
  const doubtful = list.entries.filter((entry) => entry.listed && entry.reliability === 'low').length
  return (
    <section className={styles.about} aria-label="О перечне">
      {doubtful > 0 && (
        <div className={styles.hint}>
          <p className={styles.hintWords}>
            {doubtWords(doubtful, listed, list.listed)}: решали результаты немногих участников.
            {canDecide && ' Комиссии лучше начать с них.'}
          </p>
          <p>
            <Link
              to="/regions/$regionId/lists/$listId"
              params={{ regionId: String(regionId), listId: String(list.id) }}
              search={(old) => ({ ...old, where: 'final:listed;reliability:low' })}
              resetScroll={false}
              replace
            >
              Показать эти школы
            </Link>
          </p>
        </div>
      )}
      <Facts
        items={[
          { name: 'Учебный год', value: formatSchoolYear(list.schoolYear) },
          { name: 'Уровень', value: LEVEL_WORDS[list.level] },
          {
            name: 'Методика',
            value: (
              <Link to="/regions/$regionId/methodology" params={{ regionId: String(regionId) }}>
                {list.methodologyTitle}
              </Link>
            ),
          },
        ]}
      />
    </section>
  )
}

/** Of the schools that the reader sees: a part of the list for who answers for a part of the region. */
const listedOf = ({ entries }: SchoolListDetail) => entries.filter(({ listed }) => listed).length

function Glances({ list, where }: { list: SchoolListDetail; where: string | undefined }) {
  const excluded = list.entries.filter((entry) => entry.listedByRule && !entry.listed).length
  const items = [
    { words: 'в перечне', count: listedOf(list), where: 'final:listed' },
    { words: 'исключено комиссией', count: excluded, where: 'final:excluded' },
    { words: 'все школы', count: list.entries.length, where: undefined },
  ]
  const now = writeWhere(readWhere(where))
  return (
    <nav className={glances.glances} aria-label="Быстрый отбор">
      {items.map((item) => (
        <Link
          key={item.words}
          to="."
          search={(old) => ({ ...old, where: item.where })}
          resetScroll={false}
          replace
          className={glances.glance}
          data-chosen={now === item.where || undefined}
          aria-current={now === item.where ? 'true' : undefined}
        >
          <span className={glances.glanceCount}>{formatNumber(item.count, 0)}</span> {item.words}
        </Link>
      ))}
    </nav>
  )
}
