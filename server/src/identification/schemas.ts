import { z } from 'zod'
import { valueSchema } from '../platform/value.ts'
import { AdvisoryWord, ChangeWord, ListedCertainty, PriorLine } from './certainty/model.ts'

export const ListStatus = z.enum(['listed', 'not-listed', 'insufficient-data'])

/** One school in the list of a year, as the table shows it. */
export const IdentificationRow = z.object({
  schoolId: z.number().int(),
  code: z.string(),
  name: z.string(),
  municipalityId: z.number().int(),
  municipality: z.string(),
  schoolType: z.string().nullable(),
  settlementType: z.string().nullable(),
  status: ListStatus,
  /** Ids of all lists of the methodology where the school stands: shnor, risk, stably-high… */
  lists: z.array(z.string()),
  track: z.number().int(),
  cluster: valueSchema(z.number().int()),
  dynamics: valueSchema(z.enum(['positive', 'neutral', 'negative'])),
  lowProcedures: z.number().int(),
  heldProcedures: z.number().int(),
  /** The procedure with the greatest share of low results. `share` 0…1. */
  worst: z
    .object({
      procedure: z.string(),
      shortName: z.string(),
      participants: z.number().int(),
      low: z.number().int().nullable(),
      share: z.number(),
      /** Wilson's 95 % interval, 0…1. */
      interval: z.object({ low: z.number(), high: z.number() }),
    })
    .nullable(),
  distance: valueSchema(z.number()),
  reliability: z.enum(['high', 'medium', 'low']).nullable(),
  /** The smallest number of participants among the deciding procedures, or the nearest to the threshold. */
  leastParticipants: z.number().int().nullable(),
  /** Probability that the rule is met on true shares; advisory. */
  membershipProbability: valueSchema(z.number()),
  /** The word for the official verdict; null where there is none. */
  advisory: AdvisoryWord.nullable(),
  /** Whether the change of cluster is more than chance; null where it did not change. */
  dynamicsAdvisory: ChangeWord.nullable(),
  sentence: z.string(),
})
export type IdentificationRow = z.infer<typeof IdentificationRow>

export const IdentificationAnswer = z.object({
  regionId: z.number().int(),
  schoolYear: z.number().int(),
  methodology: z.object({ id: z.string(), title: z.string(), ruleSentence: z.string() }),
  totals: z.object({
    schools: z.number().int(),
    listed: z.number().int(),
    notListed: z.number().int(),
    insufficientData: z.number().int(),
    risk: z.number().int(),
    stablyHigh: z.number().int(),
  }),
  /** «В перечень 2025 года входят 64 школы из 640». */
  sentence: z.string(),
  /** How the advisory verdicts were made; null under a methodology without them. */
  certainty: z
    .object({
      /** «Для 12 школ из 64 случайность не исключена». */
      sentence: z.string(),
      /** Correlation of the true shares of one school over procedures; null for rules that are simulated. */
      correlation: z.number().nullable(),
      priors: z.array(PriorLine),
    })
    .nullable(),
  rows: z.array(IdentificationRow),
})
export type IdentificationAnswer = z.infer<typeof IdentificationAnswer>

/** «xlsx of exactly what is seen»: the rows in the order of the screen and the words of its filters. */
export const IdentificationXlsxRequest = z.object({
  schoolYear: z.number().int(),
  methodology: z.string(),
  schoolIds: z.array(z.number().int()).max(100_000),
  columns: z.array(z.string()),
  filters: z.string(),
})

export const ListState = z.enum(['draft', 'review', 'approved', 'cancelled'])

export const SchoolListSummary = z.object({
  id: z.number().int(),
  regionId: z.number().int(),
  schoolYear: z.number().int(),
  name: z.string(),
  level: z.enum(['federal', 'regional', 'municipal']),
  state: ListState,
  stateLabel: z.string(),
  orderNumber: z.string().nullable(),
  orderDate: z.string().nullable(),
  methodologyTitle: z.string(),
  /** The stated setting «в решающих процедурах не меньше N участников»; it changes no status. */
  leastParticipants: z.number().int().nullable(),
  listed: z.number().int(),
  includedByCommission: z.number().int(),
  excludedByCommission: z.number().int(),
  createdAt: z.string(),
  createdBy: z.string(),
  sentence: z.string(),
  allowedActions: z.array(z.enum(['decide', 'review', 'approve', 'cancel', 'reopen'])),
})
export type SchoolListSummary = z.infer<typeof SchoolListSummary>

export const SchoolListEntry = z.object({
  schoolId: z.number().int(),
  code: z.string(),
  name: z.string(),
  municipality: z.string(),
  status: ListStatus,
  listedByRule: z.boolean(),
  decision: z.enum(['include', 'exclude']).nullable(),
  reason: z.string().nullable(),
  decidedBy: z.string().nullable(),
  decidedAt: z.string().nullable(),
  /** Final: by rule and decision together. */
  listed: z.boolean(),
  cluster: valueSchema(z.number().int()),
  reliability: z.enum(['high', 'medium', 'low']).nullable(),
  leastParticipants: z.number().int().nullable(),
  /** As it was when the list was made; null in lists older than that. */
  certainty: ListedCertainty.nullable(),
  sentence: z.string(),
})

export const SchoolListDetail = SchoolListSummary.extend({
  entries: z.array(SchoolListEntry),
  /** Listed schools with fewer participants than the stated setting; null without one. */
  belowLeast: z.number().int().nullable(),
  /** Whether running the frozen methodology on the frozen inputs gives the frozen findings again. */
  reproducible: z.boolean(),
  inputsSha256: z.string(),
})

export const CreateListRequest = z.object({
  schoolYear: z.number().int(),
  methodology: z.string(),
  name: z.string().min(1).max(200),
  level: z.enum(['federal', 'regional', 'municipal']).default('regional'),
  leastParticipants: z.number().int().min(1).max(1_000).nullable().default(null),
})
export const DecisionRequest = z.object({
  decision: z.enum(['include', 'exclude']).nullable(),
  reason: z.string().max(2000).nullable(),
})
export const ApproveRequest = z.object({ orderNumber: z.string().min(1).max(100), orderDate: z.iso.date() })

/** One line of a methodology read as a document. */
export const MethodologyLine = z.object({
  text: z.string(),
  /** Depth of a condition inside a condition. */
  level: z.number().int(),
  /** «1.2.1»: what an order or a letter can refer to. */
  number: z.string(),
  /** Printed in a source document, stated in a public act, or a setting: chosen here, and it may be chosen otherwise. */
  tag: z.enum(['source', 'published', 'setting']).nullable(),
  /** The act with its date, where there is one. */
  source: z.string().nullable(),
  note: z.string().nullable(),
})
export type MethodologyLine = z.infer<typeof MethodologyLine>

export const MethodologyPart = z.object({
  number: z.number().int(),
  title: z.string(),
  lines: z.array(MethodologyLine),
})

export const MethodologySummary = z.object({
  id: z.string(),
  title: z.string(),
  version: z.string(),
  /** As exactly as it is known: «19 августа 2020 г.», «2020 год». */
  adopted: z.string(),
  ruleSentence: z.string(),
  legalSources: z.array(z.object({ title: z.string(), date: z.string().nullable() })),
  /** Lists it computes, the zone of risk, clusters, reliability: in the order they are read. */
  parts: z.array(MethodologyPart),
  /** Names of the procedures it looks at. */
  procedures: z.array(z.string()),
})
export type MethodologySummary = z.infer<typeof MethodologySummary>
