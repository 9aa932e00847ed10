import { Minus, TrendingDown, TrendingUp } from 'lucide-react'
import type { IdentificationRow } from '../api.ts'
import { WatchedMark } from '../notifications/watch.tsx'
import type { Column } from '../ui/data-table/table-model.ts'
import { formatInterval, formatNumber, formatPercent, formatShareOf } from '../ui/format.ts'
import { numberOf, ValueText } from '../ui/value-text.tsx'
import { Tag } from '../ui/words.tsx'
import {
  advisoryColumn,
  type ChanceOf,
  clusterColumn,
  leastColumn,
  reliabilityColumn,
} from './judged-columns.tsx'
import styles from './schools-page.module.css'
import {
  CHANGE_WORDS,
  DYNAMICS_SHORT,
  DYNAMICS_WORDS,
  probabilityText,
  STATUS_TONES,
  STATUS_WORDS,
} from './words.ts'

type Row = IdentificationRow

const STATUS_ORDER = { listed: 0, 'insufficient-data': 1, 'not-listed': 2 } as const
const DYNAMICS_ICONS = { positive: TrendingUp, neutral: Minus, negative: TrendingDown } as const
const DYNAMICS_ORDER = { negative: 0, neutral: 1, positive: 2 } as const

export const chanceOf: ChanceOf<Row> = ({ advisory, membershipProbability: probability }) => ({
  advisory,
  probability,
})

/** The ids are those of the server's workbook, so that it holds exactly the columns that are seen. */
export const SCHOOL_COLUMNS: readonly Column<Row>[] = [
  { id: 'name', title: 'Школа', width: 240, grow: 4, sortValue: (row) => row.name, cell: (row) => row.name },
  {
    id: 'municipality',
    title: 'Территория',
    width: 150,
    grow: 1.6,
    sortValue: (row) => row.municipality,
    cell: (row) => <span title={row.municipality}>{row.municipality}</span>,
    card: 'line',
  },
  {
    id: 'status',
    title: 'По правилу',
    help: 'Что сказало правило методики; решение комиссии — в разделе «Перечни»',
    width: 118,
    grow: 0.4,
    sortValue: (row) => STATUS_ORDER[row.status],
    cell: (row) => <StatusTag row={row} />,
    card: 'line',
  },
  clusterColumn(),
  {
    id: 'dynamics',
    title: 'Динамика',
    help: 'Переход между кластерами с прошлого года',
    width: 92,
    grow: 0.4,
    sortValue: (row) => ('value' in row.dynamics ? DYNAMICS_ORDER[row.dynamics.value] : null),
    cell: (row) => <Dynamics row={row} />,
  },
  {
    id: 'low',
    title: 'Низких процедур',
    help: 'Сколько процедур из проведённых достигли порога',
    width: 88,
    grow: 0.3,
    align: 'end',
    sortValue: (row) => row.lowProcedures,
    sortsDescending: true,
    cell: (row) => (
      <span className="nowrap">
        {formatNumber(row.lowProcedures, 0)}{' '}
        <span className="muted">из {formatNumber(row.heldProcedures, 0)}</span>
      </span>
    ),
  },
  {
    id: 'worstShare',
    title: 'Наибольшая доля',
    help: 'Процедура с наибольшей долей низких результатов',
    width: 170,
    grow: 1,
    sortValue: (row) => row.worst?.share ?? null,
    sortsDescending: true,
    cell: ({ worst }) =>
      worst && (
        <span title={`${worst.shortName}: ${formatShareOf(worst.low, worst.participants, worst.share)}`}>
          {formatPercent(worst.share)} <span className="muted">{worst.shortName}</span>
        </span>
      ),
  },
  {
    id: 'distance',
    title: 'До смены вывода',
    help: 'Сколько результатов участников должны быть другими, чтобы вывод изменился',
    width: 92,
    grow: 0.3,
    align: 'end',
    sortValue: (row) => numberOf(row.distance),
    cell: (row) => <ValueText value={row.distance} short />,
  },
  reliabilityColumn(),
  advisoryColumn(
    chanceOf,
    'Остался бы вывод тем же при истинных долях: от 80 % — устойчиво, от 50 % — вероятно, меньше — случайность не исключена. На вывод не влияет',
  ),
  {
    id: 'probability',
    title: 'Вероятность условий',
    help: 'Вероятность того, что истинные доли выполняют условия перечня; сглажена по региону, поэтому порядок школ по ней другой',
    width: 104,
    grow: 0.3,
    align: 'end',
    isExtra: true,
    sortValue: (row) => numberOf(row.membershipProbability),
    sortsDescending: true,
    cell: (row) => (
      <ValueText value={row.membershipProbability} short as={(value) => probabilityText(Number(value))} />
    ),
  },
  leastColumn(),
  {
    id: 'worstInterval',
    title: 'Доля с учётом случая',
    help: 'Где лежит истинная доля наибольшей процедуры: 95 %-й интервал Уилсона',
    width: 120,
    grow: 0.4,
    isExtra: true,
    sortValue: (row) => row.worst?.interval.low ?? null,
    sortsDescending: true,
    cell: ({ worst }) => worst && formatInterval(worst.interval.low, worst.interval.high),
  },
  {
    id: 'dynamicsAdvisory',
    title: 'Заметна ли динамика',
    help: 'Больше ли изменение, чем случайные колебания; официальный знак — в столбце «Динамика»',
    width: 130,
    grow: 0.4,
    isExtra: true,
    sortValue: (row) => row.dynamicsAdvisory,
    cell: (row) => row.dynamicsAdvisory && CHANGE_WORDS[row.dynamicsAdvisory],
  },
  {
    id: 'code',
    title: 'Код',
    width: 96,
    grow: 0.5,
    isExtra: true,
    sortValue: (row) => row.code,
    cell: (row) => row.code,
  },
  {
    id: 'worstParticipants',
    title: 'Участников',
    help: 'В процедуре с наибольшей долей',
    width: 96,
    grow: 0.4,
    align: 'end',
    isExtra: true,
    sortValue: (row) => row.worst?.participants ?? null,
    cell: (row) => row.worst && formatNumber(row.worst.participants, 0),
  },
  {
    id: 'sentence',
    title: 'Пояснение',
    width: 320,
    grow: 4,
    isExtra: true,
    cell: (row) => <span title={row.sentence}>{row.sentence}</span>,
    card: 'line',
  },
]

function StatusTag({ row }: { row: Row }) {
  const isRisk = row.status === 'not-listed' && row.lists.includes('risk')
  if (isRisk) return <Tag tone="caution">зона риска</Tag>
  if (row.status === 'not-listed') return <span className="secondary">{STATUS_WORDS[row.status]}</span>
  return (
    <Tag tone={STATUS_TONES[row.status]}>
      {row.status === 'insufficient-data' ? 'мало данных' : STATUS_WORDS[row.status]}
    </Tag>
  )
}

function Dynamics({ row }: { row: Row }) {
  if (!('value' in row.dynamics)) return <ValueText value={row.dynamics} short />
  const { value } = row.dynamics
  const wasAndIsOutside = value === 'neutral' && 'value' in row.cluster && row.cluster.value === 0
  if (wasAndIsOutside) return <span className="muted">—</span>
  const Icon = DYNAMICS_ICONS[value]
  return (
    <span
      className={`${styles.dynamics} ${styles[value]}`}
      title={[`${DYNAMICS_WORDS[value]} динамика`, row.dynamicsAdvisory && CHANGE_WORDS[row.dynamicsAdvisory]]
        .filter(Boolean)
        .join(', ')}
    >
      <Icon aria-hidden="true" />
      {DYNAMICS_SHORT[value]}
    </span>
  )
}

/** The table with a star after the names of one's own marked schools. */
export const markWatched = (
  columns: readonly Column<Row>[],
  watched: ReadonlySet<number>,
): readonly Column<Row>[] =>
  columns.map((column) =>
    column.id !== 'name'
      ? column
      : {
          ...column,
          cell: (row) => (
            <>
              {row.name}
              {watched.has(row.schoolId) && <WatchedMark />}
            </>
          ),
        },
  )
