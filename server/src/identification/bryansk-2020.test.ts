import { describe, expect, it } from 'vitest'
import { explainFinding } from './explain-sentence.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import type { SchoolInput } from './model.ts'
import { count, region, school } from './test-region.ts'

const YEARS = [2025, 2024, 2023]

/** Eight secondary schools; `shape(id)` gives [low, high] of 20 in every ЕГЭ and ОГЭ of three years, ВПР is fine. */
const findings = (
  shape: (id: number) => { ege: [number, number]; oge: [number, number]; vpr?: number },
  schools?: SchoolInput[],
) => {
  const all = schools ?? Array.from({ length: 8 }, (_, i) => school(i + 1, { schoolType: 'secondary' }))
  const counts = all.flatMap(({ id }) => {
    const { ege, oge, vpr = 0 } = shape(id)
    return YEARS.flatMap((year) => [
      ...['ege-ru', 'ege-ma-base', 'ege-ma-prof'].map((code) =>
        count(id, code, year, ege[0], 20, { high: ege[1] }),
      ),
      ...['oge-ru', 'oge-ma'].map((code) => count(id, code, year, oge[0], 20, { high: oge[1] })),
      ...['vpr-ma-5', 'vpr-ma-6', 'vpr-ru-5', 'vpr-ru-6'].map((code) =>
        count(id, code, year, vpr, 20, { high: 10 }),
      ),
    ])
  })
  return identify(region(all, counts, { methodology: getMethodology('bryansk-2020') })).findings
}
const listed = (found: ReturnType<typeof findings>) =>
  found.filter(({ status }) => status === 'listed').map(({ schoolId }) => schoolId)

describe('bryansk-2020', () => {
  it('asks for many below the minimum and few high results at once', () => {
    const found = findings((id) => ({
      // Schools 1 and 2 have the most below the minimum, schools 2 and 3 the fewest high results.
      ege: [id <= 2 ? 6 - id : 0, id === 2 || id === 3 ? 1 : 10 + id],
      oge: [0, 10],
    }))
    expect(listed(found)).toEqual([2])
    const criteria = found[1]!.lists[0]!.criteria
    expect(criteria.filter(({ outcome }) => outcome === 'met').map(({ id }) => id)).toEqual([
      'shnor',
      'ege',
      'ege-low',
      'ege-high',
    ])
    expect(found[1]?.distance).toEqual({ missing: 'not-applicable', because: 'relative-rule' })
    expect(found[1]?.cluster).toEqual({ value: 1, origin: 'computed' })
  })

  it('says in words which signs a school shows, or that it shows none', () => {
    const found = findings((id) => ({ ege: [id === 1 ? 4 : 0, id === 1 ? 1 : 10 + id], oge: [0, 10] }))
    const words = (i: number) =>
      explainFinding(found[i]!, getMethodology('bryansk-2020')).replaceAll('\u00a0', ' ')
    expect(words(0)).toBe(
      'Школа включена в перечень 2025 года: доля не достигших минимального балла ЕГЭ за три года — среди самых высоких в регионе (20 %, граница — 20 %) и доля получивших 61–100 баллов ЕГЭ за три года — среди самых низких в регионе (5 %, граница — 60 %).',
    )
    expect(words(1)).toBe(
      'Школа не входит в перечень 2025 года: не выполнено ни одно из трёх условий — по ЕГЭ за три года много результатов ниже минимума и мало от 61 до 100 баллов; по ОГЭ за три года много «2» и мало «4» и «5»; по двум и более предметам ВПР за три года не менее 30 % участников получили отметку «2».',
    )
  })

  it('lists by ВПР with at least 30 % of «2» in two subjects over three years', () => {
    expect(listed(findings((id) => ({ ege: [0, 10], oge: [0, 10], vpr: id === 5 ? 6 : 5 })))).toEqual([5])
  })

  it('says two subjects in words, and every sign that is met', () => {
    const found = findings((id) => ({
      ege: [id === 1 ? 5 : 0, id === 1 ? 1 : 10],
      oge: [id === 1 ? 5 : 0, id === 1 ? 1 : 10],
      vpr: id === 1 ? 6 : 0,
    }))
    expect(explainFinding(found[0]!, getMethodology('bryansk-2020')).replaceAll('\u00a0', ' ')).toMatch(
      /; кроме того, доля получивших «2» на ОГЭ .*; а также по двум предметам ВПР из двух за три года не менее 30 % участников получили отметку «2»\.$/,
    )
  })

  it('is undecided about ЕГЭ where nobody says how many have 61–100 points', () => {
    const all = Array.from({ length: 4 }, (_, i) => school(i + 1, { schoolType: 'secondary' }))
    const counts = all.flatMap(({ id }) =>
      YEARS.flatMap((year) => [
        ...['ege-ru', 'ege-ma-prof'].map((code) =>
          count(id, code, year, id, 20, id === 4 ? {} : { high: 15 - id }),
        ),
        count(id, 'ege-ma-base', year, 0, 20),
        ...['oge-ru', 'oge-ma'].map((code) => count(id, code, year, 0, 20, { high: 10 })),
        ...['vpr-ma-5', 'vpr-ma-6', 'vpr-ru-5', 'vpr-ru-6'].map((code) => count(id, code, year, 0, 20)),
      ]),
    )
    const found = identify(region(all, counts, { methodology: getMethodology('bryansk-2020') })).findings
    const criteria = found[3]!.lists[0]!.criteria
    expect(criteria.find(({ id }) => id === 'ege-low')?.outcome).toBe('met')
    expect(criteria.find(({ id }) => id === 'ege-high')).toMatchObject({
      outcome: 'insufficient-data',
      missing: 'withheld',
    })
    expect(found[3]?.status).toBe('insufficient-data')
    expect(explainFinding(found[3]!, getMethodology('bryansk-2020'))).toBe(
      'Вывода за 2025 год пока нет: не хватает результатов 2023, 2024 и 2025 годов (ЕГЭ, математика профильная; ЕГЭ, русский язык).',
    )
  })

  it('does not assess a primary school: low results are defined for grades 5 and above', () => {
    const schools = [school(1, { schoolType: 'primary' }), ...[2, 3].map((id) => school(id))]
    const counts = schools.flatMap(({ id }) => YEARS.map((year) => count(id, 'vpr-ru-4', year, 20, 20)))
    const found = identify(region(schools, counts, { methodology: getMethodology('bryansk-2020') })).findings
    expect(found[0]).toMatchObject({ assessed: false, status: 'not-listed' })
  })

  it('leaves ЕГЭ out for a basic school', () => {
    const schools = [1, 2, 3, 4].map((id) => school(id))
    const counts = schools.flatMap(({ id }) =>
      YEARS.flatMap((year) =>
        ['oge-ru', 'oge-ma', 'vpr-ma-5', 'vpr-ru-5', 'vpr-ma-6', 'vpr-ru-6'].map((code) =>
          count(id, code, year, id, 20, { high: 20 - 2 * id }),
        ),
      ),
    )
    const found = identify(region(schools, counts, { methodology: getMethodology('bryansk-2020') })).findings
    expect(listed(found)).toEqual([4])
    expect(found[3]!.lists[0]!.criteria.find(({ id }) => id === 'ege')).toMatchObject({
      applicable: false,
      outcome: 'not-met',
    })
  })

  it('computes the list of unfavourable conditions from facts about the place', () => {
    const facts = [
      { distanceKm: 30, hardToReach: false, enrolment: 100, staffCount: 10 },
      { distanceKm: 29.9, hardToReach: false, enrolment: 100, staffCount: 10 },
      { distanceKm: 5, hardToReach: true, enrolment: null, staffCount: null },
      { distanceKm: 5, hardToReach: false, enrolment: 200, staffCount: 10 },
      { distanceKm: 5, hardToReach: false, enrolment: null, staffCount: 10 },
    ]
    const schools = facts.map((fact, i) => school(i + 1, { schoolType: 'secondary', ...fact }))
    const found = findings(() => ({ ege: [0, 10], oge: [0, 10] }), schools)
    const outcomes = found.map(({ lists }) => lists.find(({ id }) => id === 'shnsu')?.outcome)
    expect(outcomes).toEqual(['met', 'not-met', 'met', 'met', 'insufficient-data'])
    expect(found[0]?.memberOf).toContain('shnsu')
    expect(found[0]?.lists[1]?.criteria.find(({ id }) => id === 'remoteness')?.fact).toBe(30)
  })
})
