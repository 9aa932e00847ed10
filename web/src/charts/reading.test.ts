import { expect, it } from 'vitest'
import { moveReading, nearestMark } from './reading.ts'

const reading = [{ key: 'a' }, { key: 'b' }, { key: 'c' }]

it('arrows walk from the first mark to the last and stay at the ends', () => {
  expect(moveReading(reading, null, 'ArrowRight')).toBe('a')
  expect(moveReading(reading, 'a', 'ArrowDown')).toBe('b')
  expect(moveReading(reading, 'c', 'ArrowRight')).toBe('c')
  expect(moveReading(reading, 'a', 'ArrowLeft')).toBe('a')
  expect(moveReading(reading, 'b', 'End')).toBe('c')
  expect(moveReading(reading, 'b', 'Home')).toBe('a')
  expect(moveReading(reading, 'b', 'Tab')).toBeNull()
  expect(moveReading([], null, 'ArrowRight')).toBeNull()
})

it('the pointer means the nearest mark within reach', () => {
  const marks = [
    { key: 'near', x: 10, y: 10 },
    { key: 'far', x: 40, y: 10 },
  ]
  expect(nearestMark(marks, { x: 14, y: 12 }, 18)).toBe('near')
  expect(nearestMark(marks, { x: 30, y: 10 }, 18)).toBe('far')
  expect(nearestMark(marks, { x: 100, y: 100 }, 18)).toBeNull()
})
