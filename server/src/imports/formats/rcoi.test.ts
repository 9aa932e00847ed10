import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Cell, ImportInclude, SourceRow } from '../model.ts'
import { rcoi } from './rcoi.ts'
import { parseExamCell, parseExamFileName, parseExamTitle } from './rcoi-exam.ts'
import { parseMask } from './rcoi-masks.ts'

const HEADER = [
  '№',
  'Код ОО',
  'Класс',
  'Код ППЭ',
  'Аудитория',
  'Код участника',
  'Фамилия',
  'Первичный балл',
  'Оценка',
]
const row = (rowNumber: number, ...texts: string[]): SourceRow => ({
  sheet: 'Лист1',
  rowNumber,
  cells: texts.map((text): Cell | undefined => (text === '' ? undefined : { text, kind: 'text' })),
})
const pupil = (rowNumber: number, code: string, mark: string) =>
  row(rowNumber, '1', '13450', '9А', '901', '1', code, 'Мухоморов', '10', mark)

const read = (rows: SourceRow[], include: ImportInclude[] = [], isSurveyed = true) => {
  const reader = rcoi.open([{ sheet: 'Лист1', rows, merges: [] }], { schoolYear: 2026, include })
  if (isSurveyed) for (const each of rows) reader.survey!(each)
  const parsed = rows.map((each) => reader.parse(each))
  reader.finish()
  return {
    results: parsed.flatMap(({ results }) => results),
    problems: parsed.flatMap(({ problems }) => problems),
    notes: reader.understanding.notes,
  }
}

describe('the exam of a protocol', () => {
  test('is read from its title, from a cell and from the name of a csv', () => {
    const russian = { code: '01', subject: 'Русский язык', date: '2025-05-30' }
    expect(parseExamTitle('01 - Русский язык 2025.05.30')).toEqual(russian)
    expect(parseExamTitle('01 – Русский язык 30.05.2025')).toEqual(russian)
    expect(parseExamCell('Математика(2026.06.02)')).toEqual({
      code: null,
      subject: 'Математика',
      date: '2026-06-02',
    })
    expect(parseExamFileName('ОГЭ_02 - Математика 2026.06.02.csv')?.date).toBe('2026-06-02')
    expect(parseExamFileName('ОГЭ математика 2026.csv')?.subject).toBe('математика')
    expect(parseExamFileName('выгрузка 2026.csv')).toBeNull()
    expect(parseExamTitle('20 - Лесная Республика')).toBeNull()
    expect(parseExamTitle('01 - Русский язык 2025.13.30')).toBeNull()
  })

  test('September re-sits and ГВЭ are left out and told, and read where a person asks for them', () => {
    const rows = [
      row(1, '02 - Математика 2026.09.08'),
      row(2, ...HEADER),
      pupil(3, '1001', '3'),
      row(4, '51 - Русский язык 2026.06.05'),
      pupil(5, '1002', '4'),
    ]
    const usual = read(rows)
    expect(usual.results).toEqual([])
    expect(usual.notes.filter((note) => note.startsWith('Не учтено: 1'))).toHaveLength(2)
    const asked = read(rows, ['september', 'gve'])
    expect(asked.results.map(({ procedure, schoolYear }) => [procedure, schoolYear])).toEqual([
      ['oge-ma', 2026],
      ['gve-ru-9', 2026],
    ])
  })
})

describe('one participant', () => {
  const rows = [
    row(1, '02 - Математика 2026.06.02'),
    row(2, ...HEADER),
    pupil(3, '1001', '2'),
    pupil(4, '1002', '4'),
    row(5, '02 - Математика 2026.06.26'),
    pupil(6, '1001', '3'),
  ]

  test('has the result of the latest day', () => {
    const { results, notes } = read(rows)
    expect(results.map((result) => [result.rowNumber, 'mark' in result && result.mark])).toEqual([
      [4, 4],
      [6, 3],
    ])
    expect(notes.join()).toContain('прежняя попытка')
  })

  test('is never counted twice, even where nobody looked ahead', () => {
    const { results, problems } = read(rows, [], false)
    expect(results).toHaveLength(2)
    expect(problems.map(({ code }) => code)).toEqual(['row-duplicate'])
  })
})

describe('a mask of answers', () => {
  test('gives points by task', () => {
    expect(parseMask('++---+')).toEqual([1, 1, 0, 0, 0, 1])
    expect(parseMask('+2Х−')).toEqual([1, 2, null, 0])
    expect(parseMask('1(1)2(3)')).toEqual([1, 2])
    expect(parseMask('-(2) 0(1)')).toEqual([null, 0])
    expect(parseMask('')).toEqual([])
  })

  test('is read whole or not at all', () => {
    for (const bad of ['++?', '3(2)', '1(1)2', '1(1)x', 'Иванов']) expect(parseMask(bad)).toBeNull()
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat(9)), { minLength: 1 }), (tasks) => {
        const pairs = tasks.map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const)
        expect(parseMask(pairs.map(([score, max]) => `${score}(${max})`).join(''))).toEqual(
          pairs.map(([score]) => score),
        )
      }),
    )
  })
})
