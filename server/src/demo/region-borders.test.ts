import { expect, test } from 'vitest'
import { createRandom } from '../statistics/random.ts'
import type { Point } from './demo-region.ts'
import { isInside, makeBorders, ringArea, ringCentre } from './region-borders.ts'

const SEEDS = ['one', 'two', 'three']
const key = ([x, y]: Point) => `${x} ${y}`

/** Directed segments that no neighbour walks the other way: the outline of the whole region. */
const outline = (rings: Point[][]): Point[] => {
  const next = new Map<string, Point>()
  for (const ring of rings)
    for (let i = 0; i + 1 < ring.length; i++) {
      const back = `${key(ring[i + 1]!)}>${key(ring[i]!)}`
      if (next.has(back)) next.delete(back)
      else next.set(`${key(ring[i]!)}>${key(ring[i + 1]!)}`, ring[i + 1]!)
    }
  const onward = new Map([...next].map(([segment, to]) => [segment.split('>')[0]!, to]))
  const start = [...onward.values()][0]!
  const walk = [start]
  do walk.push(onward.get(key(walk.at(-1)!))!)
  while (key(walk.at(-1)!) !== key(start))
  expect(walk.length - 1).toBe(next.size)
  return walk
}

test.each(SEEDS)('26 rings are closed, counter-clockwise and share every inner edge (seed %s)', (seed) => {
  const rings = makeBorders(createRandom(seed))
  expect(rings).toHaveLength(26)
  for (const ring of rings) {
    expect(ring.at(-1)).toEqual(ring[0])
    expect(ringArea(ring)).toBeGreaterThan(0)
    expect(isInside(ringCentre(ring), ring)).toBe(true)
  }
  const whole = outline(rings)
  const sum = rings.reduce((total, ring) => total + ringArea(ring), 0)
  expect(sum).toBeCloseTo(ringArea(whole), 9)
})

test.each(SEEDS)('every point of the region lies in exactly one municipality (seed %s)', (seed) => {
  const rings = makeBorders(createRandom(seed))
  const whole = outline(rings)
  const random = createRandom('points')
  let insideCount = 0
  for (let i = 0; i < 4000; i++) {
    const point: Point = [71.5 + random.next() * 7, 57 + random.next() * 3.7]
    const owners = rings.filter((ring) => isInside(point, ring)).length
    expect(owners).toBe(isInside(point, whole) ? 1 : 0)
    insideCount += owners
  }
  expect(insideCount).toBeGreaterThan(1500)
})

test('a city is much smaller than a district', () => {
  const areas = makeBorders(createRandom('one')).map(ringArea)
  expect(Math.max(...areas.slice(24))).toBeLessThan(Math.min(...areas.slice(0, 24)) / 3)
})
