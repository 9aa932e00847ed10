import fc from 'fast-check'
import { expect, test } from 'vitest'
import { funnelLimits } from './funnel-limits.ts'

/** P(X ≤ k), summed term by term. */
function atMost(k: number, n: number, p: number): number {
  let term = (1 - p) ** n
  let sum = 0
  for (let x = 0; x <= k; x++) {
    sum += term
    term *= ((n - x) / (x + 1)) * (p / (1 - p))
  }
  return sum
}

test('a count lies beyond a limit exactly where its tail is smaller than asked', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 150 }),
      fc.double({ min: 0.02, max: 0.6, noNaN: true }),
      fc.constantFrom(0.001, 0.025),
      (n, p, tail) => {
        const { low, high } = funnelLimits(n, p, tail)
        for (let f = 0; f <= n; f++) {
          const [lower, upper] = [atMost(f, n, p), 1 - atMost(f - 1, n, p)]
          // Where a tail equals the asked one to the last digits, either side is right.
          if (Math.abs(upper - tail) > 1e-9)
            expect([n, f, f / n > high + 1e-12]).toEqual([n, f, upper < tail])
          if (Math.abs(lower - tail) > 1e-9) expect([n, f, f / n < low - 1e-12]).toEqual([n, f, lower < tail])
        }
      },
    ),
    { seed: 11, numRuns: 200 },
  )
})

test('three of three are no proof against a region of 15 %', () => {
  expect(funnelLimits(3, 0.145, 0.001).high).toBe(1)
  expect(funnelLimits(3, 0.145, 0.025).high).toBeLessThan(1)
})

test('a funnel narrows to its centre and never leaves 0…1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5000 }), fc.double({ min: 0, max: 1, noNaN: true }), (n, p) => {
      const [outer, inner] = [funnelLimits(n, p, 0.001), funnelLimits(n, p, 0.025)]
      const order = [0, outer.low, inner.low, inner.high, outer.high, 1]
      expect([...order].sort((a, b) => a - b)).toEqual(order)
    }),
    { seed: 7, numRuns: 300 },
  )
  expect(funnelLimits(100_000, 0.14, 0.001).high - 0.14).toBeLessThan(0.005)
})
