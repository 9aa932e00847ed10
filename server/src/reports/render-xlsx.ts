import type { Readable } from 'node:stream'
import {
  type ItemColumn,
  itemSheet,
  streamXlsx,
  type XlsxCell,
  type XlsxSheet,
} from '../platform/write-xlsx.ts'
import { type DocumentTree, type Figure, figuresOf, type Run, type Table } from './document.ts'
import { runsText } from './figure-text.ts'
import { figureRows } from './provenance-annex.ts'
import { titleLines } from './title-lines.ts'

/** Annexes as a workbook: every table of the document, then every figure with its parts and its rows in the files. */
export function renderXlsx(tree: DocumentTree): Readable {
  const figures = figuresOf(tree)
  const { requisites } = titleLines(tree)
  const about = [
    `${tree.kindWord}: ${runsText(tree.title, figures)}`,
    requisites === null ? 'Проект, не подписан.' : `${requisites.date} ${requisites.number}`,
  ]
  const tables = tree.blocks.filter(
    (block): block is Table => block.kind === 'table' && !block.id.startsWith('provenance/'),
  )
  return streamXlsx([
    ...tables.map((table, at) => tableSheet(table, sheetName(table, at), about, figures)),
    figuresSheet(tree, about),
  ])
}

/** Names of sheets are at most 31 characters long, without signs that Excel refuses; the number keeps them apart. */
function sheetName(table: Table, at: number): string {
  const plain = (table.caption ?? 'Перечень').replace(/[\\/?*[\]:]/g, ' ')
  return `${at + 1}. ${plain}`.slice(0, 31).trim()
}

function tableSheet(
  table: Table,
  name: string,
  about: string[],
  figures: ReadonlyMap<string, Figure>,
): XlsxSheet {
  const rows = table.rows.map((cells) => cells.map((runs) => cellOf(runs, figures)))
  return {
    name,
    preamble: [...about, `${table.caption ?? 'Перечень'}. Строк: ${rows.length}.`],
    columns: table.columns.map(({ header, width }) => ({
      header,
      width: Math.max(12, Math.round(width * 1.2)),
    })),
    rows,
  }
}

/** A count alone in its cell stays a number; everything else is what people read. */
function cellOf(runs: readonly Run[], figures: ReadonlyMap<string, Figure>): XlsxCell {
  const [only] = runs
  if (runs.length === 1 && only && 'figure' in only) {
    const figure = figures.get(only.figure)
    if (
      figure &&
      figure.unit === 'count' &&
      'value' in figure.value &&
      typeof figure.value.value === 'number'
    )
      return figure.value.value
  }
  return runsText(runs, figures)
}

type FigureRow = ReturnType<typeof figureRows>[number]

const FIGURES: ItemColumn<FigureRow>[] = [
  { header: 'Показатель', width: 60, cell: ({ figure }) => figure.title },
  { header: 'В документе', width: 20, cell: ({ text }) => text },
  { header: 'Значение', width: 12, format: '0.####', cell: ({ figure }) => numberOf(figure) },
  { header: 'Числитель', width: 12, cell: ({ figure }) => figure.part?.numerator ?? null },
  { header: 'Знаменатель', width: 12, cell: ({ figure }) => figure.part?.denominator ?? null },
  {
    ...{ header: 'Нижняя граница', width: 12, format: '0.####' },
    cell: ({ figure: { value } }) => ('estimate' in value ? value.low : null),
  },
  {
    ...{ header: 'Верхняя граница', width: 12, format: '0.####' },
    cell: ({ figure: { value } }) => ('estimate' in value ? value.high : null),
  },
  { header: 'Почему нет данных', width: 36, cell: ({ missing }) => missing },
  { header: 'Как получено', width: 50, cell: ({ figure }) => figure.formula },
  { header: 'Источник: [лист] строки', width: 50, cell: ({ source }) => source },
  { header: 'Файлы', width: 50, cell: ({ files }) => files },
]

const figuresSheet = (tree: DocumentTree, about: string[]): XlsxSheet =>
  itemSheet(
    'Откуда числа',
    [...about, `Чисел: ${tree.figures.length}. Отпечаток исходных данных: ${tree.inputsSha256}.`],
    FIGURES,
    figureRows(tree),
  )

const numberOf = ({ value }: Figure): XlsxCell =>
  'missing' in value ? null : 'value' in value ? value.value : value.estimate
