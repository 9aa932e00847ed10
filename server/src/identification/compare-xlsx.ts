import type { Readable } from 'node:stream'
import { streamXlsx, type XlsxColumn } from '../platform/write-xlsx.ts'
import type { Comparison } from './what-if-schemas.ts'

const MOVES = { entered: 'вошла', left: 'вышла', stayed: 'осталась' } satisfies Record<
  Comparison['rows'][number]['move'],
  string
>

const MOVE_COLUMNS: XlsxColumn[] = [
  { header: 'Было в перечне', width: 16 },
  { header: 'Стало', width: 12 },
  { header: 'Вошли', width: 12 },
  { header: 'Вышли', width: 12 },
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
  const groups = (title: string, items: Comparison['bySize'], header: string) => ({
    name: title,
    preamble: preamble(items.length),
    columns: [{ header, width: 40 }, ...MOVE_COLUMNS],
    rows: items.map((item) => [item.name, item.before, item.after, item.entered, item.left]),
  })
  return streamXlsx([
    {
      name: 'Правила',
      preamble: preamble(comparison.differences.length + 1),
      columns: [
        { header: 'Что', width: 60 },
        { header: 'Было', width: 70 },
        { header: 'Стало бы', width: 70 },
      ],
      rows: [
        ['Правило целиком', before.ruleSentence, after.ruleSentence],
        ...comparison.differences.map(({ label, before: was, after: is }) => [label, was ?? '—', is ?? '—']),
      ],
    },
    {
      name: 'Школы',
      preamble: preamble(rows.length),
      columns: [
        { header: 'Муниципалитет', width: 30 },
        { header: 'Код', width: 14 },
        { header: 'Школа', width: 44 },
        { header: 'Численность', width: 24 },
        { header: 'Что изменилось бы', width: 18 },
        { header: 'По прежней методике', width: 80 },
        { header: 'По новой методике', width: 80 },
      ],
      rows: rows.map((row) => [
        row.municipality,
        row.code,
        row.name,
        row.size,
        MOVES[row.move],
        row.sentenceBefore,
        row.sentenceAfter,
      ]),
    },
    groups('По муниципалитетам', comparison.byMunicipality, 'Муниципалитет'),
    groups('По численности', comparison.bySize, 'Численность'),
  ])
}
