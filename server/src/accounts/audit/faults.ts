import { z } from 'zod'
import { formatCount } from '../../platform/russian.ts'

export const FaultKind = z.enum([
  'row-changed',
  'row-removed',
  'row-inserted',
  'row-backdated',
  'batch-changed',
  'seal-changed',
  'seal-removed',
  'seal-foreign',
  'tail-removed',
  'checkpoint-changed',
  'archive-changed',
])
export type FaultKind = z.infer<typeof FaultKind>

/** One place where the log is not what was sealed. */
export const Fault = z.object({
  kind: FaultKind,
  /** Number of the batch; null for a row that no seal knows. */
  batch: z.number().int().nullable(),
  /** Number of the record in the chain. */
  seq: z.number().int().nullable(),
  source: z.enum(['change', 'access']).nullable(),
  rowId: z.number().int().nullable(),
})
export type Fault = z.infer<typeof Fault>

const WORDS = {
  'row-changed': 'запись изменена после того, как была запечатана',
  'row-removed': 'запись удалена',
  'row-inserted': 'запись вставлена в обход системы',
  'row-backdated': 'запись вставлена задним числом',
  'batch-changed': 'записи пачки не сходятся с её печатью',
  'seal-changed': 'печать изменена',
  'seal-removed': 'печать удалена',
  'seal-foreign': 'печать поставлена чужим ключом',
  'tail-removed': 'конец цепочки удалён: последней печати, о которой помнит сервер, нет',
  'checkpoint-changed': 'контрольная отметка изменена или подписана чужим ключом',
  'archive-changed': 'архив не тот, о котором говорит контрольная отметка',
} satisfies Record<FaultKind, string>

const LOGS = { change: 'журнал изменений', access: 'журнал обращений' }

/** «Пачка 3, запись № 2 017 (журнал изменений, строка 41): запись удалена». */
export function faultSentence({ kind, batch, seq, source, rowId }: Fault): string {
  const row = source === null ? '' : ` (${LOGS[source]}, строка ${rowId})`
  const place = [
    ...(batch === null ? [] : [`пачка ${batch}`]),
    ...(seq === null ? [] : [`запись № ${formatCount(seq)}`]),
    ...(batch === null && seq === null ? ['вне пачек'] : []),
  ].join(', ')
  return `${place[0]?.toUpperCase()}${place.slice(1)}${row}: ${WORDS[kind]}`
}

export const fault = (kind: FaultKind, place: Partial<Omit<Fault, 'kind'>> = {}): Fault => ({
  ...{ kind, batch: null, seq: null, source: null, rowId: null },
  ...place,
})
