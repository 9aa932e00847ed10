import { expect, test } from 'vitest'
import { createLineScanner } from './scan-lines.ts'

test('a cell is known by what stood above it, not by what its place in a buffer holds later', () => {
  const met: string[] = []
  const scanner = createLineScanner(';'.charCodeAt(0), [0, 1, 3], [0, 1], 2, {
    plain: ({ ids, code }) => {
      const texts = [...ids].map((id, place) => Buffer.from(scanner.memoOf(place).bytesOf(id)).toString())
      met.push([...texts, code].join(' '))
      return true
    },
    known: () => false,
    other: () => {
      throw new Error('every line here is plain')
    },
  })
  // Pieces of a file are read into one buffer again and again; the second begins with another school in the same place.
  const buffer = Buffer.from('2026;school-A;10000001;five\n')
  scanner.scan(buffer, 1)
  buffer.write('2026;school-B;10000002;four\n')
  scanner.scan(buffer, 2)
  expect(met).toEqual(['2026 school-A five 10000001', '2026 school-B four 10000002'])
})
