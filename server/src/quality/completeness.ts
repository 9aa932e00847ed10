import type { SchoolType } from '../places/school-type.ts'
import { groupBy } from '../platform/group-by.ts'

export interface CompletenessInput {
  schools: { id: number; municipalityId: number; schoolType: SchoolType | null }[]
  /** Schools with a number, by procedure. */
  held: Map<string, Set<number>>
  procedures: { code: string; kind: string; programmeGrade: number | null }[]
  expectedEverywhere: string[]
}

/** How many schools have a number of a procedure, and of how many; `expected` null where not every school has to hold it. */
export interface Cell {
  procedure: string
  got: number
  expected: number | null
}

/** The last grade taught in a school of the type. */
const LAST_GRADE = {
  primary: 4,
  basic: 9,
  secondary: 11,
  advanced: 11,
  gymnasium: 11,
  lyceum: 11,
} satisfies Record<SchoolType, number>

const EXAM_GRADE: Record<string, number> = { oge: 9, ege: 11 }

/** Whether a school of this type teaches the grade of the procedure; a type that is not known is expected nothing of. */
export const mayHold = (
  schoolType: SchoolType | null,
  procedure: { kind: string; programmeGrade: number | null },
): boolean => {
  const grade = procedure.programmeGrade ?? EXAM_GRADE[procedure.kind] ?? null
  return schoolType !== null && grade !== null && grade <= LAST_GRADE[schoolType]
}

/** Completeness of each procedure in each municipality. */
export const computeCompleteness = (input: CompletenessInput): Map<number, Cell[]> => {
  const schools = groupBy(input.schools, ({ municipalityId }) => municipalityId)
  return new Map(
    [...schools].map(([municipality, own]) => [
      municipality,
      input.procedures.map((procedure) => {
        const held = input.held.get(procedure.code)
        const expected = input.expectedEverywhere.includes(procedure.code)
          ? own.filter((school) => mayHold(school.schoolType, procedure))
          : null
        return {
          procedure: procedure.code,
          got: own.filter((school) => held?.has(school.id)).length,
          // A school that holds what its type does not teach counts as expected, or 5 of 4 would be shown.
          expected:
            expected &&
            new Set([...expected, ...own.filter((school) => held?.has(school.id))].map(({ id }) => id)).size,
        }
      }),
    ]),
  )
}
