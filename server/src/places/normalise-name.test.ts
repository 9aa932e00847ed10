import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { nameKey, normaliseSchoolName, parseSchoolName } from './normalise-name.ts'

/** Each line: names that are the same school inside one municipality, word for word after normalisation. */
const SAME: string[][] = [
  [
    'МБОУ «СОШ № 5»',
    'МБОУ СОШ №5',
    'МБОУ "СОШ № 5"',
    'МБОУСОШ N5',
    'МКОУ-СОШ №5',
    'МБОУ COШ № 5',
    'МБОУ СОШ 5',
    'СОШ-5',
    'сош № 05',
    'СОШ #5',
    'СОШ No. 5',
    'МАОУ „Средняя школа № 5“',
    'МБОУ СШ №\u00a05',
    'Муниципальное бюджетное общеобразовательное учреждение «Средняя общеобразовательная школа № 5»',
    'Муниципальное  общеобразовательное бюджетное учреждение средняя  общеобразовательная школа № 5',
    'муниципального бюджетного общеобразовательного учреждения средней общеобразовательной школы № 5',
    'Муниципальное бюджетное общеобразовательное учреждение "Средняя общеобразовательная школа № 5" (МБОУ СОШ № 5)',
    'МБОУ «СОШ №5»(edu672011)',
    'МБОУ СОШ № 5 Смоленской области',
  ],
  [
    'МБОУ СОШ № 5 г. Вязьмы Смоленской области',
    'МБОУ СОШ № 5 города Вязьмы',
    'МБОУ СОШ №5 г.Вязьма',
    'СОШ № 5 гор. Вязьма',
    'МБОУ «Средняя школа № 5» г Вязьмы',
  ],
  [
    'МКОУ Андрейковская ООШ',
    'Андрейковская основная общеобразовательная школа',
    'ООШ «Андрейковская»',
    'Андрейковская ОШ',
  ],
  [
    'МБОУ «Средняя школа № 28 имени А. С. Пушкина»',
    'МБОУ СШ №28 им. А.С.Пушкина',
    'СОШ № 28 им.Пушкина',
    'СОШ № 28 имени Пушкина А.С.',
  ],
  ['МБОУ НОШ – детский сад № 3', 'Начальная школа - детский сад №3', 'НШ-детский сад № 3'],
  [
    'Гимназия № 4',
    'МАОУ гимназия №4',
    'муниципального автономного общеобразовательного учреждения гимназии № 4',
  ],
  ['МКОУ «Школа-интернат № 3»', 'МКОУ школа – интернат №3'],
  [
    'МБОУ СОШ с углублённым изучением отдельных предметов № 12',
    'МБОУ СОШ № 12 с углубленным изучением английского языка',
    'СОШ №12 с УИОП',
  ],
  ['МБОУ СОШ с. Новое Село', 'СОШ села Новое Село', 'МБОУ СОШ с.Новое Село'],
  ['СОШ № 1 р.п. Кардымово', 'СОШ №1 рп Кардымово', 'СОШ № 1 поселка Кардымово', 'СОШ №1 пгт. Кардымово'],
  ['МОУ СОШ № 5-а', 'МОУ СОШ №5А', 'СОШ № 5 «а»'],
  ['Лицей № 1 г.о. Самара', 'Лицей № 1 городского округа Самара', 'Лицей №1 г. Самара'],
  ['Школа «Тёплый дом»', 'ШКОЛА ТЕПЛЫЙ ДОМ'],
]

const DIFFERENT: [string, string][] = [
  ['СОШ № 5', 'СОШ № 15'],
  ['СОШ № 5', 'ООШ № 5'],
  ['СОШ № 5', 'Гимназия № 5'],
  ['СОШ № 5', 'Вечерняя школа № 5'],
  ['СОШ № 5 с. Ивановка', 'СОШ № 5 с. Петровка'],
  ['СОШ № 5 Ленинского района', 'СОШ № 5 Октябрьского района'],
  ['Школа № 5', 'Школа-интернат № 5'],
  ['Андрейковская СОШ', 'Алексеевская СОШ'],
  ['МКОУ СОШ № 7', 'Филиал МКОУ СОШ № 7'],
  ['СОШ № 5а', 'СОШ № 5'],
  ['СОШ имени 60-летия Октября', 'СОШ имени 50-летия Октября'],
  ['Специальная (коррекционная) школа № 5', 'Школа № 5'],
]

describe('a school name in its many spellings', () => {
  test.each(SAME.map((names) => [names[0] ?? '', names] as const))('«%s» is one school', (_, names) => {
    expect(names.map((name) => [name, normaliseSchoolName(name)])).toEqual(
      names.map((name) => [name, normaliseSchoolName(names[0] ?? '')]),
    )
  })

  test.each(DIFFERENT)('«%s» and «%s» stay two schools', (left, right) => {
    expect(normaliseSchoolName(left)).not.toBe(normaliseSchoolName(right))
  })

  test('the number of a date or an anniversary is not the number of the school', () => {
    expect(parseSchoolName('СОШ имени 60-летия Октября').number).toBeNull()
    expect(parseSchoolName('МБОУ СОШ № 2 имени 50 лет Победы').number).toBe('2')
  })

  test('a foreign name only loses case, signs and double spaces', () => {
    expect(normaliseSchoolName('Church  Crookham Junior School')).toBe('church crookham junior school')
    expect(normaliseSchoolName('St. Mary’s C of E')).toBe('st mary s c of e')
  })

  test('the key of a school without a code joins municipality and name', () => {
    expect(nameKey('г. Десногорск', 'МБОУ СШ № 1')).toBe('десногорск|сош №1')
    expect(nameKey(null, 'МБОУ СШ № 1')).toBe('|сош №1')
  })
})

describe('normalisation is stable', () => {
  const piece = fc.constantFrom(
    'МБОУ',
    'МКОУ-',
    '«',
    '»',
    '(',
    ')',
    'СОШ',
    'ООШ',
    'средняя',
    'общеобразовательная',
    'школа',
    'гимназия',
    'лицей',
    '№',
    'N',
    '5',
    '05а',
    '-',
    '–',
    'г.',
    'с.',
    'п',
    'р.п.',
    'села',
    'Новое',
    'Село',
    'Вязьма',
    'Ленинского',
    'района',
    'Смоленской',
    'области',
    'имени',
    'им.',
    'А.С.',
    'Пушкина',
    'с',
    'углублённым',
    'изучением',
    'английского',
    'языка',
    'и',
    'муниципальное',
    'учреждение',
    'Иван',
    'COШ',
    'edu672011',
    'филиал',
    'вечерняя',
    'интернат',
    'городского',
    'округа',
    'республики',
    'края',
  )
  test('normalising a normalised name changes nothing', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 12 }), fc.constantFrom(' ', ''), (pieces, glue) => {
        const once = normaliseSchoolName(pieces.join(glue))
        expect(normaliseSchoolName(once)).toBe(once)
      }),
      { numRuns: 3000 },
    )
  })

  test('any text at all can be normalised, and twice is the same as once', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 60 }), (text) => {
        const once = normaliseSchoolName(text)
        expect(normaliseSchoolName(once)).toBe(once)
      }),
      { numRuns: 1000 },
    )
  })

  test('case, kind of quotes, dashes and spaces never matter', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
        const text = pieces.join(' ')
        const noisy = ` ${text.toUpperCase().replace(/ /g, '\u00a0 ').replace(/«/g, '"').replace(/»/g, '”')} `
        expect(normaliseSchoolName(noisy)).toBe(normaliseSchoolName(text))
      }),
    )
  })
})
