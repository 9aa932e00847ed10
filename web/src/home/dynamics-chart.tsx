import type { RegionToday } from '../api.ts'
import { ChartFrame } from '../charts/chart-frame.tsx'
import { TransitionMatrix } from '../charts/transition-matrix.tsx'
import { CLUSTER_FULL, CLUSTER_WORDS } from '../identification/words.ts'
import { counted, formatNumber, SCHOOLS } from '../ui/format.ts'

const stateName = (state: number | null) => (state === null ? 'нет вывода' : (CLUSTER_FULL[state] ?? ''))

/** Movement between clusters since the last year. */
export function DynamicsChart({ today }: { today: RegionToday }) {
  const sum = (test: (from: number, to: number) => boolean) =>
    today.transitions.reduce(
      (total, { from, to, schools }) =>
        from !== null && to !== null && test(from, to) ? total + schools : total,
      0,
    )
  const better = sum((from, to) => to < from)
  const worse = sum((from, to) => to > from)
  const total = today.transitions.reduce((all, item) => all + item.schools, 0)
  const title =
    today.previousYear === null
      ? 'Переходы между кластерами появятся, когда будут результаты двух лет'
      : `Положительная динамика — у ${counted(better, ['школы', 'школ', 'школ'])}, отрицательная — у ${formatNumber(worse, 0)}`
  return (
    <ChartFrame
      title={title}
      plainTitle={title}
      note={
        today.previousYear
          ? `Сколько школ перешло из кластера ${today.previousYear} года в кластер ${today.schoolYear} года`
          : undefined
      }
      source={`Источник: кластеры по методике, ${counted(total, SCHOOLS)}.`}
      fileName={`Переходы ${today.schoolYear}`}
      canDownload={false}
      table={{
        head: ['Переход', 'Школ'],
        rows: today.transitions.map(({ from, to, schools }) => [
          `${stateName(from)} → ${stateName(to)}`,
          formatNumber(schools, 0),
        ]),
      }}
    >
      <TransitionMatrix
        transitions={today.transitions}
        labels={CLUSTER_WORDS}
        unknownLabel="нет вывода"
        caption="Переходы школ между кластерами"
        fromWords={String(today.previousYear ?? 'было')}
        toWords={String(today.schoolYear)}
      />
    </ChartFrame>
  )
}
