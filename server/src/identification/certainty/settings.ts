import { z } from 'zod'
import { HundredthsOfPercent, LegalSource } from '../criterion.ts'
import type { AdvisoryWord } from './model.ts'

/** How the advisory verdict is computed and worded: settings of a methodology, beside its rules. */
export const CertaintySettings = z.strictObject({
  /** Words for the probability that the verdict would stand on true shares: «устойчиво» from `firm`, «вероятно» from `likely`. */
  words: z.strictObject({ firm: HundredthsOfPercent, likely: HundredthsOfPercent }),
  /** Level of the intervals of shrunk shares. */
  interval: HundredthsOfPercent,
  /** Years of one procedure that are added up. */
  pooledYears: z.number().int().min(1).max(3),
  /** Fewer schools than this are no distribution to compare a school with. */
  leastSchools: z.number().int().min(2),
  /** Correlation of the true shares of one school in the second computation: as the region's results show it, or as given. */
  dependence: z.union([z.literal('estimated'), HundredthsOfPercent]),
  /** Simulated regions for rules that cannot be computed exactly. */
  draws: z.number().int().min(100).max(10_000),
  /** A change between years: the exact test below so many participants, and the share of false alarms among those called real. */
  change: z.strictObject({ exactBelow: z.number().int().min(0), falseDiscovery: HundredthsOfPercent }),
  source: LegalSource,
})
export type CertaintySettings = z.infer<typeof CertaintySettings>

/** The word for a probability: «устойчиво», «вероятно» or «случайность не исключена». */
export const wordOf = (probability: number, { words }: CertaintySettings): AdvisoryWord =>
  probability * 10_000 >= words.firm ? 'firm' : probability * 10_000 >= words.likely ? 'likely' : 'chance'
