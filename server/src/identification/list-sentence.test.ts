import { expect, test } from 'vitest'
import { listSentence } from './answer.ts'

const told = (...asked: Parameters<typeof listSentence>) => listSentence(...asked).replaceAll('\u00a0', ' ')

test('a region is told right for 0, 1, 2, 5 and 21 schools', () => {
  expect(told(0, 21, 2025, 'all')).toBe('По данным 2025 года в перечень не входит ни одна школа из 21')
  expect(told(1, 21, 2025, 'all')).toBe('По данным 2025 года в перечень входит 1 школа из 21')
  expect(told(2, 21, 2025, 'all')).toBe('По данным 2025 года в перечень входят 2 школы из 21')
  expect(told(5, 21, 2025, 'all')).toBe('По данным 2025 года в перечень входят 5 школ из 21')
  expect(told(21, 40, 2025, 'all')).toBe('По данным 2025 года в перечень входит 21 школа из 40')
})

test('whoever sees a part of the region is told that it is theirs', () => {
  expect(told(1, 1, 2025, 'own')).toBe('По данным 2025 года ваша школа входит в перечень')
  expect(told(0, 1, 2025, 'own')).toBe('По данным 2025 года ваша школа не входит в перечень')
  expect(told(0, 21, 2025, 'own')).toBe('По данным 2025 года в перечень не входит ни одна из 21 вашей школы')
  expect(told(1, 2, 2025, 'own')).toBe('По данным 2025 года в перечень входит 1 из 2 ваших школ')
  expect(told(4, 5, 2025, 'own')).toBe('По данным 2025 года в перечень входят 4 из 5 ваших школ')
})
