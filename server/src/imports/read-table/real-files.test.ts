import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { readAll } from '../../../test/table-source.ts'
import { guessHeaderRows, joinHeader } from './header.ts'
import { openTable } from './open-table.ts'

const folder = fileURLToPath(new URL('../../../../../shared/data/', import.meta.url))
const isThere = existsSync(folder)
if (!isThere) console.log('real files: skipped, there is no folder ../shared/data beside the project')
const files = isThere
  ? readdirSync(folder, { recursive: true })
      .map(String)
      .filter((name) => /\.(csv|xlsx)$/.test(name))
  : []
const open = (name: string) => openTable({ path: folder + name, fileName: name })

// Non-empty rows as Python counts them: its csv module, or its XML parser over the sheets (with the filled cells).
const CSV_ROWS: Record<string, number> = {
  'ru-ege-moscow-2016/data-9722-2016-10-31.csv': 627,
  'ru-ege-moscow-2016/data-20130909T0800.csv': 1231,
  'uk-ks2-hants-surrey/2016-850-ks2.csv': 332,
  'uk-ks2-hants-surrey/2018-936-ks2.csv': 243,
  'uk-chem97/chem97.csv': 31023,
  'us-star/STAR.csv': 11599,
  'bg-nvo-dzi/dzi-2016-f1ae52dc-0d5e-4d53-aa7f-654a8579c07d.csv': 992,
  'bg-nvo-dzi/nvo-7-2023-a9b1a68e-ecbb-4cff-8822-3d068ba7dc49.csv': 1741,
  'pisa-nld-2003-pupil-survey/pisa_nld.csv': 3993,
}
const XLSX_ROWS: Record<string, [rows: number, cells: number]> = {
  'bg-ruo-sofia-xlsx/20210622-classes.xlsx': [386, 4480],
  'bg-ruo-sofia-xlsx/20220711-minmax.xlsx': [390, 4253],
  'bg-ruo-sofia-xlsx/20230712-minmax.xlsx': [410, 4472],
  'bg-ruo-sofia-xlsx/20230719-minmax.xlsx': [408, 4866],
  'bg-ruo-sofia-xlsx/20250721-minmax.xlsx': [389, 4252],
  'uk-ks2-hants-surrey/meta/abbreviations_2018-2019.xlsx': [79, 134],
}

describe.skipIf(!isThere)('real files', () => {
  it.each(files)('%s opens and gives rows of text without broken letters', async (name) => {
    const table = await open(name)
    const rows = await readAll(table)
    expect(rows.length).toBeGreaterThan(10)
    if (table.kind === 'csv') expect(table.encoding).toBe('utf-8')
    expect(JSON.stringify(rows)).not.toContain('\uFFFD')
  })

  it.each(Object.entries(CSV_ROWS))('%s has %i rows', async (name, count) => {
    expect(await readAll(await open(name))).toHaveLength(count)
  })

  it.each(Object.entries(XLSX_ROWS))(
    '%s has as many rows and filled cells as Python counts',
    async (name, counts) => {
      const rows = await readAll(await open(name))
      const cells = rows.flatMap((row) => row.cells).filter((cell) => cell !== undefined)
      expect([rows.length, cells.length]).toEqual(counts)
    },
  )

  it.each([
    ['bg-nvo-dzi/nvo-7-2023-a9b1a68e-ecbb-4cff-8822-3d068ba7dc49.csv', 5, 7, 'МАТ → Ср. успех в точки'],
    ['bg-nvo-dzi/nvo-7-2018-025f06e2-5676-47d0-a08a-bc8bf56916a7.csv', 4, 5, 'Явили се БЕЛ'],
    ['bg-ruo-sofia-xlsx/20230719-minmax.xlsx', 4, 7, 'Максимален бал → Жени'],
    ['bg-ruo-sofia-xlsx/20210622-classes.xlsx', 3, 4, 'Код на паралелката'],
    ['uk-ks2-hants-surrey/2017-850-ks2.csv', 1, 2, 'PTREAD_EXP'],
    ['ru-ege-moscow-2016/data-9722-2016-10-31.csv', 1, 2, 'PASSED_NUMBER_FULL'],
  ])('the header of %s is found and joined', async (name, from, dataFrom, header) => {
    const table = await open(name)
    const sheet = table.sheets[0]!.name
    const rows = await readAll(table, sheet)
    const merges = await table.merges(sheet)
    const found = guessHeaderRows({ sheet, rows, merges })
    expect(found).toMatchObject({ from, dataFrom })
    expect(joinHeader(rows, merges, found!.from, found!.to).map((column) => column.header)).toContain(header)
  })
})
