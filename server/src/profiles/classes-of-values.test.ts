import fc from 'fast-check'
import { expect, it } from 'vitest'
import { stepOf } from '../charts/draw-map.ts'
import { countBounds, shareBounds } from './classes-of-values.ts'

it('gives round bounds that hold the greatest share', () => {
  expect(shareBounds([0.03, 0.18])).toEqual([0.04, 0.08, 0.12, 0.16, 0.2])
  expect(shareBounds([])).toEqual([0.01, 0.02, 0.03, 0.04, 0.05])
  expect(shareBounds([1])).toEqual([0.2, 0.4, 0.6, 0.8, 1])
  expect(countBounds([13, 2])).toEqual([3, 6, 9, 12, 15])
})

it('puts every share of a map into a class whose upper bound it does not exceed', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { minLength: 1 }), (shares) => {
      const bounds = shareBounds(shares)
      for (const share of shares) {
        const step = stepOf(share, bounds)
        expect(step).toBeGreaterThanOrEqual(0)
        expect(step).toBeLessThan(5)
        expect(share).toBeLessThanOrEqual((bounds[step] ?? 0) + 1e-9)
      }
    }),
  )
})
