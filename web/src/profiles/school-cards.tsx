import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { MunicipalityCard } from '../api.ts'
import { RELIABILITY_WORDS, STATUS_TONES, STATUS_WORDS } from '../identification/words.ts'
import { Tag } from '../ui/words.tsx'
import styles from './school-cards.module.css'

/** Several schools, each as a card that opens it: of a municipality, of a curator. */
export function SchoolCards({ children }: { children: ReactNode }) {
  return <ul className={styles.schools}>{children}</ul>
}

type Known = Pick<MunicipalityCard['schools'][number], 'id' | 'name' | 'status' | 'isRisk' | 'reliability'>

interface SchoolCardProps {
  school: Known
  regionId: number
  /** Below the name: where it is, of which kind. */
  about: string
  /** Between the status and how sure it is. */
  tags: ReactNode
  /** After how sure it is. */
  moreTags?: ReactNode
  children: ReactNode
}

/** The name first, the state in words, and the ground of it. */
export function SchoolCard({ school, regionId, about, tags, moreTags, children }: SchoolCardProps) {
  const isListed = school.status === 'listed'
  return (
    <li data-status={school.status}>
      <h3>
        <Link
          to="/regions/$regionId/schools/$schoolId"
          params={{ regionId: String(regionId), schoolId: String(school.id) }}
        >
          {school.name}
        </Link>
      </h3>
      <p className="small muted">{about}</p>
      <div className={styles.state}>
        {school.isRisk && !isListed ? (
          <Tag tone="caution">зона риска</Tag>
        ) : (
          <Tag tone={STATUS_TONES[school.status]}>{STATUS_WORDS[school.status]}</Tag>
        )}
        {tags}
        {isListed && school.reliability && (
          <Tag icon={null} tone={school.reliability === 'low' ? 'caution' : 'neutral'}>
            надёжность {RELIABILITY_WORDS[school.reliability]}
          </Tag>
        )}
        {moreTags}
      </div>
      {children}
    </li>
  )
}
