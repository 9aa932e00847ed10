import type { Readable } from 'node:stream'
import type { z } from 'zod'
import { MISSING_LABELS } from '../platform/value.ts'
import { type ItemColumn, itemSheet, streamXlsx } from '../platform/write-xlsx.ts'
import { intervalWords } from './certainty/certainty-words.ts'
import { ADVISORY_LABELS, CHANGE_LABELS } from './certainty/model.ts'
import { CLUSTER_LABELS, type Cluster, DYNAMICS_LABELS, RELIABILITY_LABELS, STATUS_LABELS } from './model.ts'
import type { IdentificationAnswer, IdentificationRow, IdentificationXlsxRequest } from './schemas.ts'

/** Columns of the list by the id the page uses for them. */
export const IDENTIFICATION_COLUMNS: Record<string, ItemColumn<IdentificationRow>> = {
  code: { header: 'Код', width: 14, cell: (row) => row.code },
  name: { header: 'Школа', width: 48, cell: (row) => row.name },
  municipality: { header: 'Муниципалитет', width: 30, cell: (row) => row.municipality },
  status: { header: 'По методике', width: 26, cell: (row) => STATUS_LABELS[row.status] },
  cluster: {
    header: 'Кластер',
    width: 24,
    cell: ({ cluster }) =>
      'value' in cluster
        ? CLUSTER_LABELS[cluster.value as Cluster]
        : 'missing' in cluster
          ? MISSING_LABELS[cluster.missing]
          : null,
  },
  dynamics: {
    header: 'Динамика',
    width: 18,
    cell: ({ dynamics }) =>
      'value' in dynamics
        ? DYNAMICS_LABELS[dynamics.value]
        : 'missing' in dynamics
          ? MISSING_LABELS[dynamics.missing]
          : null,
  },
  low: { header: 'Низких процедур', width: 12, cell: (row) => row.lowProcedures },
  held: { header: 'Проведено процедур', width: 12, cell: (row) => row.heldProcedures },
  worst: { header: 'Самая трудная процедура', width: 22, cell: (row) => row.worst?.shortName ?? null },
  worstParticipants: { header: 'Участников', width: 12, cell: (row) => row.worst?.participants ?? null },
  worstLow: { header: 'Из них ниже минимума', width: 14, cell: (row) => row.worst?.low ?? null },
  worstShare: { header: 'Доля', width: 10, format: '0.0%', cell: (row) => row.worst?.share ?? null },
  worstInterval: {
    header: 'Доля с учётом случая (95 %)',
    width: 18,
    cell: ({ worst }) => worst && intervalWords(worst.interval),
  },
  distance: {
    header: 'До смены вывода, участников',
    width: 16,
    cell: ({ distance }) => ('value' in distance ? distance.value : null),
  },
  reliability: {
    header: 'Надёжность вывода',
    width: 18,
    cell: (row) => (row.reliability ? RELIABILITY_LABELS[row.reliability] : null),
  },
  leastParticipants: {
    header: 'Участников в решающих процедурах, не меньше',
    width: 18,
    cell: (row) => row.leastParticipants,
  },
  advisory: {
    header: 'Случай в выводе',
    width: 24,
    cell: (row) => (row.advisory ? ADVISORY_LABELS[row.advisory] : null),
  },
  probability: {
    header: 'Вероятность условий перечня',
    width: 16,
    format: '0%',
    cell: ({ membershipProbability: p }) => ('value' in p ? p.value : null),
  },
  dynamicsAdvisory: {
    header: 'Заметна ли динамика',
    width: 26,
    cell: (row) => (row.dynamicsAdvisory ? CHANGE_LABELS[row.dynamicsAdvisory] : null),
  },
  sentence: { header: 'Пояснение', width: 90, cell: (row) => row.sentence },
}

/** The rows in the order asked for; ids that the person may not see are simply not in the answer. */
export function writeIdentificationXlsx(
  answer: IdentificationAnswer,
  request: z.infer<typeof IdentificationXlsxRequest>,
): Readable {
  const byId = new Map(answer.rows.map((row) => [row.schoolId, row]))
  const rows = request.schoolIds.flatMap((id) => byId.get(id) ?? [])
  const columns = request.columns.flatMap((id) => IDENTIFICATION_COLUMNS[id] ?? [])
  const preamble = [
    `Школы по методике «${answer.methodology.title}», ${answer.schoolYear} год`,
    `Отбор: ${request.filters}. Строк: ${rows.length}. Выгружено ${new Date().toLocaleDateString('ru-RU')}.`,
  ]
  return streamXlsx([itemSheet(`Школы ${answer.schoolYear}`, preamble, columns, rows)])
}
