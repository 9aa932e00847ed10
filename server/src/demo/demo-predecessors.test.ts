import { expect, test } from 'vitest'
import { findPredecessorCandidates } from '../places/predecessor-candidates.ts'
import { generateRegion } from './generate-region.ts'

test('the successors of the known truth are offered, and no other pair', () => {
  const region = generateRegion()
  const years = new Map<number, number[]>()
  for (const { school, schoolYear } of region.results)
    years.set(school, [...(years.get(school) ?? []), schoolYear])
  const lives = region.schools.map((school, id) => ({
    ...{
      id,
      name: school.name,
      municipalityId: school.municipality,
      settlement: school.settlement,
      address: null,
    },
    ...{
      latitude: school.at[1],
      longitude: school.at[0],
      enrolment: school.enrolment,
      schoolType: school.type,
    },
    ...{
      status: school.status,
      closedOn: school.closedOn,
      identifiers: [{ kind: 'rcoi', value: school.rcoiCode }],
    },
    firstYear: years.has(id) ? Math.min(...years.get(id)!) : null,
    lastYear: years.has(id) ? Math.max(...years.get(id)!) : null,
  }))
  const all = [...new Set(region.results.map(({ schoolYear }) => schoolYear))]
  const pairs = findPredecessorCandidates(lives, all, () => false)
  expect(region.truth.successors.length).toBeGreaterThan(0)
  expect(
    pairs.map((pair) => ({
      code: region.schools[pair.schoolId]!.code,
      predecessorCode: region.schools[pair.predecessorId]!.code,
    })),
  ).toEqual(region.truth.successors)
})
