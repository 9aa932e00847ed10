import type { ColumnRule } from './columns.ts'

export type F1Column =
  | 'school'
  | 'municipality'
  | 'schoolName'
  | 'pupil'
  | 'className'
  | 'variant'
  | 'primaryScore'
  | 'mark'
  | 'journalMark'

/** The columns of Ф1, named once. Task columns are recognised by `TASK_HEADER`. */
export const F1_COLUMNS: readonly ColumnRule<F1Column>[] = [
  { id: 'pupil', role: 'код участника', headers: ['Код участника'], type: 'code', required: true },
  {
    id: 'primaryScore',
    role: 'первичный балл',
    headers: ['Первичный балл'],
    type: 'score',
    required: true,
  },
  {
    id: 'mark',
    role: 'отметка',
    headers: ['Отметка'],
    type: 'mark',
    range: [2, 5],
    required: true,
  },
  {
    id: 'journalMark',
    role: 'отметка по журналу',
    headers: ['Отметка по журналу', 'Отметка за предыдущий период'],
    type: 'mark',
    range: [2, 5],
    required: false,
  },
  {
    id: 'school',
    role: 'код школы',
    headers: ['ОО', 'Логин', 'Логин ОО', 'Код ОО'],
    type: 'code',
    required: false,
  },
  {
    id: 'municipality',
    role: 'муниципалитет',
    headers: ['Муниципалитет', 'АТЕ'],
    type: 'text',
    required: false,
  },
  {
    id: 'schoolName',
    role: 'название школы',
    headers: ['Название ОО', 'Наименование ОО'],
    type: 'text',
    required: false,
  },
  { id: 'className', role: 'класс', headers: ['Класс'], type: 'text', required: false },
  { id: 'variant', role: 'вариант', headers: ['Вариант'], type: 'text', required: false },
]

/** `1 (2б)`, `12.2 (1б)`, `4К1 (3б)` with К in either alphabet. */
export const TASK_HEADER = /^(\d+(?:[.,]\d+)?(?:[КK]\d+)?)\s*\((\d+)\s*б\)$/i

export interface TaskColumn {
  index: number
  code: string
  maxScore: number
  header: string
}

export const findTasks = (headers: string[]): TaskColumn[] =>
  headers.flatMap((header, index) => {
    const match = TASK_HEADER.exec((header.split(' → ').at(-1) ?? '').trim())
    if (match === null) return []
    const code = match[1]!.replace(',', '.').replace(/k/i, 'К').toUpperCase()
    return [{ index, code, maxScore: Number(match[2]), header }]
  })
