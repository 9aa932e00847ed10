import { Link } from '@tanstack/react-router'
import type { QualityFinding } from '../api-types.ts'
import { Button } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { Provenance } from '../ui/provenance.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './quality.module.css'
import { STATE_TONES, STATE_WORDS } from './words.ts'

interface FindingLineProps {
  finding: QualityFinding
  regionId: number
  onMark: () => void
}

/** One finding: who, what is odd, where the numbers come from, and what is done about it. */
export function FindingLine({ finding, regionId, onMark }: FindingLineProps) {
  const { followUp } = finding
  return (
    <div className={styles.finding}>
      <div>
        <p>
          {finding.schoolId === null ? (
            <strong>Весь регион</strong>
          ) : (
            <Link
              to="/regions/$regionId/schools/$schoolId"
              params={{ regionId: String(regionId), schoolId: String(finding.schoolId) }}
            >
              {finding.schoolName}
            </Link>
          )}
          {finding.municipality && <span className="muted"> ({finding.municipality})</span>}
          {finding.procedureName && `, ${finding.procedureName}`}: {finding.sentence}
        </p>
        <p className="small muted">
          {finding.places.map((place) => (
            <span key={`${place.importId} ${place.sheet} ${place.row}`} className={styles.place}>
              <Provenance source={place} regionId={regionId} />
            </span>
          ))}
        </p>
        {followUp && (
          <p className="small">
            {followUp.isOutdated ? (
              <Tag tone="caution">числа изменились после отметки «{STATE_WORDS[followUp.state]}»</Tag>
            ) : (
              <Tag tone={STATE_TONES[followUp.state]}>{STATE_WORDS[followUp.state]}</Tag>
            )}{' '}
            {followUp.note} <span className="muted">{formatMoment(followUp.setAt)}</span>
          </p>
        )}
      </div>
      <Button small look="quiet" className="no-print" onClick={onMark}>
        {followUp ? 'Изменить отметку' : 'Отметить'}
        <span className="visually-hidden">: {finding.schoolName ?? 'весь регион'}</span>
      </Button>
    </div>
  )
}
