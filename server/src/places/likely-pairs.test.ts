import { expect, test } from 'vitest'
import { pickLikelyPairs, weighYears } from './likely-pairs.ts'
import type { MatchCandidate } from './match-candidates.ts'

const candidate = (schoolId: number, score: number, doubts: string[] = []): MatchCandidate => ({
  schoolId,
  score,
  reasons: ['название похоже'],
  doubts,
  similarity: 0.9,
})

const NO_YEARS = { sourceYears: new Map(), schoolYears: new Map(), sameFile: new Set<string>() }

test('a pair is likely where the best candidate stands clearly before the second and only one name claims the school', () => {
  const pairs = pickLikelyPairs(
    new Map([
      [1, [candidate(10, 0.9), candidate(11, 0.6)]],
      [2, [candidate(12, 0.9), candidate(13, 0.85)]],
      [3, [candidate(14, 0.5)]],
      [4, [candidate(15, 0.8)]],
      [5, [candidate(15, 0.95)]],
      [6, []],
      [7, [candidate(16, 0.7, ['другой номер'])]],
    ]),
  )
  expect(pairs.map(({ sourceSchoolId, isPlain }) => [sourceSchoolId, isPlain])).toEqual([
    [1, true],
    [7, false],
  ])
})

test('a school that stands in the same file beside the name falls behind, and why is said', () => {
  const [first, second] = weighYears(1, [candidate(10, 0.9), candidate(11, 0.7)], {
    ...NO_YEARS,
    sameFile: new Set(['1|10']),
  })
  expect(first!.schoolId).toBe(11)
  expect(second).toMatchObject({
    schoolId: 10,
    score: 0.5,
    doubts: ['в том же файле у этой школы есть другая строка'],
  })
})

test('results that ended before the name began speak for it; years that overlap say nothing', () => {
  const years = {
    ...NO_YEARS,
    sourceYears: new Map([[1, { firstYear: 2020, lastYear: 2022 }]]),
    schoolYears: new Map([
      [10, { firstYear: 2015, lastYear: 2018 }],
      [11, { firstYear: 2015, lastYear: 2021 }],
    ]),
  }
  const weighed = weighYears(1, [candidate(10, 0.7), candidate(11, 0.7)], years)
  expect(weighed[0]).toMatchObject({
    schoolId: 10,
    score: 0.8,
    reasons: ['название похоже', 'результаты школы — по 2018 год, у этого названия — с 2020 года'],
  })
  expect(weighed[1]).toEqual(candidate(11, 0.7))
})
