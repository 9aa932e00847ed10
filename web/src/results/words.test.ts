import { expect, test } from 'vitest'
import type { CatalogueProcedure } from '../api-types.ts'
import { subjectOf, yearChoices } from './words.ts'

const procedure = (name: string): CatalogueProcedure => ({
  code: 'x',
  name,
  shortName: name,
  kind: 'vpr',
  programmeGrade: null,
  breaks: [],
  scales: [],
})

test('the subject stands without the kind and the grade', () => {
  expect(subjectOf(procedure('ВПР, русский язык, 6 класс'))).toBe('русский язык')
  expect(subjectOf(procedure('ЕГЭ, математика профильная'))).toBe('математика профильная')
  expect(subjectOf(procedure('Key Stage 2 reading'))).toBe('Key Stage 2 reading')
})

test('years to choose from begin with the next one', () => {
  expect(yearChoices(2025).slice(0, 3)).toEqual([2026, 2025, 2024])
})
