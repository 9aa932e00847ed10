import { expect, test } from 'vitest'
import type { SourceRow } from '../model.ts'
import { groupOf } from './participant-groups.ts'

const row = (text: string, ...numbers: string[]): SourceRow => ({
  ...{ sheet: 'Лист1', rowNumber: 9 },
  cells: [text, ...numbers].map((cell) => ({ text: cell, kind: 'text' })),
})
const kindOf = (text: string, isBareNameNone = false) => groupOf(row(text, '3', '89'), 0, isBareNameNone).kind

test('a row with a login is a school, whatever else stands in it', () => {
  expect(kindOf('Вязьма(edu990001)')).toBe('school')
  expect(kindOf('Вяземский район (reg99_m005) (edu990001)')).toBe('school')
})

test('a school’s name cut to one word is no municipality', () => {
  expect(kindOf('Лице')).toBe('school')
  expect(kindOf('Лицей')).toBe('school')
})

test('beside municipalities with codes a bare name is none; without codes it is', () => {
  expect(kindOf('Вязьма')).toBe('municipality')
  expect(kindOf('Родничок', true)).toBe('unknown')
  expect(kindOf('Вяземский район', true)).toBe('municipality')
})
