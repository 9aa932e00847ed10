import { describe, expect, it } from 'vitest'
import { assessCertainty } from '../identification/certainty/assess-region.ts'
import { identify } from '../identification/identify.ts'
import { getMethodology } from '../identification/load-methodology.ts'
import type { SchoolInput } from '../identification/model.ts'
import { anchor, count, region, SIX, school } from '../identification/test-region.ts'
import type { SchoolProcedureCount } from '../results/model.ts'
import { buildExplanation } from './explanation.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

const explain = (
  counts: SchoolProcedureCount[],
  one: SchoolInput = school(1),
  methodology = getMethodology(),
) => {
  const other = anchor()
  const input = region([one, ...other.schools], [...counts, ...other.counts], { methodology })
  const identification = identify(input)
  const certainty = assessCertainty(input, identification).school(0)
  return buildExplanation(identification.findings[0]!, methodology, 2025, [], new Map(), certainty, true)
}

/** Two procedures of `n` participants, all low; the others large and fine. */
const lowOf = (n: number) =>
  [2025, 2024].flatMap((year) =>
    SIX.map((code, i) => (year === 2025 && i < 2 ? count(1, code, year, n, n) : count(1, code, year, 0, 50))),
  )

describe('how sure the conclusion is, in words', () => {
  it.each([
    [
      1,
      'Надёжность низкая: в самой малочисленной из решающих процедур 1 участник; при таком числе вывод может меняться от года к году случайно.',
    ],
    [
      2,
      'Надёжность низкая: в самой малочисленной из решающих процедур 2 участника; при таком числе вывод может меняться от года к году случайно.',
    ],
    [
      5,
      'Надёжность низкая: в самой малочисленной из решающих процедур 5 участников; при таком числе вывод может меняться от года к году случайно.',
    ],
    [
      21,
      'Надёжность средняя: в самой малочисленной из решающих процедур 21 участник; несколько результатов заметно меняют долю.',
    ],
    [31, 'Надёжность высокая: в самой малочисленной из решающих процедур 31 участник.'],
  ])('with %i participants', (n, expected) => {
    expect(plain(explain(lowOf(n)).reliabilitySentence)).toBe(expected)
  })

  it('speaks of procedures near the threshold for a school that is not on the list', () => {
    const counts = [2025, 2024].flatMap((year) => SIX.map((code) => count(1, code, year, 0, 31)))
    expect(plain(explain(counts).reliabilitySentence)).toBe(
      'Надёжность высокая: в самой малочисленной из процедур, ближайших к порогу, 31 участник.',
    )
  })

  it('says of a school that is not assessed only that', () => {
    const { sentence, reliabilitySentence, distanceSentence, cluster, dynamicsLabel } = explain(
      [],
      school(1, { schoolType: 'primary' }),
    )
    expect([sentence, reliabilitySentence, distanceSentence]).toEqual([
      'По этой методике школа не оценивается: у школ её типа нет процедур, на которые опирается методика.',
      'О надёжности говорить не о чем: по этой методике школа не оценивается.',
      'Результаты участников вывода не меняют: по этой методике школа не оценивается.',
    ])
    expect(cluster).toEqual({ value: 0 })
    expect(dynamicsLabel).toBe('не относится к этой школе')
  })
})

describe('the parts of an explanation', () => {
  it('repeat nothing: the reason and the distance are two sentences', () => {
    const { sentence, distanceSentence } = explain(lowOf(20))
    expect(plain(sentence)).toBe(
      'Школа включена в перечень 2025 года: по двум процедурам из шести не менее 30 % участников получили отметку «2».',
    )
    expect(distanceSentence).toBe(
      'Вывод изменился бы, если бы другими были результаты пятнадцати участников.',
    )
  })

  it('name the act behind each criterion, or say that it is a setting', () => {
    const { criteria } = explain(lowOf(20))
    expect(
      criteria.map(({ title, sentence, legalSource }) =>
        [title, sentence, legalSource].map((text) => plain(text ?? '')),
      ),
    ).toEqual([
      [
        'Хотя бы одно из двух условий',
        'Выполнено 1 условие из 2.',
        'Настройка: в опубликованном акте условия соединены словами «а также»; по умолчанию достаточно одного.',
      ],
      [
        'По двум и более процедурам года не менее 30 % участников ниже минимума',
        'Порог достигнут по двум процедурам из шести; нужно хотя бы по двум.',
        'Акт министерства образования Омской области о двух школах, декабрь 2025 г.',
      ],
      [
        'По одной и той же процедуре два года подряд не менее 30 % участников ниже минимума',
        'Порог два года подряд не достигнут ни по одной из шести процедур; нужно хотя бы по одной.',
        'Акт министерства образования Омской области о двух школах, декабрь 2025 г.',
      ],
    ])
  })

  it('say the share alone where a count cannot be recovered', () => {
    const shareOnly = SIX.map((code) =>
      count(1, code, 2025, null, 250, { lowShare: 3100, countBasis: 'share-only' }),
    )
    const { sentence, distanceSentence, criteria } = explain([
      ...shareOnly,
      ...SIX.map((code) => count(1, code, 2024, 0, 250)),
    ])
    expect(plain(sentence)).toContain(
      'по шести процедурам из шести не менее 30 % участников получили отметку «2»',
    )
    expect(distanceSentence).toBe(
      'Сколько результатов изменили бы вывод, сказать нельзя: известны только доли, а не число участников.',
    )
    expect(plain(criteria[1]!.evidence[0]!.text)).toBe('31 % от 250 (число не восстановить)')
  })
})
