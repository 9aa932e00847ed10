import type { SchoolType } from '../places/school-type.ts'
import { mayHold } from '../quality/completeness.ts'
import { QUALITY_RULES } from '../quality/rules.ts'
import type { ProcedureNames } from '../results/procedure-queries.ts'

/**
 * Names of the procedures that every such school should have a result in, and this one has not. Pure.
 * @param held codes of the procedures it has a result of this year in
 */
export function lackingProcedures(
  schoolType: SchoolType | null,
  held: ReadonlySet<string>,
  procedures: readonly ProcedureNames[],
): string[] {
  const { expectedEverywhere } = QUALITY_RULES.completeness
  return procedures
    .filter(({ code }) => expectedEverywhere.includes(code) && !held.has(code))
    .filter((procedure) => mayHold(schoolType, procedure))
    .map(({ name }) => name)
}
