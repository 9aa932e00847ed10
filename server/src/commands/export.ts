import { createWriteStream } from 'node:fs'
import { extname, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { LOCAL_OPERATOR } from '../accounts/access.ts'
import { readTable } from '../exports/read-table.ts'
import { type ExportRequest, planTable } from '../exports/tables.ts'
import { EXPORT_FORMATS, type ExportFormat, writeTable } from '../exports/write-table.ts'
import { systemClock } from '../platform/clock.ts'
import { counted } from '../platform/russian.ts'
import type { Ground } from './open-ground.ts'
import { chooseRegion } from './regions.ts'

export interface ExportArguments {
  table: ExportRequest['table']
  format: ExportFormat
  out: string
  region?: string | undefined
  years: number[]
  procedures: string[]
  listId?: number | undefined
}

/** The words of the command, checked before anything is opened. */
export function readExportArguments(
  rest: string[],
  values: Partial<Record<'format' | 'out' | 'list' | 'year' | 'procedure' | 'region', string>>,
): ExportArguments | { fault: string } {
  const tables = { results: 'results', schools: 'schools', list: 'list' } as const
  const table = tables[(rest[0] ?? 'results') as keyof typeof tables]
  if (rest.length > 1 || !table) return { fault: 'Укажите таблицу: export results, schools или list.' }
  const { out } = values
  if (out === undefined)
    return { fault: 'Укажите, куда записать таблицу: --out ФАЙЛ.csv, .xlsx или .parquet.' }
  const format = EXPORT_FORMATS.find(
    (known) => known === (values.format ?? extname(out).slice(1).toLowerCase()),
  )
  if (!format) return { fault: 'Вид файла — xlsx, csv или parquet: по окончанию имени или ключом --format.' }
  if (table === 'list' && !/^\d+$/.test(values.list ?? ''))
    return { fault: 'Укажите номер перечня: --list НОМЕР.' }
  const years = (values.year ?? '').split(',').filter(Boolean).map(Number)
  if (years.some((year) => !Number.isInteger(year)))
    return { fault: `Годы «${values.year}» не подходят: нужны 2025 или 2024,2025.` }
  const procedures = (values.procedure ?? '').split(',').filter(Boolean)
  const listId = values.list === undefined ? undefined : Number(values.list)
  return { table, format, out, region: values.region, years, procedures, listId }
}

/** Writes a table to a file, the same one that the page «Выгрузка» gives. */
export async function exportCommand({ db }: Ground, args: ExportArguments): Promise<number> {
  const region = await chooseRegion(db, args.region)
  const table = await readTable(db, await planTable(db, LOCAL_OPERATOR, region.id, args))
  const out = resolve(args.out)
  try {
    await pipeline(writeTable(table, args.format, systemClock()), createWriteStream(out))
  } finally {
    await table.close()
  }
  process.stdout.write(`${args.out}: ${counted(await table.count(), ['строка', 'строки', 'строк'])}.\n`)
  return 0
}
