import { z } from 'zod'
import type { SchoolType } from '../places/school-type.ts'
import { Missing } from '../platform/value.ts'
import { CountBasis, type SchoolProcedureCount, SourcePlace } from '../results/model.ts'
import type { Methodology } from './methodology.ts'

/** What identification knows about a school besides its results. `null` = not known; it never means "no". */
export interface SchoolInput {
  id: number
  code: string
  name: string
  municipality: string
  schoolType: SchoolType | null
  distanceKm: number | null
  hardToReach: boolean | null
  enrolment: number | null
  staffCount: number | null
}

/** `schoolYear` of `procedure` must not be compared with the year before. */
export interface ComparabilityBreak {
  procedure: string
  schoolYear: number
}

export interface Predecessor {
  schoolId: number
  predecessorId: number
}

/** What an approved list of an earlier year said of a school. Where it stands, it is used instead of a recalculation. */
export interface PreviousListEntry {
  schoolId: number
  schoolYear: number
  listed: boolean
  /** Frozen with that list; null where that list had no cluster. */
  cluster: Cluster | null
}

/** The official label, imported; authoritative. */
export interface OfficialCluster {
  schoolId: number
  schoolYear: number
  cluster: Cluster
}

/**
 * What is concluded of a school that has results of the year but none of a kind its type should hold:
 * `kind-not-held` – it did not hold it, because schools around it have results and none waits for its school;
 * `kind-not-loaded` – schools around it have none either; `kind-waiting` – results wait for their school, perhaps this one.
 */
export const Assumption = z.enum(['kind-not-held', 'kind-not-loaded', 'kind-waiting'])
export type Assumption = z.infer<typeof Assumption>

export interface IdentificationInput {
  schools: SchoolInput[]
  /** Active counts only, of every year that is known; rows of later years and other procedures are ignored. */
  counts: SchoolProcedureCount[]
  comparabilityBreaks: ComparabilityBreak[]
  predecessors: Predecessor[]
  methodology: Methodology
  schoolYear: number
  previousLists?: PreviousListEntry[]
  officialClusters?: OfficialCluster[]
  /** Of which procedures and years results wait for their school to be recognised. */
  waiting?: { procedure: string; schoolYear: number }[]
  /** Numbers that a source hides, or that whoever asks is not shown: the school has them, and nothing may be made from them. */
  withheld?: { schoolId: number; procedure: string; schoolYear: number; because?: 'undisclosed' }[]
}

export const Outcome = z.enum(['met', 'not-met', 'insufficient-data'])
export type Outcome = z.infer<typeof Outcome>

export const OUTCOME_LABELS = {
  met: 'выполнено',
  'not-met': 'не выполнено',
  'insufficient-data': 'недостаточно данных',
} satisfies Record<Outcome, string>

export const FindingStatus = z.enum(['listed', 'not-listed', 'insufficient-data'])
export type FindingStatus = z.infer<typeof FindingStatus>

export const STATUS_LABELS = {
  listed: 'включена в перечень для поддержки',
  'not-listed': 'не входит в перечень',
  'insufficient-data': 'недостаточно данных',
} satisfies Record<FindingStatus, string>

/** 3 сильно неуспевающие > 2 умеренно > 1 базово > 0 not in the list. */
export const Cluster = z.union([z.literal(0), z.literal(1), z.literal(2), z.literal(3)])
export type Cluster = z.infer<typeof Cluster>

export const CLUSTER_LABELS = {
  0: 'не в перечне',
  1: 'базово неуспевающие',
  2: 'умеренно неуспевающие',
  3: 'сильно неуспевающие',
} satisfies Record<Cluster, string>

export const Dynamics = z.enum(['positive', 'neutral', 'negative'])
export type Dynamics = z.infer<typeof Dynamics>

export const DYNAMICS_LABELS = {
  positive: 'положительная',
  neutral: 'нейтральная',
  negative: 'отрицательная',
} satisfies Record<Dynamics, string>

export const Reliability = z.enum(['high', 'medium', 'low'])
export type Reliability = z.infer<typeof Reliability>

export const RELIABILITY_LABELS = {
  high: 'высокая',
  medium: 'средняя',
  low: 'низкая',
} satisfies Record<Reliability, string>

export const TRACK_LABELS = {
  1: 'адресная поддержка',
  2: 'адресная профилактика рисков',
  3: 'профилактика учебной неуспешности',
} satisfies Record<1 | 2 | 3, string>

/**
 * What is known of a school in a procedure and year.
 * `known` – there is a number; `not-held` – nobody sat it (other results say the school was there);
 * `not-applicable` – a school of this type has no such procedure; `unknown` – it should be there and is not.
 */
export const EvidenceState = z.enum(['known', 'not-held', 'not-applicable', 'unknown'])
export type EvidenceState = z.infer<typeof EvidenceState>

export const EVIDENCE_STATE_LABELS = {
  known: 'есть результат',
  'not-held': 'процедура не проводилась',
  'not-applicable': 'не относится к этой школе',
  unknown: 'нет данных',
} satisfies Record<EvidenceState, string>

/** One number a criterion looked at. */
export const Evidence = z.object({
  procedure: z.string(),
  year: z.number().int(),
  statistic: z.enum(['low', 'high']),
  state: EvidenceState,
  participants: z.number().int().nullable(),
  /** Participants below the minimum (`statistic` low) or with high results (`high`); null where only a share is known. */
  count: z.number().int().nullable(),
  /** Hundredths of a percent: as published where the rule was applied to the published share, else count/participants rounded. */
  share: z.number().int().nullable(),
  countBasis: CountBasis.nullable(),
  /** What the threshold was applied to; null where there was nothing to apply it to. */
  appliedTo: z.enum(['counts', 'published-share']).nullable(),
  /** At or above the criterion's threshold; null where unknown, not held, or where the criterion has no threshold of its own. */
  meets: z.boolean().nullable(),
  /** Participants whose results would have to differ for `meets` to change; null where only a share is known. */
  distance: z.number().int().nullable(),
  source: SourcePlace.nullable(),
  /** The number belongs to this predecessor. */
  viaPredecessor: z.number().int().nullable(),
  /** Why there is no number, or why a number that is there could not be used (`not-comparable`). */
  missing: Missing.shape.missing.nullable(),
  /** Where a whole kind is absent and the methodology concludes from the region's results. */
  assumption: Assumption.optional(),
})
export type Evidence = z.infer<typeof Evidence>

/** The place of a school in the region (or its group) by a relative criterion: 1 = the farthest end asked for. */
export const Rank = z.object({
  year: z.number().int(),
  share: z.number().int(),
  place: z.number().int(),
  of: z.number().int(),
  /** Share of the last school that is chosen; null where none is, or where it is not told. */
  border: z.number().int().nullable(),
  /** The border is another school's number that may not be told (docs/decisions/0018). */
  isBorderHidden: z.boolean().optional(),
  /** Schools with exactly this share, this one included; null where that is not told. */
  tied: z.number().int().nullable(),
  /** Places of a quota; null for a criterion without a number of places. */
  places: z.number().int().nullable(),
})
export type Rank = z.infer<typeof Rank>

/** One node of a rule for one school. The rule is a tree kept flat, parents before children. */
export const CriterionResult = z.object({
  id: z.string(),
  parent: z.string().nullable(),
  kind: z.string(),
  title: z.string(),
  outcome: Outcome,
  /** False: nothing the criterion asks for applies to a school of this type; such a node is left out of its parent's `and`/`or`. */
  applicable: z.boolean(),
  /** Why the outcome is `insufficient-data`. */
  missing: Missing.shape.missing.nullable(),
  /** For counting criteria: how many met, how many could be decided, how many could not, how many are needed. */
  tally: z
    .object({
      met: z.number().int(),
      known: z.number().int(),
      unknown: z.number().int(),
      needed: z.number().int(),
    })
    .nullable(),
  ranks: z.array(Rank),
  /** The fact about the place that a `place-fact` criterion looked at, in its own unit. */
  fact: z.number().nullable(),
  evidence: z.array(Evidence),
})
export type CriterionResult = z.infer<typeof CriterionResult>

export const ListFinding = z.object({
  id: z.string(),
  outcome: Outcome,
  /** The first is the root of the rule. */
  criteria: z.array(CriterionResult),
})
export type ListFinding = z.infer<typeof ListFinding>

/** One procedure held this year, and its change against the previous year in which the school held it. */
export const ProcedureFinding = z.object({
  procedure: z.string(),
  participants: z.number().int(),
  low: z.number().int().nullable(),
  /** Hundredths of a percent; null where no share is known. */
  share: z.number().int().nullable(),
  /** At or above the threshold of the cluster rule («низкая процедура»). */
  isLow: z.boolean().nullable(),
  previousYear: z.number().int().nullable(),
  previousShare: z.number().int().nullable(),
  dynamics: z.union([z.object({ value: Dynamics }), Missing]),
})
export type ProcedureFinding = z.infer<typeof ProcedureFinding>

export const DistanceReason = z.enum([
  'insufficient-data',
  'share-only',
  'relative-rule',
  'pooled-rule',
  'place-facts',
  'never',
  'not-assessed',
])
export type DistanceReason = z.infer<typeof DistanceReason>

/** Participants whose results would have to differ for the status to change, or why that is not a number. */
export const Distance = z.union([
  z.object({ value: z.number().int() }),
  Missing.extend({ because: DistanceReason }),
])
export type Distance = z.infer<typeof Distance>

export const ClusterValue = z.union([
  z.object({ value: Cluster, origin: z.enum(['official', 'approved-list', 'computed']) }),
  Missing,
])
export type ClusterValue = z.infer<typeof ClusterValue>

/** Everything the methodology says of one school in one year. */
export const Finding = z.object({
  schoolId: z.number().int(),
  schoolYear: z.number().int(),
  /** By the methodology's first (`primary`) list; always the letter of the rule. */
  status: FindingStatus,
  /** False: no procedure of the primary list applies to a school of this type; then the status is `not-listed`. */
  assessed: z.boolean(),
  lists: z.array(ListFinding),
  /** Ids of the lists whose rule is met. */
  memberOf: z.array(z.string()),
  track: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  cluster: ClusterValue,
  previousCluster: ClusterValue,
  dynamics: z.union([z.object({ value: Dynamics }), Missing]),
  /** Procedures of the methodology held this year. */
  procedures: z.array(ProcedureFinding),
  distance: Distance,
  reliability: z.union([z.object({ value: Reliability, participants: z.number().int() }), Missing]),
})
export type Finding = z.infer<typeof Finding>

/** How many schools have a number of a procedure in a year: 0 says that nothing was loaded. */
export const Coverage = z.object({
  procedure: z.string(),
  schoolYear: z.number().int(),
  schools: z.number().int(),
})
export type Coverage = z.infer<typeof Coverage>

export const Identification = z.object({
  methodology: z.object({ id: z.string(), version: z.string(), title: z.string() }),
  schoolYear: z.number().int(),
  /** In the order of the input's schools. */
  findings: z.array(Finding),
  /** transitions[previous][current], indexes 0–3 are clusters, 4 = unknown; only schools that are assessed. */
  transitions: z.array(z.array(z.number().int())),
  coverage: z.array(Coverage),
})
export type Identification = z.infer<typeof Identification>
