import { assessCertainty, type RegionCertainty } from './certainty/assess-region.ts'
import { countTransitions } from './clusters.ts'
import type { RegionIdentification } from './region-identification.ts'
import { withToldBorders } from './told-border.ts'

/** Ids of the schools that a person may see, and of those they answer for. */
export interface SeenSchools {
  visible: ReadonlySet<number>
  exact: ReadonlySet<number>
}

/**
 * The part of a region's answer that is about the schools a person may see. The finding of a school they answer for is what the
 * rule says on all numbers of the region, for that is the official one, without what it tells of another school; of any other, what it says without the hidden numbers.
 * How sure the findings are is reckoned from what the person may see and what everybody may see, so it tells no more than that.
 * @param whole made from all numbers
 * @param open made from those that may be shown to everybody
 */
export function narrowRegion(
  whole: RegionIdentification,
  open: RegionIdentification,
  { visible, exact }: SeenSchools,
): RegionIdentification {
  const { schools } = whole.input
  const own = <T extends { schoolId: number }>(of: readonly T[]) =>
    of.filter(({ schoolId }) => exact.has(schoolId))
  const others = <T extends { schoolId: number }>(of: readonly T[]) =>
    of.filter(({ schoolId }) => !exact.has(schoolId))
  const input = {
    ...open.input,
    counts: [...own(whole.input.counts), ...others(open.input.counts)],
    withheld: [...own(whole.input.withheld ?? []), ...others(open.input.withheld ?? [])],
  }
  const identification = {
    ...open.identification,
    findings: schools.map(({ id }, place) => {
      const openFinding = open.identification.findings[place]!
      return exact.has(id) ? withToldBorders(whole.identification.findings[place]!, openFinding) : openFinding
    }),
  }
  const certainty = exact.size === 0 ? open.certainty : assessCertainty(input, identification)
  const places = schools.flatMap(({ id }, place) => (visible.has(id) ? [place] : []))
  const findings = places.map((place) => identification.findings[place]!)
  return {
    methodology: whole.methodology,
    identification: { ...identification, findings, transitions: countTransitions(findings) },
    certainty: narrowCertainty(certainty, places, visible),
    isOpenOnly: places.some((place) => !exact.has(schools[place]!.id)),
    input: {
      ...input,
      schools: places.map((place) => schools[place]!),
      counts: input.counts.filter(({ schoolId }) => visible.has(schoolId)),
      withheld: input.withheld.filter(({ schoolId }) => visible.has(schoolId)),
      unseenMunicipalities: new Set(
        schools.flatMap(({ id, municipalityId }) => (visible.has(id) ? [] : [municipalityId])),
      ),
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
