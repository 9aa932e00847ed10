import { createHash } from 'node:crypto'
import type { SchoolProcedureCount } from '../results/model.ts'
import { identify } from './identify.ts'
import type { Methodology } from './methodology.ts'
import type { Finding, IdentificationInput, SchoolInput } from './model.ts'

/** What is kept of a school in a list: everything the rule read about it. */
export interface FrozenSchool {
  school: SchoolInput
  counts: SchoolProcedureCount[]
}

/** Inputs that belong to no single school of the list. */
export type FrozenContext = Pick<
  IdentificationInput,
  'comparabilityBreaks' | 'predecessors' | 'previousLists' | 'officialClusters' | 'waiting' | 'withheld'
> & { otherCounts: SchoolProcedureCount[] }

export interface FrozenInputs {
  context: FrozenContext
  schools: FrozenSchool[]
}

/** Splits the inputs of an identification so that each school keeps its own. */
export function freezeInputs(input: IdentificationInput): FrozenInputs {
  const {
    schools,
    counts,
    comparabilityBreaks,
    predecessors,
    previousLists = [],
    officialClusters = [],
    waiting = [],
    withheld = [],
  } = input
  const known = new Set(schools.map((school) => school.id))
  const bySchool = new Map<number, SchoolProcedureCount[]>()
  for (const count of counts) {
    const own = bySchool.get(count.schoolId)
    if (own) own.push(count)
    else bySchool.set(count.schoolId, [count])
  }
  return {
    context: {
      comparabilityBreaks,
      predecessors,
      previousLists,
      officialClusters,
      waiting,
      withheld,
      otherCounts: counts.filter((count) => !known.has(count.schoolId)),
    },
    schools: schools.map((school) => ({ school, counts: bySchool.get(school.id) ?? [] })),
  }
}

/** Puts frozen inputs together again. */
export function thawInputs(
  frozen: FrozenInputs,
  methodology: Methodology,
  schoolYear: number,
): IdentificationInput {
  const { otherCounts, ...context } = frozen.context
  return {
    ...context,
    schools: frozen.schools.map(({ school }) => school),
    counts: [...frozen.schools.flatMap(({ counts }) => counts), ...otherCounts],
    methodology,
    schoolYear,
  }
}

/** sha-256 over canonical JSON (keys sorted), so that the same inputs give the same fingerprint on any machine. */
export function inputsSha256(frozen: FrozenInputs, methodology: Methodology): string {
  return createHash('sha256').update(canonicalJson({ frozen, methodology })).digest('hex')
}

/** Whether the frozen methodology on the frozen inputs still gives the frozen verdicts on the same numbers. */
export function isReproducible(
  frozen: FrozenInputs,
  methodology: Methodology,
  schoolYear: number,
  findings: Map<number, Finding>,
): boolean {
  const again = identify(thawInputs(frozen, methodology, schoolYear))
  return (
    again.findings.length === findings.size &&
    again.findings.every((finding) => {
      const before = findings.get(finding.schoolId)
      return before !== undefined && verdictText(finding) === verdictText(before)
    })
  )
}

/**
 * What a finding decides and the numbers it stands on, without how it is explained: a later version of this program may
 * tell more about the same verdict, and that must not look like damage.
 */
function verdictText(finding: Finding): string {
  const { schoolId, schoolYear, status, memberOf, track, cluster, previousCluster, dynamics } = finding
  return canonicalJson({
    ...{ schoolId, schoolYear, status, memberOf, track, cluster, previousCluster, dynamics },
    outcomes: finding.lists.map(({ id, outcome, criteria }) => [
      id,
      outcome,
      criteria.map((criterion) => [criterion.id, criterion.outcome]),
    ]),
    numbers: finding.procedures.map(({ procedure, participants, low, share }) => [
      procedure,
      participants,
      low,
      share,
    ]),
    distance: 'value' in finding.distance ? finding.distance.value : null,
    reliability: 'value' in finding.reliability ? finding.reliability.value : null,
  })
}

/** JSON with sorted keys: equal contents give equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  )
}
