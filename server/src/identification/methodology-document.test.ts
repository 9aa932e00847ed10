import { describe, expect, test } from 'vitest'
import { getMethodology, listMethodologies } from './load-methodology.ts'
import { describeMethodology } from './methodology-document.ts'

const partOf = (id: string, title: string) =>
  describeMethodology(getMethodology(id)).parts.find((part) => part.title === title)!

describe('order-847 as a document', () => {
  test('each condition of the rule names the act it comes from, the way they are joined is a setting', () => {
    const { lines } = partOf('order-847', 'Школы с низкими образовательными результатами')
    expect(lines.map(({ number, level, tag }) => ({ number, level, tag }))).toEqual([
      { number: '1.1', level: 0, tag: 'setting' },
      { number: '1.1.1', level: 1, tag: 'published' },
      { number: '1.1.2', level: 1, tag: 'published' },
    ])
    expect(lines[0]!.note).toContain('«а также»')
    expect(lines[1]!.source).toContain('Омской области')
    expect(lines[1]!.source).toContain('декабрь 2025')
  })

  test('clusters and reliability say their bounds in whole numbers', () => {
    const texts = (title: string) => partOf('order-847', title).lines.map(({ text }) => text)
    expect(texts('Кластеры школ перечня').slice(1)).toEqual([
      'базово неуспевающие: от 1 до 2',
      'умеренно неуспевающие: от 3 до 4',
      'сильно неуспевающие: 5 и больше',
    ])
    expect(texts('Насколько надёжен вывод')).toContain('средняя: от 10 до 29')
  })

  test('the zone of risk lists every condition it asks', () => {
    const { lines } = partOf('order-847', 'Зона риска снижения образовательных результатов')
    expect(lines[0]!.tag).toBe('setting')
    expect(lines.slice(1).map(({ level }) => level)).toEqual([1, 1, 1, 1, 1])
    expect(lines.at(-1)!.text).toContain('за все годы вместе')
  })
})

test('a cluster of exactly one number is said as that number', () => {
  const { lines } = partOf('ks2-below-expected', 'Кластеры школ перечня')
  expect(lines.map(({ text }) => text)).toContain('умеренно неуспевающие: 3')
})

test.each(listMethodologies().map((methodology) => [methodology.id, methodology] as const))(
  '%s: every line has words, and a setting never claims a legal source',
  (_, methodology) => {
    const { parts, procedures } = describeMethodology(methodology)
    for (const line of parts.flatMap((part) => part.lines)) {
      expect(line.text.trim()).not.toBe('')
      if (line.tag === 'setting') expect(line.source).toBeNull()
    }
    const numbers = parts.flatMap((part) => part.lines.map((line) => line.number))
    expect(new Set(numbers).size).toBe(numbers.length)
    expect(procedures).toHaveLength(methodology.procedures.length)
    expect(parts.length).toBeGreaterThan(methodology.lists.length)
  },
)

test('a quota says how its places are filled', () => {
  const texts = partOf('ryazan-2025-quota', 'Школы с низкими результатами ЕГЭ').lines.map(({ text }) => text)
  expect(texts).toContain('Школы с равной долей на границе входят все вместе, даже если мест не хватает')
  expect(texts).toContain('Места считаются по региону; дробное число мест округляется вниз')
})
