import { z } from 'zod'
import { groupBy } from '../platform/group-by.ts'
import { mayHold } from '../quality/completeness.ts'
import { QUALITY_RULES } from '../quality/rules.ts'
import type { PlaceFigures } from './place-figures.ts'

/** How complete one procedure of the methodology is in a place, and who is missing. */
export const CoverageLine = z.object({
  procedure: z.string(),
  name: z.string(),
  /** Schools with a number. */
  got: z.number().int(),
  /** Null where not every school has to hold it. */
  expected: z.number().int().nullable(),
  /** Municipalities of a region that lack a school, the emptiest first; empty for a municipality. */
  missingPlaces: z.array(
    z.object({ id: z.number().int(), name: z.string(), got: z.number().int(), expected: z.number().int() }),
  ),
  /** Schools that should have a number and have none; of a municipality only. */
  missingSchools: z.array(z.object({ id: z.number().int(), name: z.string() })),
})
export type CoverageLine = z.infer<typeof CoverageLine>

/** Which municipalities or schools have not given which procedures this year. Pure. */
export function listCoverage(figures: PlaceFigures): CoverageLine[] {
  const { now, place, schools, schoolYear, municipalities } = figures
  const { expectedEverywhere } = QUALITY_RULES.completeness
  const names = new Map(municipalities.map(({ id, name }) => [id, name]))
  return figures.procedures.flatMap((procedure): CoverageLine[] => {
    const held = new Set(
      // A number that is not shown is not missing.
      [...now.input.counts, ...(now.input.withheld ?? [])].flatMap((count) =>
        count.procedure === procedure.code && count.schoolYear === schoolYear ? [count.schoolId] : [],
      ),
    )
    const got = schools.filter((school) => held.has(school.id)).length
    const line = { procedure: procedure.code, name: procedure.name, got }
    if (!expectedEverywhere.includes(procedure.code))
      return got === 0 ? [] : [{ ...line, expected: null, missingPlaces: [], missingSchools: [] }]
    // A school that holds what its type does not teach counts as expected, or 5 of 4 would be shown.
    const expected = schools.filter((school) => held.has(school.id) || mayHold(school.schoolType, procedure))
    if (expected.length === 0) return []
    const missing = expected.filter((school) => !held.has(school.id))
    if (place.municipalityId !== null)
      return [
        {
          ...line,
          expected: expected.length,
          missingPlaces: [],
          missingSchools: missing.map(({ id, name }) => ({ id, name })),
        },
      ]
    const lacking = groupBy(missing, (school) => school.municipalityId)
    const missingPlaces = [...lacking]
      .map(([id, own]) => {
        const all = expected.filter((school) => school.municipalityId === id).length
        return { id, name: names.get(id) ?? '', got: all - own.length, expected: all }
      })
      .sort((a, b) => a.got / a.expected - b.got / b.expected || a.name.localeCompare(b.name, 'ru'))
    return [{ ...line, expected: expected.length, missingPlaces, missingSchools: [] }]
  })
}
