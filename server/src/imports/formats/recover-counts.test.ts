import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MarkShares, recoverCount, recoverMarks } from './recover-counts.ts'

/** A share as a table prints it: 100·f/n rounded half up to the decimals, in hundredths of a percent. */
const print = (f: number, n: number, decimals: number): number => {
  const scale = 10 ** decimals
  return Math.floor((2 * 100 * scale * f + n) / (2 * n)) * (100 / scale)
}

const printHalfEven = (f: number, n: number, decimals: number): number => {
  const scale = 10 ** decimals
  const whole = Math.floor((100 * scale * f) / n)
  const twice = 2 * (100 * scale * f - whole * n)
  const up = twice > n || (twice === n && whole % 2 === 1)
  return (up ? whole + 1 : whole) * (100 / scale)
}

const twoDecimals = (
  shares: [number, number, number, number],
): MarkShares<{ hundredths: number; decimals: number }> => {
  const at = (index: number) => ({ hundredths: shares[index]!, decimals: 2 })
  return { 2: at(0), 3: at(1), 4: at(2), 5: at(3) }
}

const countsOf = (max: number) =>
  fc.tuple(fc.nat(max), fc.nat(max), fc.nat(max), fc.nat(max)).filter((marks) => {
    const n = marks.reduce((total, count) => total + count, 0)
    return n > 0 && n <= max
  })

describe('a count behind a rounded percentage', () => {
  test('is found for every n below 10 000 with two decimals', () => {
    const school = fc
      .integer({ min: 1, max: 9_999 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })))
    fc.assert(
      fc.property(school, ([n, f]) => {
        expect(recoverCount(n, { hundredths: print(f, n, 2), decimals: 2 }).count).toBe(f)
        expect(recoverCount(n, { hundredths: printHalfEven(f, n, 2), decimals: 2 }).count).toBe(f)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is found for every n below 100 with whole percents', () => {
    for (let n = 1; n < 100; n++) {
      for (let f = 0; f <= n; f++) {
        expect(recoverCount(n, { hundredths: print(f, n, 0), decimals: 0 })).toMatchObject({
          count: f,
          basis: 'recovered',
        })
        expect(recoverCount(n, { hundredths: printHalfEven(f, n, 0), decimals: 0 }).count).toBe(f)
      }
    }
  })

  test('is left open where rounding leaves more than one possibility', () => {
    // 300 participants, 30 %: 89, 90 and 91 all print as 30 %.
    expect(recoverCount(300, { hundredths: 3000, decimals: 0 })).toEqual({
      count: null,
      basis: 'share-only',
      impossible: false,
    })
  })

  test('never claims a count for an ambiguous share, however large n', () => {
    const school = fc
      .integer({ min: 1, max: 100_000 })
      .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n }), fc.integer({ min: 0, max: 2 })))
    fc.assert(
      fc.property(school, ([n, f, decimals]) => {
        const found = recoverCount(n, { hundredths: print(f, n, decimals), decimals })
        expect(found.impossible).toBe(false)
        if (found.count !== null) expect(found.count).toBe(f)
      }),
      { numRuns: 2_000 },
    )
  })

  test('is impossible where no whole number of participants gives the share', () => {
    expect(recoverCount(7, { hundredths: 3000, decimals: 0 })).toEqual({
      count: null,
      basis: 'share-only',
      impossible: true,
    })
  })
})

describe('counts of marks behind a row of percentages', () => {
  test('are those of the known row: 89 participants, 12.36 / 52.81 / 26.97 / 7.87', () => {
    expect(recoverMarks(89, twoDecimals([1236, 5281, 2697, 787]))).toMatchObject({
      marks: { 2: 11, 3: 47, 4: 24, 5: 7 },
      low: { count: 11, basis: 'recovered' },
      high: { count: 31, basis: 'recovered' },
      sumsWrong: false,
    })
  })

  test('come back identical for any counts below 10 000', () => {
    fc.assert(
      fc.property(countsOf(9_999), ([two, three, four, five]) => {
        const n = two + three + four + five
        const shares = [two, three, four, five].map((count) => print(count, n, 2)) as [
          number,
          number,
          number,
          number,
        ]
        const found = recoverMarks(n, twoDecimals(shares))
        expect(found.marks).toEqual({ 2: two, 3: three, 4: four, 5: five })
        expect(found.high.count).toBe(four + five)
      }),
      { numRuns: 1_000 },
    )
  })

  test('are refused where the row is further from 100 % than rounding explains', () => {
    expect(recoverMarks(89, twoDecimals([1236, 5281, 2697, 1787]))).toMatchObject({
      marks: null,
      sumsWrong: true,
      low: { count: null },
    })
    // 99.99 and 100.01 are rounding.
    expect(recoverMarks(3, twoDecimals([3333, 3333, 3333, 0]))).toMatchObject({
      marks: { 2: 1, 3: 1, 4: 1, 5: 0 },
      sumsWrong: false,
    })
  })

  test('keep the low count where only another mark is ambiguous or impossible', () => {
    const found = recoverMarks(7, twoDecimals([1429, 2858, 2857, 2857]))
    expect(found).toMatchObject({ marks: null, low: { count: 1, basis: 'recovered' }, sumsWrong: false })
  })
})
