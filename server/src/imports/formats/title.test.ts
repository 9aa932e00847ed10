import { describe, expect, test } from 'vitest'
import { parseSchoolYear, parseSheetName, parseTitle } from './title.ts'

describe('a title of ФИС ОКО', () => {
  test.each([
    ['ВПР 2026 Русский язык 4 класс', 2026, 'Русский язык', 4, 4],
    ['ВПР. 2025/2026. Математика. 5 класс', 2026, 'Математика', 5, 5],
    ['ВПР-2026 Окружающий мир 4-й класс', 2026, 'Окружающий мир', 4, 4],
    ['ВПР 2026  Английский  язык 11 класс', 2026, 'Английский язык', 11, 11],
    ['ВПР 2022 Русский язык 5 класс (по программе 4 класса)', 2022, 'Русский язык', 5, 4],
    ['ВПР 2022 осень Математика 7 класс по программе предыдущего года', 2022, 'Математика', 7, 6],
    ['Русский язык. 4 класс. ВПР 2026', 2026, 'Русский язык', 4, 4],
  ])('«%s» names year, subject and grade', (text, schoolYear, subject, gradeSat, programmeGrade) => {
    expect(parseTitle(text)).toEqual({ schoolYear, subject, gradeSat, programmeGrade })
  })

  test('keeps the level of a subject that has two', () => {
    expect(parseTitle('ВПР 2026 Математика (углублённый уровень) 7 класс')?.subject).toMatch(
      /Математика \(углублённый уровень/,
    )
  })

  test('is not any text with a year in it', () => {
    expect(parseTitle('Результаты ОГЭ 2026 Математика 9 класс')).toBeUndefined()
    expect(parseTitle('Дата: 20.04.2026')).toBeUndefined()
  })

  test.each([
    ['РУ 4 Индивидуальные результаты', 'Русский язык', 4],
    ['МА 4 Сравнение отметок с отметк', 'Математика', 4],
    ['PУ 10 Статистика', 'Русский язык', 10],
    ['Лист1', null, null],
  ])('a sheet called «%s» names its subject and grade, if any', (name, subject, grade) => {
    expect(parseSheetName(name)).toMatchObject({ subject, programmeGrade: grade })
  })
})

test.each([
  ['2026', 2026],
  ['2026.0', 2026],
  ['2025/26', 2026],
  ['2025-2026', 2026],
  ['2025–2026 уч. год', 2026],
  ['2026 г.', 2026],
  ['2025/2027', null],
  ['год', null],
  ['20260', null],
])('«%s» is the school year %s', (text, year) => {
  expect(parseSchoolYear(text)).toBe(year)
})
