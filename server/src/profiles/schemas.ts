import { z } from 'zod'
import { ProcedureCertainty, SchoolCertainty } from '../identification/certainty/model.ts'
import { valueSchema } from '../platform/value.ts'
import { CountBasis, SourcePlace } from '../results/model.ts'
import { Objectivity } from './objectivity.ts'

/** One procedure in one year as a school card shows it. `share` is 0…1 with its 95 % Wilson interval. */
export const ProcedureYear = z.object({
  schoolYear: z.number().int(),
  participants: z.number().int().nullable(),
  low: z.number().int().nullable(),
  share: valueSchema(z.number()),
  isLow: z.boolean().nullable(),
  countBasis: CountBasis.nullable(),
  marks: z.object({ 2: z.number(), 3: z.number(), 4: z.number(), 5: z.number() }).nullable(),
  meanScore: z.number().nullable(),
  source: SourcePlace.nullable(),
  viaPredecessor: z.string().nullable(),
  comparableWithPrevious: z.boolean(),
  /** The middle half of the region's schools, 0…1; null where fewer than ten schools held it. */
  regionBand: z
    .object({ lowQuartile: z.number(), median: z.number(), highQuartile: z.number(), schools: z.number() })
    .nullable(),
  alternatives: z.number().int(),
})

export const ProcedureHistory = z.object({
  procedure: z.string(),
  name: z.string(),
  shortName: z.string(),
  years: z.array(ProcedureYear),
})

export const EvidenceRow = z.object({
  procedure: z.string(),
  name: z.string(),
  schoolYear: z.number().int(),
  participants: z.number().int(),
  low: z.number().int().nullable(),
  share: valueSchema(z.number()),
  countBasis: CountBasis,
  /** Whether this row reaches the threshold of its criterion. */
  meets: z.boolean().nullable(),
  /** «7 из 20 (35 %)». */
  text: z.string(),
  source: SourcePlace,
  viaPredecessor: z.string().nullable(),
})

export const CriterionView = z.object({
  id: z.string(),
  title: z.string(),
  outcome: z.enum(['met', 'not-met', 'insufficient-data']),
  /** One sentence that says why. */
  sentence: z.string(),
  legalSource: z.string().nullable(),
  evidence: z.array(EvidenceRow),
  /** Depth in the tree of criteria, 0 = the rule itself. */
  depth: z.number().int(),
})

/** How sure the verdict is: advice beside it, never instead of it. */
export const CertaintyView = SchoolCertainty.omit({ schoolId: true, procedures: true, risk: true }).extend({
  /** «устойчиво», «вероятно», «случайность не исключена»; null where there is no word. */
  label: z.string().nullable(),
  /** The probability in words, the second computation where it differs, how few results would change the verdict. */
  sentences: z.array(z.string()),
  procedures: z.array(
    ProcedureCertainty.extend({
      name: z.string(),
      /** «от 18 до 57 %» of the shrunk share, or why there is none. */
      intervalWords: z.string(),
      /** «+12 п. п.: неразличимо», or why there is none. */
      changeWords: z.string(),
    }),
  ),
  /** Reasons of the risk zone with the advisory word of each. */
  risk: z.array(z.object({ title: z.string(), words: z.string() })),
  shrinkageNote: z.string(),
})

export const Explanation = z.object({
  schoolYear: z.number().int(),
  methodology: z.object({ id: z.string(), title: z.string() }),
  status: z.enum(['listed', 'not-listed', 'insufficient-data']),
  lists: z.array(z.object({ id: z.string(), title: z.string() })),
  track: z.number().int(),
  /** «Школа включена в перечень 2025 года: по двум процедурам из шести …». */
  sentence: z.string(),
  /** «насколько это надёжно», in words. */
  reliabilitySentence: z.string(),
  reliability: z.enum(['high', 'medium', 'low']).nullable(),
  /** What would change the status, in words; the number of participants where it can be counted. */
  distanceSentence: z.string(),
  distance: valueSchema(z.number()),
  cluster: valueSchema(z.number().int()),
  clusterLabel: z.string(),
  isOfficialCluster: z.boolean(),
  dynamics: valueSchema(z.enum(['positive', 'neutral', 'negative'])),
  dynamicsLabel: z.string(),
  criteria: z.array(CriterionView),
  /** Null for a school that takes no part. */
  certainty: CertaintyView.nullable(),
  thresholdShare: z.number().nullable(),
})

export const SchoolCard = z.object({
  id: z.number().int(),
  code: z.string(),
  name: z.string(),
  region: z.object({ id: z.number().int(), name: z.string() }),
  municipality: z.object({ id: z.number().int(), name: z.string() }),
  schoolType: z.string().nullable(),
  schoolTypeLabel: z.string().nullable(),
  settlementLabel: z.string().nullable(),
  status: z.enum(['open', 'closed', 'merged']),
  closedOn: z.string().nullable(),
  enrolment: z.number().int().nullable(),
  staffCount: z.number().int().nullable(),
  distanceKm: z.number().nullable(),
  hardToReach: z.boolean().nullable(),
  identifiers: z.array(z.object({ kind: z.string(), label: z.string(), value: z.string() })),
  earlierNames: z.array(z.object({ name: z.string(), usedUntil: z.string().nullable() })),
  predecessors: z.array(
    z.object({ id: z.number().int(), name: z.string(), kind: z.string(), happenedOn: z.string().nullable() }),
  ),
  successors: z.array(
    z.object({ id: z.number().int(), name: z.string(), kind: z.string(), happenedOn: z.string().nullable() }),
  ),
  explanation: Explanation,
  procedures: z.array(ProcedureHistory),
  objectivity: Objectivity,
  /** Approved lists where the school stands or stood. */
  lists: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      schoolYear: z.number().int(),
      state: z.string(),
      orderNumber: z.string().nullable(),
      orderDate: z.string().nullable(),
      listed: z.boolean(),
    }),
  ),
  changes: z.array(z.object({ at: z.string(), actor: z.string(), sentence: z.string() })),
})
export type SchoolCard = z.infer<typeof SchoolCard>
