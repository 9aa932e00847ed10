import { Problem } from '../platform/problem.ts'
import { withoutPersonal } from './formats/personal-columns.ts'
import type { FormatReader, SheetSample, SourceRow, Table } from './model.ts'

/** Rows a format may look at before it says whether the file is its kind. */
const SAMPLE_ROWS = 60

/** The beginning of every visible sheet, without what stands in columns of personal data. */
export async function readSamples(table: Table): Promise<SheetSample[]> {
  const samples: SheetSample[] = []
  for (const sheet of table.sheets) {
    if (sheet.hidden) continue
    const rows: SourceRow[] = []
    for await (const row of table.rows(sheet.name)) {
      rows.push(row)
      if (rows.length >= SAMPLE_ROWS) break
    }
    samples.push(withoutPersonal({ sheet: sheet.name, rows, merges: await table.merges(sheet.name) }))
  }
  if (samples.every((sample) => sample.rows.length === 0))
    throw new Problem(
      'import/nothing-accepted',
      'В файле нет ни одной заполненной строки. Проверьте, тот ли файл выбран.',
    )
  return samples
}

export type RowFate =
  | 'accepted'
  | 'rejected'
  | 'header'
  | 'section'
  | 'total'
  | 'filtered'
  | 'blank'
  | 'unchanged'

/** What became of a row: exactly one fate, so that accepted + rejected + passed over = read. */
export function fateOf(parsed: ReturnType<FormatReader['parse']>): RowFate {
  if (parsed.results.length > 0) return 'accepted'
  if (parsed.problems.some((problem) => problem.severity === 'rejected')) return 'rejected'
  return parsed.skip ?? 'blank'
}
