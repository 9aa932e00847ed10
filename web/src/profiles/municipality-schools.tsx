import { useState } from 'react'
import type { MunicipalityCard } from '../api.ts'
import { CLUSTER_FULL, groundOf } from '../identification/words.ts'
import { Segments } from '../ui/field.tsx'
import { capitalise, counted, formatNumber } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './municipality-page.module.css'
import { SchoolCard, SchoolCards } from './school-cards.tsx'

type School = MunicipalityCard['schools'][number]

const MOVES = {
  entered: 'вошла в этом году',
  left: 'вышла в этом году',
  stayed: 'в перечне второй год и дольше',
} as const

const FILTERS = {
  all: { label: 'Все', test: () => true },
  listed: { label: 'В перечне', test: (school: School) => school.status === 'listed' },
  risk: { label: 'В зоне риска', test: (school: School) => school.isRisk && school.status !== 'listed' },
  moved: {
    label: 'Вошли и вышли',
    test: (school: School) => school.move === 'entered' || school.move === 'left',
  },
  unknown: { label: 'Без вывода', test: (school: School) => school.status === 'insufficient-data' },
} as const
type Filter = keyof typeof FILTERS
const isFilter = (value: string): value is Filter => value in FILTERS

/** Schools in the order of their names: a page of a municipality is no league table. */
export function MunicipalitySchools({ card, regionId }: { card: MunicipalityCard; regionId: number }) {
  const [filter, setFilter] = useState<Filter>('all')
  const shown = card.schools.filter(FILTERS[filter].test)
  const choices = Object.entries(FILTERS)
    .map(([value, { label, test }]) => ({ value, label, count: card.schools.filter(test).length }))
    .filter(({ value, count }) => value === 'all' || count > 0)
    .map(({ value, label, count }) => ({ value, label: `${label}: ${formatNumber(count, 0)}` }))
  return (
    <Section
      title="Школы муниципалитета"
      note="По алфавиту: это не рейтинг. Попасть в перечень — право школы на помощь."
    >
      {card.schools.length > 1 && (
        <div className={`${styles.filter} no-print`}>
          <Segments
            label="Какие школы показать"
            value={filter}
            choices={choices}
            onValue={(value) => setFilter(isFilter(value) ? value : 'all')}
          />
        </div>
      )}
      {card.schools.length === 0 && <p className="secondary">Открытых школ в реестре нет.</p>}
      <SchoolCards>
        {shown.map((school) => (
          <SchoolItem key={school.id} school={school} regionId={regionId} />
        ))}
      </SchoolCards>
    </Section>
  )
}

function SchoolItem({ school, regionId }: { school: School; regionId: number }) {
  const cluster = 'value' in school.cluster ? school.cluster.value : 0
  const facts = [
    school.schoolTypeLabel,
    school.enrolment === null ? null : counted(school.enrolment, ['ученик', 'ученика', 'учеников']),
  ].filter((part) => part !== null)
  return (
    <SchoolCard
      school={school}
      regionId={regionId}
      about={facts.length > 0 ? facts.join(' · ') : 'вид и численность не указаны'}
      tags={
        <>
          {cluster > 0 && <Tag icon={null}>{CLUSTER_FULL[cluster]}</Tag>}
          {school.move && <Tag icon={null}>{MOVES[school.move]}</Tag>}
        </>
      }
      moreTags={
        school.status === 'listed' &&
        school.advisory && (
          <Tag icon={null} title="Сохранился бы вывод, если бы не случайность одного года">
            {school.advisory}
          </Tag>
        )
      }
    >
      <p className="small secondary">{capitalise(groundOf(school.sentence))}</p>
    </SchoolCard>
  )
}
