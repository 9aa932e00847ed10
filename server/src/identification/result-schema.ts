import { z } from 'zod'
import { Missing, missing, valueSchema } from '../platform/value.ts'
import { CountBasis } from '../results/model.ts'
import type { RegionCertainty } from './certainty/assess-region.ts'
import {
  AdvisoryWord,
  ChangeWord,
  ProcedureCertainty,
  RiskReason,
  SchoolCertainty,
} from './certainty/model.ts'
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
 * The documents of `identify --json` and `explain --json`, version 1, published in `docs/schemas/`. Shares are 0…1, missing
 * values carry their reason; within a version fields are only ever added, so a reader must pass over those it does not know.
 */
export const EvidenceDocument = z.object({
  procedure: z.string().describe('Code of the procedure, e.g. vpr-ma-5'),
  year: z.number().int().describe('School year by the year in which it ends'),
  statistic: z.enum(['low', 'high']).describe('Which share the criterion looks at'),
  participants: valueSchema(z.number().int()),
  low: valueSchema(z.number().int()).describe(
    'Participants below the minimum; missing where only a share is known or where the statistic is high',
  ),
  share: valueSchema(z.number()).describe('0…1, of the statistic'),
  countBasis: CountBasis.nullable().describe(
    'exact: counted; recovered: the only count that a rounded percentage allows; share-only: rounding leaves several',
  ),
  meets: z.boolean().nullable().describe('Whether this number alone reaches the threshold of the criterion'),
  source: z
    .object({
      file: z.string(),
      sheet: z.string().describe('Empty for csv'),
      row: z.number().int().nullable(),
      lastRow: z.number().int().nullable().describe('Where the number was counted over rows of a pupil file'),
    })
    .nullable(),
  viaPredecessor: z.boolean().describe("The number belongs to the school's predecessor"),
})

export const CriterionDocument = z.object({
  id: z.string(),
  list: z.string().describe('The list whose rule it belongs to'),
  title: z.string().describe('In Russian'),
  outcome: Outcome,
  missing: Missing.shape.missing.nullable().describe('Why the data are insufficient'),
  evidence: z.array(EvidenceDocument),
})

/** How sure the verdict is; it never changes the status. */
export const CertaintyDocument = z.object({
  word: valueSchema(AdvisoryWord).describe(
    'firm: устойчиво, likely: вероятно, chance: случайность не исключена',
  ),
  membershipAtMost: z.number().nullable().describe('The probability if absent numbers were all low'),
  dependent: SchoolCertainty.shape.dependent.describe(
    'The probability and the word if the true shares of a school are correlated',
  ),
  procedures: z.array(ProcedureCertainty),
  risk: z.array(RiskReason).describe('The advisory word of every reason of the risk zone'),
  dynamics: ChangeWord.nullable().describe(
    'Whether the change of cluster is more than chance; null where it did not change',
  ),
})

export const SchoolDocument = z.object({
  code: z.string(),
  name: z.string(),
  municipality: z.string(),
  status: FindingStatus.describe('By the letter of the primary rule'),
  assessed: z.boolean().describe('False where no procedure of the rule belongs to a school of this type'),
  lists: z.array(z.string()).describe('Ids of the lists whose rule is met: shnor, shnsu, stably-high, risk'),
  track: z
    .union([z.literal(1), z.literal(2), z.literal(3)])
    .describe('1 support, 2 prevention for schools at risk, 3 prevention of pupils’ failure'),
  cluster: z
    .union([Cluster, Missing])
    .describe('3 strongly, 2 moderately, 1 basically underachieving, 0 not on the list'),
  dynamics: valueSchema(Dynamics).describe('Of the cluster against last year'),
  criteria: z.array(CriterionDocument).describe('Of every list, parents before children'),
  distance: valueSchema(z.number().int()).describe(
    'Participants whose results would have to differ for the status to change',
  ),
  reliability: valueSchema(Reliability),
  membershipProbability: valueSchema(z.number()).describe(
    'Probability that the rule of the primary list is met on true shares, by empirical Bayes; advisory',
  ),
  certainty: CertaintyDocument,
})
export type SchoolDocument = z.infer<typeof SchoolDocument>

const head = {
  version: z.literal(1),
  region: z.string().describe("The region's code"),
  regionName: z.string(),
  year: z.number().int(),
  methodology: z.string().describe("The methodology's id"),
  methodologyVersion: z.string(),
}

export const IdentificationDocument = z.object({ ...head, schools: z.array(SchoolDocument) })
export type IdentificationDocument = z.infer<typeof IdentificationDocument>

/** One school of `identify --json` with the same head, and what people read about it. */
export const ExplanationDocument = z.object({
  ...head,
  ...SchoolDocument.shape,
  sentences: z
    .object({
      rule: z.string(),
      reason: z.string(),
      reliability: z.string(),
      distance: z.string().describe('What would change the conclusion'),
    })
    .describe('In Russian'),
})
export type ExplanationDocument = z.infer<typeof ExplanationDocument>

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
      lastRow: evidence.source.lastRow,
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
  certainty: SchoolCertainty,
): SchoolDocument => ({
  code: school.code,
  name: school.name,
  municipality: school.municipality,
  status: finding.status,
  assessed: finding.assessed,
  lists: finding.memberOf,
  track: finding.track,
  cluster: 'missing' in finding.cluster ? { missing: finding.cluster.missing } : finding.cluster.value,
  dynamics: finding.dynamics,
  criteria: finding.lists.flatMap((list) =>
    list.criteria.map((criterion) => toCriterion(list.id, criterion)),
  ),
  distance: 'missing' in finding.distance ? { missing: finding.distance.missing } : finding.distance,
  reliability: 'missing' in finding.reliability ? finding.reliability : { value: finding.reliability.value },
  membershipProbability: certainty.membershipProbability,
  certainty: {
    word: certainty.advisory,
    membershipAtMost: certainty.atMost,
    dependent: certainty.dependent,
    procedures: certainty.procedures,
    risk: certainty.risk,
    dynamics: certainty.dynamics,
  },
})

type SchoolName = Pick<SchoolDocument, 'code' | 'name' | 'municipality'>

/** A school that is closed takes no part: everything that a finding would say is not applicable. */
const closedSchoolDocument = ({ code, name, municipality }: SchoolName): SchoolDocument => ({
  code,
  name,
  municipality,
  status: 'not-listed',
  assessed: false,
  lists: [],
  track: 3,
  cluster: missing('not-applicable'),
  dynamics: missing('not-applicable'),
  criteria: [],
  distance: missing('not-applicable'),
  reliability: missing('not-applicable'),
  membershipProbability: missing('not-applicable'),
  certainty: {
    word: missing('not-applicable'),
    membershipAtMost: null,
    dependent: missing('not-applicable'),
    procedures: [],
    risk: [],
    dynamics: null,
  },
})

const toHead = (
  region: { code: string; name: string },
  schoolYear: number,
  methodology: Pick<Methodology, 'id' | 'version'>,
) => ({
  version: 1 as const,
  region: region.code,
  regionName: region.name,
  year: schoolYear,
  methodology: methodology.id,
  methodologyVersion: methodology.version,
})

/** The whole document; schools in the order of the identification's input. */
export const buildIdentifyDocument = (
  region: { code: string; name: string },
  identification: Identification,
  input: Pick<IdentificationInput, 'schools'>,
  methodology: Pick<Methodology, 'id' | 'version'>,
  certainty: RegionCertainty,
): IdentificationDocument => ({
  ...toHead(region, identification.schoolYear, methodology),
  schools: identification.findings.map((finding, i) =>
    toSchoolDocument(input.schools[i]!, finding, certainty.school(i)),
  ),
})

/** @param known undefined for a closed school. */
export const buildExplanationDocument = (
  region: { code: string; name: string },
  school: SchoolName,
  known: { finding: Finding; certainty: SchoolCertainty } | undefined,
  schoolYear: number,
  methodology: Pick<Methodology, 'id' | 'version'>,
  sentences: ExplanationDocument['sentences'],
): ExplanationDocument => ({
  ...toHead(region, schoolYear, methodology),
  ...(known ? toSchoolDocument(school, known.finding, known.certainty) : closedSchoolDocument(school)),
  sentences,
})
