import { PassThrough, type Readable } from 'node:stream'
import ExcelJS from 'exceljs'
import { sql } from 'kysely'
import { visibleSchools } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { listActiveCounts } from '../results/counts.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import { listProcedures, type ProcedureNames } from '../results/procedure-queries.ts'
import { rowSignature, TEMPLATE_COLUMNS, type TemplateColumn } from './formats/template-columns.ts'
import type { Cell } from './model.ts'
import { numberText } from './read-table/xlsx-values.ts'

export const templateName = (schoolYear: number): string => `Результаты школ ${schoolYear}.xlsx`

interface SchoolLine {
  id: number
  code: string
  name: string
  municipality: string
}

/** Lines below the numbers, for what the register does not hold yet. */
const EMPTY_ROWS = 1000
const WIDTHS: Partial<Record<TemplateColumn, number>> = {
  procedure: 18,
  procedureName: 34,
  municipality: 28,
  school: 16,
  schoolName: 44,
}
/** Columns that say which number it is: locked where a number stands already. */
const KEYS: ReadonlySet<TemplateColumn> = new Set([
  'year',
  'procedure',
  'procedureName',
  'municipality',
  'school',
  'schoolName',
  'given',
])

/**
 * The active numbers of a region's year as a workbook to be edited and read back: locked headers and keys, lists to choose
 * from, whole numbers only. Texts are typed as texts, so nothing in them runs as a formula. Only schools the actor may see.
 */
export async function writeTemplate(
  db: Db,
  actor: Actor,
  regionId: number,
  schoolYear: number,
): Promise<Readable> {
  const region = await db.selectFrom('regions').select('name').where('id', '=', regionId).executeTakeFirst()
  if (!region) throw new Problem('place/not-found', 'Такого региона нет.')
  const { rows: schools } = await sql<SchoolLine>`
    select s.id, s.code, s.name, m.name as municipality from schools s join municipalities m on m.id = s.municipality_id
    where s.region_id = ${regionId} and ${visibleSchools(actor, sql.ref('s.id'))} order by m.name, s.name, s.id`.execute(
    db,
  )
  const counts = await listActiveCounts(db, regionId, { from: schoolYear, to: schoolYear })
  const procedures = await listProcedures(db)
  const lines = linesOf(schools, counts, procedures)
  const stream = new PassThrough()
  const title = `Результаты школ: ${region.name}, ${schoolYear - 1}/${String(schoolYear % 100).padStart(2, '0')} учебный год`
  writeBook(stream, { title, lines, schools, procedures }).catch((error: unknown) =>
    stream.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  return stream
}

type Line = Partial<Record<TemplateColumn, string | number | null>>

/** One line per school and procedure; shares only where no count is known behind them. */
function linesOf(
  schools: SchoolLine[],
  counts: SchoolProcedureCount[],
  procedures: ProcedureNames[],
): Line[] {
  const bySchool = new Map<number, SchoolProcedureCount[]>()
  for (const count of counts) bySchool.set(count.schoolId, [...(bySchool.get(count.schoolId) ?? []), count])
  const order = new Map(procedures.map(({ code }, index) => [code, index]))
  const names = new Map(procedures.map(({ code, name }) => [code, name]))
  return schools.flatMap((school) =>
    (bySchool.get(school.id) ?? [])
      .toSorted((a, b) => (order.get(a.procedure) ?? 0) - (order.get(b.procedure) ?? 0))
      .map((count) => {
        const line: Line = {
          year: count.schoolYear,
          procedure: count.procedure,
          procedureName: names.get(count.procedure) ?? count.procedure,
          municipality: school.municipality,
          school: school.code,
          schoolName: school.name,
          participants: count.participants,
          mark2: count.marks?.[2] ?? null,
          mark3: count.marks?.[3] ?? null,
          mark4: count.marks?.[4] ?? null,
          mark5: count.marks?.[5] ?? null,
          // «2» says it already; beside the marks the two would only have to be kept in step.
          low: count.marks === null ? count.low : null,
          high: count.marks === null ? count.high : null,
          lowShare: count.low === null && count.lowShare !== null ? count.lowShare / 100 : null,
          highShare: count.high === null && count.highShare !== null ? count.highShare / 100 : null,
          meanScore: count.meanScore === null ? null : Number(count.meanScore.toPrecision(15)),
        }
        return { ...line, given: rowSignature((column) => cellOf(line[column] ?? null)) }
      }),
  )
}

/** A value as the reader will find it again. */
function cellOf(value: string | number | null): Cell | undefined {
  if (value === null) return undefined
  return typeof value === 'number'
    ? { text: numberText(String(value))!, kind: 'number' }
    : { text: value, kind: 'text' }
}

interface Book {
  title: string
  lines: Line[]
  schools: SchoolLine[]
  procedures: ProcedureNames[]
}

const HEADER_ROW = 3

async function writeBook(stream: PassThrough, { title, lines, schools, procedures }: Book): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ stream, useStyles: true, useSharedStrings: false })
  const sheet = book.addWorksheet('Результаты', { views: [{ state: 'frozen', ySplit: HEADER_ROW }] })
  sheet.columns = TEMPLATE_COLUMNS.map(({ id }) => ({
    width: WIDTHS[id] ?? 13,
    hidden: id === 'given',
    style: { protection: { locked: false } },
  }))
  await sheet.protect('', { selectLockedCells: true, formatColumns: true, sort: true, autoFilter: true })
  addLocked(sheet, [title], { bold: true, size: 13 })
  addLocked(sheet, [
    'Меняйте числа и дописывайте строки снизу: процедура и школа выбираются из списка. Изменённые строки станут новым источником, остальные не тронут ничего.',
  ])
  addLocked(
    sheet,
    TEMPLATE_COLUMNS.map((column) => column.headers[0]!),
    { bold: true },
  )
  addValidations(sheet, HEADER_ROW + lines.length + EMPTY_ROWS, schools.length, procedures.length)
  for (const line of lines) {
    const row = sheet.addRow(TEMPLATE_COLUMNS.map(({ id }) => line[id] ?? null))
    TEMPLATE_COLUMNS.forEach(({ id }, index) => {
      if (KEYS.has(id)) row.getCell(index + 1).protection = { locked: true }
    })
    row.commit()
  }
  sheet.commit()
  addList(book, 'Процедуры', [
    ['Код процедуры', 'Процедура'],
    ...procedures.map(({ code, name }) => [code, name]),
  ])
  addList(book, 'Школы', [
    ['Код школы', 'Школа', 'Муниципалитет'],
    ...schools.map(({ code, name, municipality }) => [code, name, municipality]),
  ])
  await book.commit()
}

function addLocked(sheet: ExcelJS.Worksheet, cells: string[], font: Partial<ExcelJS.Font> = {}): void {
  const row = sheet.addRow(cells)
  row.font = font
  for (let index = 1; index <= TEMPLATE_COLUMNS.length; index++)
    row.getCell(index).protection = { locked: true }
  row.commit()
}

function addList(book: ExcelJS.stream.xlsx.WorkbookWriter, name: string, rows: string[][]): void {
  const sheet = book.addWorksheet(name, { views: [{ state: 'frozen', ySplit: 1 }] })
  sheet.columns = [{ width: 20 }, { width: 48 }, { width: 30 }]
  for (const cells of rows) sheet.addRow(cells).commit()
  sheet.commit()
}

/** Excel itself refuses what the import would: a code that is on no list, a count that is not whole, a share over 100. */
function addValidations(sheet: ExcelJS.Worksheet, last: number, schools: number, procedures: number): void {
  // The typings leave out what every worksheet has.
  const { dataValidations } = sheet as unknown as {
    dataValidations: { add(range: string, rule: ExcelJS.DataValidation): void }
  }
  const add = (id: TemplateColumn, rule: Omit<ExcelJS.DataValidation, 'allowBlank' | 'showErrorMessage'>) => {
    const column = sheet.getColumn(TEMPLATE_COLUMNS.findIndex((candidate) => candidate.id === id) + 1).letter
    const range = `${column}${HEADER_ROW + 1}:${column}${last}`
    dataValidations.add(range, {
      ...rule,
      allowBlank: true,
      showErrorMessage: true,
      errorTitle: 'Траектория',
    })
  }
  const list = (formula: string, error: string) => ({ type: 'list' as const, formulae: [formula], error })
  add('procedure', list(`'Процедуры'!$A$2:$A$${procedures + 1}`, 'Выберите код с листа «Процедуры».'))
  add('school', list(`'Школы'!$A$2:$A$${Math.max(2, schools + 1)}`, 'Выберите код с листа «Школы».'))
  const whole = { type: 'whole' as const, operator: 'between' as const, error: 'Нужно целое число.' }
  for (const id of ['participants', 'mark2', 'mark3', 'mark4', 'mark5', 'low', 'high'] as const)
    add(id, { ...whole, formulae: [id === 'participants' ? 1 : 0, 1_000_000] })
  const share = {
    type: 'decimal' as const,
    operator: 'between' as const,
    error: 'Нужен процент от 0 до 100.',
  }
  for (const id of ['lowShare', 'highShare'] as const) add(id, { ...share, formulae: [0, 100] })
  add('year', { ...whole, error: 'Нужен год, например 2025.', formulae: [1990, 2100] })
  add('meanScore', { ...share, error: 'Нужен средний балл.', formulae: [0, 1000] })
}
