import type { PlaceFact } from '../criterion.ts'
import type { SchoolInput } from '../model.ts'
import { MET, NOT_MET, UNKNOWN } from './outcome.ts'
import type { CriterionKindRule } from './scope.ts'

const FACTS = {
  'distance-km': (school) => school.distanceKm,
  'hard-to-reach': (school) => (school.hardToReach === null ? null : Number(school.hardToReach)),
  'pupils-per-staff-member': ({ enrolment, staffCount }) =>
    enrolment === null || staffCount === null || staffCount <= 0 ? null : enrolment / staffCount,
} satisfies Record<PlaceFact['indicator'], (school: SchoolInput) => number | null>

const factOf = (criterion: PlaceFact, school: SchoolInput) => FACTS[criterion.indicator](school)

/** `place-fact`: a fact about the place reaches a bound. It is known as of today only, so earlier years read the same fact. */
export const placeFact: CriterionKindRule = {
  decide: ({ criterion }, { readings }, school) => {
    const { atLeast } = criterion as PlaceFact
    const fact = factOf(criterion as PlaceFact, readings.schools[school]!)
    return fact === null ? UNKNOWN : fact >= atLeast ? MET : NOT_MET
  },

  explain: (compiled, scope, school) => {
    const fact = factOf(compiled.criterion as PlaceFact, scope.readings.schools[school]!)
    return {
      code: placeFact.decide(compiled, scope, school, 0),
      missing: fact === null ? 'not-submitted' : null,
      fact,
      evidence: () => [],
    }
  },

  units: () => [],
}
