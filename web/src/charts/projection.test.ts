import { describe, expect, it } from 'vitest'
import { type Border, drawBorders, isBorder, neighbourTowards } from './projection.ts'

const square = (longitude: number, latitude: number): Border => ({
  type: 'Polygon',
  coordinates: [
    [
      [longitude, latitude],
      [longitude + 1, latitude],
      [longitude + 1, latitude + 1],
      [longitude, latitude + 1],
      [longitude, latitude],
    ],
  ],
})

describe('a map', () => {
  it('keeps north up and east right, and fits its place', () => {
    const map = drawBorders([square(30, 55), square(32, 55), square(30, 57)], 400, 400)
    const [southWest, southEast, north] = map.areas
    expect(map.height).toBeLessThanOrEqual(400)
    expect(southEast!.centre.x).toBeGreaterThan(southWest!.centre.x)
    expect(north!.centre.y).toBeLessThan(southWest!.centre.y)
  })

  it('draws a region over the 180th meridian in one piece', () => {
    const map = drawBorders([square(178, 65), square(-179, 65)], 300, 300)
    const [west, east] = map.areas
    expect(east!.centre.x).toBeGreaterThan(west!.centre.x)
    expect(west!.size).toBeGreaterThan(1000)
  })

  it('leaves out what has no border and keeps the order', () => {
    const map = drawBorders([null, square(30, 55)], 100, 100)
    expect(map.areas[0]).toBeNull()
    expect(map.areas[1]!.path).toMatch(/^M.*Z$/)
    expect(drawBorders([null], 100, 100)).toEqual({ width: 100, height: 0, areas: [null] })
  })

  it('moves by arrow keys to the nearest area on that side', () => {
    const { areas } = drawBorders([square(30, 55), square(32, 55), square(34, 55), square(30, 57)], 400, 400)
    expect(neighbourTowards(areas, 0, 'right')).toBe(1)
    expect(neighbourTowards(areas, 0, 'up')).toBe(3)
    expect(neighbourTowards(areas, 0, 'left')).toBeNull()
    expect(neighbourTowards(areas, 2, 'left')).toBe(1)
  })

  it('tells a border from other JSON', () => {
    expect(isBorder(square(0, 0))).toBe(true)
    expect(isBorder({ type: 'Point', coordinates: [0, 0] })).toBe(false)
    expect(isBorder(null)).toBe(false)
  })
})
