import type { MissingReason } from '../../platform/value.ts'
import type { SourceRow } from '../model.ts'
import { type CellReader, cellReader, foldToken, type GroupNumbers, type GroupPlan } from './mapped-cells.ts'
import type { ColumnAddress, ColumnGroup, Mapping, MissingTokens, ShareSource } from './mapping.ts'
import { addressText } from './mapping-plan.ts'
import { percent, type ReadShares, toAggregate } from './mark-shares.ts'
import { type RowReport, readText } from './read-cell.ts'
import { type PrintedShare, type RecoveredCount, recoverCount } from './recover-counts.ts'

/** What a column group gave for one row: numbers, a typed absence, or nothing because a cell was bad (reported). */
export type GroupReading = { numbers: GroupNumbers } | { missing: MissingReason } | { rejected: true }

/** The group's tokens over the table's; an empty cell is «not submitted» unless the mapping says otherwise. */
export const tokensOf = (mapping: Mapping, group: ColumnGroup): Map<string, MissingReason> => {
  const tokens: MissingTokens = { '': 'not-submitted', ...mapping.missing, ...group.missing }
  return new Map(Object.entries(tokens).map(([token, reason]) => [foldToken(token), reason]))
}

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
  const numbers = readNumbers(n.value, at, cells, report)
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
  const low = readLow(n, at, cells, report)
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
  return markShares === undefined ? {} : readMarkShares(n, markShares, cells, report)
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
