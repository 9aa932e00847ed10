import { expect, test } from 'vitest'
import { doubtWords, groundOf } from './words.ts'

test('a column of grounds does not begin every row with the same words', () => {
  expect(
    groundOf('Школа включена в перечень 2025 года: по двум процедурам из шести не менее 30 % получили «2».'),
  ).toBe('По двум процедурам из шести не менее 30 % получили «2».')
  expect(groundOf('Школа не входит в перечень 2025 года: ни по одной процедуре порог не достигнут.')).toBe(
    'Ни по одной процедуре порог не достигнут.',
  )
})

test('a sentence that begins otherwise stays whole', () => {
  expect(groundOf('Для вывода не хватает данных: результатов ВПР нет.')).toBe(
    'Для вывода не хватает данных: результатов ВПР нет.',
  )
})

test('how many conclusions stand on few participants, for the region and for who sees a part of it', () => {
  const told = (...asked: Parameters<typeof doubtWords>) => doubtWords(...asked).replaceAll('\u00a0', ' ')
  expect(told(1, 21, 21)).toBe('У 1 школы из 21 надёжность вывода низкая')
  expect(told(5, 21, 21)).toBe('У 5 школ из 21 надёжность вывода низкая')
  expect(told(21, 21, 21)).toBe('У всех школ перечня надёжность вывода низкая')
  expect(told(9, 10, 95)).toBe('У 9 из 10 ваших школ перечня надёжность вывода низкая')
  expect(told(2, 21, 95)).toBe('У 2 из 21 вашей школы перечня надёжность вывода низкая')
  expect(told(1, 1, 95)).toBe('У вашей школы надёжность вывода низкая')
})
