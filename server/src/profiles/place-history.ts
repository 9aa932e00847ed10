import type { ChartOf } from '../charts/chart.ts'
import type { Db } from '../platform/db.ts'
import { counted } from '../platform/russian.ts'
import { MISSING_LABELS } from '../platform/value.ts'
import { PARTICIPANTS, points } from './chart-words.ts'
import { buildHistoryChart, type HistoryPanel, type HistoryPoint } from './history-chart.ts'
import type { PlaceFigures } from './place-figures.ts'
import {
  HIDDEN_TOTAL,
  isHidden,
  type ProcedureTotals,
  shownSum,
  totalKey,
  totalsOf,
} from './procedure-totals.ts'
import { listRegionBands } from './school-queries.ts'

/** Fewer have no middle half worth drawing. [setting] */
const LEAST_SCHOOLS = 10
const LEAST_MUNICIPALITIES = 5

type Band = NonNullable<HistoryPoint['band']>

/** Shares of a place over the years: a region before its schools, a municipality before the region's municipalities. */
export async function buildPlaceHistory(db: Db, figures: PlaceFigures): Promise<ChartOf<'lines'>> {
  const { place, totals, schoolYear } = figures
  const isRegion = place.municipalityId === null
  const own = totalsOf(totals, place.municipalityId)
  const bands = isRegion ? await schoolBands(db, figures) : municipalityBands(totals)
  const years = [...new Set(totals.map((total) => total.schoolYear))].sort((a, b) => a - b)
  const panels = figures.procedures.map(
    ({ code, name }): HistoryPanel => ({
      code,
      name,
      points: years.map((year) => {
        const total = own.get(totalKey(code, year))
        const sum = shownSum(total)
        return {
          year,
          share: sum ? sum.low / sum.participants : null,
          absence: isHidden(total) ? HIDDEN_TOTAL : MISSING_LABELS['not-submitted'],
          low: sum?.low ?? null,
          participants: sum?.participants ?? null,
          isComparable: figures.isComparable(code, year),
          band: bands.get(totalKey(code, year)) ?? null,
        }
      }),
    }),
  )
  const participants = [...own.values()].reduce((all, total) => all + (shownSum(total)?.participants ?? 0), 0)
  return buildHistoryChart({
    title: titleOf(panels, schoolYear, figures.placeIn),
    note: isRegion
      ? 'Доля участников с результатом ниже минимума по всем школам региона. Линия прерывается там, где годы несопоставимы.'
      : 'Доля участников с результатом ниже минимума по всем школам муниципалитета. Линия прерывается там, где годы несопоставимы.',
    source: 'Источник: загруженные результаты всех лет.',
    n: `${counted(participants, PARTICIPANTS)} процедур за все годы.`,
    fileName: `Результаты по годам ${figures.placeIn}`,
    // The rule asks schools, not places: their line would only press the shares down.
    threshold: null,
    bandLabel: isRegion
      ? 'средняя половина школ региона и медиана'
      : 'средняя половина муниципалитетов региона и медиана',
    middleName: isRegion ? 'Медиана школ региона' : 'Медиана муниципалитетов',
    panels,
  })
}

async function schoolBands(db: Db, { actor, place }: PlaceFigures): Promise<Map<string, Band>> {
  const bands = new Map<string, Band>()
  for (const band of await listRegionBands(db, actor, place.regionId))
    if (band.schools >= LEAST_SCHOOLS)
      bands.set(totalKey(band.procedure, band.schoolYear), {
        low: band.lowQuartile,
        middle: band.median,
        high: band.highQuartile,
      })
  return bands
}

/** Of the municipalities whose totals are shown. */
function municipalityBands(totals: readonly ProcedureTotals[]): Map<string, Band> {
  return new Map(
    totals.flatMap(({ procedure, schoolYear, municipalities }): [string, Band][] => {
      const shares = [...municipalities.values()].flatMap((total) => {
        const sum = shownSum(total)
        return sum ? [sum.low / sum.participants] : []
      })
      if (shares.length < LEAST_MUNICIPALITIES) return []
      shares.sort((a, b) => a - b)
      const band = {
        low: quantile(shares, 0.25),
        middle: quantile(shares, 0.5),
        high: quantile(shares, 0.75),
      }
      return [[totalKey(procedure, schoolYear), band]]
    }),
  )
}

/** Of sorted values, between neighbours by their distance (type 7 of Hyndman and Fan, as PostgreSQL's percentile_cont). */
function quantile(sorted: readonly number[], at: number): number {
  const place = (sorted.length - 1) * at
  const below = sorted[Math.floor(place)] ?? 0
  return below + ((sorted[Math.ceil(place)] ?? 0) - below) * (place - Math.floor(place))
}

/** The greatest change against the year before. */
function titleOf(panels: readonly HistoryPanel[], schoolYear: number, placeIn: string): string {
  const changes = panels.flatMap(({ name, points: own }) => {
    const now = own.find((point) => point.year === schoolYear)
    const before = own.find((point) => point.year === schoolYear - 1)
    if (!now || !before || now.share === null || before.share === null || !now.isComparable) return []
    return [{ name, change: now.share - before.share }]
  })
  const greatest = [...changes].sort((a, b) => Math.abs(b.change) - Math.abs(a.change))[0]
  if (!greatest) return `Результаты ${placeIn}: сравнить с прошлым годом нечего`
  return `Сильнее всего за год ${placeIn} изменилась доля «${greatest.name}»: ${points(greatest.change)}`
}
