import { describe, expect, it } from 'vitest'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { parseMethodology } from './methodology.ts'
import { count, region, school } from './test-region.ts'

/**
 * The note of Назарово for 2020/21: four schools, three with grade 11. It prints shares of schools with positive dynamics:
 * ОГЭ mathematics 75 %, Russian 75 %; ЕГЭ mathematics 33 %, Russian 33 %; regional works 25 %, 100 %, 25 %. The numbers of
 * participants are not printed and are invented here; ОГЭ was not held in 2020, so its previous year is 2019.
 */
const KDR = ['kdr-read-4', 'kdr-read-6', 'kdr-sci-8']
const order = getMethodology()
const methodology = parseMethodology({
  ...order,
  variants: [],
  procedures: [
    ...order.procedures,
    ...KDR.map((code) => ({
      code,
      kind: 'kdr',
      subject: code,
      schoolTypes: ['basic', 'secondary'],
      expected: false,
    })),
  ],
})

/** Low results of 20 before and now, a pair for each school that held it. */
const CHANGES: Record<string, { before: number; pairs: [number, number][] }> = {
  'oge-ma': {
    before: 2019,
    pairs: [
      [8, 5],
      [6, 4],
      [9, 8],
      [5, 7],
    ],
  },
  'oge-ru': {
    before: 2019,
    pairs: [
      [4, 2],
      [3, 1],
      [5, 5],
      [2, 1],
    ],
  },
  'ege-ma-prof': {
    before: 2020,
    pairs: [
      [6, 3],
      [2, 2],
      [1, 4],
    ],
  },
  'ege-ru': {
    before: 2020,
    pairs: [
      [1, 0],
      [0, 1],
      [2, 3],
    ],
  },
  'kdr-read-4': {
    before: 2020,
    pairs: [
      [5, 4],
      [5, 5],
      [5, 6],
      [4, 6],
    ],
  },
  'kdr-read-6': {
    before: 2020,
    pairs: [
      [5, 4],
      [6, 5],
      [7, 2],
      [4, 3],
    ],
  },
  'kdr-sci-8': {
    before: 2020,
    pairs: [
      [5, 6],
      [6, 5],
      [7, 7],
      [4, 5],
    ],
  },
}

const schools = [1, 2, 3].map((id) => school(id, { schoolType: 'secondary' })).concat(school(4))
const counts = Object.entries(CHANGES).flatMap(([code, { before, pairs }]) =>
  pairs.flatMap(([then, now], i) => [
    count(i + 1, code, before, then, 20),
    count(i + 1, code, 2021, now, 20),
  ]),
)
const { findings } = identify(region(schools, counts, { methodology, schoolYear: 2021 }))

/** Schools with positive dynamics over schools that held the procedure in both years. */
const share = (code: string) => {
  const held = findings.flatMap(({ procedures }) =>
    procedures.flatMap(({ procedure, dynamics }) =>
      procedure === code && 'value' in dynamics ? [dynamics.value] : [],
    ),
  )
  return [held.filter((value) => value === 'positive').length, held.length]
}

describe('dynamics of the four schools of Назарово', () => {
  it.each([
    ['oge-ma', [3, 4]],
    ['oge-ru', [3, 4]],
    ['ege-ma-prof', [1, 3]],
    ['ege-ru', [1, 3]],
    ['kdr-read-4', [1, 4]],
    ['kdr-read-6', [4, 4]],
    ['kdr-sci-8', [1, 4]],
  ])('%s: positive at %j', (code, expected) => {
    expect(share(code)).toEqual(expected)
  })

  it('ОГЭ is compared with 2019, the previous year in which it was held', () => {
    expect(findings[0]?.procedures.find(({ procedure }) => procedure === 'oge-ma')).toMatchObject({
      previousYear: 2019,
      previousShare: 4000,
      share: 2500,
      dynamics: { value: 'positive' },
    })
  })

  it('the basic school is in no denominator of ЕГЭ, and a school without last year in none at all', () => {
    expect(findings[3]?.procedures.some(({ procedure }) => procedure.startsWith('ege'))).toBe(false)
    const without = counts.filter((row) => row.schoolId !== 1 || row.schoolYear === 2021)
    const [first] = identify(region(schools, without, { methodology, schoolYear: 2021 })).findings
    expect(first?.procedures.map(({ dynamics }) => 'missing' in dynamics)).toEqual(Array(7).fill(true))
  })
})
