import { expect, test } from 'vitest'
import { createSeenCodes } from './seen-codes.ts'

test('a code that was added is always seen again, and of codes that were not hardly any', () => {
  const seen = createSeenCodes()
  const codes: [group: number, number: number, digits: number][] = []
  // Growing, far apart, and the same number in another group or with another length.
  for (let at = 0; at < 50_000; at++)
    codes.push(
      [at % 700, 10_000_000 + at, 8],
      [at % 7, at * 19_999_999_999, 15],
      [701 + (at % 700), 10_000_000 + at, 9],
    )
  let wronglySeen = 0
  for (const code of codes) if (seen.add(...code)) wronglySeen += 1
  expect(wronglySeen).toBeLessThan(5)
  expect(codes.filter((code) => !seen.add(...code))).toEqual([])
})
