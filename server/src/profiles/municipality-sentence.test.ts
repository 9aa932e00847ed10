import { expect, test } from 'vitest'
import { municipalitySentence } from './municipality-card.ts'

const told = (schools: number, withResults: number, listed: number, isOpenOnly = false) =>
  municipalitySentence({ schools, withResults, listed }, 'в Вяземском районе', 2025, isOpenOnly).replaceAll(
    '\u00a0',
    ' ',
  )

test('a municipality is told right for 1, 2, 5 and 21 schools', () => {
  expect(told(1, 1, 1)).toBe('В Вяземском районе в перечень 2025 года входит 1 школа.')
  expect(told(21, 21, 2)).toBe('В Вяземском районе в перечень 2025 года входят 2 школы из 21.')
  expect(told(40, 40, 21)).toBe('В Вяземском районе в перечень 2025 года входит 21 школа из 40.')
  expect(told(5, 5, 0)).toBe('В Вяземском районе в перечень 2025 года не входит ни одна из 5 школ.')
  expect(told(21, 21, 0)).toBe('В Вяземском районе в перечень 2025 года не входит ни одна из 21 школы.')
  expect(told(2, 0, 0)).toBe('В Вяземском районе 2 школы, результатов 2025 года ни от одной нет.')
  expect(told(0, 0, 0)).toBe('В Вяземском районе в реестре нет открытых школ.')
})

test('whoever sees no small groups is told so before any count', () => {
  const start = 'Только по открытым числам 2025 года, без групп меньше 10 участников, в Вяземском районе'
  expect(told(21, 20, 5, true)).toBe(`${start} в перечень входят 5 школ из 21.`)
  expect(told(21, 20, 0, true)).toBe(`${start} в перечень не входит ни одна из 21 школы.`)
  expect(told(5, 0, 0, true)).toContain(
    'открытых результатов 2025 года, в группах от 10 участников, ни у одной нет',
  )
})
