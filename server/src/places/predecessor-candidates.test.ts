import { describe, expect, test } from 'vitest'
import { findPredecessorCandidates, type SchoolLife } from './predecessor-candidates.ts'

const life = (
  id: number,
  name: string,
  years: [number | null, number | null],
  more: Partial<SchoolLife> = {},
): SchoolLife => ({
  ...{
    id,
    name,
    municipalityId: 1,
    settlement: 'Андрейково',
    address: null,
    latitude: null,
    longitude: null,
    enrolment: 100,
  },
  ...{
    schoolType: 'secondary',
    status: 'open',
    closedOn: null,
    identifiers: [],
    firstYear: years[0],
    lastYear: years[1],
  },
  ...more,
})
const YEARS = [2023, 2024, 2025]
const find = (schools: SchoolLife[], decided: string[] = []) =>
  findPredecessorCandidates(schools, YEARS, (heir, past) => decided.includes(`${heir}|${past}`))

const OLD = life(1, 'МКОУ Андрейковская ООШ', [2023, 2024], {
  status: 'closed',
  closedOn: '2024-08-31',
  schoolType: 'basic',
})
const NEW = life(2, 'МБОУ Андрейковская СОШ', [2025, 2025], { enrolment: 95 })

describe('a school that appeared and one that vanished', () => {
  test('are offered as a pair with the evidence for and against', () => {
    expect(find([OLD, NEW])).toEqual([
      {
        schoolId: 2,
        predecessorId: 1,
        firstYear: 2025,
        lastYear: 2024,
        score: expect.any(Number),
        reasons: [
          'результаты одной закончились в 2024 году, другой начались в 2025 году',
          'тот же муниципалитет',
          'тот же населённый пункт: Андрейково',
          'названия похожи',
          'близкая численность: 100 и 95 обучающихся',
        ],
        doubts: ['разный тип школы'],
      },
    ])
  })

  test('are not offered once a person has decided', () => {
    expect(find([OLD, NEW], ['2|1'])).toEqual([])
  })

  test('the first year of the data is not a birth, the last one is not a death', () => {
    expect(find([life(1, 'СОШ № 1', [2023, 2025]), life(2, 'СОШ № 1', [2023, 2025])])).toEqual([])
    expect(find([OLD, { ...NEW, firstYear: 2023 }])).toEqual([])
  })

  test('schools whose years overlap are two schools', () => {
    expect(find([{ ...OLD, lastYear: 2025 }, NEW])).toEqual([])
    expect(find([OLD, { ...NEW, firstYear: 2024 }])).toEqual([])
  })

  test('a year between them is a doubt, two years are too many', () => {
    expect(find([{ ...OLD, lastYear: 2023 }, NEW])[0]?.doubts).toContain('между ними год без результатов')
    expect(
      findPredecessorCandidates([{ ...OLD, lastYear: 2022 }, NEW], [2022, ...YEARS], () => false),
    ).toEqual([])
  })

  test('a closed school without results is placed by its closing date', () => {
    const silent = { ...OLD, firstYear: null, lastYear: null }
    expect(find([silent, NEW])).toHaveLength(1)
    expect(find([{ ...silent, closedOn: '2024-09-15' }, NEW])).toHaveLength(0)
  })

  test('neighbours with nothing in common are not offered', () => {
    expect(find([OLD, life(2, 'Лицей № 4', [2025, 2025], { settlement: 'Вязьма', enrolment: 900 })])).toEqual(
      [],
    )
  })

  test('the same tax number and address decide the order', () => {
    const inn = [{ kind: 'inn', value: '6722012345' }]
    const heirs = [
      NEW,
      life(3, 'МБОУ «Школа Радуга»', [2025, 2025], {
        identifiers: inn,
        address: 'с. Андрейково, ул. Школьная, д. 1',
      }),
    ]
    const past = { ...OLD, identifiers: inn, address: 'Андрейково, улица Школьная, 1' }
    const pairs = find([past, ...heirs])
    expect(pairs.map((pair) => pair.schoolId)).toEqual([3, 2])
    expect(pairs[0]?.reasons).toEqual(
      expect.arrayContaining(['тот же ИНН: 6722012345', 'тот же адрес: с. Андрейково, ул. Школьная, д. 1']),
    )
  })

  test('a school still open in the registry is offered with that doubt', () => {
    expect(find([{ ...OLD, status: 'open', closedOn: null }, NEW])[0]?.doubts).toContain(
      'в реестре исчезнувшая школа числится действующей',
    )
  })
})
