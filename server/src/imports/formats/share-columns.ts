import type { SheetSample, SourceRow } from '../model.ts'
import type { ColumnAddress, ColumnGroup, Mapping } from './mapping.ts'
import { addressText, type SheetPlan } from './mapping-plan.ts'
import { FRACTION_ROWS, type ShareDecimals } from './mark-shares.ts'
import { readShare } from './read-cell.ts'

interface ShareColumn {
  address: ColumnAddress
  unit: 'percent' | 'fraction' | undefined
}

/** Columns that are decided together: the four marks of a group, or one share alone. */
const shareSets = (group: ColumnGroup): ShareColumn[][] => {
  const single = [group.lowShare, group.highShare].flatMap((source) => {
    if (source === undefined) return []
    return [[{ address: 'column' in source ? source.column : source.hundredMinus, unit: source.unit }]]
  })
  const marks = Object.values(group.markShares ?? {}).map(({ column, unit }) => ({ address: column, unit }))
  return marks.length === 0 ? single : [...single, marks]
}

export interface SharePlan {
  /** How the shares of a zero-based column are printed. */
  of(index: number): ShareDecimals
  notes: string[]
}

/**
 * Unit and decimals of every share column over the first rows of a sheet. 0.37 means 37 % where nearly all plain
 * numbers of the column that are not 0 are at most 1; a mapping that declares the unit decides itself.
 */
export const planShares = (sample: SheetSample, mapping: Mapping, plan: SheetPlan): SharePlan => {
  const rows = sample.rows.filter((row) => row.rowNumber > Math.max(0, ...plan.headerRows))
  const known = new Map<number, ShareDecimals>()
  const detected: { percent: string[]; fraction: string[] } = { percent: [], fraction: [] }
  for (const columns of mapping.groups.flatMap(shareSets)) {
    const indexes = columns.map((column) => plan.columnOf(column.address))
    const declared = columns.find((column) => column.unit !== undefined)?.unit
    const unit = declared ?? detectUnit(rows, indexes)
    const decimals = Math.max(
      0,
      ...rows.flatMap((row) => indexes.map((index) => decimalsOf(row, index, unit))),
    )
    for (const index of indexes) known.set(index, { unit, decimals })
    if (declared === undefined)
      detected[unit].push(...columns.map((column) => `«${addressText(column.address)}»`))
  }
  const notes: string[] = []
  if (detected.fraction.length > 0) {
    notes.push(`Доли записаны как 0,37 и прочитаны как 37 %: ${unique(detected.fraction)}.`)
  }
  if (detected.percent.length > 0) notes.push(`Доли прочитаны как проценты: ${unique(detected.percent)}.`)
  return { of: (index) => known.get(index) ?? { unit: 'percent', decimals: 0 }, notes }
}

const unique = (names: string[]): string => [...new Set(names)].join(', ')

const decimalsOf = (row: SourceRow, index: number, unit: 'percent' | 'fraction'): number => {
  const share = readShare(row.cells[index], unit)
  return share.kind === 'value' ? Math.min(2, share.value.decimals) : 0
}

const detectUnit = (rows: SourceRow[], indexes: number[]): 'percent' | 'fraction' => {
  const plain = rows
    .flatMap((row) => indexes.map((index) => row.cells[index]))
    .filter((cell) => cell !== undefined && cell.percent !== true && !cell.text.includes('%'))
    .map((cell) => readShare(cell))
    .flatMap((share) => (share.kind === 'value' ? [share.value.hundredths] : []))
  // Zeros say nothing, and one slip of the pen (1.2) must not turn 0.35 of all the others into 0.35 %.
  const telling = plain.filter((share) => share > 0)
  const fractions = telling.filter((share) => share <= 100).length
  const isFraction = telling.some((share) => share < 100) && fractions >= FRACTION_ROWS * telling.length
  return isFraction ? 'fraction' : 'percent'
}
