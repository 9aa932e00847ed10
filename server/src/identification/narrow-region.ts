import type { RegionCertainty } from './certainty/assess-region.ts'
import type { RegionIdentification } from './identify-region.ts'

/**
 * The part of a region's answer that is about some of its schools. What was found of them stays what the whole region gives:
 * quantiles, priors and clusters compare a school with all others, whoever looks.
 * @param visible ids of the schools that the person may see
 */
export function narrowRegion(
  { methodology, identification, certainty, input }: RegionIdentification,
  visible: ReadonlySet<number>,
): RegionIdentification {
  const places = input.schools.flatMap(({ id }, place) => (visible.has(id) ? [place] : []))
  return {
    methodology,
    identification: {
      ...identification,
      findings: places.map((place) => identification.findings[place]!),
    },
    certainty: narrowCertainty(certainty, places, visible),
    input: {
      ...input,
      schools: places.map((place) => input.schools[place]!),
      counts: input.counts.filter(({ schoolId }) => visible.has(schoolId)),
      ...(input.withheld && { withheld: input.withheld.filter(({ schoolId }) => visible.has(schoolId)) }),
    },
  }
}

const narrowCertainty = (
  certainty: RegionCertainty,
  places: readonly number[],
  visible: ReadonlySet<number>,
): RegionCertainty => ({
  verdict: (index) => certainty.verdict(places[index]!),
  dependent: (index) => certainty.dependent(places[index]!),
  school: (index) => certainty.school(places[index]!),
  changes: (index) => certainty.changes(places[index]!),
  dynamics: (index) => certainty.dynamics(places[index]!),
  correlation: () => certainty.correlation(),
  priors: () => certainty.priors(),
  moved: () => certainty.moved().filter(({ schoolId }) => visible.has(schoolId)),
})
