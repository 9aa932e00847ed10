import { expect, test } from 'vitest'
import { listNeighbours } from './neighbours.ts'

const square = (id: number, west: number, south: number) => ({
  id,
  name: `Район ${id}`,
  border: {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [west, south + 1],
        [west + 1, south + 1],
        [west + 1, south],
        [west, south],
      ],
    ],
  },
})

test('neighbours have a stretch of border in common, not a corner', () => {
  const places = [
    square(1, 30, 50),
    square(2, 31, 50),
    square(3, 31, 51),
    { id: 4, name: 'Без границ', border: null },
  ]
  expect(listNeighbours(places, 1)).toEqual([2])
  expect(listNeighbours(places, 2)).toEqual([1, 3])
  expect(listNeighbours(places, 4)).toEqual([])
})
