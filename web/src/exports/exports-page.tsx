import { useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import { useState } from 'react'
import { listsQuery } from '../api.ts'
import { type ExportChoice, exportAddress, exportPreviewQuery } from '../api-exports.ts'
import { useScope } from '../scope.ts'
import { Segments } from '../ui/field.tsx'
import { counted, formatSchoolYear } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import styles from './exports-page.module.css'

const FORMATS = [
  { format: 'xlsx', label: 'Excel' },
  { format: 'csv', label: 'csv' },
  { format: 'parquet', label: 'Parquet' },
]
const ROWS = ['строка', 'строки', 'строк'] as const

/** «Выгрузка»: whole tables for people who count in other programs. */
export function ExportsPage() {
  const { regionId, year, hasResults, may } = useScope()
  const [span, setSpan] = useState('year')
  const { data: lists } = useQuery({ ...listsQuery(regionId), enabled: may('list.read') })
  const results: ExportChoice = { table: 'results', ...(span === 'year' ? { years: String(year) } : {}) }
  return (
    <Page
      title="Выгрузка"
      lead="Таблицы целиком, со всеми строками. В каждом файле сверху стоит, что это, сколько в нём строк и когда он сделан — те же числа, что здесь."
    >
      {hasResults && (
        <Section
          title="Результаты школ"
          note="Действующие числа: школа, процедура, год, участники, отметки, из какого файла и строки они взяты."
          actions={
            <Segments
              label="За какие годы"
              value={span}
              onValue={setSpan}
              choices={[
                { value: 'year', label: formatSchoolYear(year) },
                { value: 'all', label: 'Все годы' },
              ]}
            />
          }
        >
          <Downloads regionId={regionId} choice={results} />
        </Section>
      )}
      <Section title="Реестр школ" note="Все школы региона с муниципалитетом, типом и состоянием.">
        <Downloads regionId={regionId} choice={{ table: 'schools' }} />
      </Section>
      {(lists ?? []).map((list) => (
        <Section
          key={list.id}
          title={list.name}
          note="Каждая школа: что сказало правило и что решила комиссия."
        >
          <Downloads regionId={regionId} choice={{ table: 'list', listId: list.id }} />
        </Section>
      ))}
    </Page>
  )
}

function Downloads({ regionId, choice }: { regionId: number; choice: ExportChoice }) {
  const { data } = useQuery(exportPreviewQuery(regionId, choice))
  return (
    <div className={styles.line}>
      <span className={styles.count}>{data ? counted(data.count, ROWS) : 'Считаем строки…'}</span>
      {FORMATS.map(({ format, label }) => (
        <a key={format} className={styles.file} href={exportAddress(regionId, choice, format)} download>
          <Download size={16} aria-hidden="true" />
          {label}
          <span className="visually-hidden">{data ? `: ${data.title}` : ''}</span>
        </a>
      ))}
    </div>
  )
}
