import { useNavigate, useSearch } from '@tanstack/react-router'
import { useScope } from '../scope.ts'
import { Select } from '../ui/field.tsx'
import { Chart, type ChartSource } from './chart.tsx'

interface FunnelChartProps {
  /** Of a region or a municipality; unasked, the procedure with the greatest share. */
  sourceOf: (procedure: string | undefined) => ChartSource
  procedures: readonly { procedure: string; name: string }[]
}

/** Schools against chance, one procedure at a time, which the address keeps; a school opens from its point. */
export function FunnelChart({ sourceOf, procedures }: FunnelChartProps) {
  const scope = useScope()
  const navigate = useNavigate()
  const { procedure } = useSearch({ strict: false })
  const asked = procedures.some((item) => item.procedure === procedure) ? procedure : undefined
  return (
    <Chart
      source={sourceOf(asked)}
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
