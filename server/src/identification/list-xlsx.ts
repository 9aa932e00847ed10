import type { Readable } from 'node:stream'
import { streamXlsx } from '../platform/write-xlsx.ts'
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
    {
      name: 'Перечень',
      preamble: preamble(listed.length),
      columns: [
        { header: '№', width: 6 },
        { header: 'Муниципалитет', width: 30 },
        { header: 'Код', width: 14 },
        { header: 'Школа', width: 48 },
        { header: 'Кластер', width: 24 },
        { header: 'Основание', width: 90 },
      ],
      rows: listed.map((entry, index) => [
        index + 1,
        entry.frozen.school.municipality,
        entry.frozen.school.code,
        entry.frozen.school.name,
        clusterText(entry),
        entry.decision === 'include'
          ? `Включена комиссией: ${entry.reason ?? ''}`
          : explainFinding(entry.finding, list.methodology),
      ]),
    },
    {
      name: 'Все школы',
      preamble: preamble(entries.length),
      columns: [
        { header: 'Муниципалитет', width: 30 },
        { header: 'Код', width: 14 },
        { header: 'Школа', width: 48 },
        { header: 'По методике', width: 26 },
        { header: 'Решение комиссии', width: 22 },
        { header: 'Причина решения', width: 40 },
        { header: 'В перечне', width: 12 },
        { header: 'Надёжность вывода', width: 18 },
        { header: 'Случай в выводе', width: 24 },
        { header: 'Пояснение', width: 90 },
      ],
      rows: entries.map((entry) => [
        entry.frozen.school.municipality,
        entry.frozen.school.code,
        entry.frozen.school.name,
        STATUS_LABELS[entry.finding.status],
        entry.decision ? DECISION_LABELS[entry.decision] : null,
        entry.reason,
        isListed(entry) ? 'да' : 'нет',
        'value' in entry.finding.reliability ? RELIABILITY_LABELS[entry.finding.reliability.value] : null,
        entry.certainty && 'value' in entry.certainty.advisory
          ? ADVISORY_LABELS[entry.certainty.advisory.value]
          : null,
        [
          explainFinding(entry.finding, list.methodology),
          ...('value' in entry.finding.distance ? [explainDistance(entry.finding)] : []),
        ].join(' '),
      ]),
    },
  ])
}

const dateText = (date: string | null) => (date ?? '').split('-').reverse().join('.')
const clusterText = ({ finding }: EntryRow) =>
  'value' in finding.cluster ? CLUSTER_LABELS[finding.cluster.value] : 'нет данных'
