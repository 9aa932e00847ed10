import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { canonicalJson } from '../identification/freeze.ts'
import { inputsHash } from './fingerprint.ts'

const sha = (text: string) => createHash('sha256').update(text).digest('hex')
const word = fc.constantFrom('a', 'b', '2', '10', 'name', 'id', 'schoolId', 'createdAt', 'signedBy', 'ё "')
const leaf = fc.oneof(fc.string(), fc.double(), fc.integer(), fc.boolean(), fc.constant(null))
const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4 },
    leaf,
    fc.constant(undefined),
    fc.date({ noInvalidDate: true }),
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(word, tie('tree'), { maxKeys: 6 }),
  ),
}))

test('one walk writes the same text as the canonical JSON of papers signed before', () => {
  fc.assert(
    fc.property(fc.dictionary(word, tree), (input) => {
      const content = JSON.parse(
        JSON.stringify(input, (key, value: unknown) =>
          /^(?:id|beforeOf|.*Id|createdBy|.*At|.*By)$/.test(key) ? undefined : value,
        ),
      ) as unknown
      expect(inputsHash(input)).toBe(sha(canonicalJson(content)))
    }),
    { numRuns: 500 },
  )
})

test('ids of an installation change nothing, a number changes the fingerprint', () => {
  const note = { schoolId: 1, rows: [{ low: 3, importId: 7 }] }
  expect(inputsHash({ ...note, schoolId: 2 })).toBe(inputsHash(note))
  expect(inputsHash({ ...note, rows: [{ low: 4, importId: 7 }] })).not.toBe(inputsHash(note))
})
