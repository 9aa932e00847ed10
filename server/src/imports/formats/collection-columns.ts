import type { SheetSample } from '../model.ts'
import { type ColumnRule, findHeader, type HeaderMatch } from './columns.ts'
import { findTasks, type TaskColumn } from './f1-columns.ts'

export type CollectionColumn = 'pupil' | 'variant' | 'classNumber' | 'journalMark' | 'total'

/** The columns of «Протокол», named once; tasks are recognised by their headers as in Ф1. */
export const COLLECTION_COLUMNS: readonly ColumnRule<CollectionColumn>[] = [
  { id: 'pupil', role: 'код участника', headers: ['Код участника'], type: 'code', required: true },
  { id: 'variant', role: 'вариант', headers: ['Вариант'], type: 'text', required: true },
  {
    id: 'total',
    role: 'первичный балл',
    headers: ['Итого баллов', 'Итого', 'Сумма баллов'],
    type: 'score',
    required: false,
  },
  {
    id: 'classNumber',
    role: 'класс',
    headers: ['Порядковый номер класса', 'Номер класса'],
    type: 'text',
    required: false,
  },
  {
    id: 'journalMark',
    role: 'отметка по журналу',
    headers: [
      'Отметка за предыдущий триместр/ четверть/полугодие',
      'Отметка за предыдущий триместр/четверть/полугодие',
      'Отметка за предыдущий триместр / четверть / полугодие',
      'Отметка за предыдущую четверть/триместр/полугодие',
    ],
    type: 'mark',
    range: [2, 5],
    required: false,
  },
]

export interface CollectionLayout {
  header: HeaderMatch<CollectionColumn>
  tasks: TaskColumn[]
}

/** Tasks, and one of the columns that only this form has; Ф1 has marks and primary scores instead. */
export const findCollectionLayout = (sample: SheetSample): CollectionLayout | undefined => {
  const header = findHeader(
    sample,
    COLLECTION_COLUMNS,
    ({ columns, headers }) =>
      (['total', 'classNumber', 'journalMark'] as const).some((id) => columns.has(id)) &&
      findTasks(headers).length > 0,
  )
  return header && { header, tasks: findTasks(header.headers) }
}
