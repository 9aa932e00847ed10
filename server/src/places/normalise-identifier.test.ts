import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { identifierKind, normaliseIdentifier } from './normalise-identifier.ts'

describe('a school code in its many spellings', () => {
  test.each([
    ['rcoi', '13450.0', '13450'],
    ['rcoi', '13450,00', '13450'],
    ['rcoi', ' 13450 ', '13450'],
    ['rcoi', '007', '007'],
    ['rcoi', '2 811 510', '2811510'],
    ['rcoi', '105\u00a0201', '105201'],
    ['rcoi', "'0134", '0134'],
    ['edu', 'EDU203389', 'edu203389'],
    ['edu', ' edu203389\u200b', 'edu203389'],
    ['edu', 'еdu203389', 'edu203389'],
    ['edu', 'SСН671234', 'sch671234'],
    ['edu', 'edu 203389', 'edu203389'],
    ['inn', '105012345', '0105012345'],
    ['inn', '6722012345', '6722012345'],
    ['ogrn', '1027700566761', '1027700566761'],
    ['ogrn', '1 027 700 566 761', '1027700566761'],
    ['urn', '115976', '115976'],
    ['own', 'A-12/Б', 'a-12/б'],
  ])('%s «%s» is %s', (kind, raw, expected) => {
    expect(normaliseIdentifier(kind, raw)).toBe(expected)
  })

  test.each(['', ' ', '-', '—', 'нет', '0', '000', '1,02774E+12', '1.02774e12', 'н/д'])(
    '«%s» is no code at all',
    (raw) => {
      expect(normaliseIdentifier('ogrn', raw)).toBeNull()
    },
  )

  test('a login of ФИС ОКО is recognised in any column', () => {
    expect(identifierKind('rcoi', 'edu203389')).toBe('edu')
    expect(identifierKind('rcoi', '203389')).toBe('rcoi')
  })

  test('twice is the same as once', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('edu', 'inn', 'ogrn', 'rcoi', 'own'),
        fc.string({ unit: 'binary', maxLength: 20 }),
        (kind, raw) => {
          const once = normaliseIdentifier(kind, raw)
          if (once !== null) expect(normaliseIdentifier(kind, once)).toBe(once)
        },
      ),
      { numRuns: 2000 },
    )
  })
})
