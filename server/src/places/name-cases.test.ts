import { describe, expect, test } from 'vitest'
import { genitiveOf, placeIn } from './name-cases.ts'

const bare = { name: 'Вяземский район', nameGenitive: null, namePrepositional: null }

describe('forms of a place name', () => {
  test('a stored form is used as it stands', () => {
    const stored = { ...bare, nameGenitive: 'Вяземского района', namePrepositional: 'в Вяземском районе' }
    expect(genitiveOf(stored, 'municipality')).toBe('Вяземского района')
    expect(placeIn(stored, 'municipality')).toBe('в Вяземском районе')
  })

  test.each([
    ['Десногорске', 'в Десногорске'],
    ['Владимирском районе', 'во Владимирском районе'],
    ['Вяземском районе', 'в Вяземском районе'],
    ['Фроловском районе', 'во Фроловском районе'],
    ['на Алтае', 'на Алтае'],
  ])('a form stored without its preposition gets one: %s', (namePrepositional, expected) => {
    expect(placeIn({ ...bare, namePrepositional }, 'municipality')).toBe(expected)
  })

  test('without a stored form the wording avoids declension', () => {
    expect(placeIn(bare, 'municipality')).toBe('в муниципалитете «Вяземский район»')
    expect(genitiveOf(bare, 'municipality')).toBe('муниципалитета «Вяземский район»')
    expect(placeIn({ ...bare, name: 'МО «Вязьма»' }, 'region')).toBe('в регионе «МО „Вязьма“»')
  })
})
