import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Area, isSmall, maySumBeKnown, suppressTotals } from './disclosure.ts'

const area = (id: number, hidden: [participants: number, low: number][], shown = 0): Area => {
  const sum = (at: 0 | 1) => hidden.reduce((all, cell) => all + cell[at], 0)
  return {
    id,
    participants: sum(0) + shown,
    hidden: { cells: hidden.length, participants: sum(0), low: sum(1) },
  }
}
const suppressed = (areas: Area[]) => {
  const answer = suppressTotals(areas)
  return { areas: [...answer.areas].sort((a, b) => a - b), region: answer.region }
}

test('nine participants are few, ten are not', () => {
  expect([isSmall(9), isSmall(10)]).toEqual([true, false])
})

test('where nothing is hidden every total is shown', () => {
  expect(suppressed([area(1, [], 40), area(2, [], 60)])).toEqual({ areas: [], region: false })
})

test('the only hidden cell of a municipality takes its total away, and the only such municipality takes the region’s', () => {
  expect(suppressed([area(1, [[7, 2]], 40), area(2, [], 60)])).toEqual({ areas: [1], region: true })
})

test('two municipalities with one hidden cell each hide each other, so the region’s total is shown', () => {
  const areas = [area(1, [[7, 2]], 40), area(2, [[6, 0]], 60)]
  expect(suppressed(areas)).toEqual({ areas: [1, 2], region: false })
})

test('the total of a further municipality, the smallest that helps, goes before the region’s', () => {
  const two: [number, number][] = [
    [5, 1],
    [6, 2],
  ]
  const areas = [area(1, [[7, 2]], 40), area(2, two, 300), area(3, two, 30), area(4, [], 5)]
  expect(suppressed(areas)).toEqual({ areas: [1, 3], region: false })
})

test.each([
  ['one cell', { cells: 1, participants: 9, low: 3 }],
  ['fewer than ten together', { cells: 3, participants: 9, low: 3 }],
  ['all as large as hidden cells can be', { cells: 2, participants: 18, low: 3 }],
  ['nearly so', { cells: 2, participants: 17, low: 3 }],
  ['all as small as they can be', { cells: 12, participants: 12, low: 3 }],
  ['nobody below the minimum', { cells: 3, participants: 15, low: 0 }],
  ['everybody below the minimum', { cells: 3, participants: 15, low: 15 }],
])('a sum that fixes a cell must not be known: %s', (_, hidden) => {
  expect(maySumBeKnown(hidden)).toBe(false)
})

/** All ways to fill the cells of a sum, as the set of values that the first cell takes. */
function valuesOfFirst({ cells, participants, low }: Area['hidden']): { n: Set<number>; low: Set<number> } {
  const n = new Set<number>()
  const lows = new Set<number>()
  for (let own = 1; own <= 9; own++) {
    const rest = participants - own
    if (rest < cells - 1 || rest > 9 * (cells - 1)) continue
    n.add(own)
    for (let ownLow = 0; ownLow <= own; ownLow++)
      if (low - ownLow >= 0 && low - ownLow <= rest) lows.add(ownLow)
  }
  return { n, low: lows }
}

const hiddenCell = fc
  .integer({ min: 1, max: 9 })
  .chain((n) => fc.tuple(fc.constant(n), fc.integer({ min: 0, max: n })))
const areasOf = fc
  .array(fc.tuple(fc.array(hiddenCell, { maxLength: 4 }), fc.integer({ min: 0, max: 200 })), {
    maxLength: 8,
  })
  .map((all) => all.map(([hidden, shown], id) => area(id, hidden, shown)))

test('whatever sum of hidden cells can be worked out leaves each of them several values', () => {
  fc.assert(
    fc.property(areasOf, (areas) => {
      const answer = suppressTotals(areas)
      const told = areas.filter(({ id }) => !answer.areas.has(id)).map(({ hidden }) => hidden)
      if (!answer.region)
        told.push(
          areas
            .filter(({ id }) => answer.areas.has(id))
            .reduce(
              (sum, { hidden }) => ({
                cells: sum.cells + hidden.cells,
                participants: sum.participants + hidden.participants,
                low: sum.low + hidden.low,
              }),
              { cells: 0, participants: 0, low: 0 },
            ),
        )
      for (const sum of told) {
        if (sum.cells === 0) continue
        const values = valuesOfFirst(sum)
        expect(values.n.size).toBeGreaterThan(2)
        expect(values.low.size).toBeGreaterThan(1)
      }
    }),
    { numRuns: 5_000 },
  )
})

test('the order in which municipalities come changes nothing', () => {
  fc.assert(
    fc.property(areasOf, (areas) => {
      expect(suppressed([...areas].reverse())).toEqual(suppressed(areas))
    }),
  )
})
