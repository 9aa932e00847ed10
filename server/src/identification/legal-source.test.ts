import { expect, it } from 'vitest'
import { sourceLine, sourceText } from './legal-source.ts'

const act = (date: string | null, tag: 'source' | 'published' | 'setting' = 'published') => ({
  tag,
  act: 'Акт министерства',
  date,
})

it.each([
  ['2025-12', 'Акт министерства, декабрь 2025 г.'],
  ['2020', 'Акт министерства, 2020 год'],
  ['2024-01-16', 'Акт министерства, 16 января 2024 г.'],
  [null, 'Акт министерства'],
])('a source dated %s is named as exactly as its date is known', (date, expected) => {
  expect(sourceText(act(date)).replaceAll('\u00a0', ' ')).toBe(expected)
})

it('a setting is called a setting, and a date in the name of an act is not said twice', () => {
  expect(sourceText({ ...act(null, 'setting'), note: 'Программа не называет границу.' })).toBe(
    'Настройка: программа не называет границу.',
  )
  const order = { tag: 'published' as const, act: 'Приказ от 19.08.2020 № 847', date: '2020-08-19' }
  expect(sourceText(order)).toBe('Приказ от 19.08.2020 № 847')
  expect(sourceLine(order)).toEqual({ title: 'Приказ от 19.08.2020 № 847', date: null })
  expect(sourceLine(act('2024-01-16'))).toEqual({ title: 'Акт министерства', date: '2024-01-16' })
})
