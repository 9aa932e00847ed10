import {
  AlignmentType,
  BorderStyle,
  Table as DocxTable,
  type FileChild,
  Paragraph,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  VerticalAlignTable,
  WidthType,
} from 'docx'
import { type DocumentTree, type Figure, marginsOf, type Run, type Table } from '../document.ts'
import { printedText } from '../figure-text.ts'
import { ALIGNMENTS, millimetres } from './docx-styles.ts'

/** Tables and pictures are numbered in the order of the document. */
export interface TableNumbers {
  tables: number
  pictures: number
}

const LINE = { style: BorderStyle.SINGLE, size: 4, color: '000000' }
const BORDERS = { top: LINE, bottom: LINE, left: LINE, right: LINE }
const CELL_MARGINS = { top: 30, bottom: 30, left: 80, right: 80 }

/** A table with its caption above; the heads are repeated on every page and rows do not break. */
export function docxTable(
  tree: DocumentTree,
  table: Table,
  figures: ReadonlyMap<string, Figure>,
  numbers: TableNumbers,
): FileChild[] {
  if (table.caption !== null) numbers.tables += 1
  const caption =
    table.caption === null
      ? []
      : [
          new Paragraph({
            style: 'Caption',
            children: [new TextRun(`Таблица ${numbers.tables} — ${table.caption}`)],
          }),
        ]
  if (table.rows.length === 0)
    return [...caption, new Paragraph({ style: 'BodyText', children: [new TextRun(table.empty)] })]
  const margins = marginsOf(tree.letterhead)
  const width = millimetres(210 - margins.left - margins.right)
  const total = table.columns.reduce((sum, column) => sum + column.width, 0)
  const widths = table.columns.map((column) => Math.round((width * column.width) / total))
  const head = (children: TableCell[]) => new TableRow({ tableHeader: true, cantSplit: true, children })
  let at = 0
  const groups = table.groups?.map(({ header, span }) => {
    const own = widths.slice(at, at + span).reduce((sum, one) => sum + one, 0)
    at += span
    return headCell(header, own, span)
  })
  return [
    ...caption,
    new DocxTable({
      width: { size: width, type: WidthType.DXA },
      columnWidths: widths,
      layout: TableLayoutType.FIXED,
      rows: [
        ...(groups ? [head(groups)] : []),
        head(table.columns.map(({ header }, column) => headCell(header, widths[column]!, 1))),
        ...table.rows.map((cells) => bodyRow(cells, table, widths, width, figures)),
      ],
    }),
    new Paragraph({ style: 'TableText', children: [] }),
  ]
}

function bodyRow(
  cells: Run[][],
  table: Table,
  widths: number[],
  width: number,
  figures: ReadonlyMap<string, Figure>,
): TableRow {
  const isHeading = cells.length === 1
  return new TableRow({
    cantSplit: true,
    children: cells.map(
      (runs, column) =>
        new TableCell({
          borders: BORDERS,
          margins: CELL_MARGINS,
          width: { size: isHeading ? width : widths[column]!, type: WidthType.DXA },
          ...(isHeading ? { columnSpan: table.columns.length } : {}),
          children: [
            new Paragraph({
              style: 'TableText',
              ...(isHeading ? { keepNext: true } : {}),
              alignment: isHeading ? AlignmentType.LEFT : ALIGNMENTS[table.columns[column]?.align ?? 'left'],
              children: runs.map(
                (run) =>
                  new TextRun({ text: printedText(run, figures), ...(run.bold ? { bold: true } : {}) }),
              ),
            }),
          ],
        }),
    ),
  })
}

const headCell = (header: string, width: number, span: number) =>
  new TableCell({
    borders: BORDERS,
    margins: CELL_MARGINS,
    width: { size: width, type: WidthType.DXA },
    verticalAlign: VerticalAlignTable.CENTER,
    ...(span > 1 ? { columnSpan: span } : {}),
    children: [
      new Paragraph({
        style: 'TableText',
        ...{ alignment: AlignmentType.CENTER, keepNext: true },
        children: [new TextRun({ text: header, bold: true })],
      }),
    ],
  })
