import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { municipalityKind, normaliseMunicipality } from './normalise-municipality.ts'

const SAME: string[][] = [
  [
    'Вяземский район',
    'Вяземский р-н',
    'Вяземский муниципальный район',
    'Вяземский муниципальный округ',
    'МО «Вяземский район»',
    'муниципальное образование «Вяземский муниципальный округ» Смоленской области',
    'район Вяземский',
    'Вяземского района',
    'ВЯЗЕМСКИЙ РАЙОН',
    'Вяземский район (reg67_m003)',
    ' Вяземский\u00a0 район ',
    'Вяземcкий paйoн',
  ],
  [
    'г. Десногорск',
    'город Десногорск',
    'гор. Десногорск',
    'г.Десногорск',
    'городской округ Десногорск',
    'Десногорск',
    'ГО Десногорск',
    'г.о. Десногорск',
  ],
  ['Бабушкинский район', 'район Бабушкинский'],
  ['район Тёплый Стан', 'район Теплый стан'],
  ['Холм-Жирковский район', 'Холм - Жирковский р-н', 'Холм–Жирковский муниципальный район'],
  ['ЗАТО Озёрный', 'зато «Озерный»'],
  ['Управление образования администрации Вяземский район', 'Вяземский район'],
]

describe('a municipality name in its many spellings', () => {
  test.each(SAME.map((names) => [names[0] ?? '', names] as const))('«%s» is one municipality', (_, names) => {
    const first = normaliseMunicipality(names[0] ?? '')
    expect(names.map((name) => [name, normaliseMunicipality(name)])).toEqual(
      names.map((name) => [name, first]),
    )
  })

  test('a town and the district around it stay two municipalities', () => {
    expect(normaliseMunicipality('город Смоленск')).not.toBe(normaliseMunicipality('Смоленский район'))
    expect(normaliseMunicipality('Северное Бутово')).not.toBe(normaliseMunicipality('Южное Бутово'))
  })

  test('the kind is read from the name where the name says it', () => {
    expect(municipalityKind('г. Октябрьский')).toBe('city')
    expect(municipalityKind('Октябрьский район')).toBe('district')
    expect(municipalityKind('Северный административный округ')).toBe('okrug')
    expect(municipalityKind('поселение Московский')).toBe('settlement')
    expect(municipalityKind('Гагаринский')).toBeNull()
  })

  test('twice is the same as once, whatever the text', () => {
    const piece = fc.constantFrom(
      'Вяземский',
      'район',
      'р-н',
      'МО',
      'г.',
      'о.',
      '«',
      '»',
      'город',
      'Смоленской',
      'области',
      '-',
      'Вяземского',
      'района',
      '(reg67_m003)',
      'администрации',
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(piece, { maxLength: 8 }).map((words) => words.join(' ')),
          fc.string({ unit: 'binary' }),
        ),
        (text) => {
          const once = normaliseMunicipality(text)
          expect(normaliseMunicipality(once)).toBe(once)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
