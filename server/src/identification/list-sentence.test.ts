import { expect, test } from 'vitest'
import { doubtSentence, listSentence } from './answer.ts'

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

test('how far chance is excluded counts every listed school, those that cannot be judged too', () => {
  const row = (advisory: 'firm' | 'likely' | 'chance' | null) => ({ status: 'listed' as const, advisory })
  const rows = [row('firm'), row('chance'), row('chance')]
  const sentence = (extra: (typeof rows)[number][]) =>
    doubtSentence([...rows, ...extra], {
      correlation: () => null,
      dependent: () => ({ correlation: 0, probability: 1, word: 'firm' }),
    }).replaceAll('\u00a0', ' ')
  expect(sentence([])).toBe('Из 3 школ перечня вывод устойчив у 1, случайность не исключена у 2')
  expect(sentence([row(null)])).toBe(
    'Из 3 школ перечня вывод устойчив у 1, случайность не исключена у 2; ещё о 1 школе судить не хватает данных',
  )
  expect(sentence([row(null), row(null)])).toContain('; ещё о 2 школах судить')
})
