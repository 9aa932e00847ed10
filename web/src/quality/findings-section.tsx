import { useNavigate, useSearch } from '@tanstack/react-router'
import { Flag } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { QualityFinding, RegionQuality } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { DataTable } from '../ui/data-table/data-table.tsx'
import type { Column, Filter } from '../ui/data-table/table-model.ts'
import type { TableSearch } from '../ui/data-table/table-search.ts'
import { Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import { FollowUpDialog } from './follow-up-dialog.tsx'
import { FINDINGS, STATE_TONES, STATE_WORDS } from './words.ts'

type Row = QualityFinding & { index: number }

const REGION = 'Весь регион'
const stateOf = ({ followUp }: Row) =>
  followUp === null ? 'open' : followUp.isOutdated ? 'outdated' : followUp.state
const STATES = { open: 'не разобрано', outdated: 'числа изменились', ...STATE_WORDS }

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'school',
    title: 'Школа',
    width: 210,
    grow: 2,
    sortValue: (row) => row.schoolName ?? '',
    cell: (row) => row.schoolName ?? REGION,
  },
  {
    id: 'sentence',
    title: 'Что замечено',
    width: 320,
    grow: 5,
    cell: (row) => <span title={row.sentence}>{row.sentence}</span>,
    card: 'line',
  },
  {
    id: 'procedure',
    title: 'Процедура',
    width: 150,
    grow: 1.5,
    sortValue: (row) => row.procedureName,
    cell: (row) => row.procedureName ?? '—',
    card: 'line',
  },
  {
    id: 'municipality',
    title: 'Территория',
    width: 140,
    grow: 1.2,
    sortValue: (row) => row.municipality,
    cell: (row) => row.municipality ?? '—',
    card: 'line',
  },
  {
    id: 'rule',
    title: 'Правило',
    width: 170,
    grow: 1,
    sortValue: (row) => row.ruleTitle,
    cell: (row) => row.ruleTitle,
    isExtra: true,
    card: 'none',
  },
  {
    id: 'owner',
    title: 'Кто разбирается',
    width: 150,
    grow: 1,
    sortValue: (row) => row.owner,
    cell: (row) => row.owner,
    isExtra: true,
  },
  {
    id: 'mark',
    title: 'Отметка',
    width: 150,
    grow: 0.6,
    sortValue: (row) => STATES[stateOf(row)],
    cell: (row) => <Mark row={row} />,
    card: 'line',
  },
]

function Mark({ row }: { row: Row }) {
  const { followUp } = row
  if (!followUp) return <span className="muted">не разобрано</span>
  if (followUp.isOutdated)
    return (
      <Tag tone="caution" title={`Было: ${STATE_WORDS[followUp.state]}. ${followUp.note}`}>
        числа изменились
      </Tag>
    )
  return (
    <Tag tone={STATE_TONES[followUp.state]} title={followUp.note || undefined}>
      {STATE_WORDS[followUp.state]}
    </Tag>
  )
}

const idOf = (row: Row) => row.index
const nameOf = (row: Row) => row.schoolName ?? REGION
const searchText = (row: Row) => `${row.schoolName ?? REGION} ${row.municipality ?? ''} ${row.sentence}`

interface FindingsSectionProps {
  data: RegionQuality
  regionId: number
  year: number
}

/** What the rules found: each as a sentence, with the mark people put on it. */
export function FindingsSection({ data, regionId, year }: FindingsSectionProps) {
  const search = useSearch({ from: '/regions/$regionId/quality' })
  const navigate = useNavigate()
  const [chosen, setChosen] = useState<readonly Row[] | null>(null)
  const rows = useMemo(() => data.findings.map((finding, index) => ({ ...finding, index })), [data.findings])
  const filters = useMemo(() => findingFilters(rows), [rows])
  const linkOf = useMemo(
    () => (row: Row) =>
      row.schoolId === null
        ? ({
            to: '/regions/$regionId/imports/$importId',
            params: { regionId: String(regionId), importId: String(row.places[0]?.importId) },
          } as const)
        : ({
            to: '/regions/$regionId/schools/$schoolId',
            params: { regionId: String(regionId), schoolId: String(row.schoolId) },
          } as const),
    [regionId],
  )
  const setSearch = ({ q, sort, where, columns }: TableSearch) =>
    void navigate({
      to: '.',
      search: (old) => ({ year: old.year, methodology: old.methodology, q, sort, where, columns }),
      replace: true,
      resetScroll: false,
    })
  if (rows.length === 0)
    return (
      <Section title="Замечания">
        <p>
          Ни одно правило ничего не заметило. Это не доказывает, что числа верны: правила видят только то, для
          чего написаны.
        </p>
      </Section>
    )
  return (
    <Section title="Замечания" note="Выберите строки, чтобы отметить, что с ними делается.">
      <DataTable<Row>
        id="quality"
        words={FINDINGS}
        caption={`Замечания к данным ${year} года`}
        rows={rows}
        columns={COLUMNS}
        filters={filters}
        searchText={searchText}
        idOf={idOf}
        nameOf={nameOf}
        linkOf={linkOf}
        usualSort="school"
        search={search}
        onSearch={setSearch}
        selectionActions={(seen) => (
          <Button small icon={<Flag />} onClick={() => setChosen(seen.rows)}>
            Отметить
          </Button>
        )}
      />
      {chosen && (
        <FollowUpDialog findings={chosen} regionId={regionId} year={year} onClose={() => setChosen(null)} />
      )}
    </Section>
  )
}

function findingFilters(rows: readonly Row[]): readonly Filter<Row>[] {
  const options = (read: (row: Row) => [value: string, label: string]) =>
    [...new Map(rows.map(read))]
      .map(([value, label]) => ({ value, label }))
      .sort((a, b) => a.label.localeCompare(b.label, 'ru'))
  return [
    {
      id: 'rule',
      label: 'правило',
      all: 'все',
      options: options((row) => [row.rule, row.ruleTitle]),
      valuesOf: (row) => [row.rule],
    },
    {
      id: 'municipality',
      label: 'район',
      all: 'все',
      options: options((row) => [row.municipality ?? REGION, row.municipality ?? REGION]),
      valuesOf: (row) => [row.municipality ?? REGION],
    },
    {
      id: 'state',
      label: 'отметка',
      all: 'любая',
      options: options((row) => [stateOf(row), STATES[stateOf(row)]]),
      valuesOf: (row) => [stateOf(row)],
    },
    {
      id: 'owner',
      label: 'разбирается',
      all: 'кто угодно',
      options: options((row) => [row.owner, row.owner]),
      valuesOf: (row) => [row.owner],
    },
  ]
}
