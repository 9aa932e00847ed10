import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { Download, ListPlus, Star } from 'lucide-react'
import { useMemo, useState } from 'react'
import { downloadIdentification, type IdentificationRow, identificationQuery } from '../api.ts'
import { Term } from '../help/term.tsx'
import { useWatched } from '../notifications/watch.tsx'
import { useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { DataTable, type SeenRows } from '../ui/data-table/data-table.tsx'
import { readWhere, type TableSearch, writeWhere } from '../ui/data-table/table-search.ts'
import { formatNumber, SCHOOLS } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ProblemPanel } from '../ui/problem-panel.tsx'
import { chosenLeast, LeastParticipants } from './least-participants.tsx'
import { NewListDialog } from './new-list-dialog.tsx'
import { NoResults } from './no-results.tsx'
import { markWatched, SCHOOL_COLUMNS } from './school-columns.tsx'
import { schoolFilters } from './school-filters.ts'
import styles from './schools-page.module.css'

type Row = IdentificationRow

const searchText = (row: Row) => `${row.name} ${row.code} ${row.municipality}`
const idOf = (row: Row) => row.schoolId
const nameOf = (row: Row) => row.name

/** «Перечень»: every school of the region with what the rule says about it. */
export function SchoolsPage() {
  const scope = useScope()
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Школы" />
  return <Schools />
}

function Schools() {
  const scope = useScope()
  const { regionId, cut } = scope
  const { data } = useSuspenseQuery(identificationQuery(regionId, cut))
  const search = useSearch({ from: '/regions/$regionId/schools' })
  const navigate = useNavigate()
  const [problem, setProblem] = useState<unknown>(null)
  const [isDrafting, setDrafting] = useState(false)
  const { watched, change } = useWatched()
  const filters = useMemo(() => schoolFilters(data.rows, watched), [data.rows, watched])
  const columns = useMemo(() => markWatched(SCHOOL_COLUMNS, watched), [watched])
  const linkOf = useMemo(
    () => (row: Row) =>
      ({
        to: '/regions/$regionId/schools/$schoolId',
        params: { regionId: String(regionId), schoolId: String(row.schoolId) },
      }) as const,
    [regionId],
  )

  const setSearch = ({ q, sort, where, columns }: TableSearch) =>
    void navigate({
      to: '.',
      search: (old) => ({ year: old.year, methodology: old.methodology, q, sort, where, columns }),
      replace: true,
      resetScroll: false,
    })
  const download = async (seen: SeenRows<Row>) => {
    setProblem(null)
    try {
      await downloadIdentification(regionId, {
        schoolYear: cut.year,
        methodology: cut.methodology,
        schoolIds: seen.rows.map(idOf),
        columns: [...seen.columns],
        filters: seen.filters,
      })
    } catch (cause) {
      setProblem(cause)
    }
  }

  const { totals } = data
  const own = data.rows.filter((row) => watched.has(row.schoolId)).length
  const glances: { words: string; count: number; where: Record<string, string[]> }[] = [
    { words: 'в перечне', count: totals.listed, where: { status: ['listed'] } },
    { words: 'в зоне риска', count: totals.risk, where: { lists: ['risk'] } },
    {
      words: 'недостаточно данных',
      count: totals.insufficientData,
      where: { status: ['insufficient-data'] },
    },
    { words: 'стабильно высокие', count: totals.stablyHigh, where: { lists: ['stably-high'] } },
    ...(own > 0 ? [{ words: 'мои отметки', count: own, where: { watched: ['own'] } }] : []),
    { words: 'все школы', count: totals.schools, where: {} },
  ]
  const now = writeWhere(readWhere(search.where))

  return (
    <Page
      title="Школы"
      heading={`${data.sentence}.`}
      above={
        <>
          <Term id="methodology">Правило</Term>:{' '}
          <Link to="/regions/$regionId/methodology" params={{ regionId: String(regionId) }}>
            {data.methodology.title}
          </Link>
        </>
      }
      actions={
        scope.may('list.write') && (
          <Button look="primary" icon={<ListPlus />} onClick={() => setDrafting(true)}>
            Составить перечень
          </Button>
        )
      }
    >
      <nav className={`${styles.glances} no-print`} aria-label="Быстрый отбор">
        {glances.map(({ words, count, where }) => (
          <Link
            key={words}
            to="/regions/$regionId/schools"
            params={{ regionId: String(regionId) }}
            search={(old) => ({ ...old, where: writeWhere(where) })}
            resetScroll={false}
            replace
            className={styles.glance}
            data-chosen={now === writeWhere(where) || undefined}
            aria-current={now === writeWhere(where) ? 'true' : undefined}
          >
            <span className={styles.glanceCount}>{formatNumber(count, 0)}</span> {words}
          </Link>
        ))}
      </nav>
      <LeastParticipants
        where={search.where}
        onWhere={(where) => setSearch({ ...search, where })}
        listed={data.rows.filter((row) => row.status === 'listed').map((row) => row.leastParticipants)}
      />
      {data.certainty && (
        <p className={styles.certainty}>
          {data.certainty.sentence}. Это совет рядом с правилом: доли сглажены по региону, поэтому порядок
          школ по вероятности другой.
        </p>
      )}
      {problem !== null && <ProblemPanel problem={problem} takesFocus />}
      <DataTable<Row>
        id="schools"
        words={SCHOOLS}
        caption={`Школы и что сказало о них правило в ${cut.year} году`}
        rows={data.rows}
        columns={columns}
        filters={filters}
        searchText={searchText}
        idOf={idOf}
        nameOf={nameOf}
        linkOf={linkOf}
        usualSort="status"
        search={search}
        onSearch={setSearch}
        tools={(seen) => (
          <Button small look="quiet" icon={<Download />} onClick={() => void download(seen)}>
            Excel
          </Button>
        )}
        selectionActions={(seen) => (
          <>
            <Button
              small
              icon={<Star />}
              busy={change.isPending}
              onClick={() => {
                const ids = seen.rows.map(idOf)
                change.mutate({ ids, isWatched: !ids.every((id) => watched.has(id)) })
              }}
            >
              {seen.rows.every((row) => watched.has(idOf(row))) ? 'Не следить' : 'Следить'}
            </Button>
            <Button small icon={<Download />} onClick={() => void download(seen)}>
              Скачать выбранные в Excel
            </Button>
          </>
        )}
      />
      {isDrafting && (
        <NewListDialog
          scope={scope}
          listed={totals.listed}
          least={chosenLeast(search.where)}
          onClose={() => setDrafting(false)}
        />
      )}
    </Page>
  )
}
