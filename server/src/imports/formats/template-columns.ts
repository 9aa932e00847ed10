import type { Cell } from '../model.ts'
import { parseDecimal } from '../read-table/parse-cell.ts'
import type { ColumnRule } from './columns.ts'

export type TemplateColumn =
  | 'year'
  | 'procedure'
  | 'procedureName'
  | 'municipality'
  | 'school'
  | 'schoolName'
  | 'participants'
  | 'mark2'
  | 'mark3'
  | 'mark4'
  | 'mark5'
  | 'low'
  | 'high'
  | 'lowShare'
  | 'highShare'
  | 'meanScore'
  | 'given'

/** The columns of our own workbook, in their order: the one who writes it and the one who reads it share them. */
export const TEMPLATE_COLUMNS: readonly ColumnRule<TemplateColumn>[] = [
  { id: 'year', role: 'учебный год', headers: ['Учебный год'], type: 'year', required: true },
  { id: 'procedure', role: 'код процедуры', headers: ['Код процедуры'], type: 'code', required: true },
  { id: 'procedureName', role: 'процедура', headers: ['Процедура'], type: 'text', required: false },
  { id: 'municipality', role: 'муниципалитет', headers: ['Муниципалитет'], type: 'text', required: false },
  { id: 'school', role: 'код школы', headers: ['Код школы'], type: 'code', required: true },
  { id: 'schoolName', role: 'название школы', headers: ['Школа'], type: 'text', required: false },
  { id: 'participants', role: 'участников', headers: ['Участников'], type: 'count', required: true },
  { id: 'mark2', role: 'отметок «2»', headers: ['«2»'], type: 'count', required: false },
  { id: 'mark3', role: 'отметок «3»', headers: ['«3»'], type: 'count', required: false },
  { id: 'mark4', role: 'отметок «4»', headers: ['«4»'], type: 'count', required: false },
  { id: 'mark5', role: 'отметок «5»', headers: ['«5»'], type: 'count', required: false },
  { id: 'low', role: 'ниже минимума', headers: ['Ниже минимума'], type: 'count', required: true },
  { id: 'high', role: 'высокие результаты', headers: ['Высокие результаты'], type: 'count', required: false },
  {
    id: 'lowShare',
    role: 'доля ниже минимума, %',
    headers: ['Доля ниже минимума, %'],
    type: 'share',
    required: false,
  },
  {
    id: 'highShare',
    role: 'доля высоких, %',
    headers: ['Доля высоких результатов, %'],
    type: 'share',
    required: false,
  },
  { id: 'meanScore', role: 'средний балл', headers: ['Средний балл'], type: 'score', required: false },
  { id: 'given', role: 'что было выгружено', headers: ['Выгружено'], type: 'text', required: false },
]

/** What a person may change in a row; the rest only says which number it is. */
const SIGNED = [
  'year',
  'procedure',
  'school',
  'participants',
  'mark2',
  'mark3',
  'mark4',
  'mark5',
  'low',
  'high',
  'lowShare',
  'highShare',
  'meanScore',
] as const satisfies TemplateColumn[]

/**
 * One row as a line of text, numbers in one written form (`12`, `12,0` and `12.0` are one). It is written beside the row
 * when the workbook is made; a row that still gives the same line has not been edited.
 */
export const rowSignature = (at: (column: (typeof SIGNED)[number]) => Cell | undefined): string =>
  SIGNED.map((column) => canonical(at(column))).join('|')

const canonical = (cell: Cell | undefined): string => {
  const text = cell?.text.trim() ?? ''
  if (text === '') return ''
  const number = cell === undefined || text.endsWith('%') ? { ok: false as const } : parseDecimal(cell)
  return number.ok ? String(number.value.digits / 10 ** number.value.scale) : text
}
