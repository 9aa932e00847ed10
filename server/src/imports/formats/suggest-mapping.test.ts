import { describe, expect, test } from 'vitest'
import type { Cell, SheetSample } from '../model.ts'
import { letterIndex } from './mapping-plan.ts'
import { columnLetter, headerSignature, suggestMapping } from './suggest-mapping.ts'

const cell = (text: string): Cell | undefined =>
  text === '' ? undefined : { text, kind: /^-?\d+(\.\d+)?$/.test(text) ? 'number' : 'text' }

const sample = (rows: string[][], sheet = 'Лист1'): SheetSample => ({
  sheet,
  merges: [],
  rows: rows.map((texts, index) => ({ sheet, rowNumber: index + 1, cells: texts.map(cell) })),
})

const table = (title: string, first: string) =>
  sample([
    [title],
    [
      'Код ОО',
      'Наименование ОО',
      'Район',
      'ФИО директора',
      'Математика: участников',
      'Математика: не сдали',
      'Доля «2», %',
      'Средний балл',
      'Участников',
      'Участников',
      '',
    ],
    [first, 'СШ № 1', 'Вяземский район', 'Петров', '20', '4', '20.5', '3.4', '18', '17', 'x'],
    ['13451', 'СШ № 2', 'Вяземский район', 'Петров', '10', '3', '30.5', '3.1', '9', '9', 'y'],
    ['13452', 'СШ № 3', 'Сычёвский район', 'Петров', '12', '1', '8.3', '3.9', '11', '11', 'z'],
  ])

describe('guesses for a table nobody has described', () => {
  test('name the school, the participants and the results by words and by what stands under them', () => {
    const found = suggestMapping([sample([['Пояснения']], 'Титул'), table('Результаты 2026 года', '13450')])
    expect(found?.sheet).toBe('Лист1')
    expect(found?.headerRows).toEqual([2])
    expect(found?.keyKind).toBe('rcoi')
    expect(found?.columns.map(({ guess }) => guess)).toEqual([
      'school-key',
      'school-name',
      'municipality',
      'personal',
      'participants',
      'low',
      'low-share',
      'mean-score',
      'participants',
      'participants',
      null,
    ])
  })

  test('give addresses a mapping can use: text, number of the repetition, letter', () => {
    const addresses = suggestMapping([table('Результаты', '13450')])?.columns.map(({ address }) => address)
    expect(addresses?.[0]).toBe('Код ОО')
    expect(addresses?.slice(8)).toEqual([
      { header: 'Участников', occurrence: 1 },
      { header: 'Участников', occurrence: 2 },
      { letter: 'K' },
    ])
  })

  test('say nothing where no header is found', () => {
    expect(suggestMapping([sample([])])).toBeUndefined()
    expect(headerSignature([sample([])])).toBe('')
  })

  test('the signature stays when titles and data change, and changes with the header', () => {
    const signature = headerSignature([table('Результаты 2025 года', '13450')])
    expect(headerSignature([table('Итоги 2026', '99999')])).toBe(signature)
    const other = table('Итоги', '13450')
    other.rows[1]!.cells[0] = cell('Логин')
    expect(headerSignature([other])).not.toBe(signature)
  })

  test('letters are those of a spreadsheet, both ways', () => {
    expect([0, 25, 26, 51, 52, 701, 702].map(columnLetter)).toEqual(['A', 'Z', 'AA', 'AZ', 'BA', 'ZZ', 'AAA'])
    for (let index = 0; index < 1_000; index++) expect(letterIndex(columnLetter(index))).toBe(index)
  })
})
