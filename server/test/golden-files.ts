import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import exceljs from 'exceljs'
import { z } from 'zod'
import { detectFormat } from '../src/imports/formats/list-formats.ts'
import { mappedFormat } from '../src/imports/formats/mapped-table.ts'
import { parseMapping } from '../src/imports/formats/mapping.ts'
import type { Format, SheetSample } from '../src/imports/model.ts'

/** Where invented twins of every kind of file stand, a folder a format. */
export const GOLDEN = join(import.meta.dirname, '../src/imports/formats/golden')

const CellValue = z.union([
  z.string(),
  z.number(),
  z.boolean(),
  z.null(),
  z.strictObject({ percent: z.number() }),
  z.strictObject({ error: z.string() }),
  z.strictObject({ date: z.string() }),
  z.strictObject({ formula: z.string(), result: z.number().optional() }),
])
const Workbook = z.strictObject({
  sheets: z.array(
    z.strictObject({
      name: z.string(),
      hidden: z.boolean().optional(),
      rows: z.array(z.array(CellValue)),
      merges: z.array(z.string()).optional(),
    }),
  ),
})

const toExcel = (value: z.infer<typeof CellValue>): exceljs.CellValue => {
  if (value === null || typeof value !== 'object') return value
  if ('formula' in value) return value
  if ('error' in value) return { error: value.error } as exceljs.CellErrorValue
  return 'date' in value ? new Date(value.date) : value.percent
}

const workbookBytes = async (description: z.infer<typeof Workbook>): Promise<Buffer> => {
  const workbook = new exceljs.Workbook()
  for (const { name, hidden, rows, merges } of description.sheets) {
    const sheet = workbook.addWorksheet(name, { state: hidden ? 'hidden' : 'visible' })
    rows.forEach((row, rowIndex) => {
      row.forEach((value, columnIndex) => {
        if (value === null) return
        const cell = sheet.getCell(rowIndex + 1, columnIndex + 1)
        cell.value = toExcel(value)
        if (typeof value === 'object' && 'percent' in value) cell.numFmt = '0.00%'
      })
    })
    for (const range of merges ?? []) sheet.mergeCells(range)
  }
  return Buffer.from(await workbook.xlsx.writeBuffer())
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

export interface GoldenFile {
  folder: string
  name: string
  /** As it stands in the folder: `case.csv` or `case.xlsx.json`. */
  file: string
  bytes(): Promise<Buffer>
  /** How it is read: by its mapping where it has one, else by what recognises it. */
  choose(samples: SheetSample[]): Format
}

/** Every case of every format. */
export const listGoldenFiles = (): GoldenFile[] =>
  readdirSync(GOLDEN).flatMap((folder) =>
    readdirSync(join(GOLDEN, folder)).flatMap((file): GoldenFile[] => {
      const name = /^(.*)\.(csv|xls|xlsx\.json)$/.exec(file)?.[1]
      if (name === undefined) return []
      const path = join(GOLDEN, folder, file)
      const mapping = join(GOLDEN, folder, `${name}.mapping.json`)
      return [
        {
          folder,
          name,
          file,
          bytes: async () =>
            file.endsWith('.json') ? workbookBytes(Workbook.parse(readJson(path))) : readFileSync(path),
          choose: existsSync(mapping)
            ? () => mappedFormat(parseMapping(readJson(mapping)))
            : (samples) => detectFormat(samples),
        },
      ]
    }),
  )
