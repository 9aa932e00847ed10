import { Link } from '@tanstack/react-router'
import { TrendingDown, TrendingUp } from 'lucide-react'
import { useState } from 'react'
import type { Moved } from '../api.ts'
import { Button } from '../ui/button.tsx'
import { counted, formatNumber } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import styles from './place-sections.module.css'

const FEW = 5
const CHANGES = ['результат', 'результата', 'результатов'] as const

interface MovedSectionProps {
  moved: Moved
  regionId: number
  hasPrevious: boolean
  /** On a municipality's page its name goes without saying. */
  isOnePlace?: boolean
}

/** Schools whose share changed more than chance does; everything else is indistinguishable and not listed. */
export function MovedSection({ moved, regionId, hasPrevious, isOnePlace }: MovedSectionProps) {
  if (!hasPrevious)
    return (
      <Section title="Что изменилось заметнее случайного">
        <p className="secondary">За прошлый год результатов нет, сравнить не с чем.</p>
      </Section>
    )
  const note =
    'Изменение больше, чем даёт случайность, с поправкой на число сравнений. Остальные изменения неразличимы.'
  return (
    <Section title="Что изменилось заметнее случайного" note={note}>
      <Direction which="worse" {...{ moved, regionId, isOnePlace }} />
      <Direction which="better" {...{ moved, regionId, isOnePlace }} />
    </Section>
  )
}

function Direction({
  which,
  moved,
  regionId,
  isOnePlace,
}: Omit<MovedSectionProps, 'hasPrevious'> & { which: 'worse' | 'better' }) {
  const [isAll, setAll] = useState(false)
  const lines = moved.lines.filter((line) => line.direction === which)
  const total = moved[which]
  const Icon = which === 'worse' ? TrendingUp : TrendingDown
  const words = which === 'worse' ? 'Доля ниже минимума выросла' : 'Доля ниже минимума снизилась'
  return (
    <div className={styles.direction}>
      <h3 data-tone={which}>
        <Icon aria-hidden="true" /> {words}: {total === 0 ? 'таких нет' : counted(total, CHANGES)}
      </h3>
      {lines.length > 0 && (
        <ul className={styles.moved}>
          {lines.slice(0, isAll ? undefined : FEW).map((line) => (
            <li key={`${line.schoolId} ${line.procedure}`}>
              <Link
                to="/regions/$regionId/schools/$schoolId"
                params={{ regionId: String(regionId), schoolId: String(line.schoolId) }}
              >
                {line.name}
              </Link>
              {!isOnePlace && <span className="small muted"> {line.municipality}</span>}
              <p className="small secondary">
                {line.procedureName}: {line.words}
              </p>
            </li>
          ))}
        </ul>
      )}
      {lines.length > FEW && (
        <Button
          small
          look="quiet"
          className={`${styles.more} no-print`}
          aria-expanded={isAll}
          onClick={() => setAll(!isAll)}
        >
          {isAll ? 'Свернуть' : `Показать ещё ${formatNumber(lines.length - FEW, 0)}`}
        </Button>
      )}
      {isAll && total > lines.length && (
        <p className="small muted">Показаны наибольшие изменения: {formatNumber(lines.length, 0)}.</p>
      )}
    </div>
  )
}
