import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isOneSlipAway, rankCandidates } from './match-candidates.ts'
import { buildSchoolIndex, matchSchool, type RegisteredSchool, type SourceSchoolKey } from './match-school.ts'
import { nameSimilarity } from './name-similarity.ts'

const MUNICIPALITIES = [
  {
    id: 1,
    code: 'reg67_m003',
    name: 'Вяземский муниципальный округ',
    nameGenitive: 'Вяземского муниципального округа',
    oktmo: '66505000',
  },
  { id: 2, code: 'reg67_m027', name: 'город Десногорск', nameGenitive: null, oktmo: null },
  { id: 3, code: 'reg67_m030', name: 'город Озёрный', nameGenitive: null, oktmo: null },
  { id: 4, code: 'reg67_m031', name: 'Озёрный район', nameGenitive: null, oktmo: null },
]
const school = (
  id: number,
  municipalityId: number,
  name: string,
  more: Partial<RegisteredSchool> = {},
): RegisteredSchool => ({
  ...{ id, code: `10${id}`, name, municipalityId, identifiers: [], earlierNames: [] },
  ...more,
})
const SCHOOLS = [
  school(1, 1, 'МБОУ СОШ № 1 г. Вязьмы', {
    identifiers: [
      { kind: 'edu', value: 'edu670001' },
      { kind: 'rcoi', value: '67101' },
    ],
  }),
  school(2, 1, 'МБОУ СОШ № 2 г. Вязьмы', { earlierNames: ['МБОУ ООШ № 22'] }),
  school(3, 1, 'МБОУ Гимназия № 3 им. П. С. Нахимова'),
  school(4, 1, 'МКОУ Андрейковская СОШ'),
  school(5, 1, 'МКОУ СОШ с. Новое'),
  school(6, 1, 'МКОУ СОШ с. Старое'),
  school(7, 2, 'МБОУ «СШ № 1»'),
  school(8, 2, 'МБОУ «Школа № 4»'),
  school(9, 3, 'Школа № 1'),
  school(10, 4, 'Школа № 1'),
]
const index = buildSchoolIndex(SCHOOLS, MUNICIPALITIES)
const ref = (
  name: string | null,
  municipality: string | null,
  code?: [kind: string, key: string],
): SourceSchoolKey => ({
  ...{ keyKind: code?.[0] ?? 'name', key: code?.[1] ?? name ?? '' },
  ...{ name, municipality, municipalityCode: null },
})
const idOf = (item: SourceSchoolKey) => matchSchool(index, item).schoolId

describe('matching', () => {
  test('any identifier finds its school, also in a column the registry does not know', () => {
    expect(idOf(ref(null, null, ['edu', 'EDU670001']))).toBe(1)
    expect(idOf(ref(null, null, ['rcoi', '67101.0']))).toBe(1)
    expect(idOf(ref(null, null, ['rcoi', 'edu670001']))).toBe(1)
    expect(idOf(ref(null, null, ['urn', '67101']))).toBe(1)
    expect(idOf(ref(null, null, ['code', '104']))).toBe(4)
  })

  test('a value of one known kind is never taken for another kind', () => {
    expect(idOf(ref(null, null, ['rcoi', '104']))).toBeNull()
  })

  test.each([
    ['СОШ №1', 'Вяземский район', 1],
    ['Средняя школа № 1 города Вязьмы Смоленской области', 'Вяземский р-н', 1],
    ['Школа № 1', 'reg67_m003', 1],
    ['Школа № 1', '66505000', 1],
    ['МБОУ СОШ № 1 имени Пушкина', 'Вяземского муниципального округа', 1],
    ['Основная школа № 22', 'Вяземский район', 2],
    ['Гимназия №3', 'Вяземский район', 3],
    ['Гимназия имени Нахимова № 3', 'Вяземский район', 3],
    ['Андрейковская школа', 'Вяземский район', 4],
    ['СОШ с. Новое Вяземского района', 'Вяземский район', 5],
    ['Школа № 1', 'Десногорск', 7],
    ['СОШ №4', 'г. Десногорск', 8],
    ['Школа № 1', 'г. Озёрный', 9],
    ['Школа № 1', 'Озерный р-н', 10],
    ['Андрейковская СОШ', null, 4],
  ])('«%s» in %s is school %i', (name, municipality, id) => {
    expect(matchSchool(index, ref(name, municipality))).toEqual({ schoolId: id, method: 'name' })
  })

  test.each([
    ['ООШ № 1', 'Вяземский район', 'unknown'],
    ['СОШ № 3', 'Вяземский район', 'unknown'],
    ['СОШ № 1 с. Иное', 'Вяземский район', 'unknown'],
    ['Вечерняя школа № 1', 'Вяземский район', 'unknown'],
    ['Филиал СОШ № 1', 'Вяземский район', 'unknown'],
    ['СОШ № 1', 'Глинковский район', 'municipality-unknown'],
    ['Школа № 1', 'Озёрный', 'ambiguous'],
    ['Школа № 1', null, 'ambiguous'],
    ['СОШ № 17', null, 'unknown'],
  ])('«%s» in %s is nobody: %s', (name, municipality, because) => {
    expect(matchSchool(index, ref(name, municipality))).toEqual({ schoolId: null, because })
  })

  test('an earlier name of one school that is another one’s present name is ambiguous', () => {
    const swapped = buildSchoolIndex(
      [school(1, 1, 'СОШ № 5'), school(2, 1, 'Лицей № 5', { earlierNames: ['СОШ № 5'] })],
      MUNICIPALITIES,
    )
    expect(matchSchool(swapped, ref('СОШ № 5', 'Вяземский район'))).toEqual({
      schoolId: null,
      because: 'ambiguous',
    })
  })

  test('whatever the text, a match is a school whose name or code agrees, in the municipality that was named', () => {
    const name = fc.constantFrom(
      ...SCHOOLS.flatMap((item) => [item.name, ...item.earlierNames]),
      'Школа № 1',
      'СОШ',
      '№ 3',
      '',
    )
    const place = fc.constantFrom(...MUNICIPALITIES.map((item) => item.name), null, 'Озёрный', 'Иной район')
    fc.assert(
      fc.property(name, place, (text, municipality) => {
        const match = matchSchool(index, ref(text, municipality))
        if (match.schoolId === null || municipality === null) return
        expect(
          MUNICIPALITIES.find((item) => item.id === index.schools.get(match.schoolId)!.municipalityId)!.name,
        ).toBe(municipality)
      }),
    )
  })
})

describe('candidates for what was not matched', () => {
  test('a mistyped code and an alike name come first, with reasons', () => {
    const [best] = rankCandidates(index, ref('СОШ № 1 г. Вязьмы', 'Вяземский район', ['rcoi', '67110']))
    expect(best).toMatchObject({ schoolId: 1 })
    expect(best!.reasons).toEqual([
      'код РЦОИ отличается одним знаком: 67110 и 67101',
      'тот же номер: № 1',
      'название совпадает',
      'тот же муниципалитет',
    ])
  })

  test('another kind of school with the same number is offered and the difference is said', () => {
    const [best] = rankCandidates(index, ref('СОШ № 3', 'Вяземский район'))
    expect(best).toMatchObject({ schoolId: 3 })
    expect(best!.doubts).toContain('вид школы различается: СОШ и гимназия')
  })

  test('another municipality is named', () => {
    const found = rankCandidates(index, ref('Андрейковская СОШ', 'Глинковский район'))
    expect(found[0]).toMatchObject({ schoolId: 4 })
    expect(found[0]!.doubts).toContain('муниципалитета «Глинковский район» нет в реестре')
  })

  test('nothing alike gives no candidates', () => {
    expect(rankCandidates(index, ref('Православная гимназия', 'Вяземский район')).length).toBeLessThanOrEqual(
      1,
    )
    expect(rankCandidates(index, ref(null, null, ['rcoi', '999']))).toEqual([])
  })

  test('scores are within 0…1 and fall', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...SCHOOLS.map((item) => item.name)),
        fc.string({ maxLength: 6 }),
        (text, noise) => {
          const scores = rankCandidates(index, ref(text + noise, 'Вяземский район')).map((item) => item.score)
          expect(scores.every((score) => score > 0 && score <= 1)).toBe(true)
          expect(scores).toEqual([...scores].sort((a, b) => b - a))
        },
      ),
    )
  })

  test.each([
    ['13450', '13460', true],
    ['13450', '13540', true],
    ['13450', '1345', true],
    ['13450', '13450', false],
    ['13450', '13561', false],
    ['345', '346', false],
  ])('%s and %s are one slip apart: %s', (left, right, expected) => {
    expect(isOneSlipAway(left, right)).toBe(expected)
    expect(isOneSlipAway(right, left)).toBe(expected)
  })

  test('similarity is symmetric, 1 for equal texts and 0 for nothing in common', () => {
    expect(nameSimilarity('сош №1', 'сош №1')).toBe(1)
    expect(nameSimilarity('абв', 'где')).toBe(0)
    fc.assert(
      fc.property(fc.string(), fc.string(), (left, right) => {
        expect(nameSimilarity(left, right)).toBeCloseTo(nameSimilarity(right, left), 12)
      }),
    )
  })
})
