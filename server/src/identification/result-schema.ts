import { z } from 'zod'
import { Missing, missing, valueSchema } from '../platform/value.ts'
import { CountBasis } from '../results/model.ts'
import type { Methodology } from './methodology.ts'
import {
  Cluster,
  type CriterionResult,
  Dynamics,
  type Evidence,
  type Finding,
  FindingStatus,
  type Identification,
  type IdentificationInput,
  Outcome,
  Reliability,
} from './model.ts'

/**
 * The document of `identify --json` and `explain --json`, version 1. Shares are 0…1, missing values carry their reason;
 * fields are only ever added within a version.
 */
export const EvidenceDocument = z.object({
  procedure: z.string(),
  year: z.number().int(),
  statistic: z.enum(['low', 'high']),
  participants: valueSchema(z.number().int()),
  low: valueSchema(z.number().int()),
  share: valueSchema(z.number()),
  countBasis: CountBasis.nullable(),
  meets: z.boolean().nullable(),
  source: z.object({ file: z.string(), sheet: z.string(), row: z.number().int().nullable() }).nullable(),
  /** The number belongs to the school's predecessor. */
  viaPredecessor: z.boolean(),
})

export const CriterionDocument = z.object({
  id: z.string(),
  list: z.string(),
  title: z.string(),
  outcome: Outcome,
  missing: Missing.shape.missing.nullable(),
  evidence: z.array(EvidenceDocument),
})

export const SchoolDocument = z.object({
  code: z.string(),
  name: z.string(),
  municipality: z.string(),
  status: FindingStatus,
  lists: z.array(z.string()),
  track: z.union([z.literal(1), z.literal(2), z.literal(3)]),
  cluster: z.union([Cluster, Missing]),
  dynamics: valueSchema(Dynamics),
  criteria: z.array(CriterionDocument),
  distance: valueSchema(z.number().int()),
  reliability: valueSchema(Reliability),
  membershipProbability: valueSchema(z.number()),
})
export type SchoolDocument = z.infer<typeof SchoolDocument>

export const IdentificationDocument = z.object({
  version: z.literal(1),
  /** The region's code. */
  region: z.string(),
  regionName: z.string(),
  year: z.number().int(),
  /** The methodology's id. */
  methodology: z.string(),
  methodologyVersion: z.string(),
  schools: z.array(SchoolDocument),
})
export type IdentificationDocument = z.infer<typeof IdentificationDocument>

const toEvidence = (evidence: Evidence): z.infer<typeof EvidenceDocument> => {
  const reason = evidence.missing ?? 'not-applicable'
  const value = <T>(known: T | null) => (known === null ? missing(reason) : { value: known })
  return {
    procedure: evidence.procedure,
    year: evidence.year,
    statistic: evidence.statistic,
    participants: value(evidence.participants),
    // A share alone does not say how many: whole percents may come from several counts.
    low:
      evidence.statistic === 'low' && evidence.count === null && evidence.share !== null
        ? missing('withheld')
        : value(evidence.statistic === 'low' ? evidence.count : null),
    share: value(evidence.share === null ? null : evidence.share / 10_000),
    countBasis: evidence.countBasis,
    meets: evidence.meets,
    source: evidence.source && {
      file: evidence.source.file,
      sheet: evidence.source.sheet,
      row: evidence.source.row,
    },
    viaPredecessor: evidence.viaPredecessor !== null,
  }
}

/** Procedures that the school's type does not have say nothing about it and would double the document. */
const toCriterion = (list: string, criterion: CriterionResult): z.infer<typeof CriterionDocument> => ({
  id: criterion.id,
  list,
  title: criterion.title,
  outcome: criterion.outcome,
  missing: criterion.missing,
  evidence: criterion.evidence.filter(({ state }) => state !== 'not-applicable').map(toEvidence),
})

/** One school of the document. */
export const toSchoolDocument = (
  school: { code: string; name: string; municipality: string },
  finding: Finding,
): SchoolDocument => ({
  code: school.code,
  name: school.name,
  municipality: school.municipality,
  status: finding.status,
  lists: finding.memberOf,
  track: finding.track,
  cluster: 'missing' in finding.cluster ? { missing: finding.cluster.missing } : finding.cluster.value,
  dynamics: finding.dynamics,
  criteria: finding.lists.flatMap((list) =>
    list.criteria.map((criterion) => toCriterion(list.id, criterion)),
  ),
  distance: 'missing' in finding.distance ? { missing: finding.distance.missing } : finding.distance,
  reliability: 'missing' in finding.reliability ? finding.reliability : { value: finding.reliability.value },
  membershipProbability: finding.membershipProbability,
})

/** The whole document; schools in the order of the identification's input. */
export const buildIdentifyDocument = (
  region: { code: string; name: string },
  identification: Identification,
  input: Pick<IdentificationInput, 'schools'>,
  methodology: Pick<Methodology, 'id' | 'version' | 'title'>,
): IdentificationDocument => ({
  version: 1,
  region: region.code,
  regionName: region.name,
  year: identification.schoolYear,
  methodology: methodology.id,
  methodologyVersion: methodology.version,
  schools: identification.findings.map((finding, i) => toSchoolDocument(input.schools[i]!, finding)),
})

/** JSON Schema (2020-12) of the document, as published. */
export const identificationJsonSchema = () => z.toJSONSchema(IdentificationDocument)
