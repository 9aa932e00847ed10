import type { JournalRecord, JournalSummary } from '../api-types.ts'
import { counted, joinWords, type PluralForms } from '../ui/format.ts'

type Kind = JournalRecord['kind']

export const KINDS = {
  write: 'Запись',
  read: 'Чтение',
  export: 'Выгрузка',
  'sign-in': 'Вход',
} satisfies Record<Kind, string>

const COUNTED = {
  write: ['изменение', 'изменения', 'изменений'],
  read: ['просмотр', 'просмотра', 'просмотров'],
  export: ['выгрузка', 'выгрузки', 'выгрузок'],
  'sign-in': ['вход', 'входа', 'входов'],
} satisfies Record<Kind, PluralForms>

export const RECORDS: PluralForms = ['запись', 'записи', 'записей']
export const FAULTS: PluralForms = ['расхождение', 'расхождения', 'расхождений']

/** «За неделю 312 записей: 40 изменений, 250 просмотров и 22 выгрузки». */
export function weekSentence(week: JournalSummary['week']): string {
  const kinds = (Object.keys(COUNTED) as Kind[]).filter((kind) => week[kind] > 0)
  const total = kinds.reduce((sum, kind) => sum + week[kind], 0)
  if (total === 0) return 'За неделю в журнале нет записей'
  const parts = kinds.map((kind) => counted(week[kind], COUNTED[kind]))
  return kinds.length === 1
    ? `За неделю в журнале ${parts[0]}`
    : `За неделю ${counted(total, RECORDS)}: ${joinWords(parts)}`
}
