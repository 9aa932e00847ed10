import type { Readable } from 'node:stream'
import { type ItemColumn, itemSheet, streamXlsx } from '../platform/write-xlsx.ts'
import { ADVISORY_LABELS } from './certainty/model.ts'
import { explainDistance, explainFinding } from './explain-sentence.ts'
import { LIST_STATE_LABELS } from './list-actions.ts'
import { type EntryRow, isListed, type ListRow } from './list-queries.ts'
import { CLUSTER_LABELS, RELIABILITY_LABELS, STATUS_LABELS } from './model.ts'

const DECISION_LABELS = { include: 'включена комиссией', exclude: 'исключена комиссией' }

/** The list as people sign it: the schools in it first, then all schools with the reason of each. */
export function writeListXlsx(list: ListRow, entries: EntryRow[]): Readable {
  const order =
    list.state === 'approved'
      ? `Утверждён приказом № ${list.orderNumber} от ${dateText(list.orderDate)}`
      : `Состояние: ${LIST_STATE_LABELS[list.state]}`
  const listed = entries.filter(isListed)
  const preamble = (rows: number) => [
    list.name,
    `${list.schoolYear} год. Методика: ${list.methodology.title}. ${order}.`,
    ...(list.leastParticipants === null
      ? []
      : [
          `Оговорка: в решающих процедурах не меньше ${list.leastParticipants} участников; школы, где их меньше, остаются в перечне по правилу и требуют внимания комиссии.`,
        ]),
    `Строк: ${rows}. Отпечаток исходных данных: ${list.inputsSha256.slice(0, 16)}.`,
  ]
  return streamXlsx([
    itemSheet(
      'Перечень',
      preamble(listed.length),
      [{ header: '№', width: 6, cell: (_, at) => at + 1 }, ...SCHOOL, ...signed(list)],
      listed,
    ),
    itemSheet('Все школы', preamble(entries.length), [...SCHOOL, ...everything(list)], entries),
  ])
}

type Column = ItemColumn<EntryRow>

const SCHOOL: Column[] = [
  { header: 'Муниципалитет', width: 30, cell: ({ frozen }) => frozen.school.municipality },
  { header: 'Код', width: 14, cell: ({ frozen }) => frozen.school.code },
  { header: 'Школа', width: 48, cell: ({ frozen }) => frozen.school.name },
]

const signed = ({ methodology }: ListRow): Column[] => [
  {
    header: 'Кластер',
    width: 24,
    cell: ({ finding }) =>
      'value' in finding.cluster ? CLUSTER_LABELS[finding.cluster.value] : 'нет данных',
  },
  {
    header: 'Основание',
    width: 90,
    cell: ({ decision, reason, finding }) =>
      decision === 'include' ? `Включена комиссией: ${reason ?? ''}` : explainFinding(finding, methodology),
  },
]

const everything = ({ methodology }: ListRow): Column[] => [
  { header: 'По методике', width: 26, cell: ({ finding }) => STATUS_LABELS[finding.status] },
  {
    header: 'Решение комиссии',
    width: 22,
    cell: ({ decision }) => (decision ? DECISION_LABELS[decision] : null),
  },
  { header: 'Причина решения', width: 40, cell: ({ reason }) => reason },
  { header: 'В перечне', width: 12, cell: (entry) => (isListed(entry) ? 'да' : 'нет') },
  {
    header: 'Надёжность вывода',
    width: 18,
    cell: ({ finding: { reliability } }) =>
      'value' in reliability ? RELIABILITY_LABELS[reliability.value] : null,
  },
  {
    header: 'Случай в выводе',
    width: 24,
    cell: ({ certainty }) =>
      certainty && 'value' in certainty.advisory ? ADVISORY_LABELS[certainty.advisory.value] : null,
  },
  {
    header: 'Пояснение',
    width: 90,
    cell: ({ finding }) =>
      [
        explainFinding(finding, methodology),
        ...('value' in finding.distance ? [explainDistance(finding)] : []),
      ].join(' '),
  },
]

const dateText = (date: string | null) => (date ?? '').split('-').reverse().join('.')
