import type { Cell, SourceRow } from '../../src/imports/model.ts'
import type { Random } from '../../src/statistics/random.ts'
import { NASTY_CELLS } from '../nasty-values.ts'
import type { MemoryTable } from './memory-table.ts'

/** What was done to one cell, or to a whole row (`column` null). */
export interface Mutation {
  sheet: string
  rowNumber: number
  column: number | null
  before: string | null
  after: string | null
}

const LETTERS = 'абвгдежзийклмнопрстуфхцчшщыэюяABCXYZ0123456789 .,-–—№«»"()%\u00A0'

const randomText = (random: Random): string =>
  Array.from({ length: random.integer(1, 12) }, () => random.pick([...LETTERS])).join('')

const randomNumber = (random: Random): string => {
  const value = random.pick([random.integer(-3, 40), random.integer(0, 3000), random.integer(0, 100) / 8])
  return String(value).replace('.', random.pick([',', '.']))
}

const KINDS: Cell['kind'][] = ['text', 'number', 'date', 'boolean', 'error']

/** Something else in the place of one cell: nothing, nonsense, a near miss, another cell's content, another kind. */
const changedCell = (random: Random, cell: Cell | undefined, all: readonly SourceRow[]): Cell | undefined => {
  const other = random.pick(all).cells
  const text = cell?.text ?? ''
  switch (random.integer(0, 9)) {
    case 0:
      return undefined
    case 1:
      return { text: randomNumber(random), kind: random.pick(['number', 'text']) }
    case 2:
      return { text: randomText(random), kind: 'text' }
    case 3:
      return other[random.integer(0, Math.max(0, other.length - 1))]
    case 4:
      return {
        text: `${text}${random.pick(['\u00A0', ' ', '.0', ',0', '%', ' чел.', '*', '?'])}`,
        kind: 'text',
      }
    case 5:
      return { text: `${random.pick(['-', '–', '~', '<', ' ', "'", '0'])}${text}`, kind: 'text' }
    case 6:
      return { text, kind: random.pick(KINDS), ...(random.chance(0.3) ? { percent: true } : {}) }
    case 7:
      return { text: text.slice(0, random.integer(0, text.length)), kind: cell?.kind ?? 'text' }
    case 8:
      return { text: random.pick(['#ДЕЛ/0!', '#N/A', '=СУММ(A1:A9)']), kind: 'error' }
    default:
      return { text: random.pick(NASTY_CELLS), kind: 'text' }
  }
}

/**
 * The table with a few cells, now and then rows, changed. Only rows that are changed are copied.
 * @param below change cells under these rows only (by sheet), many of them: what stands in a table, not how it is headed
 * @returns what was done, in order
 */
export function mutateTable(
  random: Random,
  table: MemoryTable,
  below?: ReadonlyMap<string, number>,
): { table: MemoryTable; done: Mutation[] } {
  const sheets = table.sheets.map((sheet) => ({ ...sheet, rows: [...sheet.rows] }))
  const done: Mutation[] = []
  const isData = (sheet: string, { rowNumber }: SourceRow) => rowNumber > (below?.get(sheet) ?? 0)
  const most = below === undefined ? 3 : 60
  for (let left = random.integer(1, most); left > 0; left--) {
    const filled = sheets.filter(({ name, rows }) => rows.some((row) => isData(name, row)))
    if (filled.length === 0) break
    const sheet = random.pick(filled)
    const first = sheet.rows.findIndex((row) => isData(sheet.name, row))
    const at = random.integer(first, sheet.rows.length - 1)
    const row = sheet.rows[at]!
    const place = { sheet: sheet.name, rowNumber: row.rowNumber }
    if (below === undefined && random.chance(0.04)) {
      mutateRows(random, sheet.rows, at)
      done.push({ ...place, column: null, before: null, after: null })
      continue
    }
    const column = random.integer(0, Math.max(0, row.cells.length - 1))
    const after = changedCell(random, row.cells[column], sheet.rows)
    done.push({ ...place, column, before: row.cells[column]?.text ?? null, after: after?.text ?? null })
    const cells = [...row.cells]
    cells[column] = after
    sheet.rows[at] = { ...row, cells }
  }
  return { table: { ...table, sheets }, done }
}

/** A row lost, doubled, moved or shifted by one cell; rows keep the numbers they would have in a file. */
function mutateRows(random: Random, rows: SourceRow[], at: number): void {
  const row = rows[at]!
  switch (random.integer(0, 3)) {
    case 0:
      rows.splice(at, 1)
      break
    case 1:
      rows.splice(at, 0, row)
      break
    case 2:
      rows.splice(at, 1)
      rows.splice(random.integer(0, rows.length), 0, row)
      break
    default:
      rows[at] = {
        ...row,
        cells: random.chance(0.5) ? [undefined, ...row.cells] : row.cells.slice(1),
      }
  }
  const first = rows[0]?.rowNumber ?? 1
  rows.forEach((each, index) => {
    if (each.rowNumber !== first + index) rows[index] = { ...each, rowNumber: first + index }
  })
}
