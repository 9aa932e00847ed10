import type { DuckDBConnection } from '@duckdb/node-api'
import { literal, rowsOf } from './layout.ts'
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
  // Pupils of a school with the same mark and points are counted together first: millions of rows become some tens for
  // each school and procedure, and all that follows is small.
  return `
    with cells as (
      select key_kind, key, procedure, school_year, mark, test_score, primary_score, count(*) as n,
        min(coalesce(sheet, '')) as sheet, min(row_number) as row_number, max(row_number) as last_row
      from ${rowsOf(path, 'pupil')} group by all
    ), judged as (
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
      'exact' as count_basis, min(sheet) as sheet, min(row_number) as row_number, max(last_row) as last_row,
      to_json(list([score, n]) filter (score is not null))::varchar as points
    from judged group by key_kind, key, procedure, school_year
    order by key_kind, key, procedure, school_year`
}

export function aggregateCounts(path: string): string {
  return `select key_kind, key, procedure, school_year, participants, low, high, low_share, high_share,
      mark2, mark3, mark4, mark5, mean_score, count_basis, sheet, row_number, null::integer as last_row
    from ${rowsOf(path, 'aggregate')} order by key_kind, key, procedure, school_year, sheet, row_number`
}

export function toSourceCount(row: Record<string, unknown>): SourceCount {
  const integer = (name: string) => (row[name] === null || row[name] === undefined ? null : Number(row[name]))
  const mark2 = integer('mark2')
  return {
    keyKind: String(row.key_kind),
    key: String(row.key),
    procedure: String(row.procedure),
    schoolYear: Number(row.school_year),
    participants: Number(row.participants),
    low: integer('low'),
    high: integer('high'),
    lowShare: integer('low_share'),
    highShare: integer('high_share'),
    marks:
      mark2 === null ? null : { 2: mark2, 3: Number(row.mark3), 4: Number(row.mark4), 5: Number(row.mark5) },
    ...(typeof row.points === 'string'
      ? pointsOf(JSON.parse(row.points) as [number, number][])
      : { meanScore: integer('mean_score'), histogram: null }),
    countBasis: row.count_basis as SourceCount['countBasis'],
    sheet: String(row.sheet),
    rowNumber: Number(row.row_number),
    lastRow: integer('last_row'),
  }
}

/** Texts of scores, which repeat from school to school: `6` is written `6.0`, as it always was in the register. */
const SCORE_TEXTS = new Map<number, string>()

function scoreText(score: number): string {
  const known = SCORE_TEXTS.get(score)
  if (known !== undefined) return known
  const text = Number.isInteger(score) ? score.toFixed(1) : String(score)
  if (SCORE_TEXTS.size < 10_000) SCORE_TEXTS.set(score, text)
  return text
}

/** How many pupils have each score, in the order of scores; added in that order too, so that the last digit is always the same. */
function pointsOf(points: [score: number, count: number][]): {
  meanScore: number
  histogram: Record<string, number>
} {
  points.sort((left, right) => left[0] - right[0])
  let sum = 0
  let n = 0
  const histogram: Record<string, number> = {}
  for (let at = 0; at < points.length; ) {
    const score = points[at]![0]
    let count = 0
    // One score may have two marks, where a scale changed.
    for (; at < points.length && points[at]![0] === score; at++) count += points[at]![1]
    sum += score * count
    n += count
    histogram[scoreText(score)] = count
  }
  return { meanScore: sum / n, histogram }
}
