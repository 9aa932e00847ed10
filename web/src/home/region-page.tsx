import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, Navigate } from '@tanstack/react-router'
import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { type RegionToday, todayQuery } from '../api.ts'
import { regionChart } from '../api-charts.ts'
import { FunnelChart } from '../charts/funnel-chart.tsx'
import { NoResults } from '../identification/no-results.tsx'
import { useScope } from '../scope.ts'
import { firstDataPage } from '../shell/data-bar.tsx'
import { screenLink, screenOf } from '../shell/screens.ts'
import { writeWhere } from '../ui/data-table/table-search.ts'
import { formatMoment, formatNumber } from '../ui/format.ts'
import { Page, Section } from '../ui/page.tsx'
import { CoverageSection } from './coverage-section.tsx'
import { MovedSection } from './moved-section.tsx'
import { HistoryChart, MapChart, ProceduresChart, TransitionsChart } from './region-charts.tsx'
import styles from './region-page.module.css'

/** «Регион сегодня»: how many schools are on the list, what changed, and what waits for a decision. */
export function RegionPage() {
  const scope = useScope()
  // A region's sums are for those who answer for it; others are led to what is theirs.
  if (!scope.may('region.read')) {
    const own = screenOf(scope.session, scope.regionId)
    if (own && own.kind !== 'region') return <Navigate {...screenLink(own, scope.regionId)} replace />
    const params = { regionId: String(scope.regionId) }
    return scope.may('identification.read') ? (
      <Navigate to="/regions/$regionId/schools" params={params} replace />
    ) : (
      <Navigate to={firstDataPage(scope)} params={params} replace />
    )
  }
  if (!scope.hasResults) return <NoResults regionId={scope.regionId} title="Регион сегодня" />
  return <Today />
}

function Today() {
  const scope = useScope()
  const { data } = useSuspenseQuery(todayQuery(scope.regionId, scope.cut))
  return (
    <Page
      title="Регион сегодня"
      above={`${scope.region.name}${scope.region.isDemo ? ' · вымышленные данные' : ''}`}
      heading={data.sentence}
    >
      <Totals today={data} />
      <div className={styles.columns}>
        <MapChart />
        <div className={styles.side}>
          {scope.may('import.read') && <Waiting today={data} />}
          <Moves
            title="Вошли в перечень"
            regionId={scope.regionId}
            schools={data.entered}
            total={data.totals.entered}
            none="В этом году новых школ в перечне нет."
          />
          <Moves
            title="Вышли из перечня"
            regionId={scope.regionId}
            schools={data.left}
            total={data.totals.left}
            none="В этом году из перечня никто не вышел."
          />
        </div>
      </div>
      <div className={styles.pair}>
        <FunnelChart
          procedures={data.procedures}
          sourceOf={(procedure) => regionChart(scope.regionId, 'funnel', scope.cut, procedure)}
        />
        <TransitionsChart />
      </div>
      <div className={styles.pair}>
        <ProceduresChart />
        <MovedSection moved={data.moved} regionId={scope.regionId} hasPrevious={data.previousYear !== null} />
      </div>
      <HistoryChart />
      <CoverageSection coverage={data.coverage} regionId={scope.regionId} />
      <RecentImports today={data} />
    </Page>
  )
}

/** The few counts of the day; each opens exactly the schools it counts. */
function Totals({ today }: { today: RegionToday }) {
  const { totals } = today
  const items: { count: number; words: string; where: Record<string, string[]> | null }[] = [
    { count: totals.listed, words: 'в перечне', where: { status: ['listed'] } },
    { count: totals.risk, words: 'в зоне риска', where: { lists: ['risk'] } },
    {
      count: totals.lowReliability,
      words: 'в перечне с низкой надёжностью: участников мало',
      where: { status: ['listed'], reliability: ['low'] },
    },
    {
      count: totals.insufficientData,
      words: 'без вывода: не хватает данных',
      where: { status: ['insufficient-data'] },
    },
  ]
  return (
    <ul className={styles.totals}>
      {items.map(({ count, words, where }) => (
        <li key={words}>
          <Link
            to="/regions/$regionId/schools"
            params={{ regionId: String(today.regionId) }}
            search={{ where: where ? writeWhere(where) : undefined }}
          >
            <span className={styles.number}>{formatNumber(count, 0)}</span>
            <span>{words}</span>
          </Link>
        </li>
      ))}
    </ul>
  )
}

function Waiting({ today }: { today: RegionToday }) {
  return (
    <Section title="Ждёт вашего решения">
      {today.waiting.length === 0 ? (
        <p className="secondary">Ничего не ждёт. Новые файлы можно загрузить в разделе «Данные».</p>
      ) : (
        <ul className={styles.tasks}>
          {today.waiting.map((task) => (
            <li key={task.href + task.sentence}>
              <TaskLink href={task.href} regionId={today.regionId}>
                {task.sentence}
                <ChevronRight aria-hidden="true" />
              </TaskLink>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}

const TASK_PAGES = {
  '/imports': '/regions/$regionId/imports',
  '/matching': '/regions/$regionId/matching',
  '/lists': '/regions/$regionId/lists',
} as const

/** The server names the page inside a region; a page this web does not know leads to the files. */
function TaskLink({ href, regionId, children }: { href: string; regionId: number; children: ReactNode }) {
  const to = href in TASK_PAGES ? TASK_PAGES[href as keyof typeof TASK_PAGES] : '/regions/$regionId/imports'
  return (
    <Link to={to} params={{ regionId: String(regionId) }} className={styles.task}>
      {children}
    </Link>
  )
}

interface MovesProps {
  title: string
  regionId: number
  schools: RegionToday['entered']
  total: number | null
  none: string
}

function Moves({ title, regionId, schools, total, none }: MovesProps) {
  if (total === null) {
    return (
      <Section title={title}>
        <p className="secondary">За прошлый год результатов нет, сравнить не с чем.</p>
      </Section>
    )
  }
  return (
    <Section title={title} actions={<span className={styles.count}>{formatNumber(total, 0)}</span>}>
      {schools.length === 0 ? (
        <p className="secondary">{none}</p>
      ) : (
        <ul className={styles.schools}>
          {schools.slice(0, 4).map((school) => (
            <li key={school.schoolId}>
              <Link
                to="/regions/$regionId/schools/$schoolId"
                params={{ regionId: String(regionId), schoolId: String(school.schoolId) }}
              >
                {school.name}
              </Link>
              <span className="small muted">{school.municipality}</span>
            </li>
          ))}
        </ul>
      )}
      {total > 4 && (
        <p className="small no-print">
          <Link
            to="/regions/$regionId/schools"
            params={{ regionId: String(regionId) }}
            search={{
              where: writeWhere(
                title.startsWith('Вошли')
                  ? { status: ['listed'], dynamics: ['negative'] }
                  : { status: ['not-listed'], dynamics: ['positive'] },
              ),
            }}
          >
            Показать в таблице
          </Link>
        </p>
      )}
    </Section>
  )
}

function RecentImports({ today }: { today: RegionToday }) {
  if (today.recentImports.length === 0) return null
  return (
    <Section title="Последние загрузки" className="no-print">
      <ul className={styles.imports}>
        {today.recentImports.map((item) => (
          <li key={item.id}>
            <Link
              to="/regions/$regionId/imports/$importId"
              params={{ regionId: String(today.regionId), importId: String(item.id) }}
            >
              {item.fileName}
            </Link>
            <span className="secondary">{item.sentence}</span>
            <time className="small muted" dateTime={item.at}>
              {formatMoment(item.at)}
            </time>
          </li>
        ))}
      </ul>
    </Section>
  )
}
