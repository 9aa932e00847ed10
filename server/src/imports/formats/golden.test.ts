import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import exceljs from 'exceljs'
import { afterAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { readWholeFile } from '../../../test/read-whole-file.ts'
import { Problem } from '../../platform/problem.ts'
import { detectFormat } from './list-formats.ts'
import { mappedFormat } from './mapped-table.ts'
import { parseMapping } from './mapping.ts'

/**
 * A case is a file in golden/<format>/: `case.csv`, or `case.xlsx.json` that describes a workbook, with `case.mapping.json`
 * where it is read by a mapping. What it must give stands beside it in `case.expected.json`; a new case gets one on its
 * first run, to be read by a person before it is committed (vitest --update rewrites them).
 */
const GOLDEN = join(import.meta.dirname, 'golden')
const SCHOOL_YEAR = 2026
const work = mkdtempSync(join(tmpdir(), 'traektoria-golden-'))
afterAll(() => rmSync(work, { recursive: true, force: true }))

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

const writeWorkbook = async (description: z.infer<typeof Workbook>, path: string): Promise<void> => {
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
  await workbook.xlsx.writeFile(path)
}

const readJson = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'))

const readCase = async (folder: string, file: string, name: string): Promise<unknown> => {
  const source = join(GOLDEN, folder, file)
  const path = file.endsWith('.csv') ? source : join(work, `${folder}-${name}.xlsx`)
  if (path !== source) await writeWorkbook(Workbook.parse(readJson(source)), path)
  const mapping = join(GOLDEN, folder, `${name}.mapping.json`)
  try {
    const choose = existsSync(mapping) ? () => mappedFormat(parseMapping(readJson(mapping))) : detectFormat
    const { understanding, results, problems, rows } = await readWholeFile(
      { path, fileName: file },
      choose,
      SCHOOL_YEAR,
    )
    const { format, yearsInFile, procedures, notes } = understanding
    return {
      format,
      yearsInFile,
      procedures: procedures.map(({ code }) => code),
      notes,
      rows,
      results,
      problems,
    }
  } catch (error) {
    if (error instanceof Problem) return { refused: error.code, detail: error.detail }
    throw error
  }
}

/** One result and one problem a line: a person reads these files. */
const print = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const lines = Object.entries(value).map(([key, inner]) => {
    if (!Array.isArray(inner) || inner.length === 0)
      return `  ${JSON.stringify(key)}: ${JSON.stringify(inner)}`
    return `  ${JSON.stringify(key)}: [\n${inner.map((item) => `    ${JSON.stringify(item)}`).join(',\n')}\n  ]`
  })
  return `{\n${lines.join(',\n')}\n}\n`
}

const cases = readdirSync(GOLDEN).flatMap((folder) =>
  readdirSync(join(GOLDEN, folder)).flatMap((file) => {
    const name = /^(.*)\.(csv|xlsx\.json)$/.exec(file)?.[1]
    return name === undefined ? [] : [{ folder, file, name }]
  }),
)

describe('a file of each kind, read to the end', () => {
  test.each(cases)('$folder/$name gives what its expected.json says', async ({ folder, file, name }) => {
    await expect(print(await readCase(folder, file, name))).toMatchFileSnapshot(
      join(GOLDEN, folder, `${name}.expected.json`),
    )
  })

  test('has no expectation without a file', () => {
    const known = new Set(cases.map(({ folder, name }) => `${folder}/${name}`))
    const orphans = readdirSync(GOLDEN).flatMap((folder) =>
      readdirSync(join(GOLDEN, folder))
        .filter((file) => file.endsWith('.expected.json'))
        .map((file) => `${folder}/${file.slice(0, -'.expected.json'.length)}`)
        .filter((name) => !known.has(name)),
    )
    expect(orphans).toEqual([])
  })

  test('never lets personal data out: results, problems and notes of every case are without the names in it', async () => {
    const people = /Мухоморов|Незабудкин|Петрович|Аделаида|4510|123-456-789|12\.03\.2014|2014-03-12/
    const withPeople = cases.filter(({ folder, file }) =>
      people.test(readFileSync(join(GOLDEN, folder, file), 'utf8')),
    )
    expect(withPeople.length).toBeGreaterThanOrEqual(3)
    for (const { folder, file, name } of withPeople) {
      expect(JSON.stringify(await readCase(folder, file, name))).not.toMatch(people)
    }
  })
})
