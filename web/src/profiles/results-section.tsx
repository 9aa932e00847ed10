import { useState } from 'react'
import type { ProcedureHistory, ProcedureYear, SchoolCard } from '../api.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { YearLines, type YearPoint } from '../charts/year-lines.tsx'
import { Button } from '../ui/button.tsx'
import { counted, formatNumber, formatPercent, formatShareOf } from '../ui/format.ts'
import { Section } from '../ui/page.tsx'
import { MISSING_LABELS, numberOf } from '../ui/value-text.tsx'
import { evidenceSources } from './evidence.ts'
import styles from './school-page.module.css'

/** Whole numbers, so that exactly 30 % of ten participants is reached. */
function reaches(item: ProcedureYear, threshold: number | null): boolean | null {
  if (threshold === null || item.low === null || item.participants === null) return null
  return item.low * 10_000 >= Math.round(threshold * 10_000) * item.participants
}

function toPoint(item: ProcedureYear, isLow: boolean | null): YearPoint {
  const share = numberOf(item.share)
  return {
    year: item.schoolYear,
    share,
    interval: 'estimate' in item.share ? { low: item.share.low, high: item.share.high } : null,
    isLow: item.isLow ?? isLow,
    missing: 'missing' in item.share ? MISSING_LABELS[item.share.missing] : null,
    band: item.regionBand,
    isComparable: item.comparableWithPrevious,
    text: share === null ? '' : formatShareOf(item.low, item.participants ?? 0, share),
  }
}

/** Results by procedure over the years, with the middle half of the region's schools behind. */
export function ResultsSection({ card }: { card: SchoolCard }) {
  const [isAll, setAll] = useState(false)
  const threshold = card.explanation.thresholdShare
  const histories = card.procedures.filter((history) =>
    history.years.some((year) => numberOf(year.share) !== null),
  )
  if (histories.length === 0) {
    return (
      <Section title="Результаты по годам">
        <p className="secondary">Ни в одном из загруженных файлов результатов этой школы нет.</p>
      </Section>
    )
  }
  // Where the rule has looked at a number, its word counts; other years are only coloured.
  const reached = new Map(
    evidenceSources(card).map((row) => [`${row.procedure} ${row.schoolYear}`, row.meets] as const),
  )
  const ruled = new Set(evidenceSources(card).map((row) => row.procedure))
  const ofRule = histories.filter((history) => ruled.size === 0 || ruled.has(history.procedure))
  const others = histories.filter((history) => !ofRule.includes(history))
  const greatest = Math.max(
    0.6,
    ...histories.flatMap((history) => history.years.map((year) => numberOf(year.share) ?? 0)),
  )
  const max = greatest > 0.6 ? 1 : 0.6
  const rows = histories.flatMap((history) =>
    history.years.map((year) => {
      const share = numberOf(year.share)
      return [
        `${history.name}, ${year.schoolYear}`,
        year.participants === null ? '—' : formatNumber(year.participants, 0),
        year.low === null ? '—' : formatNumber(year.low, 0),
        share === null
          ? 'missing' in year.share
            ? MISSING_LABELS[year.share.missing]
            : '—'
          : formatPercent(share),
        year.regionBand ? formatPercent(year.regionBand.median) : '—',
      ]
    }),
  )
  return (
    <div className={styles.second}>
      <ChartFrame
        title="Результаты по годам"
        plainTitle={`${card.name}: результаты по годам`}
        note="Доля участников с результатом ниже минимума. Серая полоса — средняя половина школ региона, вертикальная черта у точки — возможная случайность, пунктир — порог."
        source="Источник: загруженные результаты; полосы нет там, где процедуру проводили меньше десяти школ."
        fileName={`${card.name}, результаты`}
        canDownload={false}
        table={{
          head: ['Процедура и год', 'Участников', 'Ниже минимума', 'Доля', 'Медиана школ региона'],
          rows,
        }}
      >
        <ul className={styles.multiples}>
          {[...ofRule, ...(isAll ? others : [])].map((history) => (
            <Multiple
              key={history.procedure}
              history={history}
              reached={reached}
              threshold={threshold}
              max={max}
            />
          ))}
        </ul>
        {others.length > 0 && (
          <div className={`${styles.more} no-print`}>
            <Button small look="quiet" aria-expanded={isAll} onClick={() => setAll(!isAll)}>
              {isAll
                ? 'Только процедуры правила'
                : `Ещё ${counted(others.length, ['процедура', 'процедуры', 'процедур'])}, которые правило не смотрит`}
            </Button>
          </div>
        )}
      </ChartFrame>
    </div>
  )
}

interface MultipleProps {
  reached: ReadonlyMap<string, boolean | null>
  history: ProcedureHistory
  threshold: number | null
  max: number
}

function Multiple({ history, reached, threshold, max }: MultipleProps) {
  const points = history.years.map((year) =>
    toPoint(year, reached.get(`${history.procedure} ${year.schoolYear}`) ?? reaches(year, threshold)),
  )
  const last = points.findLast((point) => point.share !== null)
  return (
    <li>
      <h3>{history.name}</h3>
      <p className="small secondary">{last ? `${last.year}: ${last.text}` : ' '}</p>
      <YearLines points={points} threshold={threshold} max={max} label={history.name} />
    </li>
  )
}
