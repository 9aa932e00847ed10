import { describe, expect, it } from 'vitest'
import { getMethodology } from './load-methodology.ts'
import { withVariants } from './methodology.ts'
import { explainRule } from './rule-words.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')

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
      `"Школа входит в перечень, если по ЕГЭ за три года много результатов ниже минимума и мало от 61 до 100 баллов, или по ОГЭ за три года много «2» и мало «4» и «5», или по двум и более предметам ВПР за три года не менее 30 % участников получили отметку «2»."`,
    )
    expect(plain(explainRule(getMethodology('ks2-below-expected')))).toMatchInlineSnapshot(
      `"Школа входит в перечень, если по двум и более процедурам не менее 30 % участников показали результат ниже минимума."`,
    )
  })
})
