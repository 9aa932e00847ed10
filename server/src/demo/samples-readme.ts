import type { RowProblem } from '../imports/model.ts'

/** One thing spoilt on purpose, and what a person should be told about it. */
export interface Blemish {
  file: string
  row: number
  /** Spreadsheet letter; null where the whole row is meant. */
  column: string | null
  /** The problem of this row that the import must report; null where it is not a problem of a row. */
  code: RowProblem['code'] | null
  what: string
  reaction: string
}

const FILES: [file: string, about: string][] = [
  ['registry.xlsx', 'реестр школ района и справочник муниципалитетов с падежами (второй лист)'],
  ['vpr-2026-f1-ru-5.xlsx', 'Ф1 «Индивидуальные результаты»: ВПР, русский язык, 5 класс'],
  ['vpr-2026-f3-ma-6.xlsx', 'Ф3 «Статистика по отметкам»: ВПР, математика, 6 класс'],
  [
    'vpr-2026-long-table.csv',
    'региональная таблица отметок, Windows-1251, точка с запятой, десятичные запятые',
  ],
  ['oge-2026.xlsx', 'сводная таблица ОГЭ; читается по описанию `oge-mapping.json`'],
  ['ege-2026.xlsx', 'сводная таблица ЕГЭ; читается по описанию `ege-mapping.json`'],
]

/** The page beside the samples: what each file is, how to try it, and where it is spoilt on purpose. */
export const samplesReadme = (blemishes: Blemish[], municipality: string): string =>
  [
    '# Образцы файлов',
    '',
    `Здесь нет ни одной настоящей школы: ${municipality} и всё остальное придуманы. Школы те же, что в демонстрационной области,`,
    'результаты — за 2026 год, которого в ней ещё нет. Файлы можно загрузить на странице «Загрузка» или командой:',
    '',
    '```',
    'npx traektoria import samples/vpr-2026-f1-ru-5.xlsx --year 2026',
    'npx traektoria import samples/oge-2026.xlsx --year 2026 --mapping samples/oge-mapping.json',
    '```',
    '',
    '| файл | что это |',
    '|---|---|',
    ...FILES.map(([file, about]) => `| \`${file}\` | ${about} |`),
    '',
    '## Испорчено нарочно',
    '',
    '| файл | строка | столбец | что не так | что должно получиться |',
    '|---|---|---|---|---|',
    ...blemishes.map(
      ({ file, row, column, what, reaction }) =>
        `| \`${file}\` | ${row} | ${column ?? '—'} | ${what} | ${reaction} |`,
    ),
    '',
    'Файлы и эту страницу пишет `node scripts/make-samples.mjs`; повторный запуск даёт те же байты.',
    '',
  ].join('\n')
