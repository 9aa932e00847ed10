import { describe, expect, it } from 'vitest'
import type { Criterion } from './criterion.ts'
import { explainCriterion } from './criterion-sentence.ts'
import type { CriterionResult, Outcome } from './model.ts'

const common = { id: 'one', title: 'Один критерий' }
const window = { years: 1, back: 0, combine: 'pooled' as const }
const kOf = (countBy: 'procedure' | 'subject' = 'procedure'): Criterion => ({
  ...common,
  kind: 'k-of',
  procedures: 'all',
  statistic: 'low',
  window,
  threshold: 3000,
  k: 2,
  countBy,
})
const running: Criterion = {
  ...common,
  kind: 'same-procedure',
  procedures: 'all',
  statistic: 'low',
  threshold: 3000,
  years: 2,
  k: 1,
}
const result = (outcome: Outcome, rest: Partial<CriterionResult> = {}): CriterionResult => ({
  ...common,
  parent: null,
  kind: 'k-of',
  outcome,
  applicable: true,
  missing: null,
  tally: null,
  ranks: [],
  fact: null,
  evidence: [],
  ...rest,
})
const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const tally = (met: number, known: number, unknown = 0, needed = 2) => ({ met, known, unknown, needed })

describe('the sentence of a counting criterion', () => {
  it.each([
    [tally(0, 1), 'Порог не достигнут по единственной процедуре; нужно хотя бы по двум.'],
    [tally(0, 5), 'Порог не достигнут ни по одной из пяти процедур; нужно хотя бы по двум.'],
    [tally(0, 21), 'Порог не достигнут ни по одной из двадцати одной процедуры; нужно хотя бы по двум.'],
    [tally(1, 6), 'Порог достигнут по одной процедуре из шести; нужно хотя бы по двум.'],
    [tally(2, 9), 'Порог достигнут по двум процедурам из девяти; нужно хотя бы по двум.'],
    [tally(21, 22), 'Порог достигнут по двадцати одной процедуре из двадцати двух; нужно хотя бы по двум.'],
    [
      tally(1, 6, 3),
      'Порог достигнут по одной процедуре из шести, ещё по трём данных не хватает; нужно хотя бы по двум.',
    ],
    [tally(0, 0, 9), 'Известных результатов нет, ещё по девяти данных не хватает; нужно хотя бы по двум.'],
  ])('is right for %j', (numbers, expected) => {
    expect(explainCriterion(kOf(), result('met', { tally: numbers }))).toBe(expected)
  })

  it('counts subjects in their own gender', () => {
    const sentence = (numbers: CriterionResult['tally']) =>
      explainCriterion(kOf('subject'), result('not-met', { tally: numbers }))
    expect(sentence(tally(1, 2))).toBe('Порог достигнут по одному предмету из двух; нужно хотя бы по двум.')
    expect(sentence(tally(0, 2))).toBe(
      'Порог не достигнут ни по одному из двух предметов; нужно хотя бы по двум.',
    )
  })

  it('says that the years run', () => {
    expect(explainCriterion(running, result('met', { tally: tally(1, 6, 0, 1) }))).toBe(
      'Порог достигнут два года подряд по одной процедуре из шести; нужно хотя бы по одной.',
    )
    expect(explainCriterion(running, result('not-met', { tally: tally(0, 6, 0, 1) }))).toBe(
      'Порог два года подряд не достигнут ни по одной из шести процедур; нужно хотя бы по одной.',
    )
  })
})

describe('the sentence of other criteria', () => {
  it('gives the share and the border of a relative one, never a place', () => {
    const quantile: Criterion = {
      ...common,
      kind: 'quantile',
      procedures: 'all',
      statistic: 'low',
      window: { years: 2, back: 0, combine: 'every-year' },
      side: 'highest',
      fraction: 2500,
    }
    const ranks = [
      { year: 2025, share: 600, place: 70, of: 366, border: 484, tied: 1, places: null },
      { year: 2024, share: 100, place: 300, of: 366, border: null, tied: 1, places: null },
    ]
    expect(plain(explainCriterion(quantile, result('not-met', { ranks })))).toBe(
      '2025 год: доля 6 %, граница — 4,84 %; 2024 год: доля 1 %.',
    )
    expect(explainCriterion(quantile, result('insufficient-data', { missing: 'withheld' }))).toBe(
      'Скрыто источником.',
    )
  })

  it('gives the fact of a place in its unit', () => {
    const fact = (indicator: 'distance-km' | 'hard-to-reach', value: number | null) =>
      plain(
        explainCriterion(
          { ...common, kind: 'place-fact', indicator, atLeast: 30 },
          result('not-met', { fact: value, missing: value === null ? 'not-submitted' : null }),
        ),
      )
    expect(fact('distance-km', 12.5)).toBe('В реестре — 12,5 км.')
    expect(fact('hard-to-reach', 1)).toBe('В реестре — да.')
    expect(fact('distance-km', null)).toBe('Нет данных — результаты не представлены.')
  })

  it.each([
    [['not-met', 'not-met'], 'Не выполнено ни одно условие из 2.'],
    [['met', 'not-met'], 'Выполнено 1 условие из 2.'],
    [['met', 'met', 'insufficient-data'], 'Выполнены 2 условия из 3, данных не хватает для одного.'],
    [['met', 'met', 'met', 'met', 'met'], 'Выполнено 5 условий из 5.'],
  ] as [Outcome[], string][])('counts the parts of a group: %j', (outcomes, expected) => {
    const parts = outcomes.map((outcome, i) => result(outcome, { id: `part-${i}` }))
    const or: Criterion = { ...common, kind: 'or', of: parts.map(({ id }) => ({ ...running, id })) }
    const away = result('not-met', { id: 'part-9', applicable: false })
    expect(plain(explainCriterion(or, result('met'), [...parts, away]))).toBe(expected)
    expect(explainCriterion(or, result('not-met', { applicable: false }))).toBe(
      'К школе этого типа не относится.',
    )
  })
})
