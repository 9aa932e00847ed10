import type { Merge, SheetSample, SourceRow } from '../model.ts'
import { joinHeader } from '../read-table/header.ts'
import { foldLookalikes, normaliseHeader } from '../read-table/parse-cell.ts'
import { isPersonalHeader, PERSONAL_ROLE } from './personal-columns.ts'

/** What may stand in a column. `share` is a percent; `mark` one of 2…5; `code` a number that may arrive as a float. */
export type ColumnType =
  | 'text'
  | 'code'
  | 'count'
  | 'score'
  | 'share'
  | 'mark'
  | 'year'
  | 'grade'
  | 'subject'
  | 'school'
  | 'procedure'
  | 'pupil'

/** One column of a format: named once, here, with its type and range. */
export interface ColumnRule<Id extends string = string> {
  id: Id
  /** What the column is, as people read it in the preview and in problems. */
  role: string
  /** Header texts that mean this column, compared normalised and with look-alike letters folded. */
  headers: string[]
  type: ColumnType
  range?: [number, number]
  /** The header must have it; otherwise the format is not recognised. */
  required: boolean
}

export interface HeaderMatch<Id extends string = string> {
  /** Row numbers of the header as the person sees them. */
  rows: number[]
  /** Joined header text of each column. */
  headers: string[]
  columns: Map<Id, number>
}

/** A header's text for comparing: `«Код  участника »` and `код участника` are one; K and К too. */
export const foldHeader = (text: string): string =>
  foldLookalikes(normaliseHeader(text)).replace(/[.:;]+$/, '')

const HEADER_ROWS_AT_MOST = 3

/**
 * Looks for the header among the first rows: one row, else two or three joined (merged headers). The fewest rows win.
 * Undefined where no rows hold every required column.
 * @param isWhole what the header must have beside them
 */
export const findHeader = <Id extends string>(
  sample: Pick<SheetSample, 'rows' | 'merges'>,
  rules: readonly ColumnRule<Id>[],
  isWhole: (header: HeaderMatch<Id>) => boolean = () => true,
): HeaderMatch<Id> | undefined => {
  for (let height = 1; height <= HEADER_ROWS_AT_MOST; height++) {
    for (let start = 0; start + height <= sample.rows.length; start++) {
      const rows = sample.rows.slice(start, start + height)
      const headers = headerTexts(rows, sample.merges)
      const columns = matchColumns(headers, rules)
      if (columns === undefined) continue
      const header = { rows: rows.map((row) => row.rowNumber), headers, columns }
      if (isWhole(header)) return header
    }
  }
  return undefined
}

/** Header text of each column of one or more rows; several lines are joined with « → ». */
export const headerTexts = (rows: SourceRow[], merges: Merge[]): string[] =>
  joinHeader(rows, merges, rows[0]!.rowNumber, rows.at(-1)!.rowNumber).map((column) => column.header)

const matchColumns = <Id extends string>(
  headers: string[],
  rules: readonly ColumnRule<Id>[],
): Map<Id, number> | undefined => {
  const folded = headers.map((header) => [foldHeader(header), foldHeader(header.split(' → ').at(-1) ?? '')])
  const columns = new Map<Id, number>()
  const taken = new Set<number>()
  for (const rule of rules) {
    const wanted = new Set(rule.headers.map(foldHeader))
    const at = folded.findIndex((texts, index) => !taken.has(index) && texts.some((text) => wanted.has(text)))
    if (at < 0 && rule.required) return undefined
    if (at < 0) continue
    columns.set(rule.id, at)
    taken.add(at)
  }
  return columns
}

export interface UnderstoodColumn {
  index: number
  header: string
  role: string | null
}

/** Every column with its role for «что мы поняли»; personal ones are named as dropped. */
export const describeColumns = (headers: string[], roles: ReadonlyMap<number, string>): UnderstoodColumn[] =>
  headers.map((header, index) => ({
    index,
    header,
    role: isPersonalHeader(header) ? PERSONAL_ROLE : (roles.get(index) ?? null),
  }))

export const personalIndexes = (headers: string[]): Set<number> =>
  new Set(headers.flatMap((header, index) => (isPersonalHeader(header) ? [index] : [])))

/** One note per sheet: which columns were dropped, by header only. */
export const personalNote = (sheet: string, headers: string[]): string[] => {
  const dropped = headers.filter((header) => isPersonalHeader(header))
  if (dropped.length === 0) return []
  const names = dropped.map((header) => `«${header}»`).join(', ')
  const columns = `олонки с персональными данными не читаются и не сохраняются: ${names}.`
  // A csv has no sheet to name.
  return [sheet === '' ? `К${columns}` : `Лист «${sheet}»: к${columns}`]
}
