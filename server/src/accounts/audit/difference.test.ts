import { expect, test } from 'vitest'
import { differences, differenceText } from './difference.ts'

test('only what differs is told, in words, in the order of the words', () => {
  expect(
    differences(
      { state: 'draft', name: 'Перечень', orderNumber: null },
      { state: 'approved', name: 'Перечень', orderNumber: '12' },
    ),
  ).toEqual([
    { field: 'Номер приказа', before: null, after: '12' },
    { field: 'Состояние', before: 'черновик', after: 'утверждён' },
  ])
})

test('a change without an earlier state tells what there is now, one without a later state what is gone', () => {
  expect(differenceText(differences(null, { name: 'Школа № 1' }))).toBe('Название: Школа № 1')
  expect(differenceText(differences({ name: 'Школа № 1' }, undefined))).toBe('Название: Школа № 1 → убрано')
})

test('things inside of things are told, a long one is cut, an unknown name is shown as it is', () => {
  const pairs = [{ schoolId: 1, sourceSchoolId: 2 }]
  expect(differenceText(differences({}, { pairs, flag: false }))).toBe(
    'Пары: номер школы: 1; номер названия: 2; flag: нет',
  )
  expect(differences({}, { name: 'я'.repeat(400) })[0]?.after).toHaveLength(301)
})

test('the same told by other means is no difference', () => {
  expect(differences({ a: '', b: [] }, { a: null })).toEqual([])
})

test('a state that is no object is one value', () => {
  expect(differenceText(differences(3, [1, 2]))).toBe('Значение: 3 → 1, 2')
})
