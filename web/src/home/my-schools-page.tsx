import { useSuspenseQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { CuratorToday } from '../api.ts'
import { curatorTodayQuery } from '../api-home.ts'
import { Term } from '../help/term.tsx'
import { NoResults } from '../identification/no-results.tsx'
import { groundOf, RELIABILITY_WORDS, STATUS_TONES, STATUS_WORDS } from '../identification/words.ts'
import { useScope } from '../scope.ts'
import { Page, Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import { ContactsSection } from './contacts-section.tsx'
import styles from './first-screens.module.css'

/** «Мои школы»: the schools of a curator, each with its reason and what is not known yet. */
export function MySchoolsPage() {
  const scope = useScope()
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Мои школы" />
  return <Today />
}

function Today() {
  const scope = useScope()
  const { data } = useSuspenseQuery(curatorTodayQuery(scope.regionId, scope.cut))
  return (
    <Page title="Мои школы" above="Мои школы" heading={data.sentence}>
      {data.schools.length > 0 && (
        <Section
          title="Школы"
          note={
            <>
              По алфавиту: это не рейтинг. Из <Term id="risk">зоны риска</Term> ещё можно не попасть в
              перечень.
            </>
          }
        >
          <ul className={styles.schools}>
            {data.schools.map((school) => (
              <School key={school.id} school={school} regionId={scope.regionId} />
            ))}
          </ul>
        </Section>
      )}
      <ContactsSection title="Кто координирует" contacts={data.contacts} />
    </Page>
  )
}

const DYNAMICS = {
  positive: 'динамика положительная',
  neutral: 'без перемен за год',
  negative: 'динамика отрицательная',
} as const

function School({ school, regionId }: { school: CuratorToday['schools'][number]; regionId: number }) {
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
      <p className="small muted">{school.municipality}</p>
      <div className={styles.state}>
        {school.isRisk && school.status !== 'listed' ? (
          <Tag tone="caution">зона риска</Tag>
        ) : (
          <Tag tone={STATUS_TONES[school.status]}>{STATUS_WORDS[school.status]}</Tag>
        )}
        {school.dynamics && <Tag icon={null}>{DYNAMICS[school.dynamics]}</Tag>}
        {school.status === 'listed' && school.reliability && (
          <Tag icon={null} tone={school.reliability === 'low' ? 'caution' : 'neutral'}>
            надёжность {RELIABILITY_WORDS[school.reliability]}
          </Tag>
        )}
      </div>
      <p>{groundOf(school.sentence)}</p>
      {school.lacking.length > 0 && (
        <p className="small secondary">Нет результатов: {school.lacking.join(', ')}.</p>
      )}
    </li>
  )
}
