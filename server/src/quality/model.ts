import { z } from 'zod'
import { type SchoolProcedureCount, SourcePlace } from '../results/model.ts'

const head = {
  id: z.string().regex(/^[a-z0-9-]+$/),
  /** What should be true, in Russian: a finding says where it is not. */
  title: z.string(),
  /** Who looks into it. */
  owner: z.string(),
  source: z.string(),
}
const rule = <C extends string, P extends z.ZodRawShape>(check: C, parameters: P) =>
  z.strictObject({ ...head, check: z.literal(check), parameters: z.strictObject(parameters) })

/**
 * A rule of data quality: data with an owner. The kinds of check are a closed set; an unknown one stops the rules from
 * loading instead of silently checking nothing.
 */
export const QualityRule = z.discriminatedUnion('check', [
  rule('marks-sum', { tolerance: z.number().int().min(0) }),
  rule('mean-in-range', {
    ranges: z.array(z.strictObject({ kind: z.string(), from: z.number(), to: z.number() })),
  }),
  rule('more-than-enrolled', { share: z.number().positive() }),
  rule('participants-jump', { times: z.number().gt(1), atLeast: z.number().int().positive() }),
  rule('share-jump', { points: z.number().positive(), leastParticipants: z.number().int().positive() }),
  rule('sources-differ', {}),
  rule('identical-files', {}),
  rule('identical-columns', {
    share: z.number().gt(0).max(1),
    leastSchools: z.number().int().positive(),
    leastParticipants: z.number().int().min(0),
  }),
  rule('outlier', {
    z: z.number().positive(),
    points: z.number().min(0),
    leastParticipants: z.number().int().positive(),
    leastSchools: z.number().int().positive(),
  }),
])
export type QualityRule = z.infer<typeof QualityRule>
export type CheckKind = QualityRule['check']

export const QualityRules = z.strictObject({
  version: z.string(),
  rules: z.array(QualityRule),
  completeness: z.strictObject({ source: z.string(), expectedEverywhere: z.array(z.string()) }),
})
export type QualityRules = z.infer<typeof QualityRules>

export const FollowUpState = z.enum(['to-check', 'explained', 'corrected'])
export type FollowUpState = z.infer<typeof FollowUpState>

export const FollowUp = z.object({
  state: FollowUpState,
  note: z.string(),
  setAt: z.string(),
  setBy: z.string(),
  /** The numbers have changed since the mark was set: it speaks of what was there before. */
  isOutdated: z.boolean(),
})
export type FollowUp = z.infer<typeof FollowUp>

/** One place where a rule does not hold. */
export const QualityFinding = z.object({
  /** Stays the same while the rule is broken in the same place: follow-up marks hang on it. */
  key: z.string(),
  rule: z.string(),
  /** Null where the finding is about files or the whole region. */
  schoolId: z.number().int().nullable(),
  procedure: z.string().nullable(),
  schoolYear: z.number().int(),
  /** What is odd, with its numbers, in Russian. */
  sentence: z.string(),
  /** Rows the numbers come from, the one in question first. */
  places: z.array(SourcePlace),
})
export type QualityFinding = z.infer<typeof QualityFinding>

/** What the rules look at: one year of one region. */
export interface QualityInput {
  schoolYear: number
  schools: Map<number, { enrolment: number | null }>
  procedures: Map<string, { name: string; kind: string }>
  /** Active numbers of the year, and of the year before. */
  counts: SchoolProcedureCount[]
  previous: SchoolProcedureCount[]
  /** Alternatives that say otherwise than the active source. */
  disagreements: { active: SchoolProcedureCount; other: SchoolProcedureCount }[]
  /** Committed files of the year whose numbers are those of a file of another year. */
  sameFiles: { file: SourcePlace; year: number; other: SourcePlace }[]
  /** A year that must not be compared with the one before. */
  isBreak: (procedure: string, schoolYear: number) => boolean
}
