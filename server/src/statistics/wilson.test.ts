import { expect, test } from 'vitest'
import { wilsonInterval } from './wilson.ts'

// prop.test(x, n, correct = FALSE)$conf.int in R 4.2.2, to three decimals as the domain prints them.
test.each([
  [3, 10, 0.108, 0.603],
  [6, 20, 0.145, 0.519],
  [9, 30, 0.167, 0.479],
  [15, 50, 0.191, 0.438],
  [30, 100, 0.219, 0.396],
  [1, 3, 0.061, 0.792],
])('%i of %i lies between %f and %f', (successes, n, low, high) => {
  const interval = wilsonInterval(successes, n)
  expect(interval.low).toBeCloseTo(low, 3)
  expect(interval.high).toBeCloseTo(high, 3)
})

test('nobody and everybody keep to 0 and 1, and nonsense is refused', () => {
  expect(wilsonInterval(0, 5).low).toBe(0)
  expect(wilsonInterval(5, 5).high).toBe(1)
  expect(() => wilsonInterval(1, 0)).toThrow(RangeError)
  expect(() => wilsonInterval(6, 5)).toThrow(RangeError)
})
