import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { Printer } from 'lucide-react'
import { type SchoolCard, schoolQuery } from '../api.ts'
import { CLUSTER_FULL, RELIABILITY_WORDS, STATUS_SENTENCES, STATUS_TONES } from '../identification/words.ts'
import { WatchButton } from '../notifications/watch.tsx'
import { type Scope, useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { formatDate } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { Tag } from '../ui/words.tsx'
import { IdentitySection } from './identity-section.tsx'
import { ObjectivitySection } from './objectivity-section.tsx'
import { ResultsSection } from './results-section.tsx'
import styles from './school-page.module.css'
import { SourcesSection } from './sources-section.tsx'
import { WhySection } from './why-section.tsx'

/** One school: why it is — or is not — on the list, its results over the years, and what is known of it. Prints on two sheets. */
export function SchoolPage() {
  const scope = useScope()
  const { schoolId } = useParams({ from: '/regions/$regionId/schools/$schoolId' })
  const { data: card } = useSuspenseQuery(schoolQuery(Number(schoolId), scope.cut))
  return (
    <Page
      title={card.name}
      above={<Trail card={card} scope={scope} />}
      lead={<Tags card={card} />}
      actions={
        <>
          <WatchButton schoolId={card.id} />
          <Button icon={<Printer />} onClick={() => window.print()}>
            Распечатать
          </Button>
        </>
      }
    >
      <WhySection card={card} cut={scope.cut} />
      <ResultsSection card={card} cut={scope.cut} />
      <ObjectivitySection card={card} regionId={scope.regionId} />
      <IdentitySection card={card} regionId={scope.regionId} />
      <SourcesSection card={card} regionId={scope.regionId} />
    </Page>
  )
}

function Trail({ card, scope }: { card: SchoolCard; scope: Scope }) {
  const params = { regionId: String(scope.regionId) }
  return (
    <nav aria-label="Где мы" className={styles.trail}>
      <Link to="/regions/$regionId/schools" params={params}>
        Школы
      </Link>
      {scope.may('municipality.read') ? (
        <Link
          to="/regions/$regionId/municipalities/$municipalityId"
          params={{ ...params, municipalityId: String(card.municipality.id) }}
        >
          {card.municipality.name}
        </Link>
      ) : (
        <span>{card.municipality.name}</span>
      )}
    </nav>
  )
}

function Tags({ card }: { card: SchoolCard }) {
  const { explanation } = card
  const isRisk = explanation.status === 'not-listed' && explanation.lists.some((list) => list.id === 'risk')
  const cluster = 'value' in explanation.cluster ? explanation.cluster.value : null
  return (
    <div className={styles.tags}>
      <Tag tone={STATUS_TONES[explanation.status]}>
        {STATUS_SENTENCES[explanation.status]}, {explanation.schoolYear} год
      </Tag>
      {isRisk && <Tag tone="caution">Зона риска</Tag>}
      {cluster !== null && cluster > 0 && (
        <Tag icon={null}>
          Кластер: {CLUSTER_FULL[cluster]}
          {explanation.isOfficialCluster ? ' (официально)' : ''}
        </Tag>
      )}
      {explanation.status === 'listed' && 'value' in explanation.dynamics && (
        <Tag icon={null}>Динамика: {explanation.dynamicsLabel}</Tag>
      )}
      {explanation.reliability && (
        <Tag icon={null} tone={explanation.reliability === 'low' ? 'caution' : 'neutral'}>
          Надёжность: {RELIABILITY_WORDS[explanation.reliability]}
        </Tag>
      )}
      {card.status !== 'open' && (
        <Tag tone="bad">
          {card.status === 'closed' ? 'Школа закрыта' : 'Присоединена к другой школе'}
          {card.closedOn ? ` ${formatDate(card.closedOn)}` : ''}
        </Tag>
      )}
    </div>
  )
}
