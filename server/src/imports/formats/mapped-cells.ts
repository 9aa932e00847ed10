import type { MissingReason } from '../../platform/value.ts'
import type { AggregateResult } from '../../results/model.ts'
import type { Cell, SourceRow } from '../model.ts'
import type { ColumnAddress, ColumnGroup, CountSource, ShareSource } from './mapping.ts'
import { addressText, type SheetPlan } from './mapping-plan.ts'
import { type Reading, type RowReport, readCount, readScore, readShare } from './read-cell.ts'
import type { PrintedShare } from './recover-counts.ts'
import type { SharePlan } from './share-columns.ts'

export type GroupNumbers = Pick<
  AggregateResult,
  'participants' | 'low' | 'high' | 'lowShare' | 'highShare' | 'marks' | 'meanScore' | 'countBasis'
>

export interface GroupPlan {
  group: ColumnGroup
  plan: SheetPlan
  shares: SharePlan
  tokens: ReadonlyMap<string, MissingReason>
}

/** A token as it is compared. */
export const foldToken = (text: string): string => text.trim().toLowerCase()

/** One cell: a value, why there is none, or a bad cell that was reported. */
export type Found<T> = { value: T } | { missing: MissingReason } | { bad: true }

export interface CellReader {
  count(address: ColumnAddress): Found<number>
  score(address: ColumnAddress): Found<number>
  share(source: ShareSource): Found<PrintedShare>
  pupils(n: number, source: CountSource): Found<number>
  marks(n: number, sources: NonNullable<ColumnGroup['marks']>): Partial<GroupNumbers> | undefined
}

/** Reads the cells of one group in one row; bad ones are reported at their own column. */
export const cellReader = (row: SourceRow, at: GroupPlan, report: RowReport): CellReader => {
  const found = <T>(
    address: ColumnAddress,
    read: (cell: Cell | undefined, index: number) => Reading<T>,
  ): Found<T> => {
    const index = at.plan.columnOf(address)
    const cell = row.cells[index]
    const reason = at.tokens.get(foldToken(cell?.text ?? ''))
    if (reason !== undefined && cell?.kind !== 'error') return { missing: reason }
    const reading = read(cell, index)
    if (reading.kind === 'absent') return { missing: 'not-submitted' }
    if (reading.kind === 'value') return { value: reading.value }
    report.add(addressText(address), reading.code, reading.given, reading.expected)
    return { bad: true }
  }
  const count = (address: ColumnAddress) => found(address, (cell) => readCount(cell))
  const within = (n: number, given: number, address: ColumnAddress, value: number): Found<number> => {
    if (given <= n) return { value }
    report.add(
      addressText(address),
      'count-exceeds-participants',
      String(given),
      `не больше участников (${n})`,
    )
    return { bad: true }
  }
  return {
    count,
    score: (address) => found(address, (cell) => readScore(cell)),
    share: (source) =>
      found('column' in source ? source.column : source.hundredMinus, (cell, index) => {
        const { unit, decimals } = at.shares.of(index)
        const reading = readShare(cell, unit)
        if (reading.kind !== 'value') return reading
        const { hundredths, decimals: own } = reading.value
        return { kind: 'value', value: { hundredths, decimals: Math.max(decimals, Math.min(2, own)) } }
      }),
    pupils: (n, source) => {
      const address = 'column' in source ? source.column : source.participantsMinus
      const given = count(address)
      if (!('value' in given)) return given
      return within(n, given.value, address, 'column' in source ? given.value : n - given.value)
    },
    marks: (n, sources) => {
      const [two, three, four, five] = [
        count(sources[2].column),
        count(sources[3].column),
        count(sources[4].column),
        count(sources[5].column),
      ]
      if ([two, three, four, five].some((mark) => 'bad' in mark)) return undefined
      if (!('value' in two)) return {}
      if (!('value' in three && 'value' in four && 'value' in five)) {
        const low = within(n, two.value, sources[2].column, two.value)
        return 'bad' in low ? undefined : { low: two.value }
      }
      const sum = two.value + three.value + four.value + five.value
      if (sum > n) {
        report.add(null, 'marks-do-not-sum', String(sum), `в сумме не больше участников (${n})`)
        return undefined
      }
      if (sum < n) report.add(null, 'marks-do-not-sum', String(sum), `в сумме ${n} участников`, 'warning')
      const marks = { 2: two.value, 3: three.value, 4: four.value, 5: five.value }
      return { low: two.value, high: four.value + five.value, marks }
    },
  }
}
