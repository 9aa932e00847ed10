import type {
  FileUnderstanding,
  Format,
  ParsedRow,
  RowProblem,
  SheetSample,
  TableSource,
} from '../src/imports/model.ts'
import { readSamples } from '../src/imports/read-file.ts'
import { openTable } from '../src/imports/read-table/open-table.ts'
import type { AssessmentResult } from '../src/results/model.ts'

export interface WholeFile {
  understanding: FileUnderstanding
  results: AssessmentResult[]
  problems: RowProblem[]
  /** Rows by what became of them: `taken`, `rejected`, or the reason they were passed over. */
  rows: Record<string, number>
}

/** Reads a whole file through a format, as the import does, without a database. */
export const readWholeFile = async (
  source: TableSource,
  choose: (samples: SheetSample[]) => Format,
  schoolYear: number,
): Promise<WholeFile> => {
  const table = await openTable(source)
  const samples = await readSamples(table)
  const reader = choose(samples).open(samples, { schoolYear, fileName: source.fileName })
  const file: WholeFile = { understanding: reader.understanding, results: [], problems: [], rows: {} }
  if (reader.survey !== undefined) for await (const row of table.rows()) reader.survey(row)
  for await (const row of table.rows()) {
    const parsed = reader.parse(row)
    file.results.push(...parsed.results)
    file.problems.push(...parsed.problems)
    const fate = fateOf(parsed)
    file.rows[fate] = (file.rows[fate] ?? 0) + 1
  }
  file.problems.push(...reader.finish())
  return file
}

const fateOf = (parsed: ParsedRow): string => {
  if (parsed.results.length > 0) return 'taken'
  return parsed.problems.some((problem) => problem.severity === 'rejected')
    ? 'rejected'
    : (parsed.skip ?? 'nothing')
}
