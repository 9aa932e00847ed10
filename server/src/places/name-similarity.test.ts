import fc from 'fast-check'
import { expect, test } from 'vitest'
import { buildSchoolIndex } from './match-school.ts'
import { nameSimilarity, similarityIn } from './name-similarity.ts'
import { normaliseSchoolName } from './normalise-name.ts'

/** Takes the pairs of the second text away one by one. */
const byHand = (left: string, right: string): number => {
  const pairs = (text: string) =>
    Array.from({ length: text.length + 1 }, (_, i) => ` ${text} `.slice(i, i + 2))
  const rest = pairs(right)
  const common = pairs(left).filter((pair) => {
    const place = rest.indexOf(pair)
    if (place >= 0) rest.splice(place, 1)
    return place >= 0
  })
  return (2 * common.length) / (pairs(left).length + pairs(right).length)
}
const text = fc.string({ unit: fc.constantFrom(...'аабвшколан №12 '), maxLength: 30 })

test('what two names have in common is counted pair by pair, each as often as in both', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      expect(nameSimilarity(a, b)).toBe(byHand(a, b))
    }),
  )
})

test('a registry says of each of its names what comparing it alone says', () => {
  const registry = fc.array(text, { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(registry, text, (names, asked) => {
      const schools = names.map((name, id) => ({
        ...{ id, code: `edu67${1000 + id}`, name, municipalityId: 1, identifiers: [], earlierNames: [] },
      }))
      const index = buildSchoolIndex(schools, [])
      const similarity = similarityIn(index, normaliseSchoolName(asked))
      for (const name of index.names)
        expect(similarity(name)).toBe(byHand(normaliseSchoolName(asked), name.normalised))
    }),
  )
})
