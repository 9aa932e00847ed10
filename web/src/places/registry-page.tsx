import { useSuspenseQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import { municipalitiesQuery, registryQuery } from '../api-places.ts'
import type { SchoolItem } from '../api-types.ts'
import { RegistryUpload } from '../imports/registry-upload.tsx'
import { useScope } from '../scope.ts'
import { DataTable } from '../ui/data-table/data-table.tsx'
import type { TableSearch } from '../ui/data-table/table-search.ts'
import { Segments } from '../ui/field.tsx'
import { counted, formatNumber, plural, SCHOOLS } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { MunicipalitiesSection } from './municipalities-section.tsx'
import { RegionName } from './region-name.tsx'
import styles from './registry.module.css'
import { registryFilters, SCHOOL_COLUMNS } from './registry-columns.tsx'

const ON_TERRITORIES = ['территории', 'территориях', 'территориях'] as const
const WORKS = ['действует', 'действуют', 'действуют'] as const
const CLOSED = ['закрыта или присоединена', 'закрыты или присоединены', 'закрыты или присоединены'] as const

const searchText = (row: SchoolItem) => `${row.name} ${row.code} ${row.municipality} ${row.settlement ?? ''}`
const idOf = (row: SchoolItem) => row.id
const nameOf = (row: SchoolItem) => row.name

/** «Реестр школ»: every school and territory the region has, and how a newer registry is taken. */
export function RegistryPage() {
  const scope = useScope()
  const { regionId } = scope
  const { data: schools } = useSuspenseQuery(registryQuery(regionId))
  const { data: municipalities } = useSuspenseQuery(municipalitiesQuery(regionId))
  const search = useSearch({ from: '/regions/$regionId/registry' })
  const navigate = useNavigate()
  const mayWrite = scope.may('place.write')
  const view = !mayWrite ? 'schools' : schools.length === 0 ? 'file' : (search.view ?? 'schools')
  const show = (next: string) =>
    void navigate({
      to: '.',
      search: ({ year, methodology }) => ({
        year,
        methodology,
        ...(next === 'places' || next === 'file' ? { view: next } : {}),
      }),
      replace: true,
      resetScroll: false,
    })
  const open = schools.filter((school) => school.status === 'open').length
  const closed = schools.length - open
  // Whoever sees a part of the schools is told of the territories of that part.
  const territories = mayWrite
    ? municipalities.length
    : new Set(schools.map(({ municipalityId }) => municipalityId)).size
  return (
    <Page
      title="Реестр школ"
      heading={
        schools.length === 0
          ? 'В реестре пока нет школ'
          : `В реестре ${counted(schools.length, SCHOOLS)} на ${counted(territories, ON_TERRITORIES)}`
      }
      lead={
        schools.length === 0
          ? 'Загрузите таблицу со школами, территориями и кодами: по ней узнаются школы в файлах результатов. Или начните сразу с результатов и позвольте дополнять реестр из файла.'
          : closed === 0
            ? schools.length === 1
              ? 'Действует.'
              : 'Все действуют.'
            : `${formatNumber(open, 0)} ${plural(open, WORKS)}, ${formatNumber(closed, 0)} ${plural(closed, CLOSED)}: прошлые результаты остаются.`
      }
    >
      {mayWrite && schools.length > 0 && (
        <div className={styles.tools}>
          <Segments
            label="Что показать"
            value={view}
            choices={[
              { value: 'schools', label: 'Школы' },
              { value: 'places', label: 'Территории' },
              { value: 'file', label: 'Обновить из файла' },
            ]}
            onValue={show}
          />
        </div>
      )}
      {view === 'schools' && <Schools schools={schools} regionId={regionId} search={search} />}
      {view === 'places' && (
        <>
          <RegionName regionId={regionId} />
          <MunicipalitiesSection municipalities={municipalities} regionId={regionId} />
        </>
      )}
      {view === 'file' && <RegistryUpload regionId={regionId} schools={schools.length} />}
    </Page>
  )
}

function Schools(props: { schools: readonly SchoolItem[]; regionId: number; search: TableSearch }) {
  const { schools, regionId } = props
  const navigate = useNavigate()
  const filters = useMemo(() => registryFilters(schools), [schools])
  const linkOf = useMemo(
    () => (row: SchoolItem) =>
      ({
        to: '/regions/$regionId/registry/$schoolId',
        params: { regionId: String(regionId), schoolId: String(row.id) },
      }) as const,
    [regionId],
  )
  return (
    <DataTable<SchoolItem>
      id="registry"
      words={SCHOOLS}
      caption="Школы реестра"
      rows={schools}
      columns={SCHOOL_COLUMNS}
      filters={filters}
      searchText={searchText}
      idOf={idOf}
      nameOf={nameOf}
      linkOf={linkOf}
      usualSort="municipality"
      search={props.search}
      onSearch={({ q, sort, where, columns }) =>
        void navigate({
          to: '.',
          search: (old) => ({ year: old.year, methodology: old.methodology, q, sort, where, columns }),
          replace: true,
          resetScroll: false,
        })
      }
    />
  )
}
