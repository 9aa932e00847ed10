import { counted, plural } from '../platform/russian.ts'
import type { ImportRow } from './queries.ts'
import type { ImportDetail, ImportState, ImportSummary } from './schemas.ts'

const ALLOWED = {
  received: [],
  checking: [],
  checked: ['commit', 'check', 'discard'],
  refused: ['check', 'discard'],
  committing: [],
  committed: ['undo'],
  undone: [],
  discarded: [],
} satisfies Record<ImportState, ImportSummary['allowedActions']>

export function toSummary(row: ImportRow): ImportSummary {
  return {
    id: row.id,
    regionId: row.region_id,
    fileName: row.file_name,
    sha256: row.sha256,
    schoolYear: row.school_year,
    state: row.state,
    options: row.options,
    progress: row.progress,
    problem: row.problem,
    createdAt: row.created_at.toISOString(),
    createdBy: row.created_by,
    committedAt: row.committed_at?.toISOString() ?? null,
    undoneAt: row.undone_at?.toISOString() ?? null,
    sentence: sentenceOf(row),
    allowedActions: ALLOWED[row.state],
  }
}

export const toDetail = (row: ImportRow): ImportDetail => ({ ...toSummary(row), preview: row.preview })

const ROWS = ['строка', 'строки', 'строк'] as const
const TAKEN = ['принята', 'приняты', 'принято'] as const
const SCHOOLS = ['школа', 'школы', 'школ'] as const

function sentenceOf(row: ImportRow): string {
  switch (row.state) {
    case 'received':
      return 'Ждёт проверки'
    case 'checking':
      return 'Проверяется'
    case 'refused':
      return row.problem?.detail ?? row.problem?.title ?? 'Не принят'
    case 'committing':
      return 'Записывается'
    case 'checked':
      return `Проверен и ждёт вашего согласия: ${acceptedWords(row)}`
    case 'committed':
      return `Загружен: ${acceptedWords(row)}`
    case 'undone':
      return 'Загрузка отменена, числа убраны'
    case 'discarded':
      return 'Отложен'
  }
}

function acceptedWords(row: ImportRow): string {
  if (!row.preview) return 'нет сведений'
  const { rowsAccepted, rowsRejected, schools } = row.preview
  const words = [`${plural(rowsAccepted, TAKEN)} ${counted(rowsAccepted, ROWS)}`]
  if (rowsRejected > 0) words.push(`не ${plural(rowsRejected, TAKEN)} ${counted(rowsRejected, ROWS)}`)
  if (schools.waiting > 0)
    words.push(
      `${counted(schools.waiting, SCHOOLS)} ${plural(schools.waiting, ['ждёт', 'ждут', 'ждут'])} сопоставления`,
    )
  return words.join(', ')
}
