import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { SchoolCard } from '../api.ts'
import { counted, formatDate, formatMoment, formatNumber } from '../ui/format.ts'
import { Facts, Section } from '../ui/page.tsx'
import styles from './school-page.module.css'

const NO_DATA = <span className="muted">нет данных</span>

/** What is known of the school, and what happened to it. */
export function IdentitySection({ card, regionId }: { card: SchoolCard; regionId: number }) {
  const known: { name: string; value: ReactNode }[] = [
    { name: 'Территория', value: card.municipality.name },
    { name: 'Вид', value: card.schoolTypeLabel ?? NO_DATA },
    { name: 'Населённый пункт', value: card.settlementLabel ?? NO_DATA },
    {
      name: 'Обучающихся',
      value: card.enrolment === null ? NO_DATA : formatNumber(card.enrolment, 0),
    },
    { name: 'Педагогов', value: card.staffCount === null ? NO_DATA : formatNumber(card.staffCount, 0) },
    {
      name: 'До центра',
      value: card.distanceKm === null ? NO_DATA : `${formatNumber(card.distanceKm)}\u00a0км`,
    },
    {
      name: 'Труднодоступная',
      value: card.hardToReach === null ? NO_DATA : card.hardToReach ? 'да' : 'нет',
    },
    { name: 'Код в реестре', value: card.code },
    ...card.identifiers.map((item) => ({ name: item.label, value: item.value })),
  ]
  return (
    <div className={styles.pair}>
      <Section title="О школе">
        <Facts items={known} />
      </Section>
      <Section title="История">
        <History card={card} regionId={regionId} />
      </Section>
    </div>
  )
}

function History({ card, regionId }: { card: SchoolCard; regionId: number }) {
  const related = (kind: 'predecessors' | 'successors') =>
    card[kind].map((school) => (
      <li key={school.id}>
        {kind === 'predecessors' ? 'Продолжает школу ' : 'Её продолжает школа '}
        <Link
          to="/regions/$regionId/schools/$schoolId"
          params={{ regionId: String(regionId), schoolId: String(school.id) }}
        >
          {school.name}
        </Link>
        {school.happenedOn && <span className="muted">, {formatDate(school.happenedOn)}</span>}
      </li>
    ))
  const isEmpty =
    card.lists.length +
      card.earlierNames.length +
      card.predecessors.length +
      card.successors.length +
      card.changes.length ===
    0
  if (isEmpty)
    return (
      <p className="secondary">Переименований, слияний и утверждённых перечней с этой школой пока не было.</p>
    )
  return (
    <ul className={styles.history}>
      {card.lists.map((list) => (
        <li key={`list ${list.id}`}>
          <Link
            to="/regions/$regionId/lists/$listId"
            params={{ regionId: String(regionId), listId: String(list.id) }}
          >
            {list.name}
          </Link>
          : {list.listed ? 'включена' : 'не включена'}
          {list.orderNumber && list.orderDate && (
            <span className="muted">
              , приказ № {list.orderNumber} от {formatDate(list.orderDate)}
            </span>
          )}
        </li>
      ))}
      {card.earlierNames.map((item) => (
        <li key={item.name}>
          Называлась «{item.name}»
          {item.usedUntil && <span className="muted"> до {formatDate(item.usedUntil)}</span>}
        </li>
      ))}
      {related('predecessors')}
      {related('successors')}
      {card.changes.slice(0, 12).map((change) => (
        <li key={`${change.at} ${change.sentence}`}>
          {change.sentence} <span className="small muted">{formatMoment(change.at)}</span>
        </li>
      ))}
      {card.changes.length > 12 && (
        <li className="muted">И ещё {counted(card.changes.length - 12, ['запись', 'записи', 'записей'])}</li>
      )}
    </ul>
  )
}
