import { useNavigate, useSearch } from '@tanstack/react-router'
import type { RegionToday } from '../api.ts'
import { regionChart } from '../api-charts.ts'
import { Chart } from '../charts/chart.tsx'
import { useScope } from '../scope.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Segments, Select } from '../ui/field.tsx'
import { MAP_MEASURES } from './map-measures.ts'

/** A municipality opens from its area. */
export function MapChart() {
  const scope = useScope()
  const navigate = useNavigate()
  const search = useSearch({ from: '/regions/$regionId/' })
  const measure = MAP_MEASURES.find(({ value }) => value === search.measure)?.value ?? 'listed'
  return (
    <Chart
      source={regionChart(scope.regionId, 'map', scope.cut, measure)}
      openWords="Enter открывает муниципалитет"
      onOpen={(key) =>
        void navigate({
          to: '/regions/$regionId/municipalities/$municipalityId',
          params: { regionId: String(scope.regionId), municipalityId: key },
        })
      }
      empty={(view) =>
        view.svg.includes('data-mark') ? null : (
          <EmptyState title="Границы территорий не загружены">
            Карта появится, когда в реестре будут границы. Те же числа — в таблице под этим местом.
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
  )
}

/** Schools against chance, one procedure at a time; a school opens from its point. */
export function FunnelChart({ procedures }: { procedures: RegionToday['procedures'] }) {
  const scope = useScope()
  const navigate = useNavigate()
  const { procedure } = useSearch({ from: '/regions/$regionId/' })
  const asked = procedures.some((item) => item.procedure === procedure) ? procedure : undefined
  return (
    <Chart
      source={regionChart(scope.regionId, 'funnel', scope.cut, asked)}
      openWords="Enter открывает школу"
      onOpen={(key) =>
        void navigate({
          to: '/regions/$regionId/schools/$schoolId',
          params: { regionId: String(scope.regionId), schoolId: key },
        })
      }
      controls={
        procedures.length > 1 && (
          <Select
            label="Процедура"
            value={asked ?? ''}
            onValue={(value) =>
              void navigate({
                to: '.',
                search: (old) => ({ ...old, procedure: value === '' ? undefined : value }),
                replace: true,
                resetScroll: false,
              })
            }
            choices={[
              { value: '', label: 'Где доля наибольшая' },
              ...procedures.map((item) => ({ value: item.procedure, label: item.name })),
            ]}
          />
        )
      }
    />
  )
}

/** Movement between clusters, the shares of the year, and the years behind. */
export function TransitionsChart() {
  const scope = useScope()
  return <Chart source={regionChart(scope.regionId, 'transitions', scope.cut)} />
}

export function ProceduresChart() {
  const scope = useScope()
  return <Chart source={regionChart(scope.regionId, 'procedures', scope.cut)} />
}

export function HistoryChart() {
  const scope = useScope()
  return <Chart source={regionChart(scope.regionId, 'history', scope.cut)} />
}
