import { expect, test } from 'vitest'
import { identify } from '../identify.ts'
import { count, NINE, region, school, sixCounts } from '../test-region.ts'
import { assessCertainty } from './assess-region.ts'
import { changeWords, explainCertainty, intervalWords, probabilityWords } from './certainty-words.ts'

const plain = (text: string) => text.replaceAll('\u00a0', ' ')
const others = Array.from({ length: 40 }, (_, i) => school(100 + i, { schoolType: 'secondary' }))
const background = others.flatMap(({ id }, i) =>
  [2025, 2024].flatMap((year) =>
    NINE.map((procedure, p) => count(id, procedure, year, (i * 7 + p * 3) % 11, 40 + i)),
  ),
)
const sentencesOf = (now: number[], n: number) => {
  const input = region(
    [school(1), ...others],
    [...sixCounts(1, 2025, now, n), ...sixCounts(1, 2024, [0, 0, 0, 0, 0, 0], n), ...background],
  )
  const identification = identify(input)
  const certainty = assessCertainty(input, identification).school(0)
  return explainCertainty(identification.findings[0]!, certainty).map(plain)
}

test('a small listed school: chance is not ruled out, and one result changes the verdict', () => {
  const sentences = sentencesOf([1, 1, 0, 0, 0, 0], 3)
  expect(sentences[0]).toMatch(
    /^Случайность не исключена: .* условия перечня выполнены с вероятностью (меньше )?\d+ %\.$/,
  )
  expect(sentences.at(-1)).toBe(
    'В самой малочисленной из этих процедур 3 участника: результат одного меняет вывод.',
  )
})

test('a large listed school: firm, and nothing about a few results', () => {
  const sentences = sentencesOf([60, 60, 0, 0, 0, 0], 110)
  expect(sentences).toEqual([
    'Вывод устойчив: с учётом того, что результаты года отчасти случайны, условия перечня выполнены с вероятностью больше 99 %.',
  ])
})

test('probabilities never round to certainty', () => {
  expect(plain(probabilityWords(0.0004))).toBe('меньше 1 %')
  expect(plain(probabilityWords(0.9999))).toBe('больше 99 %')
  expect(plain(probabilityWords(0.635))).toBe('64 %')
})

test('intervals and changes read as people say them', () => {
  expect(plain(intervalWords({ low: 0.178, high: 0.566 }))).toBe('от 18 до 57 %')
  const change = { previousYear: 2024, test: 'z', pValue: 0.2, adjusted: 0.4 } as const
  expect(changeWords({ ...change, difference: 0.12, word: 'indistinguishable' })).toBe(
    '+12 п. п.: неразличимо',
  )
  expect(changeWords({ ...change, difference: -0.3, word: 'distinguishable' })).toBe(
    '−30 п. п.: больше случайных колебаний',
  )
})
