import { formatNumber, plural } from '../platform/russian.ts'
import type { Block, DocumentTree, Figure } from './document.ts'
import { text } from './figure-book.ts'
import { figureText, missingText } from './figure-text.ts'
import { indexSources, type SourceIndex } from './source-index.ts'

/** More rows than these are not written out behind one number: they stand in the table of the schools, and all in Excel. */
const SHOWN_ROWS = 24

/**
 * «Откуда числа»: the files under their numbers, then each number of the text with how it is computed and from where.
 * Numbers of single schools stand in tables that have a column «Источник» and are not repeated here.
 */
export function provenanceAnnex(
  tree: Pick<DocumentTree, 'figures'>,
  label: string,
  schoolTable: string,
): Block[] {
  const index = indexSources(tree)
  const own = tree.figures.filter(({ id }) => !id.startsWith('school/'))
  return [
    {
      ...{
        kind: 'annex',
        id: 'provenance',
        label,
        under: label.startsWith('Приложение') ? ['справочное'] : [],
      },
      title: 'Откуда числа',
    },
    {
      ...{ kind: 'paragraph', id: 'provenance/how' },
      runs: [
        text(
          'Каждое число документа связано с показателем и с местом, откуда оно взято. В столбцах «Источник» число в квадратных скобках — номер листа из первой таблицы, после него — строки.',
        ),
      ],
    },
    {
      ...{ kind: 'table', id: 'provenance/files', caption: 'Листы исходных файлов' },
      columns: [
        { header: '№', width: 8, align: 'center' },
        { header: 'Файл', width: 60, align: 'left' },
        { header: 'Лист', width: 32, align: 'left' },
      ],
      rows: index.sheets.map(({ number, file, sheet }) => [
        [text(`[${number}]`)],
        [text(file)],
        [text(sheet === '' ? '—' : sheet)],
      ]),
      empty: 'Ни одно число не взято из загруженных файлов.',
    },
    {
      ...{ kind: 'table', id: 'provenance/figures', caption: 'Числа текста' },
      columns: [
        { header: 'Показатель', width: 32, align: 'left' },
        { header: 'Значение', width: 17, align: 'left' },
        { header: 'Как получено', width: 28, align: 'left' },
        { header: 'Источник', width: 23, align: 'left' },
      ],
      rows: own.map((figure) => [
        [text(figure.title)],
        [{ figure: figure.id, form: 'of' }],
        [text(missingText(figure) ?? figure.formula ?? '—')],
        [text(sourceText(figure, index, schoolTable))],
      ]),
      empty: 'Чисел в тексте нет.',
    },
  ]
}

function sourceText(figure: Figure, index: SourceIndex, schoolTable: string): string {
  const places = index.placesOf(figure)
  const rows =
    places.length > SHOWN_ROWS
      ? `${schoolTable}, ${formatNumber(places.length)}\u00a0${plural(places.length, ['строка', 'строки', 'строк'])}`
      : index.text(places)
  return [figure.origin, rows].filter((part) => part !== null && part !== '').join('; ') || '—'
}

/** For a workbook: every figure of the document as a row of typed cells. */
export const figureRows = (tree: Pick<DocumentTree, 'figures'>) => {
  const index = indexSources(tree)
  return tree.figures.map((figure) => {
    const places = index.placesOf(figure)
    return {
      figure,
      text: figureText(figure, 'of'),
      missing: missingText(figure),
      source: [figure.origin, index.text(places)].filter((part) => part).join('; '),
      files: [...new Set(places.map(({ file }) => file))].join('; '),
    }
  })
}
