import { isSmall, withoutRows } from '../accounts/disclosure.ts'
import type { RegionInput } from './queries.ts'

/**
 * The data of a region as they may be shown to somebody who answers for none of its schools: everything made from it is made
 * without a single hidden number, so nothing of it can tell one. Numbers of fewer than ten participants become known to be
 * there and no more; earlier lists, which were made from all numbers, are left out, and so are official clusters of schools
 * with a hidden number; rows of files are, too. Pure.
 */
export function openInput(input: RegionInput): RegionInput {
  const hidden = input.counts.filter(({ participants }) => isSmall(participants))
  const schools = new Set(hidden.map(({ schoolId }) => schoolId))
  return {
    ...input,
    counts: input.counts
      .filter(({ participants }) => !isSmall(participants))
      .map((count) => ({ ...count, source: withoutRows(count.source) })),
    withheld: [
      ...(input.withheld ?? []),
      ...hidden.map(({ schoolId, procedure, schoolYear }) => ({
        schoolId,
        procedure,
        schoolYear,
        because: 'undisclosed' as const,
      })),
    ],
    previousLists: [],
    officialClusters: (input.officialClusters ?? []).filter(({ schoolId }) => !schools.has(schoolId)),
  }
}
