import { z } from 'zod'
import { SCHOOL_TYPES } from '../places/school-type.ts'

/** Hundredths of a percent: 30 % = 3000. Thresholds are integers so that a rule never meets a rounding error. */
export const HundredthsOfPercent = z.number().int().min(1).max(10_000)
export const Id = z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)

/** A date as exactly as it is known: `2020`, `2025-12` or `2020-08-19`. */
export const PartialDate = z.string().regex(/^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$/)

/** Where a rule comes from: printed in a source document, stated in public acts, or our setting where no public text fixes it. */
export const LegalSource = z.strictObject({
  tag: z.enum(['source', 'published', 'setting']),
  act: z.string(),
  date: PartialDate.nullable(),
  note: z.string().optional(),
})
export type LegalSource = z.infer<typeof LegalSource>

export const Statistic = z.enum(['low', 'high'])
export type Statistic = z.infer<typeof Statistic>

/** Codes of the methodology's own procedures, or all of them. */
const ProcedureSet = z.union([z.literal('all'), z.array(z.string()).min(1)])

/**
 * Years the criterion looks at, ending `back` years before the list's year (0 = the year itself).
 * `pooled`: one share Σf/Σn over the years; `every-year`: met in each; `any-year`: met in at least one.
 */
export const Window = z.strictObject({
  years: z.number().int().min(1).max(3).default(1),
  back: z.number().int().min(0).max(2).default(0),
  combine: z.enum(['pooled', 'every-year', 'any-year']).default('pooled'),
})
export type Window = z.infer<typeof Window>

const common = { id: Id, title: z.string(), source: LegalSource.optional() }
const indicator = {
  procedures: ProcedureSet,
  statistic: Statistic.default('low'),
  window: Window.prefault({}),
}

/** The share over all its procedures together, Σf/Σn, is at least the threshold. */
export const ShareAtLeast = z.strictObject({
  ...common,
  ...indicator,
  kind: z.literal('share-at-least'),
  threshold: HundredthsOfPercent,
})
/** In at least `k` procedures (or subjects) the share is at least the threshold. */
export const KOf = z.strictObject({
  ...common,
  ...indicator,
  kind: z.literal('k-of'),
  threshold: HundredthsOfPercent,
  k: z.number().int().min(1),
  countBy: z.enum(['procedure', 'subject']).default('procedure'),
})
/** In at least `k` procedures the share is at least the threshold in each of `years` consecutive years ending with the list's year. */
export const SameProcedure = z.strictObject({
  ...common,
  kind: z.literal('same-procedure'),
  procedures: ProcedureSet,
  statistic: Statistic.default('low'),
  threshold: HundredthsOfPercent,
  years: z.number().int().min(2).max(3).default(2),
  k: z.number().int().min(1).default(1),
})
/** Among the `fraction` of the region's schools with the highest (lowest) share; equal schools stand together. */
export const Quantile = z.strictObject({
  ...common,
  ...indicator,
  kind: z.literal('quantile'),
  side: z.enum(['highest', 'lowest']),
  fraction: HundredthsOfPercent,
})
/**
 * A fixed number of places: `fraction` of the schools that have the share, rounded down, in the region or in each group of
 * it. Equal shares at the border are taken all or none (`ties`), because nothing in the data tells such schools apart.
 */
export const Quota = z.strictObject({
  ...common,
  ...indicator,
  kind: z.literal('quota'),
  side: z.enum(['highest', 'lowest']),
  fraction: HundredthsOfPercent,
  within: z.enum(['region', 'municipality', 'school-type']).default('region'),
  ties: z.enum(['in', 'out']).default('in'),
  /** Schools with fewer participants (of all its procedures and years together) have no place in the order. */
  minParticipants: z.number().int().min(1).default(1),
  excludedTypes: z.array(z.enum(SCHOOL_TYPES)).default([]),
})
/** A fact about the place rather than about results. `hard-to-reach` is 0 or 1. */
export const PlaceFact = z.strictObject({
  ...common,
  kind: z.literal('place-fact'),
  indicator: z.enum(['distance-km', 'hard-to-reach', 'pupils-per-staff-member']),
  atLeast: z.number().positive(),
})

export type And = { id: string; title: string; source?: LegalSource; kind: 'and'; of: Criterion[] }
export type Or = { id: string; title: string; source?: LegalSource; kind: 'or'; of: Criterion[] }
export type ShareAtLeast = z.infer<typeof ShareAtLeast>
export type KOf = z.infer<typeof KOf>
export type SameProcedure = z.infer<typeof SameProcedure>
export type Quantile = z.infer<typeof Quantile>
export type Quota = z.infer<typeof Quota>
export type PlaceFact = z.infer<typeof PlaceFact>
/** The closed set of criteria. There is no expression language: a new kind is code with tests. */
export type Criterion = ShareAtLeast | KOf | SameProcedure | Quantile | Quota | PlaceFact | And | Or
export type CriterionKind = Criterion['kind']
export const CRITERION_KINDS = [
  'share-at-least',
  'k-of',
  'same-procedure',
  'quantile',
  'quota',
  'place-fact',
  'and',
  'or',
] as const satisfies CriterionKind[]

const Children = z.lazy(() => z.array(Criterion).min(1))
const AndSchema = z.strictObject({ ...common, kind: z.literal('and'), of: Children })
const OrSchema = z.strictObject({ ...common, kind: z.literal('or'), of: Children })
export const Criterion: z.ZodType<Criterion> = z.discriminatedUnion('kind', [
  ShareAtLeast,
  KOf,
  SameProcedure,
  Quantile,
  Quota,
  PlaceFact,
  AndSchema,
  OrSchema,
])

/** The criteria of a rule, parents before children. */
export const listCriteria = (rule: Criterion): Criterion[] =>
  'of' in rule ? [rule, ...rule.of.flatMap(listCriteria)] : [rule]
