import { useSuspenseQuery } from '@tanstack/react-query'
import type { CuratorToday } from '../api.ts'
import { curatorTodayQuery } from '../api-home.ts'
import { Term } from '../help/term.tsx'
import { NoResults } from '../identification/no-results.tsx'
import { groundOf } from '../identification/words.ts'
import { SchoolCard, SchoolCards } from '../profiles/school-cards.tsx'
import { useScope } from '../scope.ts'
import { Page, Section } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import { ContactsSection } from './contacts-section.tsx'

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
          <SchoolCards>
            {data.schools.map((school) => (
              <School key={school.id} school={school} regionId={scope.regionId} />
            ))}
          </SchoolCards>
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
    <SchoolCard
      school={school}
      regionId={regionId}
      about={school.municipality}
      tags={school.dynamics && <Tag icon={null}>{DYNAMICS[school.dynamics]}</Tag>}
    >
      <p>{groundOf(school.sentence)}</p>
      {school.lacking.length > 0 && (
        <p className="small secondary">Нет результатов: {school.lacking.join(', ')}.</p>
      )}
    </SchoolCard>
  )
}
