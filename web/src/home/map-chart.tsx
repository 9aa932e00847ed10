import { useNavigate, useSearch } from '@tanstack/react-router'
import type { RegionToday } from '../api.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { countBounds, shareBounds } from '../charts/classes-of-values.ts'
import { isBorder } from '../charts/projection.ts'
import { type MapArea, RegionMap } from '../charts/region-map.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Segments } from '../ui/field.tsx'
import { counted, formatNumber, formatPercent, MUNICIPALITIES, SCHOOLS } from '../ui/format.ts'

type Municipality = RegionToday['municipalities'][number]

interface Measure {
  label: string
  /** 0…1 or a whole number; null where too few schools. */
  valueOf: (place: Municipality) => number | null
  isShare: boolean
  sentence: (place: Municipality) => string
}

const share = (place: Municipality, part: number) =>
  'missing' in place.listedShare || place.assessed === 0 ? null : part / place.assessed

const few = (place: Municipality) =>
  `${place.name}: школ с результатами мало (${formatNumber(place.assessed, 0)}), долю не считаем`

const MEASURES: Record<string, Measure> = {
  listed: {
    label: 'Доля в перечне',
    isShare: true,
    valueOf: (place) => share(place, place.listed),
    sentence: (place) =>
      `${place.name}: в перечне ${formatNumber(place.listed, 0)} из ${formatNumber(place.assessed, 0)} школ с результатами`,
  },
  risk: {
    label: 'Доля в зоне риска',
    isShare: true,
    valueOf: (place) => share(place, place.risk),
    sentence: (place) =>
      `${place.name}: в зоне риска ${formatNumber(place.risk, 0)} из ${formatNumber(place.assessed, 0)} школ с результатами`,
  },
  count: {
    label: 'Число школ в перечне',
    isShare: false,
    valueOf: (place) => place.listed,
    sentence: (place) => `${place.name}: в перечне ${counted(place.listed, SCHOOLS)}`,
  },
}

const writeValue = (measure: Measure, value: number) =>
  measure.isShare ? formatPercent(value, 0) : formatNumber(value, 0)

function legendOf(measure: Measure, bounds: readonly number[]): string[] {
  return bounds.map((bound, index) => {
    const from = index === 0 ? 0 : (bounds[index - 1] ?? 0)
    if (measure.isShare) return `${formatNumber(from * 100, 0)}–${formatPercent(bound, 0)}`
    const first = index === 0 ? 0 : from + 1
    return first === bound ? String(bound) : `${first}–${bound}`
  })
}

/** The finding of the map: where the share is greatest, by name. */
function finding(key: string, measure: Measure, places: readonly Municipality[]): string {
  const ranked = places
    .flatMap((place) => {
      const value = measure.valueOf(place)
      return value === null || value === 0 ? [] : [{ place, value }]
    })
    .sort((a, b) => b.value - a.value)
  const first = ranked[0]
  if (!first) return 'На карте пока нечего показать: ни одна территория не выделяется'
  const what =
    key === 'risk'
      ? 'Доля школ в зоне риска'
      : key === 'count'
        ? 'Школ в перечне'
        : 'Доля школ, которым нужна поддержка,'
  return `${what} больше всего на территории «${first.place.name}»: ${writeValue(measure, first.value)}`
}

export function MapChart({ today, year }: { today: RegionToday; year: number }) {
  const navigate = useNavigate()
  const search = useSearch({ from: '/regions/$regionId/' })
  const key = search.measure && search.measure in MEASURES ? search.measure : 'listed'
  const measure = MEASURES[key] ?? (MEASURES.listed as Measure)
  const places = today.municipalities
  const values = places.flatMap((place) => measure.valueOf(place) ?? [])
  const bounds = measure.isShare ? shareBounds(values) : countBounds(values)
  const areas: MapArea[] = places.map((place) => {
    const value = measure.valueOf(place)
    return {
      id: place.id,
      name: place.name,
      border: isBorder(place.border) ? place.border : null,
      value,
      short: value === null ? '' : writeValue(measure, value),
      sentence: value === null ? few(place) : measure.sentence(place),
    }
  })
  const hasBorders = areas.some((area) => area.border !== null)
  const title = finding(key, measure, places)
  const assessed = places.reduce((sum, place) => sum + place.assessed, 0)

  return (
    <ChartFrame
      title={title}
      plainTitle={title}
      source={`Источник: загруженные результаты ${year} года, ${counted(assessed, SCHOOLS)}, ${counted(places.length, MUNICIPALITIES)}. Штриховка — школ мало.`}
      fileName={`Карта ${year}`}
      canDownload={hasBorders}
      table={{
        head: ['Территория', 'В перечне', 'В зоне риска', 'Школ с результатами', 'Доля в перечне'],
        rows: places.map((place) => [
          place.name,
          formatNumber(place.listed, 0),
          formatNumber(place.risk, 0),
          formatNumber(place.assessed, 0),
          'missing' in place.listedShare ? 'мало школ' : formatPercent(share(place, place.listed) ?? 0),
        ]),
      }}
      controls={
        <Segments
          label="Что показать на карте"
          value={key}
          choices={Object.entries(MEASURES).map(([value, { label }]) => ({ value, label }))}
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
    >
      {hasBorders ? (
        <RegionMap
          areas={areas}
          bounds={bounds}
          legend={legendOf(measure, bounds)}
          missingWords="мало школ"
          onOpen={(id) =>
            void navigate({
              to: '/regions/$regionId/schools',
              params: { regionId: String(today.regionId) },
              search: (old) => ({
                year: old.year,
                methodology: old.methodology,
                where: `municipality:${id}`,
              }),
            })
          }
        />
      ) : (
        <EmptyState title="Границы территорий не загружены">
          Карта появится, когда в реестре будут границы. Пока те же числа — в таблице под этим местом.
        </EmptyState>
      )}
    </ChartFrame>
  )
}
