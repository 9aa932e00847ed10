import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { municipalityTodayQuery } from '../api-home.ts'
import { NoResults } from '../identification/no-results.tsx'
import { MunicipalitySchools } from '../profiles/municipality-schools.tsx'
import { useScope } from '../scope.ts'
import { ButtonLink } from '../ui/button.tsx'
import { formatMoment } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { ContactsSection } from './contacts-section.tsx'
import { CoverageSection } from './coverage-section.tsx'
import styles from './first-screens.module.css'
import { MovedSection } from './moved-section.tsx'

/** «Мой район»: schools with their state, what is missing, papers, and whom to ask. */
export function MyMunicipalityPage() {
  const scope = useScope()
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Мой район" />
  return <Today />
}

function Today() {
  const scope = useScope()
  const { municipalityId } = useParams({ from: '/regions/$regionId/municipalities/$municipalityId/today' })
  const { data } = useSuspenseQuery(municipalityTodayQuery(Number(municipalityId), scope.cut))
  const { card } = data
  return (
    <Page
      title="Мой район"
      above={`Мой район · ${card.name}`}
      heading={card.sentence}
      actions={
        <ButtonLink
          to="/regions/$regionId/municipalities/$municipalityId"
          params={{ regionId: String(scope.regionId), municipalityId }}
        >
          Графики и карта
        </ButtonLink>
      }
    >
      <MunicipalitySchools card={card} regionId={scope.regionId} />
      <div className={styles.pair}>
        <CoverageSection coverage={card.coverage} regionId={scope.regionId} />
        <MovedSection
          moved={card.moved}
          regionId={scope.regionId}
          hasPrevious={card.previousYear !== null}
          isOnePlace
        />
      </div>
      <div className={styles.pair}>
        {scope.may('document.find') && (
          <Section title="Документы">
            {data.documents.length === 0 ? (
              <p className="secondary">
                Документов района пока нет. Аналитическую записку можно составить{' '}
                <Link to="/regions/$regionId/documents" params={{ regionId: String(scope.regionId) }}>
                  в разделе «Документы»
                </Link>
                .
              </p>
            ) : (
              <ul className={styles.lines}>
                {data.documents.map((document) => (
                  <li key={document.id}>
                    <Link
                      to="/regions/$regionId/documents/$documentId"
                      params={{ regionId: String(scope.regionId), documentId: String(document.id) }}
                    >
                      {document.name}
                    </Link>
                    <span className="small muted">
                      {document.stateLabel}, {formatMoment(document.changedAt)}
                    </span>
                  </li>
                ))}
              </ul>
            )}
          </Section>
        )}
        <ContactsSection title="Кто координирует" contacts={data.contacts} />
      </div>
    </Page>
  )
}
