import { expect, test } from 'vitest'
import { problemPhrase } from './problem-words.ts'

test('a bad cell says what stands there and what was expected; a warning says that the row counts', () => {
  const cell = { code: 'cell-not-number', given: 'много', expected: 'от 0 до 26' } as const
  expect(problemPhrase({ ...cell, severity: 'rejected' })).toBe(
    'в ячейке не число: «много»; нужно: от 0 до 26',
  )
  expect(problemPhrase({ ...cell, given: null, severity: 'warning' })).toBe(
    'в ячейке не число; нужно: от 0 до 26 (строка учтена)',
  )
})

test('a row of totals asks for nothing', () => {
  const totals = {
    code: 'row-total',
    given: 'Итого',
    expected: 'строка итогов',
    severity: 'warning',
  } as const
  expect(problemPhrase(totals)).toBe('это строка итогов')
})
