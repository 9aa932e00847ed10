import type { Format, RowProblem, SheetSample, Table } from '../../src/imports/model.ts'
import { fateOf, type RowFate, readSamples } from '../../src/imports/read-file.ts'
import { PROBLEMS, Problem } from '../../src/platform/problem.ts'
import type { AssessmentResult } from '../../src/results/model.ts'

export interface ReadRow {
  sheet: string
  rowNumber: number
  fate: RowFate
  results: AssessmentResult[]
  problems: RowProblem[]
}

/** A file read to its end, or the sentence it was refused with. */
export type Outcome =
  | { refused: { code: string; detail: string } }
  | { format: string; headerRows: Map<string, number>; rows: ReadRow[]; late: RowProblem[]; notes: string[] }

/** Reads a table as an import does, without a database. A Problem is an outcome; anything else that is thrown is a bug. */
export async function readFuzzed(
  open: () => Promise<Table> | Table,
  choose: (samples: SheetSample[]) => Format,
  fileName: string,
): Promise<Outcome> {
  try {
    const table = await open()
    const samples = await readSamples(table)
    const reader = choose(samples).open(samples, { schoolYear: 2026, fileName })
    const rows: ReadRow[] = []
    if (reader.survey !== undefined) for await (const row of table.rows()) reader.survey(row)
    for await (const row of table.rows()) {
      const parsed = reader.parse(row)
      const { results, problems } = parsed
      rows.push({ sheet: row.sheet, rowNumber: row.rowNumber, fate: fateOf(parsed), results, problems })
    }
    const late = reader.finish()
    const { format, sheets, notes } = reader.understanding
    const headerRows = new Map(sheets.map((sheet) => [sheet.name, Math.max(0, ...sheet.headerRows)]))
    return { format, headerRows, rows, late, notes }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    return { refused: { code: error.code, detail: error.message } }
  }
}

/** What must hold for any bytes at all; a sentence where it does not. */
export function faultOf(outcome: Outcome, people: RegExp): string | null {
  if ('refused' in outcome) {
    const { code, detail } = outcome.refused
    if (!(code in PROBLEMS) || code === 'import/failed') return `refused with an unknown code ${code}`
    if (!/^[А-ЯЁ«].*[.!?»]$/su.test(detail)) return `refused without a sentence: ${detail}`
    return /undefined|\[object|NaN/.test(detail) ? `a refusal speaks of the machine: ${detail}` : null
  }
  const said = JSON.stringify([outcome.late, outcome.notes, outcome.rows.map(({ problems }) => problems)])
  if (people.test(said)) return 'a problem or a note quotes a person'
  for (const row of outcome.rows) {
    for (const problem of row.problems)
      if (problem.expected === '' || problem.rowNumber < 1)
        return `a problem without a place or an expectation`
    for (const result of row.results) {
      const fault = faultOfResult(result)
      if (fault !== null) return `row ${row.rowNumber}: ${fault}`
    }
  }
  return null
}

const isCount = (value: number | null) => value === null || (Number.isSafeInteger(value) && value >= 0)

function faultOfResult(result: AssessmentResult): string | null {
  if (!Number.isInteger(result.schoolYear)) return 'a year that is no number'
  if (result.school.key === '') return 'a school without a key'
  for (const [field, value] of Object.entries(result))
    if (typeof value === 'number' && !Number.isFinite(value)) return `${field} is ${value}`
  if (result.level !== 'aggregate') return null
  const { participants, low, high, lowShare, highShare } = result
  if (!isCount(participants) || participants === 0) return `${participants} participants`
  for (const count of [low, high])
    if (!isCount(count) || (count ?? 0) > participants) return `${count} of ${participants}`
  for (const share of [lowShare, highShare])
    if (!isCount(share) || (share ?? 0) > 10_000) return `a share of ${share}`
  return null
}
