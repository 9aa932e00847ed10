import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AggregateResult, PupilResult } from '../../results/model.ts'
import type { Cell, Format, SourceRow } from '../model.ts'
import { f1 } from './f1.ts'
import { f3 } from './f3.ts'
import { mappedFormat } from './mapped-table.ts'
import { parseMapping } from './mapping.ts'
import { regionalLongTable } from './regional-long-table.ts'

const textRow = (rowNumber: number, texts: string[]): SourceRow => ({
  sheet: 'Лист1',
  rowNumber,
  cells: texts.map((text): Cell => ({ text, kind: 'text' })),
})

const column = (name: string) => ({ column: name })
const mapped = mappedFormat(
  parseMapping({
    version: 1,
    name: 'Любая',
    school: { keyKind: 'rcoi', key: column('Код'), name: column('ОО') },
    missing: { 'н/д': 'withheld' },
    groups: [
      {
        procedure: 'oge-ma',
        participants: column('n'),
        low: column('a'),
        high: column('b'),
        meanScore: column('c'),
      },
      {
        procedure: 'oge-ru',
        participants: column('n'),
        lowShare: { hundredMinus: 'a' },
        highShare: column('b'),
      },
      { procedure: 'oge-fi', participants: column('n'), low: { participantsMinus: 'a' } },
      {
        procedure: 'vpr-ma-5',
        participants: column('n'),
        marks: { 2: column('a'), 3: column('b'), 4: column('c'), 5: column('d') },
      },
      {
        procedure: 'vpr-ru-5',
        participants: column('n'),
        markShares: { 2: column('a'), 3: column('b'), 4: column('c'), 5: column('d') },
      },
    ],
  }),
)

const TABLES: [string, Format, string[][]][] = [
  [
    'Ф1',
    f1,
    [
      ['ВПР 2026 Русский язык 4 класс'],
      [
        'ОО',
        'Код участника',
        'Класс',
        '1 (2б)',
        '2К1 (1б)',
        'Первичный балл',
        'Отметка',
        'Отметка по журналу',
      ],
    ],
  ],
  [
    'Ф3',
    f3,
    [
      ['ВПР 2026 Русский язык 4 класс'],
      ['Группы участников', 'Кол-во ОО', 'Кол-во участников', '2', '3', '4', '5'],
    ],
  ],
  [
    'the long table',
    regionalLongTable,
    [['Год', 'Класс', 'Предмет', 'Муниципалитет', 'Логин', 'ОО', 'Кол-во участников', '2', '3', '4', '5']],
  ],
  ['a mapped table', mapped, [['Код', 'ОО', 'n', 'a', 'b', 'c', 'd']]],
]

const cellText = fc.oneof(
  fc.integer({ min: -5, max: 120 }).map(String),
  fc.tuple(fc.nat(110), fc.nat(99)).map(([whole, part]) => `${whole},${part}`),
  fc.constantFrom(
    '',
    ' ',
    'X',
    'Х',
    '2 ',
    '0',
    '5',
    'н/д',
    '—',
    '#Н/Д',
    '#DIV/0!',
    'отсутствовал',
    'Итого',
    'Всего по району',
    '100%',
    '1e5',
    '0.37',
  ),
  fc.constantFrom(
    '2026',
    '2025/26',
    'Математика',
    'edu671001',
    'СШ № 1(edu671002)',
    '13450.0',
    'Вяземский район(reg67_m005)',
    'МБОУ «X»(edu671003) | Кол-во участников: 3',
  ),
  fc.string({ unit: 'binary', maxLength: 12 }),
)
const cell = fc.oneof(
  { weight: 8, arbitrary: fc.record({ text: cellText, kind: fc.constantFrom('text', 'number') }) },
  { weight: 1, arbitrary: fc.record({ text: fc.constantFrom('#REF!', '#N/A'), kind: fc.constant('error') }) },
  {
    weight: 1,
    arbitrary: fc.record({
      text: fc.constantFrom('0.1236', '0.5', '1.2'),
      kind: fc.constant('number'),
      percent: fc.constant(true),
    }),
  },
  { weight: 1, arbitrary: fc.constant(undefined) },
) as fc.Arbitrary<Cell | undefined>

describe('whatever stands in the cells', () => {
  test.each(TABLES)(
    '%s never throws, never invents a count, and says every row exactly once',
    (_name, format, header) => {
      const first = header.map((texts, index) => textRow(index + 1, texts))
      const rows = fc.array(fc.array(cell, { maxLength: 11 }), { minLength: 1, maxLength: 12 })
      fc.assert(
        fc.property(rows, (cells) => {
          const data = cells.map(
            (row, index): SourceRow => ({ sheet: 'Лист1', rowNumber: first.length + 1 + index, cells: row }),
          )
          const all = [...first, ...data]
          const reader = format.open([{ sheet: 'Лист1', rows: all, merges: [] }], { schoolYear: 2026 })
          const seen = new Set<string>()
          for (const row of all) {
            const { results, problems, skip } = reader.parse(row)
            const rejected = problems.some((problem) => problem.severity === 'rejected')
            expect(results.length > 0 || rejected || skip !== undefined).toBe(true)
            for (const result of results) {
              const pupil = result.level === 'pupil' ? result.pupilCode : ''
              const key = `${result.school.key} ${result.procedure} ${result.schoolYear} ${pupil}`
              expect(seen.has(key)).toBe(false)
              seen.add(key)
              if (result.level === 'pupil') expectPupil(result)
              else if (result.level === 'aggregate') expectAggregate(result)
            }
          }
          reader.finish()
        }),
        { numRuns: 400 },
      )
    },
  )
})

const expectPupil = ({ mark, tasks, pupilCode }: PupilResult): void => {
  expect([2, 3, 4, 5]).toContain(mark)
  expect(pupilCode).toMatch(/\d/)
  expect(tasks).toHaveLength(2)
}

const expectAggregate = ({
  participants,
  low,
  high,
  lowShare,
  highShare,
  marks,
  meanScore,
  countBasis,
}: AggregateResult): void => {
  expect(participants).toBeGreaterThan(0)
  expect(low !== null || lowShare !== null || meanScore !== null).toBe(true)
  for (const count of [low, high]) {
    if (count !== null) expect(count >= 0 && count <= participants).toBe(true)
  }
  for (const share of [lowShare, highShare]) {
    if (share !== null) expect(Number.isInteger(share) && share >= 0 && share <= 10_000).toBe(true)
  }
  if (low !== null && high !== null) expect(low + high).toBeLessThanOrEqual(participants)
  if (marks !== null) expect(marks[2] + marks[3] + marks[4] + marks[5]).toBeLessThanOrEqual(participants)
  if (countBasis === 'recovered') expect(low).not.toBeNull()
  if (countBasis === 'share-only') expect(low).toBeNull()
}
