import { expect, test } from 'vitest'
import { rankCandidates } from '../places/match-candidates.ts'
import { buildSchoolIndex, matchSchool } from '../places/match-school.ts'
import { generateRegion } from './generate-region.ts'

const region = generateRegion()
const index = buildSchoolIndex(
  region.schools.map(({ code, name, municipality, login, rcoiCode, formerName }, id) => ({
    id,
    code,
    name,
    municipalityId: municipality,
    identifiers: [
      { kind: 'edu', value: login },
      { kind: 'rcoi', value: rcoiCode },
    ],
    earlierNames: formerName?.known ? [formerName.name] : [],
  })),
  region.municipalities.map(({ code, name, nameGenitive, oktmo }, id) => ({
    id,
    code,
    name,
    nameGenitive,
    oktmo,
  })),
)
const nameOnly = (name: string, municipality: string) => ({
  keyKind: 'name',
  key: name,
  name,
  municipality,
  municipalityCode: null,
})

test('every school is found by its name inside its municipality alone, earlier names included', () => {
  for (const [id, { name, municipality, formerName }] of region.schools.entries()) {
    const place = region.municipalities[municipality]!.name.replace(/^город /, 'г. ')
    expect(matchSchool(index, nameOnly(name, place)), name).toEqual({ schoolId: id, method: 'name' })
    if (formerName?.known)
      expect(matchSchool(index, nameOnly(formerName.name, place))).toEqual({ schoolId: id, method: 'name' })
  }
})

test('schools that are to wait are matched by no rule, and most of the right answers are offered first', () => {
  const { waiting } = region.truth
  let first = 0
  for (const { key, name, municipality, code } of waiting) {
    const ref = key
      ? { keyKind: 'rcoi', key, name, municipality, municipalityCode: null }
      : nameOnly(name, municipality)
    expect(matchSchool(index, ref).schoolId, name).toBeNull()
    const [best] = rankCandidates(index, ref)
    if (best && region.schools[best.schoolId]!.code === code) first++
  }
  expect(waiting.length).toBe(8)
  expect(first).toBeGreaterThan(waiting.length / 2)
})
