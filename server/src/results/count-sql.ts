import { existsSync } from 'node:fs'
import {
  type DuckDBConnection,
  type DuckDBDataChunk,
  type DuckDBDoubleVector,
  type DuckDBIntegerVector,
  DuckDBListVector,
} from '@duckdb/node-api'
import { cellsPath, literal, rowsOf } from './layout.ts'
import type { CountingRule, SourceCount } from './store-model.ts'

/** The rules become a small table, so that one pass counts every procedure by its own rule. */
export async function pupilCounts(
  connection: DuckDBConnection,
  path: string,
  rules: Map<string, CountingRule>,
): Promise<string> {
  await connection.run(
    'create or replace temp table rules (procedure varchar, low_mark integer, low_below double, high_marks integer[], high_from double)',
  )
  const values = [...rules].map(([procedure, { low, high }]) => {
    const lowMark = 'mark' in low ? String(low.mark) : 'null'
    const lowBelow = 'testScoreBelow' in low ? String(low.testScoreBelow) : 'null'
    const highMarks = high && 'marks' in high ? `[${high.marks.join(', ')}]` : 'null'
    const highFrom = high && 'testScoreFrom' in high ? String(high.testScoreFrom) : 'null'
    return `(${literal(procedure)}, ${lowMark}, ${lowBelow}, ${highMarks}, ${highFrom})`
  })
  if (values.length > 0) await connection.run(`insert into rules values ${values.join(', ')}`)
  return `
    with cells as (${await pupilCells(connection, path)}), judged as (
      select cells.*, coalesce(mark = low_mark, test_score < low_below) as is_low,
        coalesce(list_contains(high_marks, mark), test_score >= high_from) as is_high,
        coalesce(primary_score, test_score) as score
      from cells left join rules using (procedure)
    )
    select key_kind, key, procedure, school_year, sum(n)::integer as participants,
      case when bool_and(is_low is not null) then coalesce(sum(n) filter (is_low), 0) end::integer as low,
      case when bool_and(is_high is not null) then coalesce(sum(n) filter (is_high), 0) end::integer as high,
      null::integer as low_share, null::integer as high_share,
      case when bool_and(mark is not null) then coalesce(sum(n) filter (mark = 2), 0) end::integer as mark2,
      coalesce(sum(n) filter (mark = 3), 0)::integer as mark3, coalesce(sum(n) filter (mark = 4), 0)::integer as mark4,
      coalesce(sum(n) filter (mark = 5), 0)::integer as mark5,
      'exact' as count_basis, case when sum(sheets) = sum(n) then min(sheet) else '' end as sheet,
      min(row_number) as row_number, max(last_row) as last_row,
      coalesce(list(score) filter (score is not null), []) as scores,
      coalesce(list(n::integer) filter (score is not null), []) as score_counts
    from judged group by key_kind, key, procedure, school_year
    order by key_kind, key, procedure, school_year`
}

/**
 * Marks of pupils against the journal's, as the published comparison counts them: `participants` have a mark of the work,
 * the three sides only those who have both. A school nobody of which has both is left out.
 */
export async function pupilJournal(connection: DuckDBConnection, path: string): Promise<string> {
  const sum = (condition: string) => `coalesce(sum(n) filter (${condition}), 0)::integer`
  const rows = `(select *, 1 as n from ${rowsOf(path, 'pupil')})`
  return `select key_kind, key, procedure, school_year, sum(n)::integer as participants,
      ${sum('mark < journal_mark')} as lower, ${sum('mark = journal_mark')} as same,
      ${sum('mark > journal_mark')} as higher,
      min_by(sheet, row_number) as sheet, min(row_number) as row_number
    from ${(await writtenCells(connection, path)) ?? rows} where mark is not null
    group by key_kind, key, procedure, school_year having count(journal_mark) > 0`
}

/**
 * Pupils of a school with the same mark and points are counted together first: millions of rows become some tens for each
 * school and procedure, and all that follows is small. For a huge file that was done while it was written.
 */
async function pupilCells(connection: DuckDBConnection, path: string): Promise<string> {
  const cells = await writtenCells(connection, path)
  if (cells !== undefined) return `select *, n as sheets from ${cells}`
  return `select key_kind, key, procedure, school_year, mark, test_score, primary_score, count(*) as n,
      min(sheet) as sheet, count(sheet) as sheets, min(row_number) as row_number, max(row_number) as last_row
    from ${rowsOf(path, 'pupil')} group by all`
}

/** The cells beside a file of pupils, where they are there and speak of as many pupils. */
async function writtenCells(connection: DuckDBConnection, path: string): Promise<string | undefined> {
  if (!existsSync(cellsPath(path))) return undefined
  const cells = `read_parquet(${literal(cellsPath(path))})`
  const same = await connection.runAndReadAll(`
    select (select sum(n) from ${cells}) = (select num_rows from parquet_file_metadata(${literal(path)}))`)
  return same.getRows()[0]![0] === true ? `(select *, '' as sheet from ${cells})` : undefined
}

export function aggregateCounts(path: string): string {
  return `select key_kind, key, procedure, school_year, participants, low, high, low_share, high_share,
      mark2, mark3, mark4, mark5, mean_score, count_basis, sheet, row_number, null::integer as last_row
    from ${rowsOf(path, 'aggregate')} order by key_kind, key, procedure, school_year, sheet, row_number`
}

/** The rows of a piece of what these queries give. Cells are taken from the columns: objects of every row cost as much as the counting. */
export function* sourceCounts(chunk: DuckDBDataChunk, names: readonly string[]): Generator<SourceCount> {
  const columns = new Map(names.map((name, index) => [name, chunk.getColumnVector(index)]))
  const means = meanReader(columns.get('scores'), columns.get('score_counts'))
  for (let row = 0; row < chunk.rowCount; row++) {
    const cell = (name: string): unknown => columns.get(name)!.getItem(row)
    const integer = (name: string) => {
      const value = cell(name)
      return value === null ? null : Number(value)
    }
    const mark2 = integer('mark2')
    yield {
      keyKind: String(cell('key_kind')),
      key: String(cell('key')),
      procedure: String(cell('procedure')),
      schoolYear: Number(cell('school_year')),
      participants: Number(cell('participants')),
      low: integer('low'),
      high: integer('high'),
      lowShare: integer('low_share'),
      highShare: integer('high_share'),
      marks:
        mark2 === null
          ? null
          : { 2: mark2, 3: Number(cell('mark3')), 4: Number(cell('mark4')), 5: Number(cell('mark5')) },
      meanScore: means === undefined ? integer('mean_score') : means(row),
      countBasis: cell('count_basis') as SourceCount['countBasis'],
      sheet: String(cell('sheet')),
      rowNumber: Number(cell('row_number')),
      lastRow: integer('last_row'),
    }
  }
}

/** The mean of two lists of a row, scores and how many pupils have each; undefined where there are no such lists. */
function meanReader(scores: unknown, counts: unknown): ((row: number) => number | null) | undefined {
  if (!(scores instanceof DuckDBListVector && counts instanceof DuckDBListVector)) return undefined
  const scoreItems = scores.childVector as DuckDBDoubleVector
  const countItems = counts.childVector as DuckDBIntegerVector
  return (row) => {
    const length = scores.getEntryLength(row)
    if (length === 0) return null
    const [scoreAt, countAt] = [scores.getEntryOffset(row), counts.getEntryOffset(row)]
    return meanOf(
      length,
      (at) => scoreItems.getItem(scoreAt + at)!,
      (at) => countItems.getItem(countAt + at)!,
    )
  }
}

/**
 * The mean, added up in the order of scores, so that the last digit is always the same. One score may come twice: with two
 * marks, where a scale changed, or out of two groups of cells.
 */
function meanOf(length: number, scoreAt: (at: number) => number, countAt: (at: number) => number): number {
  // Some tens of scores, put in their places as they come: a map and a sort took most of the time of a count.
  const scores: number[] = []
  const counts: number[] = []
  for (let next = 0; next < length; next++) {
    const score = scoreAt(next)
    let at = scores.length
    while (at > 0 && scores[at - 1]! > score) at--
    if (at > 0 && scores[at - 1] === score) counts[at - 1]! += countAt(next)
    else {
      for (let from = scores.length; from > at; from--) {
        scores[from] = scores[from - 1]!
        counts[from] = counts[from - 1]!
      }
      scores[at] = score
      counts[at] = countAt(next)
    }
  }
  let sum = 0
  let n = 0
  for (let at = 0; at < scores.length; at++) {
    sum += scores[at]! * counts[at]!
    n += counts[at]!
  }
  return sum / n
}
