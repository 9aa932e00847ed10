import type { CountBasis } from '../../results/model.ts'

/** How a share was printed: hundredths of a percent, and how many decimals of a percent the source shows (0–2). */
export interface PrintedShare {
  hundredths: number
  decimals: number
}

export interface RecoveredCount {
  /** null where rounding leaves more than one possibility, or none. */
  count: number | null
  basis: Extract<CountBasis, 'recovered' | 'share-only'>
  /** No whole number of participants gives this share: the table is wrong somewhere, the share is kept as published. */
  impossible: boolean
}

/**
 * The number of participants behind a rounded percentage.
 * Candidates are the whole f in 0…n whose share `100·f/n`, rounded to the printed decimals half up or half to even,
 * is the printed one. One candidate: recovered (always so for n < 10 000 with two decimals and n < 100 with none).
 * Integers only: shares meet a threshold exactly, and 0.1 + 0.2 must not decide about a school.
 * @param n participants, a whole number above 0.
 */
export const recoverCount = (n: number, share: PrintedShare): RecoveredCount => {
  const found = candidates(n, share)
  if (found.length === 1) return { count: found[0]!, basis: 'recovered', impossible: false }
  return { count: null, basis: 'share-only', impossible: found.length === 0 }
}

/** Up to two candidates: whether there is exactly one is all that matters. */
const candidates = (n: number, { hundredths, decimals }: PrintedShare): number[] => {
  const scale = 10 ** decimals
  // Printed in its own last digit: 12.36 % with two decimals is 1236, 12 % with none is 12.
  const printed = Math.round((hundredths * scale) / 100)
  const first = Math.max(0, Math.floor(((printed - 1) * n) / (100 * scale)))
  const last = Math.min(n, Math.ceil(((printed + 1) * n) / (100 * scale)))
  const found: number[] = []
  for (let f = first; f <= last && found.length < 2; f++) {
    if (rounds(100 * scale * f, n, printed)) found.push(f)
  }
  return found
}

/** Whether `numerator / n` rounds to `printed`, half up or half to even; all whole numbers. */
const rounds = (numerator: number, n: number, printed: number): boolean => {
  const whole = Math.floor(numerator / n)
  const twice = 2 * (numerator - whole * n)
  if (twice < n) return whole === printed
  if (twice > n) return whole + 1 === printed
  return whole + 1 === printed || (whole === printed && whole % 2 === 0)
}

export interface MarkShares<T> {
  2: T
  3: T
  4: T
  5: T
}

export interface RecoveredMarks {
  marks: MarkShares<number> | null
  low: RecoveredCount
  high: RecoveredCount
  /** The four shares are further from 100 % than rounding explains: the row cannot be trusted. */
  sumsWrong: boolean
  /** The row sums to 100 %, but the counts behind it do not give n. */
  countsDoNotSum: boolean
}

const MARKS = [2, 3, 4, 5] as const

/**
 * Counts of the marks 2…5 behind a row of percentages. A row may miss 100 % by rounding alone: at most half of the last
 * printed digit for each of the four (99.98–100.02 % with two decimals).
 * `high` is «4» and «5» together. Where the counts do not give n, nothing of the row is taken as recovered.
 */
export const recoverMarks = (n: number, shares: MarkShares<PrintedShare>): RecoveredMarks => {
  const sum = MARKS.reduce((total, mark) => total + shares[mark].hundredths, 0)
  const tolerance = MARKS.reduce((total, mark) => total + 50 / 10 ** shares[mark].decimals, 0)
  const each = {
    2: recoverCount(n, shares[2]),
    3: recoverCount(n, shares[3]),
    4: recoverCount(n, shares[4]),
    5: recoverCount(n, shares[5]),
  }
  const counts = MARKS.map((mark) => each[mark].count)
  const isWhole = counts.every((count) => count !== null)
  const total = counts.reduce<number>((before, count) => before + (count ?? 0), 0)
  const sumsWrong = Math.abs(sum - 10_000) > tolerance
  const countsDoNotSum = isWhole && total !== n
  const shareOnly = (impossible: boolean): RecoveredCount => ({
    count: null,
    basis: 'share-only',
    impossible,
  })
  if (sumsWrong || countsDoNotSum) {
    return {
      marks: null,
      low: shareOnly(each[2].impossible),
      high: shareOnly(false),
      sumsWrong,
      countsDoNotSum,
    }
  }
  const [four, five] = [each[4].count, each[5].count]
  const highCount = four === null || five === null ? null : four + five
  const high: RecoveredCount =
    highCount === null
      ? shareOnly(each[4].impossible || each[5].impossible)
      : { count: highCount, basis: 'recovered', impossible: false }
  const marks = isWhole ? { 2: counts[0]!, 3: counts[1]!, 4: counts[2]!, 5: counts[3]! } : null
  return { marks, low: each[2], high, sumsWrong, countsDoNotSum }
}
