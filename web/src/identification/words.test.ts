import { expect, test } from 'vitest'
import { groundOf } from './words.ts'

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
