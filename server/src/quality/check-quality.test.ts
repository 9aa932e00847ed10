import { describe, expect, it } from 'vitest'
import type { SchoolProcedureCount } from '../results/model.ts'
import { checkQuality } from './check-quality.ts'
import type { CheckKind, QualityInput } from './model.ts'
import { QUALITY_RULES } from './rules.ts'

const place = (importId: number, row: number) => ({
  importId,
  file: `файл ${importId}.xlsx`,
  sheet: 'Лист1',
  row,
  lastRow: null,
})

const count = (given: Partial<SchoolProcedureCount>): SchoolProcedureCount => ({
  schoolId: 1,
  procedure: 'vpr-ma-5',
  schoolYear: 2026,
  participants: 20,
  low: 4,
  high: null,
  lowShare: null,
  highShare: null,
  marks: null,
  meanScore: null,
  countBasis: 'exact',
  source: place(1, given.schoolId ?? 1),
  ...given,
})

const find = (check: CheckKind, given: Partial<QualityInput>) =>
  checkQuality(
    QUALITY_RULES.rules.filter((rule) => rule.check === check),
    {
      schoolYear: 2026,
      schools: new Map(),
      procedures: new Map([
        ['vpr-ma-5', { name: 'ВПР, математика, 5 класс', kind: 'vpr' }],
        ['ege-ru', { name: 'ЕГЭ, русский язык', kind: 'ege' }],
      ]),
      counts: [],
      previous: [],
      disagreements: [],
      sameFiles: [],
      isBreak: () => false,
      ...given,
    },
  )

describe('rules of data quality', () => {
  it('lets marks differ from participants by one, which rounding may do, and not by two', () => {
    const marks = (two: number) => ({ 2: two, 3: 8, 4: 6, 5: 2 })
    expect(find('marks-sum', { counts: [count({ marks: marks(4) })] })).toEqual([])
    expect(find('marks-sum', { counts: [count({ marks: marks(5) })] })).toEqual([])
    expect(find('marks-sum', { counts: [count({ marks: marks(6) })] })[0]?.sentence).toBe(
      'отметок 22, а участников 20',
    )
  })

  it('finds a mean outside the scale of the exam and says nothing of other kinds', () => {
    const counts = [
      count({ procedure: 'ege-ru', meanScore: 101.5 }),
      count({ procedure: 'ege-ru', schoolId: 2, meanScore: 64 }),
      count({ meanScore: 3000 }),
    ]
    expect(find('mean-in-range', { counts }).map(({ schoolId }) => schoolId)).toEqual([1])
  })

  it('compares participants with the enrolment of the registry and passes over schools whose enrolment is not known', () => {
    const schools = new Map([
      [1, { enrolment: 19 }],
      [2, { enrolment: 20 }],
      [3, { enrolment: null }],
    ])
    const found = find('more-than-enrolled', {
      schools,
      counts: [1, 2, 3].map((schoolId) => count({ schoolId })),
    })
    expect(found.map(({ sentence }) => sentence.replaceAll('\u00a0', ' '))).toEqual([
      '20 участников, а в школе по реестру 19 учеников',
    ])
  })

  it('finds participants that doubled by ten or more, up and down', () => {
    const jump = (now: number, before: number) =>
      find('participants-jump', {
        counts: [count({ participants: now })],
        previous: [count({ participants: before, schoolYear: 2025 })],
      }).length
    expect([jump(20, 10), jump(10, 20), jump(19, 10), jump(8, 2), jump(9, 19)]).toEqual([1, 1, 0, 0, 1])
  })

  it('finds a share that jumped by 40 points, unless the years are not comparable or few sat', () => {
    const given = {
      counts: [count({ low: 10 })],
      previous: [count({ low: 2, schoolYear: 2025 })],
    }
    expect(find('share-jump', given)).toHaveLength(1)
    expect(find('share-jump', { ...given, isBreak: () => true })).toEqual([])
    expect(
      find('share-jump', {
        counts: [count({ participants: 9, low: 9 })],
        previous: [count({ participants: 9, low: 0, schoolYear: 2025 })],
      }),
    ).toEqual([])
  })

  it('finds a column copied into another procedure or from the year before, and not one that merely resembles it', () => {
    const column = (procedure: string, schoolYear: number, shift: number) =>
      Array.from({ length: 12 }, (_, i) =>
        count({ schoolId: i + 1, procedure, schoolYear, participants: 20 + i, low: (i + shift) % 7 }),
      )
    const now = column('vpr-ma-5', 2026, 0)
    expect(find('identical-columns', { counts: [...now, ...column('ege-ru', 2026, 0)] })).toHaveLength(1)
    expect(find('identical-columns', { counts: now, previous: column('vpr-ma-5', 2025, 0) })).toHaveLength(1)
    expect(find('identical-columns', { counts: now, previous: column('vpr-ma-5', 2025, 1) })).toEqual([])
    expect(
      find('identical-columns', { counts: now.slice(0, 9), previous: column('vpr-ma-5', 2025, 0) }),
    ).toEqual([])
  })

  it('finds a planted outlier and leaves the noise of small classes alone', () => {
    const usual = Array.from({ length: 60 }, (_, i) =>
      count({
        schoolId: i + 1,
        participants: 10 + (i % 40),
        low: Math.round((10 + (i % 40)) * (0.1 + (i % 5) * 0.02)),
      }),
    )
    const small = count({ schoolId: 98, participants: 10, low: 4 })
    const odd = count({ schoolId: 99, participants: 60, low: 48 })
    expect(find('outlier', { counts: [...usual, small, odd] }).map(({ schoolId }) => schoolId)).toEqual([99])
  })

  it('keeps the key of a finding while its numbers change', () => {
    const key = (low: number) =>
      find('share-jump', { counts: [count({ low })], previous: [count({ low: 0, schoolYear: 2025 })] })[0]
        ?.key
    expect(key(10)).toBe(key(20))
    expect(key(10)).toBeDefined()
  })
})
