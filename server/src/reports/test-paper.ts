import { type DocumentTree, EMPTY_LETTERHEAD } from './document.ts'
import { text } from './figure-book.ts'

const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => [
    [text(String(at + 1))],
    [text(`Школа № ${at + 1}`)],
    [text('7 из 20 (35 %)')],
  ])

/** A note of several pages, for tests. */
export const paper: DocumentTree = {
  ...{
    format: 1,
    kind: 'analytical-note',
    name: 'Записка',
    schoolYear: 2025,
    kindWord: 'АНАЛИТИЧЕСКАЯ ЗАПИСКА',
  },
  letterhead: { ...EMPTY_LETTERHEAD, organisation: 'Управление образования', signatoryName: 'И. И. Иванова' },
  title: [text('о двух страницах')],
  ...{ requisites: { number: '17', date: '2026-11-22' }, mark: null, contents: false },
  blocks: [
    { kind: 'heading', id: 'h', level: 1, runs: [text('Раздел')] },
    { kind: 'paragraph', id: 'p', runs: [text('Слово <b> & «кавычки» #set \\ $x$ остаются словами.')] },
    {
      ...{ kind: 'table', id: 't', caption: 'Длинная', empty: '' },
      columns: [
        { header: '№', width: 10, align: 'center' },
        { header: 'Школа с головным названием', width: 60, align: 'left' },
        { header: 'Доля', width: 30, align: 'center' },
      ],
      rows: rows(120),
    },
    { kind: 'signature', id: 's' },
  ],
  ...{ figures: [], inputsSha256: '' },
}
