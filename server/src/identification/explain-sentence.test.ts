import { describe, expect, it } from 'vitest'
import type { SchoolProcedureCount } from '../results/model.ts'
import { explainDistance, explainFinding, explainRule } from './explain-sentence.ts'
import { identify } from './identify.ts'
import { getMethodology } from './load-methodology.ts'
import { withVariants } from './methodology.ts'
import type { SchoolInput } from './model.ts'
import { anchor, count, NINE, region, school, sixCounts } from './test-region.ts'

const fine = [0, 0, 0, 0, 0, 0]
const plain = (text: string) => text.replaceAll('\u00a0', ' ')

const sentence = (counts: SchoolProcedureCount[], one: SchoolInput = school(1), breaks: string[] = []) => {
  const other = anchor()
  const input = region([one, ...other.schools], [...counts, ...other.counts], {
    comparabilityBreaks: breaks.map((procedure) => ({ procedure, schoolYear: 2025 })),
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
      'Школа включена в перечень 2025 года: по двум процедурам из девяти не менее 30 % участников не набрали минимальный балл; кроме того, по одной и той же процедуре (ЕГЭ, русский язык) — два года подряд.',
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
  it('says how near it is', () => {
    const counts = [...sixCounts(1, 2025, [10, 5, 0, 0, 0, 0]), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts)).toBe(
      'Школа не входит в перечень 2025 года: не менее 30 % участников получили отметку «2» только по одной процедуре из шести, а нужно не меньше двух. Вывод изменился бы, если бы другим был результат одного участника.',
    )
  })

  it('says that no procedure is low', () => {
    const counts = [...sixCounts(1, 2025, fine), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts)).toBe(
      'Школа не входит в перечень 2025 года: ни по одной процедуре из шести доля участников, которые получили отметку «2», не достигла 30 %. Вывод изменился бы, если бы другими были результаты двенадцати участников.',
    )
  })

  it('is right for the only procedure', () => {
    const counts = [
      count(1, 'vpr-ma-5', 2025, 0, 20),
      count(1, 'oge-ma', 2025, null, 9, { meanScore: 14 }),
      ...sixCounts(1, 2024, fine),
    ]
    expect(sentence(counts)).toMatch(
      /^Школа не входит в перечень 2025 года: в единственной процедуре доля участников/,
    )
  })

  it('says that a primary school is not assessed', () => {
    expect(sentence([], school(1, { schoolType: 'primary' }))).toMatch(
      /^Школа по этой методике не оценивается/,
    )
  })
})

describe('the sentence without a conclusion', () => {
  it('names what is missing', () => {
    const counts = [...sixCounts(1, 2025, fine), ...sixCounts(1, 2024, fine)]
    expect(sentence(counts, school(1, { schoolType: 'secondary' }))).toBe(
      'Вывода за 2025 год пока нет: нет данных — ЕГЭ, математика базовая (2025); ЕГЭ, математика профильная (2025); ЕГЭ, русский язык (2025).',
    )
    expect(sentence(sixCounts(1, 2024, fine))).toMatch(/нет данных — .* и ещё 3\.$/)
  })

  it('names of last year only the procedure that is low now', () => {
    expect(sentence(sixCounts(1, 2025, [10, 0, 0, 0, 0, 0]))).toBe(
      'Вывода за 2025 год пока нет: нет данных — ВПР, математика, 5 класс (2024).',
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
  ])('agrees with %i', (value, expected) => {
    expect(explainDistance({ distance: { value } })).toBe(`Вывод изменился бы, ${expected}.`)
  })

  it('says why there is none', () => {
    expect(explainDistance({ distance: { missing: 'not-applicable', because: 'relative-rule' } })).toContain(
      'правило сравнивает школы между собой',
    )
  })
})

describe('the rule in one sentence', () => {
  it('follows the parameters and the chosen variant', () => {
    expect(plain(explainRule(getMethodology()))).toBe(
      'Школа входит в перечень, если по двум и более процедурам не менее 30 % участников показали результат ниже минимума, или по одной и той же процедуре два года подряд не менее 30 % участников показали результат ниже минимума.',
    )
    expect(plain(explainRule(withVariants(getMethodology(), ['rule-b-any-procedure'])))).toContain(
      'хотя бы по одной процедуре в каждом из двух лет',
    )
  })

  it('reads for every built-in methodology', () => {
    expect(plain(explainRule(getMethodology('bryansk-2020')))).toMatchInlineSnapshot(
      `"Школа входит в перечень, если ЕГЭ за три года: много не достигших минимума и мало 61–100 баллов, или ОГЭ за три года: много «2» и мало «4» и «5», или по двум и более предметам за три года не менее 30 % участников получили отметку «2»."`,
    )
    expect(plain(explainRule(getMethodology('ks2-below-expected')))).toMatchInlineSnapshot(
      `"Школа входит в перечень, если по двум и более процедурам не менее 30 % участников показали результат ниже минимума."`,
    )
  })
})
