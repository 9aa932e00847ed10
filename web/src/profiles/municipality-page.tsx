import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Printer } from 'lucide-react'
import type { MunicipalityCard } from '../api.ts'
import { municipalityChart, municipalityQuery } from '../api-charts.ts'
import { Chart } from '../charts/chart.tsx'
import { FunnelChart } from '../charts/funnel-chart.tsx'
import { CoverageSection } from '../home/coverage-section.tsx'
import { MAP_MEASURES } from '../home/map-measures.ts'
import { MovedSection } from '../home/moved-section.tsx'
import { type Scope, useScope } from '../scope.ts'
import { Button } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Segments } from '../ui/field.tsx'
import { formatNumber, plural, SCHOOLS_GENITIVE } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import styles from './municipality-page.module.css'
import { MunicipalitySchools } from './municipality-schools.tsx'

/** «Район»: its schools with their state, its results before the region's, its neighbours, and what is missing. */
export function MunicipalityPage() {
  const scope = useScope()
  const { municipalityId } = useParams({ from: '/regions/$regionId/municipalities/$municipalityId' })
  const id = Number(municipalityId)
  const { data: card } = useSuspenseQuery(municipalityQuery(id, scope.cut))
  return (
    <Page
      title={card.name}
      above={<Trail card={card} />}
      heading={card.sentence}
      actions={
        <Button icon={<Printer />} onClick={() => window.print()}>
          Распечатать
        </Button>
      }
    >
      <Totals card={card} />
      <MunicipalitySchools card={card} regionId={scope.regionId} />
      {card.totals.withResults === 0 ? (
        <EmptyState title={`Результатов ${card.schoolYear} года нет`}>
          Графики появятся, когда будут загружены файлы с результатами школ этого муниципалитета.
        </EmptyState>
      ) : (
        <>
          <Chart source={municipalityChart(id, 'history', scope.cut)} print={{ width: 1000, textSize: 15 }} />
          <div className={styles.pair}>
            <Chart source={municipalityChart(id, 'procedures', scope.cut)} />
            <Chart source={municipalityChart(id, 'transitions', scope.cut)} />
          </div>
        </>
      )}
      <div className={styles.pair}>
        <Neighbourhood card={card} scope={scope} />
        <div className={styles.column}>
          <MovedSection
            moved={card.moved}
            regionId={scope.regionId}
            hasPrevious={card.previousYear !== null}
            isOnePlace
          />
          {card.totals.withResults > 0 && (
            <FunnelChart
              procedures={card.coverage}
              sourceOf={(procedure) => municipalityChart(id, 'funnel', scope.cut, procedure)}
            />
          )}
        </div>
      </div>
      <CoverageSection coverage={card.coverage} regionId={scope.regionId} />
    </Page>
  )
}

function Trail({ card }: { card: MunicipalityCard }) {
  return (
    <nav aria-label="Где мы" className={styles.trail}>
      <Link to="/regions/$regionId" params={{ regionId: String(card.region.id) }}>
        {card.region.name}
      </Link>
      <span>{card.name}</span>
    </nav>
  )
}

const UNKNOWN = 'без вывода: не хватает данных'

function Totals({ card }: { card: MunicipalityCard }) {
  const { totals } = card
  const items = [
    {
      count: totals.listed,
      words: `из ${formatNumber(totals.schools, 0)} ${plural(totals.schools, SCHOOLS_GENITIVE)} в перечне`,
    },
    { count: totals.risk, words: 'в зоне риска' },
    { count: totals.entered, words: 'вошли в перечень за год' },
    { count: totals.left, words: 'вышли из перечня за год' },
    { count: totals.insufficientData, words: UNKNOWN },
  ].filter((item) => item.count !== null && (item.count > 0 || item.words !== UNKNOWN))
  return (
    <dl className={styles.totals}>
      {items.map((item) => (
        <div key={item.words}>
          <dt>{item.words}</dt>
          <dd>{formatNumber(item.count ?? 0, 0)}</dd>
        </div>
      ))}
    </dl>
  )
}

/** The municipality on the map of the region, and those it borders on. */
function Neighbourhood({ card, scope }: { card: MunicipalityCard; scope: Scope }) {
  const navigate = useNavigate()
  const search = useSearch({ from: '/regions/$regionId/municipalities/$municipalityId' })
  const measure = MAP_MEASURES.find(({ value }) => value === search.measure)?.value ?? 'listed'
  const open = (key: string) =>
    void navigate({
      to: '/regions/$regionId/municipalities/$municipalityId',
      params: { regionId: String(scope.regionId), municipalityId: key },
      search: (old) => old,
    })
  return (
    <div className={styles.column}>
      <Chart
        source={municipalityChart(card.id, 'map', scope.cut, measure)}
        onOpen={open}
        openWords="Enter открывает муниципалитет"
        empty={(view) =>
          view.svg.includes('data-mark') ? null : (
            <EmptyState title="Границы территорий не загружены">
              Карта появится, когда в реестре будут границы.
            </EmptyState>
          )
        }
        controls={
          <Segments
            label="Что показать на карте"
            value={measure}
            choices={MAP_MEASURES}
            onValue={(value) =>
              void navigate({
                to: '.',
                search: (old) => ({ ...old, measure: value === 'listed' ? undefined : value }),
                replace: true,
                resetScroll: false,
              })
            }
          />
        }
      />
      {card.neighbours.length > 0 && (
        <Section title="Соседи" className="no-print">
          <ul className={styles.neighbours}>
            {card.neighbours.map((place) => (
              <li key={place.id}>
                <Link
                  to="/regions/$regionId/municipalities/$municipalityId"
                  params={{ regionId: String(scope.regionId), municipalityId: String(place.id) }}
                >
                  {place.name}
                </Link>
                <span className="small muted nowrap">
                  в перечне {formatNumber(place.listed, 0)} из {formatNumber(place.assessed, 0)}
                </span>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </div>
  )
}
