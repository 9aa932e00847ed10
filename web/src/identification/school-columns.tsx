import { Minus, TrendingDown, TrendingUp } from 'lucide-react'
import type { IdentificationRow } from '../api.ts'
import { WatchedMark } from '../notifications/watch.tsx'
import type { Column, Filter } from '../ui/data-table/table-model.ts'
import { formatInterval, formatNumber, formatPercent, formatShareOf } from '../ui/format.ts'
import { numberOf, ValueText } from '../ui/value-text.tsx'
import { Tag } from '../ui/words.tsx'
import styles from './schools-page.module.css'
import {
  ADVISORY_WORDS,
  CHANGE_WORDS,
  CLUSTER_FULL,
  CLUSTER_WORDS,
  DYNAMICS_SHORT,
  DYNAMICS_WORDS,
  LEAST_OPTIONS,
  leastValues,
  probabilityText,
  RELIABILITY_WORDS,
  SCHOOL_TYPE_WORDS,
  SETTLEMENT_WORDS,
  SIDE_LISTS,
  STATUS_TONES,
  STATUS_WORDS,
} from './words.ts'

type Row = IdentificationRow

const STATUS_ORDER = { listed: 0, 'insufficient-data': 1, 'not-listed': 2 } as const
const RELIABILITY_ORDER = { low: 0, medium: 1, high: 2 } as const
const ADVISORY_ORDER = { chance: 0, likely: 1, firm: 2 } as const
const DYNAMICS_ICONS = { positive: TrendingUp, neutral: Minus, negative: TrendingDown } as const
const DYNAMICS_ORDER = { negative: 0, neutral: 1, positive: 2 } as const

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
  {
    id: 'cluster',
    title: 'Кластер',
    help: 'Базово, умеренно или сильно неуспевающие',
    width: 92,
    grow: 0.4,
    sortValue: (row) => numberOf(row.cluster),
    sortsDescending: true,
    cell: ({ cluster }) => (
      <ValueText
        value={cluster}
        short
        as={(value) => (value === 0 ? '—' : (CLUSTER_WORDS[Number(value)] ?? ''))}
      />
    ),
  },
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
  {
    id: 'reliability',
    title: 'Надёжность',
    help: 'По наименьшему числу участников в решающих процедурах: от 30 — высокая, от 10 — средняя, меньше — низкая',
    width: 104,
    grow: 0.3,
    sortValue: (row) => (row.reliability ? RELIABILITY_ORDER[row.reliability] : null),
    cell: (row) =>
      row.reliability ? (
        <span className={styles[row.reliability]}>{RELIABILITY_WORDS[row.reliability]}</span>
      ) : (
        <span className="muted">—</span>
      ),
  },
  {
    id: 'advisory',
    title: 'Случай в выводе',
    help: 'Остался бы вывод тем же при истинных долях: от 80 % — устойчиво, от 50 % — вероятно, меньше — случайность не исключена. На вывод не влияет',
    width: 184,
    grow: 0.1,
    sortValue: (row) => (row.advisory ? ADVISORY_ORDER[row.advisory] : null),
    cell: (row) => <Advisory row={row} />,
  },
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
  {
    id: 'leastParticipants',
    title: 'Участников, решают',
    help: 'Наименьшее число участников в решающих процедурах; у школы вне перечня — в ближайших к порогу',
    width: 96,
    grow: 0.3,
    align: 'end',
    isExtra: true,
    sortValue: (row) => row.leastParticipants,
    cell: (row) => row.leastParticipants !== null && formatNumber(row.leastParticipants, 0),
  },
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

function Advisory({ row }: { row: Row }) {
  if (!row.advisory) return <span className="muted">—</span>
  const probability = row.membershipProbability
  return (
    <span
      className={row.advisory === 'chance' ? styles.low : undefined}
      title={
        'value' in probability
          ? `Условия перечня выполнены с вероятностью ${probabilityText(probability.value)}`
          : undefined
      }
    >
      {ADVISORY_WORDS[row.advisory]}
    </span>
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

const listed = (record: Record<string, string>) =>
  Object.entries(record).map(([value, label]) => ({ value, label }))

/** The filters of the list, in the order of their sentence; options are only what the rows have. */
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

/** @param watched ids of the schools with one's own star */
export function schoolFilters(rows: readonly Row[], watched: ReadonlySet<number>): Filter<Row>[] {
  const municipalities = [...new Map(rows.map((row) => [String(row.municipalityId), row.municipality]))]
    .map(([value, label]) => ({ value, label }))
    .sort((a, b) => a.label.localeCompare(b.label, 'ru'))
  const lists = new Set(rows.flatMap((row) => row.lists))
  const has = (pick: (row: Row) => string | null) => {
    const present = new Set(rows.map(pick))
    return ({ value }: { value: string }) => present.has(value)
  }
  const filters: Filter<Row>[] = [
    {
      id: 'watched',
      label: 'отметки',
      all: 'любые',
      options:
        watched.size > 0
          ? [
              { value: 'own', label: 'мои отметки' },
              { value: 'other', label: 'без отметки' },
            ]
          : [],
      valuesOf: (row) => [watched.has(row.schoolId) ? 'own' : 'other'],
    },
    {
      id: 'municipality',
      label: 'территория',
      all: 'все',
      options: municipalities,
      valuesOf: (row) => [String(row.municipalityId)],
    },
    {
      id: 'status',
      label: 'по правилу',
      all: 'все',
      options: listed(STATUS_WORDS),
      valuesOf: (row) => [row.status],
    },
    {
      id: 'cluster',
      label: 'кластер',
      all: 'любой',
      options: [3, 2, 1, 0].map((cluster) => ({
        value: String(cluster),
        label: CLUSTER_FULL[cluster] ?? '',
      })),
      valuesOf: ({ cluster }) => ('value' in cluster ? [String(cluster.value)] : []),
    },
    {
      id: 'reliability',
      label: 'надёжность',
      all: 'любая',
      options: listed(RELIABILITY_WORDS),
      valuesOf: (row) => (row.reliability ? [row.reliability] : []),
    },
    {
      id: 'advisory',
      label: 'случай в выводе',
      all: 'неважно',
      options: listed(ADVISORY_WORDS),
      valuesOf: (row) => (row.advisory ? [row.advisory] : []),
    },
    {
      id: 'least',
      label: 'участников в решающих процедурах',
      all: 'сколько угодно',
      options: LEAST_OPTIONS,
      valuesOf: (row) => leastValues(row.leastParticipants),
    },
    {
      id: 'dynamics',
      label: 'динамика',
      all: 'любая',
      options: listed(DYNAMICS_WORDS),
      valuesOf: ({ dynamics }) => ('value' in dynamics ? [dynamics.value] : []),
    },
    {
      id: 'type',
      label: 'вид школы',
      all: 'любой',
      options: listed(SCHOOL_TYPE_WORDS).filter(has((row) => row.schoolType)),
      valuesOf: (row) => (row.schoolType ? [row.schoolType] : []),
    },
    {
      id: 'settlement',
      label: 'где',
      all: 'везде',
      options: listed(SETTLEMENT_WORDS).filter(has((row) => row.settlementType)),
      valuesOf: (row) => (row.settlementType ? [row.settlementType] : []),
    },
    {
      id: 'lists',
      label: 'особые списки',
      all: 'неважно',
      options: listed(SIDE_LISTS).filter(({ value }) => lists.has(value)),
      valuesOf: (row) => row.lists,
    },
  ]
  return filters.filter((filter) => filter.options.length > 1)
}
