import type { MissingReason } from '../../platform/value.ts'
import type { AggregateResult } from '../../results/model.ts'
import type { Cell, SourceRow } from '../model.ts'
import type {
  ColumnAddress,
  ColumnGroup,
  CountSource,
  Mapping,
  MissingTokens,
  ShareSource,
} from './mapping.ts'
import { addressText, type SheetPlan } from './mapping-plan.ts'
import { percent, type ReadShares, toAggregate } from './mark-shares.ts'
import { type Reading, type RowReport, readCount, readScore, readShare, readText } from './read-cell.ts'
import { type PrintedShare, type RecoveredCount, recoverCount } from './recover-counts.ts'
import type { SharePlan } from './share-columns.ts'

export type GroupNumbers = Pick<
  AggregateResult,
  'participants' | 'low' | 'high' | 'lowShare' | 'highShare' | 'marks' | 'meanScore' | 'countBasis'
>

/** What a column group gave for one row: numbers, a typed absence, or nothing because a cell was bad (reported). */
export type GroupReading = { numbers: GroupNumbers } | { missing: MissingReason } | { rejected: true }

export interface GroupPlan {
  group: ColumnGroup
  plan: SheetPlan
  shares: SharePlan
  tokens: ReadonlyMap<string, MissingReason>
}

/** The group's tokens over the table's; an empty cell is «not submitted» unless the mapping says otherwise. */
export const tokensOf = (mapping: Mapping, group: ColumnGroup): Map<string, MissingReason> => {
  const tokens: MissingTokens = { '': 'not-submitted', ...mapping.missing, ...group.missing }
  return new Map(Object.entries(tokens).map(([token, reason]) => [foldToken(token), reason]))
}

const foldToken = (text: string): string => text.trim().toLowerCase()

type Found<T> = { value: T } | { missing: MissingReason } | { bad: true }

/** Reads one column group of one row. Every bad cell is reported at its own column and rejects this group only. */
export const readGroup = (row: SourceRow, at: GroupPlan, report: RowReport): GroupReading => {
  const { group } = at
  const cells = cellReader(row, at, report)
  const n = cells.count(group.participants.column)
  const results = presentResults(row, at)
  if ('missing' in n) {
    if (results.length === 0) return n
    report.add(
      addressText(group.participants.column),
      'cell-missing',
      null,
      'число участников: результаты без него не читаются',
    )
    return { rejected: true }
  }
  if ('bad' in n) return { rejected: true }
  if (results.length === 0) return { missing: firstReason(row, at) }
  if (n.value === 0) return { missing: 'not-submitted' }
  const numbers = readNumbers(n.value, at, cells, row, report)
  if (numbers === undefined) return { rejected: true }
  const { low, high } = numbers
  if (low !== null && high !== null && low + high > n.value) {
    report.add(
      null,
      'count-exceeds-participants',
      `${low} + ${high}`,
      `вместе не больше участников (${n.value})`,
    )
    return { rejected: true }
  }
  const isKnown = low !== null || numbers.lowShare !== null || numbers.meanScore !== null
  return isKnown ? { numbers } : { missing: firstReason(row, at) }
}

const readNumbers = (
  n: number,
  at: GroupPlan,
  cells: CellReader,
  row: SourceRow,
  report: RowReport,
): GroupNumbers | undefined => {
  const { group } = at
  const mean = group.meanScore === undefined ? null : cells.score(group.meanScore.column)
  if (mean !== null && 'bad' in mean) return undefined
  const nothing: GroupNumbers = {
    participants: n,
    low: null,
    high: null,
    lowShare: null,
    highShare: null,
    marks: null,
    meanScore: mean !== null && 'value' in mean ? mean.value : null,
    countBasis: 'exact',
  }
  const low = readLow(n, at, cells, row, report)
  const high = readHigh(n, at, cells)
  if (low === undefined || high === undefined) return undefined
  // Marks know who is high; a column of its own knows better.
  const own = Object.fromEntries(Object.entries(high).filter(([, value]) => value !== null))
  return { ...nothing, ...low, ...own }
}

const readLow = (
  n: number,
  at: GroupPlan,
  cells: CellReader,
  row: SourceRow,
  report: RowReport,
): Partial<GroupNumbers> | undefined => {
  const { low, lowShare, marks, markShares } = at.group
  if (low !== undefined) {
    const count = cells.pupils(n, low)
    if ('bad' in count) return undefined
    return { low: 'value' in count ? count.value : null }
  }
  if (lowShare !== undefined) {
    const share = cells.share(lowShare)
    if ('bad' in share) return undefined
    return 'value' in share ? lowFromShare(n, lowShare, share.value, report) : {}
  }
  if (marks !== undefined) return cells.marks(n, marks)
  return markShares === undefined ? {} : readMarkShares(n, markShares, cells, row, report)
}

const lowFromShare = (
  n: number,
  source: ShareSource,
  printed: PrintedShare,
  report: RowReport,
): Partial<GroupNumbers> => {
  const found = recoverCount(n, printed)
  const column = addressText('column' in source ? source.column : source.hundredMinus)
  if (found.impossible) {
    report.add(
      column,
      'share-impossible',
      percent(printed.hundredths),
      `доля, возможная при ${n} участниках; взята как опубликована`,
      'warning',
    )
  }
  const { count, hundredths } = complement(n, source, found, printed)
  return { low: count, lowShare: hundredths, countBasis: found.basis }
}

/** `100 − x`: the count is recovered from what was printed, then both are turned over, so that rounding stays the source's. */
const complement = (n: number, source: ShareSource, found: RecoveredCount, printed: PrintedShare) => {
  if ('column' in source) return { count: found.count, hundredths: printed.hundredths }
  return { count: found.count === null ? null : n - found.count, hundredths: 10_000 - printed.hundredths }
}

const readHigh = (
  n: number,
  at: GroupPlan,
  cells: CellReader,
): Pick<Partial<GroupNumbers>, 'high' | 'highShare'> | undefined => {
  const { high, highShare } = at.group
  if (high !== undefined) {
    const count = cells.pupils(n, high)
    if ('bad' in count) return undefined
    return { high: 'value' in count ? count.value : null }
  }
  if (highShare === undefined) return {}
  const share = cells.share(highShare)
  if ('bad' in share) return undefined
  if (!('value' in share)) return {}
  const { count, hundredths } = complement(n, highShare, recoverCount(n, share.value), share.value)
  return { high: count, highShare: hundredths }
}

const readMarkShares = (
  n: number,
  sources: NonNullable<ColumnGroup['markShares']>,
  cells: CellReader,
  _row: SourceRow,
  report: RowReport,
): Partial<GroupNumbers> | undefined => {
  const [two, three, four, five] = [
    cells.share(sources[2]),
    cells.share(sources[3]),
    cells.share(sources[4]),
    cells.share(sources[5]),
  ]
  if ([two, three, four, five].some((share) => 'bad' in share)) return undefined
  if (!('value' in two)) return {}
  const whole = 'value' in three && 'value' in four && 'value' in five
  const all: ReadShares['all'] = whole ? { 2: two.value, 3: three.value, 4: four.value, 5: five.value } : null
  const found = toAggregate(n, { two: two.value, all }, report)
  if (found === undefined) return undefined
  const { meanScore: _none, participants: _n, ...rest } = found
  return rest
}

interface CellReader {
  count(address: ColumnAddress): Found<number>
  score(address: ColumnAddress): Found<number>
  share(source: ShareSource): Found<PrintedShare>
  pupils(n: number, source: CountSource): Found<number>
  marks(n: number, sources: NonNullable<ColumnGroup['marks']>): Partial<GroupNumbers> | undefined
}

const cellReader = (row: SourceRow, at: GroupPlan, report: RowReport): CellReader => {
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

/** Columns of the group's results (not of its participants). */
const resultColumns = ({
  low,
  lowShare,
  marks,
  markShares,
  high,
  highShare,
  meanScore,
}: ColumnGroup): ColumnAddress[] =>
  [
    low,
    lowShare,
    high,
    highShare,
    meanScore,
    ...Object.values(marks ?? {}),
    ...Object.values(markShares ?? {}),
  ].flatMap((source) => {
    if (source === undefined) return []
    if ('column' in source) return [source.column]
    return ['hundredMinus' in source ? source.hundredMinus : source.participantsMinus]
  })

/** Result columns where something other than a missing token stands. */
const presentResults = (row: SourceRow, { group, plan, tokens }: GroupPlan): ColumnAddress[] =>
  resultColumns(group).filter((address) => {
    const cell = row.cells[plan.columnOf(address)]
    return cell?.kind === 'error' || !tokens.has(foldToken(cell?.text ?? ''))
  })

/** Why there is no result: the reason of the first result column that says more than being empty. */
const firstReason = (row: SourceRow, { group, plan, tokens }: GroupPlan): MissingReason => {
  const texts = resultColumns(group).map((address) => readText(row.cells[plan.columnOf(address)]) ?? '')
  const token = texts.find((text) => text !== '') ?? ''
  return tokens.get(foldToken(token)) ?? 'not-submitted'
}
