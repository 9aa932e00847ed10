import { z } from 'zod'
import { Estimate, Missing, valueSchema } from '../../platform/value.ts'

/** The advisory verdict: would the official one stand on true shares, without the chance of who sat the work that day. */
export const AdvisoryWord = z.enum(['firm', 'likely', 'chance'])
export type AdvisoryWord = z.infer<typeof AdvisoryWord>

export const ADVISORY_LABELS = {
  firm: 'устойчиво',
  likely: 'вероятно',
  chance: 'случайность не исключена',
} satisfies Record<AdvisoryWord, string>

/** Whether a change between years is more than chance makes. Stands beside the official sign and never replaces it. */
export const ChangeWord = z.enum(['distinguishable', 'indistinguishable'])
export type ChangeWord = z.infer<typeof ChangeWord>

export const CHANGE_LABELS = {
  distinguishable: 'больше случайных колебаний',
  indistinguishable: 'неразличимо',
} satisfies Record<ChangeWord, string>

/** A change of the low share against the previous year in which the procedure was held. */
export const Change = z.object({
  previousYear: z.number().int(),
  /** This year's share less the previous one, −1…1. */
  difference: z.number(),
  test: z.enum(['z', 'fisher']),
  pValue: z.number(),
  /** p adjusted for all schools and procedures of the region (false discovery rate). */
  adjusted: z.number(),
  word: ChangeWord,
})
export type Change = z.infer<typeof Change>

/** A share with what the region's other schools say about it. */
export const Shrunk = z.object({
  /** Years added up: 1 or more. */
  years: z.number().int(),
  participants: z.number().int(),
  low: z.number().int(),
  /** Mean and interval of the true share. Shrinkage reorders schools: a small one stands nearer to the region's mean. */
  share: Estimate,
  /** Probability that the true share is above the rule's threshold. */
  above: z.number(),
})
export type Shrunk = z.infer<typeof Shrunk>

export const ProcedureCertainty = z.object({
  procedure: z.string(),
  /** The list's year alone. */
  year: z.union([Shrunk, Missing]),
  /** Up to three years added up. */
  pooled: z.union([Shrunk, Missing]),
  change: z.union([Change, Missing]),
})
export type ProcedureCertainty = z.infer<typeof ProcedureCertainty>

/** What the advisory verdict says of one reason of the risk zone. */
export const RiskReason = z.object({
  criterion: z.string(),
  /** Probability that the condition holds on true shares; missing for a fact of the lists and for a change. */
  probability: valueSchema(z.number()),
  word: z.union([AdvisoryWord, ChangeWord]).nullable(),
})
export type RiskReason = z.infer<typeof RiskReason>

/** The advisory verdict in one word, and the probability behind it. */
export const Verdict = z.object({
  /**
   * Probability that the primary rule is met on true shares, procedures independent given the data. Missing where absent data
   * could change the word.
   */
  membershipProbability: valueSchema(z.number()),
  /** The same if what is absent were all low; equal to the probability where nothing is absent. */
  atMost: z.number().nullable(),
  /** The word for the official verdict: for a school on the list by the probability, for another by its complement. */
  advisory: z.union([z.object({ value: AdvisoryWord }), Missing]),
})
export type Verdict = z.infer<typeof Verdict>

/** How sure the verdict about one school is. Computed beside the finding and never instead of it. */
export const SchoolCertainty = Verdict.extend({
  schoolId: z.number().int(),
  /** The probability and the word under an effect that all procedures of a school have in common. */
  dependent: z.union([
    z.object({ correlation: z.number(), probability: z.number(), word: AdvisoryWord }),
    Missing,
  ]),
  procedures: z.array(ProcedureCertainty),
  /** Reasons of the risk zone that are met. */
  risk: z.array(RiskReason),
  /** Whether the official change of cluster is borne out by a change of some procedure beyond chance; null where it did not change. */
  dynamics: ChangeWord.nullable(),
})
export type SchoolCertainty = z.infer<typeof SchoolCertainty>

/** What a list shows of it and keeps as it was shown. */
export const ListedCertainty = Verdict.extend({
  dependent: SchoolCertainty.shape.dependent,
  dynamics: SchoolCertainty.shape.dynamics,
})
export type ListedCertainty = z.infer<typeof ListedCertainty>

/** The distribution of true shares of a procedure over the region's schools in one year. */
export const PriorLine = z.object({
  procedure: z.string(),
  schoolYear: z.number().int(),
  schools: z.number().int(),
  /** Null where too few schools held it. */
  prior: z
    .object({
      alpha: z.number(),
      beta: z.number(),
      mean: z.number(),
      /** α + β: so many imaginary participants with the region's mean are added to every school. */
      weight: z.number(),
    })
    .nullable(),
})
export type PriorLine = z.infer<typeof PriorLine>

/** One school's procedure that moved beyond chance. */
export const MovedProcedure = z.object({
  schoolId: z.number().int(),
  procedure: z.string(),
  share: z.number(),
  previousShare: z.number(),
  participants: z.number().int(),
  previousParticipants: z.number().int(),
  change: Change,
})
export type MovedProcedure = z.infer<typeof MovedProcedure>
