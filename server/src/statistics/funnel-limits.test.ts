import fc from 'fast-check'
import { expect, test } from 'vitest'
import { funnelLimit } from './funnel-limits.ts'

test('limits are those of the exact binomial', () => {
  // R 4.2: n <- 20; p <- .14; q <- qbinom(.975, n, p) # 6
  // (q - (pbinom(q, n, p) - .975) / dbinom(q, n, p)) / n
  expect(funnelLimit(20, 0.14, 0.975)).toBeCloseTo(binomialByHand(20, 0.14, 0.975), 12)
  expect(funnelLimit(7, 0.3, 0.001)).toBe(0)
  expect(funnelLimit(400, 0.14, 0.999)).toBeCloseTo(binomialByHand(400, 0.14, 0.999), 10)
})

/** The definition summed term by term. */
function binomialByHand(n: number, p: number, tail: number): number {
  let term = (1 - p) ** n
  let sum = term
  let r = 0
  while (sum < tail) {
    term *= ((n - r) / (r + 1)) * (p / (1 - p))
    r += 1
    sum += term
  }
  return (r - (sum - tail) / term) / n
}

test('a funnel narrows to its centre and never leaves 0…1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
      const limits = [0.001, 0.025, 0.975, 0.999].map((tail) => funnelLimit(n, p, tail))
      expect([...limits].sort((a, b) => a - b)).toEqual(limits)
      for (const limit of limits) expect(limit >= 0 && limit <= 1).toBe(true)
    }),
    { seed: 7, numRuns: 300 },
  )
  expect(funnelLimit(100_000, 0.14, 0.999) - 0.14).toBeLessThan(0.005)
})
