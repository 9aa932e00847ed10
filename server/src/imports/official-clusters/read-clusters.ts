import { normaliseIdentifier } from '../../places/normalise-identifier.ts'
import { Problem } from '../../platform/problem.ts'
import type { SourceSchoolRef } from '../../results/model.ts'
import type { RowProblem, SourceRow, Table } from '../model.ts'
import { CellReader } from '../registry/registry-cells.ts'
import { recognise } from '../registry/registry-columns.ts'

export interface ClusterRow {
  school: SourceSchoolRef
  schoolYear: number
  /** 3 сильно > 2 умеренно > 1 базово > 0 not in the list. [source: Кахун] */
  cluster: 0 | 1 | 2 | 3
  sheet: string
  rowNumber: number
}

export interface ClusterReading {
  rows: ClusterRow[]
  problems: RowProblem[]
  rowsRead: number
}

const COLUMNS = {
  edu: ['логин фис око', 'логин оо', 'логин'],
  code: ['код оо', 'код школы', 'код'],
  name: ['наименование оо', 'наименование', 'школа', 'название', 'образовательная организация', 'оо'],
  municipality: ['муниципалитет', 'муниципальное образование', 'район'],
  year: ['учебный год', 'год'],
  cluster: ['кластер', 'категория', 'группа'],
} as const
type Column = keyof typeof COLUMNS

const HEADER_WITHIN_ROWS = 20

/**
 * Reads official labels: a table with a school (login, code or name), a cluster in words or as 0–3, and perhaps a year.
 * @throws Problem 'import/format-unknown' where no sheet has such a header
 */
export async function readClusters(
  table: Table,
  fileName: string,
  schoolYear: number,
): Promise<ClusterReading> {
  const reading: ClusterReading = { rows: [], problems: [], rowsRead: 0 }
  let isRecognised = false
  for (const sheet of table.sheets) {
    if (sheet.hidden) continue
    let columns: Map<Column, number> | undefined
    let headers = new Map<Column, string>()
    let looked = 0
    for await (const row of table.rows(sheet.name)) {
      if (columns) {
        reading.rowsRead += 1
        readRow(row, columns, headers, schoolYear, reading)
      } else if (looked++ < HEADER_WITHIN_ROWS) {
        columns = headerOf(row)
        if (columns)
          headers = new Map([...columns].map(([column, index]) => [column, row.cells[index]?.text ?? column]))
      } else break
    }
    isRecognised ||= columns !== undefined
  }
  if (!isRecognised)
    throw new Problem(
      'import/format-unknown',
      `В файле «${fileName}» нет строки заголовков: нужны столбцы «Кластер» и «Логин», «Код» или «Наименование» школы.`,
    )
  return reading
}

function headerOf(row: SourceRow): Map<Column, number> | undefined {
  const found = recognise(
    COLUMNS,
    row.cells.map((cell) => cell?.text),
  )
  const hasSchool = found.has('edu') || found.has('code') || found.has('name')
  return found.has('cluster') && hasSchool ? found : undefined
}

function readRow(
  row: SourceRow,
  columns: Map<Column, number>,
  headers: Map<Column, string>,
  schoolYear: number,
  reading: ClusterReading,
): void {
  const cells = new CellReader(row, columns, headers)
  const cluster = cells.choice(
    'cluster',
    readCluster,
    '«сильно», «умеренно», «базово», «не в перечне» или число от 0 до 3',
  )
  const year = columns.has('year')
    ? cells.choice('year', readSchoolYear, 'учебный год: 2025 или 2024/25')
    : schoolYear
  const school = readSchool(cells)
  if (school === undefined)
    reading.problems.push(rejected(row, null, 'school-key-missing', 'логин, код или название школы'))
  if (cluster === null && cells.problems.length === 0)
    reading.problems.push(rejected(row, headers.get('cluster') ?? null, 'cell-missing', 'кластер школы'))
  if (year === null && cells.text('year') === null)
    reading.problems.push(rejected(row, headers.get('year') ?? null, 'cell-missing', 'учебный год'))
  reading.problems.push(...cells.problems.map((problem) => ({ ...problem, severity: 'rejected' as const })))
  if (school === undefined || cluster === null || year === null) return
  reading.rows.push({ school, schoolYear: year, cluster, sheet: row.sheet, rowNumber: row.rowNumber })
}

function readSchool(cells: CellReader<Column>): SourceSchoolRef | undefined {
  const name = cells.text('name')
  const rest = { name, municipality: cells.text('municipality'), municipalityCode: null }
  for (const kind of ['edu', 'code'] as const) {
    const key = normaliseIdentifier(kind, cells.text(kind) ?? '')
    if (key !== null) return { keyKind: kind, key, ...rest }
  }
  return name === null ? undefined : { keyKind: 'name', key: name, ...rest }
}

/** A school year is named by the year it ends: «2025», «2024/25», «2024–2025». */
function readSchoolYear(text: string): number | null {
  const years = /^(20\d{2})(?:\.0)?(?:\s*[/–-]\s*(?:20)?(\d{2}))?(?:\s*(?:г|уч).*)?$/i.exec(text)
  if (!years) return null
  const [, first, last] = years
  if (last === undefined) return Number(first)
  return Number(last) === (Number(first) + 1) % 100 ? Number(first) + 1 : null
}

function readCluster(text: string): ClusterRow['cluster'] | null {
  const word = text.toLowerCase().trim()
  if (/^[0-3](?:\.0)?$/.test(word)) return Number.parseInt(word, 10) as ClusterRow['cluster']
  if (/^сильно/.test(word)) return 3
  if (/^умеренно/.test(word)) return 2
  if (/^базово/.test(word)) return 1
  return /^(не в перечне|вне перечня|не входит|вышла)/.test(word) ? 0 : null
}

const rejected = (
  row: SourceRow,
  column: string | null,
  code: RowProblem['code'],
  expected: string,
): RowProblem => ({
  sheet: row.sheet,
  rowNumber: row.rowNumber,
  column,
  code,
  given: null,
  expected,
  severity: 'rejected',
})
