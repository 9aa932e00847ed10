import type { AggregateResult } from '../../results/model.ts'
import type { SheetSample, SourceRow } from '../model.ts'
import type { ColumnRule, HeaderMatch } from './columns.ts'
import { type RowReport, readShare } from './read-cell.ts'
import { type MarkShares, type PrintedShare, recoverCount, recoverMarks } from './recover-counts.ts'

type MarkColumn = 'mark2' | 'mark3' | 'mark4' | 'mark5'

const MARKS = [2, 3, 4, 5] as const

const column = (mark: 2 | 3 | 4 | 5): ColumnRule<MarkColumn> => ({
  id: `mark${mark}`,
  role: `отметка «${mark}», %`,
  headers: [
    `${mark}`,
    `${mark}, %`,
    `${mark} %`,
    `${mark}%`,
    `«${mark}»`,
    `«${mark}», %`,
    `Отметка ${mark}`,
    `${mark}.0`,
  ],
  type: 'share',
  range: [0, 100],
  required: true,
})

/** The four columns of percentages that Ф3 and the regional long table share. */
export const MARK_COLUMNS: readonly ColumnRule<MarkColumn>[] = MARKS.map(column)

/** Share of rows that must look like fractions before a column is read so. */
export const FRACTION_ROWS = 0.8

/** How the file prints shares: decimals of a percent, and whether 37 % stands as 0.37. */
export interface ShareDecimals {
  decimals: number
  unit: 'percent' | 'fraction'
}

/**
 * Decimals and unit of the mark columns, over the first rows. The largest number of decimals counts: 7.9 in a column
 * with 12.36 is 7.90 with a lost zero. Fractions: full rows sum to about 1 and not to about 100.
 */
export const sampleDecimals = <Id extends string>(
  sample: Pick<SheetSample, 'rows'>,
  header: Pick<HeaderMatch<Id | MarkColumn>, 'rows' | 'columns'>,
): ShareDecimals => {
  const first = header.rows.at(-1)!
  const rows = sample.rows
    .filter((row) => row.rowNumber > first)
    .map((row) => MARKS.map((mark) => row.cells[header.columns.get(`mark${mark}`) ?? -1]))
  const sums = rows.flatMap((cells) => {
    const values = cells.map((cell) => readShare(cell))
    if (!values.every((value) => value.kind === 'value')) return []
    return cells.some((cell) => cell?.percent || cell?.text.includes('%'))
      ? []
      : [values.reduce((sum, value) => sum + value.value.hundredths, 0)]
  })
  const fractions = sums.filter((sum) => sum > 0 && sum <= 150).length
  // Not every row: one row of zeros or a slip of the pen must not change how the others are read.
  const unit = sums.length > 0 && fractions >= FRACTION_ROWS * sums.length ? 'fraction' : 'percent'
  const decimals = rows.flat().map((cell) => {
    const share = readShare(cell, unit)
    return share.kind === 'value' ? Math.min(2, share.value.decimals) : 0
  })
  return { unit, decimals: Math.max(0, ...decimals) }
}

/** The four shares of a row; «2» must be there, another empty or bad one leaves the marks unknown. */
export interface ReadShares {
  two: PrintedShare
  all: MarkShares<PrintedShare> | null
}

/** Reads the four cells. A bad or empty «2» rejects the row; a bad other mark only says that the marks are not known. */
export const readMarkShares = <Id extends string>(
  row: SourceRow,
  columns: ReadonlyMap<Id | MarkColumn, number>,
  { decimals, unit }: ShareDecimals,
  report: RowReport,
): ReadShares | undefined => {
  const found = new Map<number, PrintedShare>()
  for (const mark of MARKS) {
    const share = readShare(row.cells[columns.get(`mark${mark}`) ?? -1], unit)
    const severity = mark === 2 ? 'rejected' : 'warning'
    if (share.kind === 'absent')
      report.add(`«${mark}»`, 'cell-missing', null, `процент отметок «${mark}»`, severity)
    if (share.kind === 'bad') report.add(`«${mark}»`, share.code, share.given, share.expected, severity)
    if (share.kind !== 'value') continue
    found.set(mark, {
      hundredths: share.value.hundredths,
      decimals: Math.max(decimals, Math.min(2, share.value.decimals)),
    })
  }
  const [two, three, four, five] = MARKS.map((mark) => found.get(mark))
  if (two === undefined) return undefined
  return { two, all: three && four && five ? { 2: two, 3: three, 4: four, 5: five } : null }
}

export type Counts = Pick<
  AggregateResult,
  'participants' | 'low' | 'high' | 'lowShare' | 'highShare' | 'marks' | 'meanScore' | 'countBasis'
>

/** Counts behind the shares of n participants. Undefined (and a rejected row) where the four shares are not a whole. */
export const toAggregate = (n: number, { two, all }: ReadShares, report: RowReport): Counts | undefined => {
  const common = { participants: n, lowShare: two.hundredths, meanScore: null }
  if (all === null) {
    const low = recoverCount(n, two)
    if (low.impossible) warnImpossible(n, two, report)
    return { ...common, low: low.count, high: null, highShare: null, marks: null, countBasis: low.basis }
  }
  const found = recoverMarks(n, all)
  const sum = MARKS.reduce((total, mark) => total + all[mark].hundredths, 0)
  if (found.sumsWrong) {
    report.add('«2»–«5»', 'marks-do-not-sum', percent(sum), 'в сумме 100 %')
    return undefined
  }
  if (found.countsDoNotSum)
    report.add(
      '«2»–«5»',
      'marks-do-not-sum',
      percent(sum),
      `доли, за которыми стоят ${n} участников`,
      'warning',
    )
  else if (found.low.impossible) warnImpossible(n, two, report)
  return {
    ...common,
    low: found.low.count,
    high: found.high.count,
    // Two rounded shares may make 100.01 % together.
    highShare: Math.min(10_000, all[4].hundredths + all[5].hundredths),
    marks: found.marks,
    countBasis: found.low.basis,
  }
}

export const percent = (hundredths: number): string => `${(hundredths / 100).toString().replace('.', ',')} %`

const warnImpossible = (n: number, share: PrintedShare, report: RowReport): void =>
  report.add(
    '«2»',
    'share-impossible',
    percent(share.hundredths),
    `доля, возможная при ${n} участниках; взята как опубликована`,
    'warning',
  )
