import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { importFindingsQuery } from '../api-quality.ts'
import { counted } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import styles from './quality.module.css'
import { FINDINGS } from './words.ts'

const SHOWN = 5

/** On the page of a committed file: what the rules of data quality say of its numbers. */
export function ImportFindings({
  importId,
  regionId,
  year,
}: {
  importId: number
  regionId: number
  year: number
}) {
  const { data } = useQuery(importFindingsQuery(importId))
  if (!data) return null
  return (
    <Section
      title={
        data.length === 0
          ? 'Проверка качества: замечаний к числам файла нет'
          : `Проверка качества: ${counted(data.length, FINDINGS)} к числам файла`
      }
    >
      {data.length > 0 && (
        <>
          <ul className={styles.brief}>
            {data.slice(0, SHOWN).map((finding) => (
              <li key={finding.key}>
                <strong>{finding.schoolName ?? 'Весь файл'}</strong>
                {finding.procedureName && `, ${finding.procedureName}`}: {finding.sentence}
              </li>
            ))}
          </ul>
          <Link
            to="/regions/$regionId/quality"
            params={{ regionId: String(regionId) }}
            search={(old) => ({ ...old, year })}
          >
            {data.length > SHOWN ? 'Все замечания' : 'Разобрать замечания'}
          </Link>
        </>
      )}
    </Section>
  )
}
