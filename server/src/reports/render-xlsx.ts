import type { Readable } from 'node:stream'
import { streamXlsx, type XlsxCell, type XlsxSheet } from '../platform/write-xlsx.ts'
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

function figuresSheet(tree: DocumentTree, about: string[]): XlsxSheet {
  return {
    name: 'Откуда числа',
    preamble: [...about, `Чисел: ${tree.figures.length}. Отпечаток исходных данных: ${tree.inputsSha256}.`],
    columns: [
      { header: 'Показатель', width: 60 },
      { header: 'В документе', width: 20 },
      { header: 'Значение', width: 12, format: '0.####' },
      { header: 'Числитель', width: 12 },
      { header: 'Знаменатель', width: 12 },
      { header: 'Нижняя граница', width: 12, format: '0.####' },
      { header: 'Верхняя граница', width: 12, format: '0.####' },
      { header: 'Почему нет данных', width: 36 },
      { header: 'Как получено', width: 50 },
      { header: 'Источник: [лист] строки', width: 50 },
      { header: 'Файлы', width: 50 },
    ],
    rows: figureRows(tree).map(({ figure, text, missing, source, files }) => [
      figure.title,
      text,
      numberOf(figure),
      figure.part?.numerator ?? null,
      figure.part?.denominator ?? null,
      'estimate' in figure.value ? figure.value.low : null,
      'estimate' in figure.value ? figure.value.high : null,
      missing,
      figure.formula,
      source,
      files,
    ]),
  }
}

const numberOf = ({ value }: Figure): XlsxCell =>
  'missing' in value ? null : 'value' in value ? value.value : value.estimate
