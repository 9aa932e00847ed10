import { describe, expect, test } from 'vitest'
import type { Cell, SourceRow } from '../model.ts'
import { isPersonalHeader, PERSONAL_ROLE, quotable, shownCells, withoutPersonal } from './personal-columns.ts'

const row = (rowNumber: number, ...texts: (string | null)[]): SourceRow => ({
  sheet: 'Лист1',
  rowNumber,
  cells: texts.map((text): Cell | undefined => (text === null ? undefined : { text, kind: 'text' })),
})

describe('columns of personal data', () => {
  test.each([
    'Фамилия',
    'ФАМИЛИЯ участника',
    'Имя',
    'имя обучающегося',
    'Отчество',
    'ФИО',
    'Ф.И.О. директора',
    'Имя, отчество',
    'Директор',
    'Паспорт',
    'Серия',
    'Номер документа',
    'Документ',
    'СНИЛС',
    'Дата рождения',
    'Контактный телефон',
    'e-mail',
    'SurnameCell',
    'NameCell',
    'SecondNameCell',
    'DocumentSeriesCode',
    'DocumentNumberCode',
  ])('«%s» is one', (header) => {
    expect(isPersonalHeader(header)).toBe(true)
  })

  test.each([
    'Код участника',
    'Название ОО',
    'Наименование',
    'Име на училище',
    'Отметка',
    'Класс',
    'Номер школы',
    'Вариант',
    'Дата',
    'Имя ОО',
    'SchoolCode',
    'SCHNAME',
    '№',
  ])('«%s» is not', (header) => {
    expect(isPersonalHeader(header)).toBe(false)
  })

  test('are emptied in the sample of a table nobody has understood, header kept', () => {
    const sample = {
      sheet: 'Лист1',
      merges: [],
      rows: [row(1, 'Список', null), row(2, 'Код', 'Фамилия'), row(3, '101', 'Незабудкин')],
    }
    const texts = withoutPersonal(sample).rows.map(({ cells }) => cells.map((cell) => cell?.text ?? null))
    expect(texts).toEqual([
      ['Список', null],
      ['Код', 'Фамилия'],
      ['101', null],
    ])
  })

  test('and words that slipped into other columns are not shown in the preview of a pupil file', () => {
    const columns = ['код школы', 'код участника', PERSONAL_ROLE, 'отметка', null].map((role, index) => ({
      index,
      header: '',
      role,
    }))
    const understanding = { level: 'pupil' as const, sheets: [{ name: 'Лист1', headerRows: [1], columns }] }
    const shifted = row(2, 'edu671001', 'Незабудкин', '40001', 'Иван', 'болел')
    expect(shownCells(shifted, understanding, 'rejected')).toEqual(['edu671001', null, null, null, null])
    expect(shownCells(row(3, 'edu671001', '40001', 'Иванов', '5', null), understanding, 'accepted')).toEqual([
      'edu671001',
      '40001',
      null,
      '5',
      null,
    ])
    expect(
      shownCells(row(1, 'ОО', 'Код участника', 'Фамилия', 'Отметка', 'Примечание'), understanding, 'header'),
    ).toContain('Примечание')
  })

  test('a problem quotes numbers, marks and error values, never words', () => {
    expect(['X', '12,5', 'н/а', '#DIV/0!', '#ЗНАЧ!'].map(quotable)).toEqual([
      'X',
      '12,5',
      'н/а',
      '#DIV/0!',
      '#ЗНАЧ!',
    ])
    expect(['Иванов', 'Иван П.', '5 Петров'].map(quotable)).toEqual([null, null, null])
  })
})
