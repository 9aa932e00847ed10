import type { Readable } from 'node:stream'
import { type ItemColumn, itemSheet, streamXlsx } from '../platform/write-xlsx.ts'
import type { Comparison } from './what-if-schemas.ts'

const MOVES = { entered: 'вошла', left: 'вышла', stayed: 'осталась' } satisfies Record<
  Comparison['rows'][number]['move'],
  string
>

type SchoolRow = Comparison['rows'][number]
type GroupRow = Comparison['bySize'][number]

const RULES: ItemColumn<Pick<Comparison['differences'][number], 'label' | 'before' | 'after'>>[] = [
  { header: 'Что', width: 60, cell: ({ label }) => label },
  { header: 'Было', width: 70, cell: ({ before }) => before ?? '—' },
  { header: 'Стало бы', width: 70, cell: ({ after }) => after ?? '—' },
]

const SCHOOLS: ItemColumn<SchoolRow>[] = [
  { header: 'Муниципалитет', width: 30, cell: (row) => row.municipality },
  { header: 'Код', width: 14, cell: (row) => row.code },
  { header: 'Школа', width: 44, cell: (row) => row.name },
  { header: 'Численность', width: 24, cell: (row) => row.size },
  { header: 'Что изменилось бы', width: 18, cell: (row) => MOVES[row.move] },
  { header: 'По прежней методике', width: 80, cell: (row) => row.sentenceBefore },
  { header: 'По новой методике', width: 80, cell: (row) => row.sentenceAfter },
]

const groupColumns = (header: string): ItemColumn<GroupRow>[] => [
  { header, width: 40, cell: ({ name }) => name },
  { header: 'Было в перечне', width: 16, cell: ({ before }) => before },
  { header: 'Стало', width: 12, cell: ({ after }) => after },
  { header: 'Вошли', width: 12, cell: ({ entered }) => entered },
  { header: 'Вышли', width: 12, cell: ({ left }) => left },
]

/** The comparison as a workbook: rules, schools with both reasons, municipalities, sizes. */
export function writeComparisonXlsx(comparison: Comparison, region: string): Readable {
  const { before, after, schoolYear, rows } = comparison
  const name = (side: Comparison['before']) => `«${side.title}», версия ${side.version}`
  const preamble = (count: number) => [
    `${region}: сравнение методик на данных ${schoolYear} года`,
    `Было: ${name(before)} — школ в перечне ${before.listed}. Стало бы: ${name(after)} — ${after.listed}.`,
    `${comparison.sentence}. Строк: ${count}. Сравнение ничего не меняет в составленных перечнях.`,
  ]
  const sheet = <Item>(title: string, columns: ItemColumn<Item>[], items: readonly Item[]) =>
    itemSheet(title, preamble(items.length), columns, items)
  const rules = [
    { label: 'Правило целиком', before: before.ruleSentence, after: after.ruleSentence },
    ...comparison.differences,
  ]
  return streamXlsx([
    sheet('Правила', RULES, rules),
    sheet('Школы', SCHOOLS, rows),
    sheet('По муниципалитетам', groupColumns('Муниципалитет'), comparison.byMunicipality),
    sheet('По численности', groupColumns('Численность'), comparison.bySize),
  ])
}
