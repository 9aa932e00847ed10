import { describe, expect, it } from 'vitest'
import { explainFinding } from './explain-sentence.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { withVariants } from './methodology.ts'
import type { IdentificationInput } from './model.ts'
import { anchor, count, NINE, region, SIX, school, sixCounts } from './test-region.ts'

const fine = [0, 0, 0, 0, 0, 0]

/** The finding of school 1 in a region where everything else is loaded. */
const findingOf = (input: IdentificationInput) => {
  const other = anchor()
  const whole = {
    ...input,
    schools: [...input.schools, ...other.schools],
    counts: [...input.counts, ...other.counts],
  }
  return identify(whole).findings[0]!
}
const criterion = (input: IdentificationInput, id: string) =>
  findingOf(input)
    .lists.flatMap((list) => list.criteria)
    .find((one) => one.id === id)!

describe('rule A', () => {
  const twice = (low: number, participants: number) =>
    region(
      [school(1)],
      [
        ...sixCounts(1, 2024, fine),
        count(1, 'vpr-ma-5', 2025, low, participants),
        count(1, 'oge-ma', 2025, low, participants),
      ],
    )

  it.each([
    [3, 10, 'listed'],
    [2, 10, 'not-listed'],
    [6, 20, 'listed'],
    [5, 20, 'not-listed'],
    [9, 30, 'listed'],
    [8, 30, 'not-listed'],
    [30, 101, 'not-listed'],
    [31, 101, 'listed'],
    [1, 3, 'listed'],
    [0, 1, 'not-listed'],
    [1, 1, 'listed'],
  ])('takes %i of %i in two procedures as %s', (low, participants, status) => {
    expect(findingOf(twice(low, participants)).status).toBe(status)
  })

  it.each([
    [3000, 'listed'],
    [2999, 'not-listed'],
  ])(
    'applies the threshold to a published share of %i hundredths where counts are unknown',
    (lowShare, status) => {
      const published = { lowShare, countBasis: 'share-only' as const }
      const counts = ['vpr-ma-5', 'oge-ma'].map((code) => count(1, code, 2025, null, 12345, published))
      const finding = findingOf(region([school(1)], [...sixCounts(1, 2024, fine), ...counts]))
      expect(finding.status).toBe(status)
      const evidence = finding.lists[0]?.criteria[1]?.evidence.find((row) => row.procedure === 'vpr-ma-5')
      expect(evidence).toMatchObject({
        appliedTo: 'published-share',
        countBasis: 'share-only',
        share: lowShare,
      })
      expect(finding.distance).toEqual({ missing: 'not-applicable', because: 'share-only' })
    },
  )

  it('is met by two known low procedures whatever else is missing', () => {
    const counts = [count(1, 'vpr-ma-5', 2025, 9, 10), count(1, 'vpr-ru-5', 2025, 9, 10)]
    expect(findingOf(region([school(1)], counts)).status).toBe('listed')
  })
})

describe('rule B', () => {
  const lowNow = [10, 0, 0, 0, 0, 0]

  it('lists a school whose same procedure is low in both years', () => {
    const counts = [...sixCounts(1, 2025, lowNow), ...sixCounts(1, 2024, lowNow)]
    expect(findingOf(region([school(1)], counts)).status).toBe('listed')
  })

  it('does not list a school whose two low years are of two procedures', () => {
    const counts = [...sixCounts(1, 2025, lowNow), ...sixCounts(1, 2024, [0, 10, 0, 0, 0, 0])]
    expect(findingOf(region([school(1)], counts)).status).toBe('not-listed')
  })

  it('lists that school by the variant "any procedure in each of two years"', () => {
    const counts = [...sixCounts(1, 2025, lowNow), ...sixCounts(1, 2024, [0, 10, 0, 0, 0, 0])]
    const methodology = withVariants(getMethodology(), ['rule-b-any-procedure'])
    expect(findingOf(region([school(1)], counts, { methodology })).status).toBe('listed')
  })

  it('is undecided for one low procedure when last year was never submitted', () => {
    const finding = findingOf(region([school(1)], sixCounts(1, 2025, lowNow)))
    expect(finding.status).toBe('insufficient-data')
    expect(finding.cluster).toEqual({ missing: 'not-submitted' })
  })

  it('is not met for a school with no low procedure this year, whatever last year was', () => {
    const input = region([school(1)], sixCounts(1, 2025, fine))
    expect(findingOf(input).status).toBe('not-listed')
    expect(criterion(input, 'rule-b').outcome).toBe('not-met')
  })

  it('is not met when the school did not hold the procedure last year but held others of its kind', () => {
    const counts = [...sixCounts(1, 2025, lowNow), ...sixCounts(1, 2024, [null, 0, 0, 0, 0, 0])]
    expect(findingOf(region([school(1)], counts)).status).toBe('not-listed')
  })

  it('says not-comparable across a marked year, and only for a procedure that is low now', () => {
    const counts = [...sixCounts(1, 2025, lowNow), ...sixCounts(1, 2024, lowNow)]
    const broken = (procedure: string) =>
      region([school(1)], counts, { comparabilityBreaks: [{ procedure, schoolYear: 2025 }] })
    expect(criterion(broken('vpr-ma-5'), 'rule-b')).toMatchObject({
      outcome: 'insufficient-data',
      missing: 'not-comparable',
    })
    expect(findingOf(broken('vpr-ma-6')).status).toBe('listed')
  })
})

describe('the "and" combiner', () => {
  it('asks for both rules', () => {
    const methodology = withVariants(getMethodology(), ['combiner-and'])
    const twoLow = [10, 10, 0, 0, 0, 0]
    const onlyA = [...sixCounts(1, 2025, twoLow), ...sixCounts(1, 2024, fine)]
    const both = [...sixCounts(1, 2025, twoLow), ...sixCounts(1, 2024, [10, 0, 0, 0, 0, 0])]
    expect(findingOf(region([school(1)], onlyA, { methodology })).status).toBe('not-listed')
    expect(findingOf(region([school(1)], both, { methodology })).status).toBe('listed')
  })
})

describe('absence of results', () => {
  it('is insufficient data for a school with no result in the year', () => {
    expect(findingOf(region([school(1)], sixCounts(1, 2024, fine))).status).toBe('insufficient-data')
  })

  it('is no gap where the school simply did not hold a procedure of a kind it has results of', () => {
    const counts = [...sixCounts(1, 2025, [0, 0, null, null, 0, null]), ...sixCounts(1, 2024, fine)]
    expect(findingOf(region([school(1)], counts)).status).toBe('not-listed')
  })

  describe('of a whole kind that the school type holds', () => {
    const counts = [...sixCounts(1, 2025, fine), ...sixCounts(1, 2024, fine)]
    const secondary = school(1, { schoolType: 'secondary' })
    const statusIn = (rest: Partial<IdentificationInput>, schools = [secondary], all = counts) =>
      findingOf(region(schools, all, rest)).status
    const withWholeKind = (wholeKind: 'unknown' | 'not-held') => {
      const { absence, ...rest } = getMethodology()
      return { ...rest, absence: { ...absence, wholeKind } }
    }
    const ege = (years: number[], id: number) =>
      years.flatMap((year) => NINE.slice(6).map((code) => count(id, code, year, 0, 20)))

    it('is no gap once schools around it have the kind and none waits for a match', () => {
      expect(statusIn({})).toBe('not-listed')
      const finding = findingOf(region([secondary], counts))
      expect(explainFinding(finding, getMethodology())).toContain('ЕГЭ 2024 и 2025 годов школа не проводила')
    })

    it('is a gap while a result of the kind and year waits for its school', () => {
      const waiting = [{ procedure: 'ege-ru', schoolYear: 2025 }]
      expect(statusIn({ waiting })).toBe('insufficient-data')
      const finding = findingOf(region([secondary], counts, { waiting }))
      expect(explainFinding(finding, getMethodology())).toContain('ждут сопоставления')
      expect(statusIn({ waiting: [{ procedure: 'oge-ru', schoolYear: 2025 }] })).toBe('not-listed')
    })

    it('is a gap where other schools of its municipality could hold it and none has it', () => {
      const far = { municipality: 'Лесной район' }
      const schools = [
        school(1, { schoolType: 'secondary', ...far }),
        school(2, { schoolType: 'lyceum', ...far }),
      ]
      const finding = findingOf(region(schools, counts))
      expect(finding.status).toBe('insufficient-data')
      expect(explainFinding(finding, getMethodology())).toContain('возможно, файл ещё не загружен')
      expect(statusIn({}, schools, [...counts, ...ege([2025, 2024], 2)])).toBe('not-listed')
      expect(statusIn({}, schools.slice(0, 1))).toBe('not-listed')
    })

    it('can still be read always as a gap, and always as not held', () => {
      expect(statusIn({ methodology: withWholeKind('unknown') })).toBe('insufficient-data')
      const waiting = [{ procedure: 'ege-ru', schoolYear: 2025 }]
      expect(statusIn({ methodology: withWholeKind('not-held'), waiting })).toBe('not-listed')
    })
  })

  it('of a number that its source hides is a gap with that reason, and the school did hold the kind', () => {
    const counts = [...sixCounts(1, 2025, fine), ...sixCounts(1, 2024, fine)]
    const secondary = school(1, { schoolType: 'secondary' })
    const withheld = ['ege-ma-prof', 'ege-ru'].map((procedure) => ({
      schoolId: 1,
      procedure,
      schoolYear: 2025,
    }))
    const finding = findingOf(region([secondary], counts, { withheld }))
    const hidden = finding.lists[0]!.criteria.flatMap(({ evidence }) =>
      evidence.filter((row) => row.procedure === 'ege-ru' && row.year === 2025),
    )
    expect(hidden.map(({ state, missing }) => [state, missing])[0]).toEqual(['unknown', 'withheld'])
    const sentence = explainFinding(finding, getMethodology())
    expect(sentence).toContain(
      'результаты 2025 года скрыты источником (ЕГЭ, математика профильная; ЕГЭ, русский язык)',
    )
    expect(sentence).not.toContain('ЕГЭ 2025 года школа не проводила')
  })

  it('does not ask a basic school for ЕГЭ', () => {
    const counts = [...sixCounts(1, 2025, fine), ...sixCounts(1, 2024, fine)]
    const finding = findingOf(region([school(1)], counts))
    const states = finding.lists[0]?.criteria[1]?.evidence.filter(({ procedure }) =>
      procedure.startsWith('ege'),
    )
    expect(states?.map(({ state, missing }) => [state, missing])).toEqual(
      Array(3).fill(['not-applicable', 'not-applicable']),
    )
  })

  it('is a gap where a procedure was loaded for nobody in the region', () => {
    const counts = [
      count(1, 'vpr-ma-5', 2025, 0, 20),
      count(1, 'oge-ma', 2025, 0, 20),
      count(1, 'oge-ru', 2025, 0, 20),
    ]
    expect(identify(region([school(1)], counts)).findings[0]?.status).toBe('insufficient-data')
  })

  it('expects of a school of unknown type only what it has had', () => {
    const unknown = school(1, { schoolType: null })
    expect(identify(region([unknown], [count(1, 'vpr-ma-5', 2025, 0, 20)])).findings[0]?.status).toBe(
      'not-listed',
    )
    const hadExams = [...sixCounts(1, 2025, [0, 0, 0, 0, null, null]), ...sixCounts(1, 2024, fine)]
    expect(identify(region([unknown], hadExams)).findings[0]?.status).toBe('insufficient-data')
  })

  it('does not assess a primary school and says so', () => {
    const finding = findingOf(region([school(1, { schoolType: 'primary' })], []))
    expect(finding).toMatchObject({ status: 'not-listed', assessed: false, track: 3 })
    expect(finding.distance).toEqual({ missing: 'not-applicable', because: 'not-assessed' })
  })

  it('knows that ОГЭ was cancelled in 2020', () => {
    const counts = [...sixCounts(1, 2020, [0, 0, 0, 0, null, null]), ...sixCounts(1, 2019, fine)]
    const input = region([school(1)], counts, { schoolYear: 2020 })
    expect(identify(input).findings[0]?.status).toBe('not-listed')
  })
})

describe('predecessors', () => {
  const successor = region(
    [school(1)],
    [...sixCounts(1, 2025, [10, 0, 0, 0, 0, 0]), ...sixCounts(5, 2024, [10, 0, 0, 0, 0, 0])],
  )

  it('lends the only predecessor’s last year to its successor and says so', () => {
    const input = { ...successor, predecessors: [{ schoolId: 1, predecessorId: 5 }] }
    expect(findingOf(successor).status).toBe('insufficient-data')
    expect(findingOf(input).status).toBe('listed')
    const evidence = criterion(input, 'rule-b').evidence
    expect(evidence.find((row) => row.year === 2024)?.viaPredecessor).toBe(5)
    expect(evidence.find((row) => row.year === 2025)?.viaPredecessor).toBeNull()
  })

  it('uses none of several predecessors', () => {
    const predecessors = [5, 6].map((predecessorId) => ({ schoolId: 1, predecessorId }))
    expect(criterion({ ...successor, predecessors }, 'rule-b')).toMatchObject({
      outcome: 'insufficient-data',
      missing: 'not-comparable',
    })
  })

  it('does not touch a year in which the school has results of its own', () => {
    const counts = [...successor.counts, ...sixCounts(1, 2024, fine)]
    const input = { ...successor, counts, predecessors: [{ schoolId: 1, predecessorId: 5 }] }
    expect(findingOf(input).status).toBe('not-listed')
  })
})

describe('the explanation', () => {
  it('shows every number with its place, for a school that is not on the list too', () => {
    const counts = [...sixCounts(1, 2025, [5, 0, 0, 0, 0, 0]), ...sixCounts(1, 2024, fine)]
    const evidence = criterion(region([school(1)], counts), 'rule-a').evidence
    expect(evidence).toHaveLength(NINE.length)
    expect(evidence[0]).toEqual({
      procedure: 'vpr-ma-5',
      year: 2025,
      statistic: 'low',
      state: 'known',
      participants: 20,
      count: 5,
      share: 2500,
      countBasis: 'exact',
      appliedTo: 'counts',
      meets: false,
      distance: 1,
      source: { importId: 1, file: 'results.xlsx', sheet: 'Лист1', row: 7, lastRow: null },
      viaPredecessor: null,
      missing: null,
    })
  })

  it('is the same twice, to the byte', () => {
    const counts = SIX.flatMap((code, i) => [count(1, code, 2025, i, 10), count(1, code, 2024, i + 1, 12)])
    const input = region([school(1)], counts)
    expect(JSON.stringify(identify(input))).toBe(JSON.stringify(identify(structuredClone(input))))
  })
})
