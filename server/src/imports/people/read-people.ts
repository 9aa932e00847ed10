import { foldText } from '../../places/fold-text.ts'
import { Problem } from '../../platform/problem.ts'
import type { RowProblem, SourceRow, Table } from '../model.ts'
import { CellReader } from '../registry/registry-cells.ts'

/** What the columns of the template are called; the first word of each stands in its header. */
export const PEOPLE_COLUMNS = {
  name: ['ФИО', 'Фамилия, имя, отчество', 'Имя'],
  email: ['Почта', 'Электронная почта', 'E-mail', 'Email'],
  role: ['Роль'],
  municipality: ['Муниципалитет'],
  school: ['Школа'],
  position: ['Должность'],
  phone: ['Телефон'],
  from: ['С', 'С какого дня'],
  until: ['По', 'По какой день'],
} as const
export type PeopleColumn = keyof typeof PEOPLE_COLUMNS

/** A row as it is written; nothing of it is looked up yet. Days are `2026-11-22`. */
export interface PersonLine {
  sheet: string
  rowNumber: number
  name: string
  email: string
  role: string
  municipality: string | null
  school: string | null
  position: string | null
  phone: string | null
  from: string | null
  until: string | null
}

const HEADER_WITHIN_ROWS = 20
/** More people than a region has schools are not invited by one file. */
export const MOST_PEOPLE = 2000

/**
 * Reads a list of people to invite: the first visible sheet with the columns ФИО, Почта and Роль.
 * @throws Problem 'import/format-unknown' where no sheet has them, 'request/invalid' where there are too many rows
 */
export async function readPeople(
  table: Table,
  fileName: string,
): Promise<{ lines: PersonLine[]; problems: RowProblem[] }> {
  for (const sheet of table.sheets) {
    if (sheet.hidden) continue
    let columns: Map<PeopleColumn, number> | undefined
    let looked = 0
    const lines: PersonLine[] = []
    const problems: RowProblem[] = []
    for await (const row of table.rows(sheet.name)) {
      if (columns === undefined) {
        if (looked++ >= HEADER_WITHIN_ROWS) break
        columns = columnsOf(row)
      } else if (row.cells.some((cell) => cell && cell.text.trim() !== '')) {
        const read = readLine(row, columns)
        if ('problems' in read) problems.push(...read.problems)
        else lines.push(read.line)
        if (lines.length > MOST_PEOPLE)
          throw new Problem('request/invalid', `В файле больше ${MOST_PEOPLE} строк: разделите его.`)
      }
    }
    if (columns !== undefined) return { lines, problems }
  }
  throw new Problem(
    'import/format-unknown',
    `В файле «${fileName}» нет строки заголовков: нужны столбцы «ФИО», «Почта» и «Роль». Возьмите образец.`,
  )
}

function columnsOf(header: SourceRow): Map<PeopleColumn, number> | undefined {
  const texts = header.cells.map((cell) => foldText(cell?.text ?? ''))
  const columns = new Map<PeopleColumn, number>()
  for (const [column, names] of Object.entries(PEOPLE_COLUMNS)) {
    const known = new Set(names.map(foldText))
    const at = texts.findIndex((text) => known.has(text))
    if (at >= 0) columns.set(column as PeopleColumn, at)
  }
  return columns.has('name') && columns.has('email') && columns.has('role') ? columns : undefined
}

function readLine(
  row: SourceRow,
  columns: Map<PeopleColumn, number>,
): { line: PersonLine } | { problems: RowProblem[] } {
  const headers = new Map([...columns.keys()].map((column) => [column, headerOf(column)]))
  const cells = new CellReader(row, columns, headers)
  const line = {
    sheet: row.sheet,
    rowNumber: row.rowNumber,
    name: cells.text('name') ?? '',
    email: (cells.text('email') ?? '').toLowerCase(),
    role: cells.text('role') ?? '',
    municipality: cells.text('municipality'),
    school: cells.text('school'),
    position: cells.text('position'),
    phone: cells.text('phone'),
    from: cells.date('from'),
    until: cells.date('until'),
  }
  const missing = (['name', 'email', 'role'] as const).filter((column) => line[column] === '')
  const problems = [
    ...cells.problems.map((problem) => ({ ...problem, severity: 'rejected' as const })),
    ...missing.map((column) => problemOf(line, column, null, 'заполненная ячейка', 'cell-missing')),
  ]
  return problems.length > 0 ? { problems } : { line }
}

export const headerOf = (column: PeopleColumn): string => PEOPLE_COLUMNS[column][0]

/** A cell for which the row is not taken. */
export const problemOf = (
  { sheet, rowNumber }: Pick<PersonLine, 'sheet' | 'rowNumber'>,
  column: PeopleColumn,
  given: string | null,
  expected: string,
  code: RowProblem['code'] = 'cell-out-of-range',
): RowProblem => ({
  ...{ sheet, rowNumber, column: headerOf(column), given, expected },
  code,
  severity: 'rejected',
})
