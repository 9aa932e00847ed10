import type { ImportPreview, ImportSummary, PreviewSheet } from '../api.ts'
import type { Tone } from '../ui/words.tsx'

/** The server is at work on the file. */
export const MOVING: ReadonlySet<string> = new Set(['received', 'checking', 'committing'])

export const STATE_WORDS = {
  received: 'в очереди',
  checking: 'проверяется',
  checked: 'ждёт согласия',
  refused: 'не принят',
  committing: 'записывается',
  committed: 'загружен',
  undone: 'загрузка отменена',
  discarded: 'отложен',
} satisfies Record<ImportSummary['state'], string>

export const STATE_TONES = {
  received: 'neutral',
  checking: 'accent',
  checked: 'caution',
  refused: 'bad',
  committing: 'accent',
  committed: 'good',
  undone: 'neutral',
  discarded: 'neutral',
} satisfies Record<ImportSummary['state'], Tone>

export const FORMATS = [
  { value: 'auto', label: 'Определить по заголовкам' },
  { value: 'f1', label: 'Ф1 — индивидуальные результаты (ФИС ОКО)' },
  { value: 'f3', label: 'Ф3 — статистика по отметкам (ФИС ОКО)' },
  { value: 'journal', label: 'Сравнение отметок с журналом (ФИС ОКО)' },
  { value: 'collection', label: 'Форма сбора результатов одной школы' },
  { value: 'rcoi', label: 'Протоколы ЕГЭ и ОГЭ (РЦОИ)' },
  { value: 'regional-ege', label: 'Форма региона по ЕГЭ: экзамены в столбцах' },
  { value: 'pupil-csv', label: 'Результаты участников одной таблицей csv' },
  { value: 'bias', label: 'Маркеры возможной необъективности' },
  { value: 'template', label: 'Таблица, выгруженная отсюда' },
  { value: 'regional-long-table', label: 'Таблица региона: год, класс, предмет, доли отметок' },
] as const

/** What a file of each kind brings, in plain words. */
export const LEVEL_WORDS = {
  pupil: 'результаты каждого участника',
  aggregate: 'итоги по школам',
  journal: 'по школам, не результаты',
  marker: 'по школам, не результаты',
} satisfies Record<ImportPreview['level'], string>

export type Fate = PreviewSheet['rows'][number]['fate']

export const FATE_WORDS = {
  accepted: 'строка учтена',
  rejected: 'строка не учтена: посмотрите, что с ней не так',
  header: 'заголовок',
  section: 'название раздела',
  total: 'строка итогов, как школа не учтена',
  filtered: 'не подошла под отбор строк',
  blank: 'пустая строка',
  unchanged: 'не изменена с выгрузки: всё остаётся, как было',
} satisfies Record<Fate, string>

/** What a recognised column is about: decides its tint. */
export function kindOfRole(role: string | null): 'none' | 'place' | 'result' | 'what' {
  if (role === null) return 'none'
  if (/школ|муницип|территор|группа участников/.test(role)) return 'place'
  if (/год|предмет|класс|процедур|вариант|отбор/.test(role)) return 'what'
  return 'result'
}
