import { describe, expect, test } from 'vitest'
import { Problem } from '../../platform/problem.ts'
import { type Mapping, mappingJsonSchema, parseMapping } from './mapping.ts'

const smallest = {
  version: 1,
  name: 'Сводная таблица',
  school: { keyKind: 'rcoi', key: { column: 'Код ОО' } },
  groups: [{ procedure: 'oge-ma', participants: { column: 'Участников' }, low: { column: 'Отметка 2' } }],
} satisfies Mapping

const refusal = (value: unknown): string => {
  try {
    parseMapping(value)
  } catch (error) {
    if (error instanceof Problem && error.code === 'import/mapping-invalid') return error.detail ?? ''
    throw error
  }
  return 'accepted'
}

const withGroup = (changes: object) => ({ ...smallest, groups: [{ ...smallest.groups[0], ...changes }] })

describe('a mapping', () => {
  test('needs a school key and one group, and nothing more', () => {
    expect(parseMapping(smallest)).toEqual(smallest)
  })

  test('with an operator that does not exist is refused, naming its path', () => {
    expect(refusal(withGroup({ low: { multiply: 'A' } }))).toContain('«groups.0.low')
    expect(refusal(withGroup({ low: { column: 'A', plus: 'B' } }))).toContain('«groups.0.low.plus»')
    expect(refusal(withGroup({ formula: 'A + B' }))).toContain('«groups.0.formula»')
    expect(refusal({ ...smallest, script: '…' })).toContain('«script»')
  })

  test('never lets a missing token become zero', () => {
    expect(refusal({ ...smallest, missing: { SUPP: 0 } })).toContain('«missing.SUPP»')
    expect(refusal({ ...smallest, missing: { SUPP: 'zero' } })).toContain('«missing.SUPP»')
    expect(refusal({ ...smallest, missing: { SUPP: 'withheld' } })).toBe('accepted')
  })

  test('says the low results one way only', () => {
    expect(refusal(withGroup({ lowShare: { column: 'B' } }))).toContain('только одно из low')
    expect(
      refusal({ ...smallest, groups: [{ procedure: 'oge-ma', participants: { column: 'n' } }] }),
    ).toContain('хотя бы одно')
  })

  test('of a later version is refused rather than half understood', () => {
    expect(refusal({ ...smallest, version: 2 })).toContain('«version»')
    expect(refusal('text')).toContain('в начале')
  })

  test('has a published JSON Schema that says the same (vitest -u writes it)', async () => {
    const schema = `${JSON.stringify(mappingJsonSchema(), null, 2)}\n`
    await expect(schema).toMatchFileSnapshot('../../../../docs/formats/mapping.schema.json')
  })
})
