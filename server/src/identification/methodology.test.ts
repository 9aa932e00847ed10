import { describe, expect, it } from 'vitest'
import { Problem } from '../platform/problem.ts'
import { CRITERION_KINDS } from './criterion.ts'
import { getMethodology, listMethodologies } from './load-methodology.ts'
import order847 from './methodologies/order-847.json' with { type: 'json' }
import { methodologyJsonSchema, parseMethodology, withVariants } from './methodology.ts'

/** The built-in order with one place changed. */
const changed = (change: (json: typeof order847) => void): unknown => {
  const json = structuredClone(order847)
  change(json)
  return json
}

const complaint = (json: unknown, known?: Set<string>): string => {
  try {
    parseMethodology(json, known)
  } catch (error) {
    if (error instanceof Problem && error.code === 'methodology/invalid') return error.detail ?? ''
    throw error
  }
  return 'loaded'
}

describe('methodology', () => {
  it('loads every built-in methodology, the order first', () => {
    expect(listMethodologies().map(({ id }) => id)).toEqual([
      'order-847',
      'order-847-rule-b-any-procedure',
      'order-847-combiner-and',
      'bryansk-2020',
      'bryansk-2020-all-three-signs',
      'ryazan-2025-quota',
      'ks2-below-expected',
    ])
  })

  it('says which methodologies there are when one is not found', () => {
    expect(() => getMethodology('order-848')).toThrow(/order-848.*order-847, .*bryansk-2020/)
  })

  it('stops loading at an unknown operator and names its place', () => {
    const json = changed((m) => Object.assign(m.lists[0]!.rule.of![0]!, { kind: 'most-of' }))
    expect(complaint(json)).toMatch(
      /^lists\[0\]\.rule\.of\[0\]\.kind: неизвестный вид критерия; известны .*k-of/,
    )
  })

  it('stops loading at an unknown parameter', () => {
    const json = changed((m) => Object.assign(m.lists[0]!.rule.of![0]!, { treshold: 3000 }))
    expect(complaint(json)).toMatch(/^lists\[0\]\.rule\.of\[0\]: .*treshold/)
  })

  it('stops loading at a procedure that the methodology does not have', () => {
    const json = changed((m) =>
      Object.assign(m.lists[0]!.rule.of![0]!, { procedures: ['vpr-ma-5', 'vpr-ma-9'] }),
    )
    expect(complaint(json)).toBe(
      'lists[0].rule.of[0].procedures[1]: процедуры «vpr-ma-9» нет среди процедур методики',
    )
  })

  it('stops loading at a procedure that the catalogue does not have', () => {
    expect(complaint(order847, new Set(['vpr-ma-5']))).toBe(
      'procedures[1].code: процедуры «vpr-ma-6» нет в справочнике',
    )
  })

  it('stops loading at an unknown place indicator', () => {
    const rule = { id: 'shnsu', title: 'т', kind: 'place-fact', indicator: 'altitude', atLeast: 1 }
    const json = changed((m) => m.lists.push({ id: 'shnsu', title: 'т', rule } as never))
    expect(complaint(json)).toMatch(/^lists\[2\]\.rule\.indicator/)
  })

  it('takes no threshold that is not a whole number of hundredths of a percent', () => {
    const json = changed((m) => Object.assign(m.lists[0]!.rule.of![0]!, { threshold: 0.3 }))
    expect(complaint(json)).toMatch(/^lists\[0\]\.rule\.of\[0\]\.threshold/)
  })

  it('chooses a documented variant by its id and refuses an unknown one', () => {
    const chosen = withVariants(getMethodology(), ['rule-b-any-procedure'])
    expect(JSON.stringify(chosen.lists[0]?.rule)).toContain('rule-b-last-year')
    expect(() => withVariants(getMethodology(), ['rule-c'])).toThrow(/rule-c/)
  })

  it('publishes a JSON Schema that names the closed set of criteria', () => {
    const text = JSON.stringify(methodologyJsonSchema())
    for (const kind of CRITERION_KINDS) expect(text).toContain(`"const":"${kind}"`)
  })
})

it('each documented variant of a methodology can be chosen by an id of its own', () => {
  const both = getMethodology('order-847-combiner-and')
  expect(both.lists[0]?.rule.kind).toBe('and')
  expect(both.title).toContain('вариант')
})
