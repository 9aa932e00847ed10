import type { TableSample } from '../../api.ts'
import { columnLetter } from '../letters.ts'
import type { Assignment, ColumnAddress, Draft, GroupDraft } from './draft.ts'

interface SuggestedColumn {
  index: number
  header: string
  address: ColumnAddress
  guess: string | null
}

export interface Suggestion {
  sheet: string
  headerRows: number[]
  columns: SuggestedColumn[]
  keyKind: string
}

type Sheet = TableSample['sheets'][number]

/** The server's guesses about a sheet; it sends one per sheet, or one for all. */
export function suggestionFor(sample: TableSample, sheet: Sheet): Suggestion | null {
  const given = Array.isArray(sample.suggestion) ? sample.suggestion : [sample.suggestion]
  return (given.find((item) => item?.sheet === sheet.name) as Suggestion | undefined) ?? null
}

const PLACES: Record<string, Assignment> = {
  'school-key': { role: 'school-key' },
  'school-name': { role: 'school-name' },
  municipality: { role: 'municipality' },
  year: { role: 'year' },
}

/** Whether the values of a mark's column are shares: a fraction, a percent sign, or a header that says so. */
function isShareColumn(sheet: Sheet, column: SuggestedColumn, dataFrom: number): boolean {
  if (/%|дол[яи]|процент/i.test(column.header)) return true
  return sheet.rows.some((row) => {
    const cell = row.rowNumber >= dataFrom ? row.cells[column.index] : null
    return typeof cell === 'string' && /\d[.,]\d*[1-9]|%/.test(cell)
  })
}

const emptyGroup: GroupDraft = { code: '', name: '', kind: 'other', year: '' }

/** A first draft from the server's guesses. Result columns that repeat begin a new procedure each time. */
export function draftFrom(sheet: Sheet, suggestion: Suggestion | null, name: string): Draft {
  const headerRows = suggestion?.headerRows ?? sheet.suggestedHeaderRows
  const dataFrom = Math.max(0, ...headerRows) + 1
  const columns: Record<number, Assignment> = {}
  const groups: GroupDraft[] = []
  let seen = new Set<string>()
  for (const column of suggestion?.columns ?? []) {
    const { guess } = column
    if (guess === null || guess === 'personal') continue
    const place = PLACES[guess]
    if (place) {
      columns[column.index] = place
      continue
    }
    if (groups.length === 0 || seen.has(guess)) {
      groups.push(emptyGroup)
      seen = new Set()
    }
    seen.add(guess)
    const group = groups.length - 1
    const mark = /^mark-([2-5])$/.exec(guess)?.[1] as '2' | '3' | '4' | '5' | undefined
    if (mark) {
      const isShare = isShareColumn(sheet, column, dataFrom)
      columns[column.index] = { role: isShare ? `mark-share-${mark}` : `mark-${mark}`, group }
    } else if (
      guess === 'participants' ||
      guess === 'low' ||
      guess === 'low-share' ||
      guess === 'high-share' ||
      guess === 'mean-score'
    ) {
      columns[column.index] = { role: guess, group }
    }
  }
  return {
    name,
    sheet: sheet.name,
    headerRows: [...headerRows],
    keyKind: suggestion?.keyKind ?? 'code',
    columns,
    groups: groups.length > 0 ? groups : [emptyGroup],
    missing: [],
  }
}

/** By its header where the server named it for these header rows, else by its letter. */
export function addressesFor(suggestion: Suggestion | null, headerRows: readonly number[]) {
  const isSame = suggestion?.headerRows.join() === headerRows.join()
  return (index: number): ColumnAddress =>
    (isSame && suggestion?.columns.find((column) => column.index === index)?.address) || {
      letter: columnLetter(index),
    }
}
