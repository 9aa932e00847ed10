import { z } from 'zod'
import type { Chart } from '../charts/chart.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { counted, formatCount } from '../platform/russian.ts'
import { MISSING_LABELS } from '../platform/value.ts'
import { PARTICIPANTS, PROCEDURES_PREPOSITIONAL, percent } from './chart-words.ts'
import { buildHistoryChart, type HistoryPanel } from './history-chart.ts'
import type { SchoolCard } from './schemas.ts'
import { buildSchoolCard } from './school-card.ts'
import { buildWhyChart } from './why-chart.ts'

/** `other`: procedures of the history that the rule does not look at. */
export const SchoolChartName = z.enum(['why', 'history', 'other'])
export type SchoolChartName = z.infer<typeof SchoolChartName>

export async function buildSchoolChart(
  db: Db,
  actor: Actor,
  schoolId: number,
  schoolYear: number,
  methodologyId: string,
  name: SchoolChartName,
): Promise<Chart> {
  const card = await buildSchoolCard(db, actor, schoolId, schoolYear, methodologyId)
  return name === 'why' ? buildWhyChart(card) : buildSchoolHistory(card, name === 'history')
}

/** Results over the years with the middle half of the region's schools behind. Pure. */
export function buildSchoolHistory(card: SchoolCard, isOfRule = true): Chart {
  const { criteria, thresholdShare, schoolYear } = card.explanation
  const ruled = new Set(criteria.flatMap((criterion) => criterion.evidence).map((row) => row.procedure))
  const histories = card.procedures.filter(
    (history) => (ruled.size === 0 || ruled.has(history.procedure)) === isOfRule,
  )
  const panels = histories.map(
    (history): HistoryPanel => ({
      code: history.procedure,
      name: history.name,
      points: history.years.map((year) => ({
        year: year.schoolYear,
        share: 'estimate' in year.share ? year.share.estimate : null,
        absence: 'missing' in year.share ? MISSING_LABELS[year.share.missing] : '',
        low: year.low,
        participants: year.participants,
        isComparable: year.comparableWithPrevious,
        band: year.regionBand
          ? {
              low: year.regionBand.lowQuartile,
              middle: year.regionBand.median,
              high: year.regionBand.highQuartile,
            }
          : null,
      })),
    }),
  )
  const chart = buildHistoryChart({
    title: titleOf(panels, schoolYear, isOfRule),
    note: 'Доля участников с результатом ниже минимума. Полоса — средняя половина школ региона, пунктир в ней — медиана. Линия прерывается там, где годы несопоставимы.',
    source: 'Источник: загруженные результаты; полосы нет там, где процедуру проводили меньше десяти школ.',
    n: `${counted(participantsOf(panels), PARTICIPANTS)} процедур за все годы.`,
    fileName: `${card.name}, результаты по годам`,
    threshold: thresholdShare,
    bandLabel: 'средняя половина школ региона и медиана',
    middleName: 'Медиана школ региона',
    panels,
  })
  return isOfRule ? chart : { ...chart, id: 'other' }
}

const participantsOf = (panels: readonly HistoryPanel[]): number =>
  panels.flatMap((panel) => panel.points).reduce((sum, point) => sum + (point.participants ?? 0), 0)

/** Where the school stands against the region's median this year. */
function titleOf(panels: readonly HistoryPanel[], schoolYear: number, isOfRule: boolean): string {
  if (panels.length === 0) return 'Результатов этой школы в загруженных файлах нет'
  const compared = panels.flatMap((panel) => {
    const now = panel.points.find((point) => point.year === schoolYear)
    return now && now.share !== null && now.band
      ? [{ ...panel, share: now.share, middle: now.band.middle }]
      : []
  })
  if (!isOfRule)
    return `Ещё ${counted(panels.length, ['процедура', 'процедуры', 'процедур'])}, на которые правило не смотрит`
  if (compared.length === 0) return `Результаты по годам: за ${schoolYear} год сравнить с регионом нечего`
  const worse = compared.filter((item) => item.share > item.middle)
  if (compared.length === 1) {
    const only = compared[0]!
    return `«${only.name}» в ${schoolYear} году: ${percent(only.share)}, медиана школ региона — ${percent(only.middle)}`
  }
  if (worse.length === 0)
    return `В ${schoolYear} году доля ниже минимума нигде не больше, чем у средней школы региона`
  return `В ${schoolYear} году доля ниже минимума больше, чем у средней школы региона, — в ${counted(worse.length, PROCEDURES_PREPOSITIONAL)} из ${formatCount(compared.length)}`
}
