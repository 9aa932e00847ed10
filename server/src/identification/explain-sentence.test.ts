import { describe, expect, it } from 'vitest'
import type { SchoolProcedureCount } from '../results/model.ts'
import { explainDistance, explainFinding } from './explain-sentence.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { parseMethodology, withVariants } from './methodology.ts'
import type { SchoolInput } from './model.ts'
import { anchor, count, NINE, region, school, sixCounts } from './test-region.ts'

const fine = [0, 0, 0, 0, 0, 0]
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

const sentence = (
  counts: SchoolProcedureCount[],
  one: SchoolInput = school(1),
  breaks: string[] = [],
  waiting: string[] = [],
) => {
  const other = anchor()
  const input = region([one, ...other.schools], [...counts, ...other.counts], {
    comparabilityBreaks: breaks.map((procedure) => ({ procedure, schoolYear: 2025 })),
    waiting: waiting.flatMap((procedure) => [2025, 2024].map((schoolYear) => ({ procedure, schoolYear }))),
  })
  return plain(explainFinding(identify(input).findings[0]!, input.methodology))
}

describe('the sentence of a listed school', () => {
  it('names the number of low procedures of those held', () => {
    const counts = [...sixCounts(1, 2025, [10, 10, 0, 0, 0, 0]), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts)).toBe(
      'Школа включена в перечень 2025 года: по двум процедурам из шести не менее 30 % участников получили отметку «2».',
    )
  })

  it('says a single procedure that is low two years running by its name', () => {
    const low = [10, 0, 0, 0, 0, null]
    expect(sentence([...sixCounts(1, 2025, low), ...sixCounts(1, 2024, low)])).toBe(
      'Школа включена в перечень 2025 года: по одной и той же процедуре (ВПР, математика, 5 класс) два года подряд не менее 30 % участников получили отметку «2».',
    )
  })

  it('gives both reasons where both rules are met, and no marks where points were not reached', () => {
    const secondary = school(1, { schoolType: 'secondary' })
    const counts = [2025, 2024].flatMap((year) =>
      NINE.map((code) =>
        count(1, code, year, code === 'ege-ru' || (year === 2025 && code === 'ege-ma-prof') ? 5 : 0, 10),
      ),
    )
    expect(sentence(counts, secondary)).toBe(
      'Школа включена в перечень 2025 года: по двум процедурам из девяти не менее 30 % участников не набрали минимальный балл; из них по одной (ЕГЭ, русский язык) — два года подряд.',
    )
  })

  it.each([
    [
      [10, 10, 0, 0, 0, 0],
      [10, 10, 0, 0, 0, 0],
      'по обеим (ВПР, математика, 5 класс; ВПР, математика, 6 класс)',
    ],
    [
      [10, 10, 10, 0, 0, 0],
      [10, 10, 0, 0, 0, 0],
      'из них по двум (ВПР, математика, 5 класс; ВПР, математика, 6 класс)',
    ],
    [
      [10, 10, 10, 0, 0, 0],
      [10, 10, 10, 10, 0, 0],
      'по всем (ВПР, математика, 5 класс; ВПР, математика, 6 класс; ВПР, русский язык, 5 класс)',
    ],
  ])('of the low procedures %j after %j: %s', (now, before, expected) => {
    expect(sentence([...sixCounts(1, 2025, now), ...sixCounts(1, 2024, before)])).toContain(
      `; ${expected} — два года подряд.`,
    )
  })

  it('is right for one procedure of one year where the methodology asks for one', () => {
    const base = getMethodology()
    const rule = {
      id: 'one',
      title: 'Одна процедура',
      kind: 'k-of',
      procedures: 'all',
      threshold: 3000,
      k: 1,
    }
    const methodology = parseMethodology({ ...base, variants: [], lists: [{ ...base.lists[0], rule }] })
    const other = anchor()
    const counts = [...sixCounts(1, 2025, [10, 0, 0, 0, 0, 0]), ...other.counts]
    const found = identify(region([school(1), ...other.schools], counts, { methodology })).findings[0]!
    expect(plain(explainFinding(found, methodology))).toBe(
      'Школа включена в перечень 2025 года: по одной процедуре из шести не менее 30 % участников получили отметку «2».',
    )
  })

  it('is right for five procedures of five', () => {
    const counts = [...sixCounts(1, 2025, [10, 10, 10, 10, 10, null]), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts)).toContain(
      'по пяти процедурам из пяти не менее 30 % участников получили отметку «2»',
    )
  })
})

describe('the sentence of a school that is not on the list', () => {
  it('names the low procedures and both ways onto the list', () => {
    const counts = [...sixCounts(1, 2025, [10, 5, 0, 0, 0, 0]), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts)).toBe(
      'Школа не входит в перечень 2025 года: не менее 30 % участников получили отметку «2» только по одной процедуре из шести, а нужно хотя бы по двум или по одной и той же два года подряд.',
    )
  })

  it('says that no procedure is low', () => {
    const counts = [...sixCounts(1, 2025, fine), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts)).toBe(
      'Школа не входит в перечень 2025 года: ни по одной из шести процедур доля участников с отметкой «2» не достигла 30 %.',
    )
  })

  it('names the condition that is not met where both are needed', () => {
    const methodology = withVariants(getMethodology(), ['combiner-and'])
    const other = anchor()
    const counts = [...sixCounts(1, 2025, [10, 10, 0, 0, 0, 0]), ...sixCounts(1, 2024, fine), ...other.counts]
    const found = identify(region([school(1), ...other.schools], counts, { methodology })).findings[0]!
    expect(plain(explainFinding(found, methodology))).toBe(
      'Школа не входит в перечень 2025 года: нет процедуры, по которой два года подряд не менее 30 % участников получили отметку «2».',
    )
  })

  it('is right for the only procedure', () => {
    const counts = [
      count(1, 'vpr-ma-5', 2025, 0, 20),
      count(1, 'oge-ma', 2025, null, 9, { meanScore: 14 }),
      ...sixCounts(1, 2024, fine),
    ]
    expect(sentence(counts)).toMatch(
      /^Школа не входит в перечень 2025 года: по единственной процедуре доля участников/,
    )
  })

  it('says that a primary school is not assessed', () => {
    expect(sentence([], school(1, { schoolType: 'primary' }))).toMatch(
      /^По этой методике школа не оценивается: /,
    )
  })
})

describe('the sentence without a conclusion', () => {
  it('names what is missing', () => {
    const counts = [...sixCounts(1, 2025, fine), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts, school(1, { schoolType: 'secondary' }), [], ['ege-ru'])).toBe(
      'Вывода за 2025 год пока нет: не хватает результатов 2025 года (ЕГЭ, математика базовая; ЕГЭ, математика профильная; ЕГЭ, русский язык). В результатах ЕГЭ 2024 и 2025 годов есть школы, которые ждут сопоставления: среди них может быть и эта.',
    )
    expect(sentence(sixCounts(1, 2024, fine))).toBe(
      'Вывода за 2025 год пока нет: за 2025 год у школы нет ни одного результата.',
    )
  })

  it('counts what is not named', () => {
    const secondary = school(1, { schoolType: 'secondary' })
    const [vpr, exams] = [NINE.slice(0, 4), NINE.slice(4)]
    const counts = [
      ...vpr.map((code) => count(1, code, 2025, 0, 20)),
      ...NINE.map((code) => count(1, code, 2024, 0, 20)),
    ]
    expect(exams).toHaveLength(5)
    expect(sentence(counts, secondary, [], ['ege-ru', 'oge-ru'])).toBe(
      'Вывода за 2025 год пока нет: не хватает результатов 2025 года (ОГЭ, математика; ОГЭ, русский язык; ЕГЭ, математика базовая и ещё 2 процедуры). В результатах ОГЭ 2025 года есть школы, которые ждут сопоставления: среди них может быть и эта. В результатах ЕГЭ 2025 года есть школы, которые ждут сопоставления: среди них может быть и эта.',
    )
  })

  it('names of last year only the procedure that is low now', () => {
    expect(sentence(sixCounts(1, 2025, [10, 0, 0, 0, 0, 0]))).toBe(
      'Вывода за 2025 год пока нет: не хватает результатов 2024 года (ВПР, математика, 5 класс).',
    )
  })

  it('says that two years must not be compared', () => {
    const low = [10, 0, 0, 0, 0, 0]
    expect(sentence([...sixCounts(1, 2025, low), ...sixCounts(1, 2024, low)], school(1), ['vpr-ma-5'])).toBe(
      'Вывода за 2025 год пока нет: результаты 2024 года нельзя сравнивать с результатами 2025 года.',
    )
  })
})

describe('the distance in words', () => {
  it.each([
    [1, 'если бы другим был результат одного участника'],
    [2, 'если бы другими были результаты двух участников'],
    [5, 'если бы другими были результаты пяти участников'],
    [11, 'если бы другими были результаты одиннадцати участников'],
    [21, 'если бы другими были результаты двадцати одного участника'],
    [101, 'если бы другими были результаты 101 участника'],
  ])('agrees with %i', (value, expected) => {
    expect(explainDistance({ distance: { value } })).toBe(`Вывод изменился бы, ${expected}.`)
  })

  it('says why there is none', () => {
    expect(explainDistance({ distance: { missing: 'not-applicable', because: 'relative-rule' } })).toContain(
      'правило сравнивает школы между собой',
    )
  })
})
