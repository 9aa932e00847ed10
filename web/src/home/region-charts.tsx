import { useNavigate, useSearch } from '@tanstack/react-router'
import { regionChart } from '../api-charts.ts'
import { Chart } from '../charts/chart.tsx'
import { useScope } from '../scope.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import { Segments } from '../ui/field.tsx'
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
