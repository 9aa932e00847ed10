import { z } from 'zod'
import { SCHOOL_TYPES } from '../places/school-type.ts'
import { Problem } from '../platform/problem.ts'
import { CertaintySettings } from './certainty/settings.ts'
import {
  CRITERION_KINDS,
  Criterion,
  HundredthsOfPercent,
  Id,
  LegalSource,
  listCriteria,
  PartialDate,
} from './criterion.ts'

export const ListId = z.enum(['shnor', 'shnsu', 'stably-high', 'risk'])
export type ListId = z.infer<typeof ListId>

const ListDefinition = z.strictObject({
  id: ListId.exclude(['risk']),
  title: z.string(),
  /** Schools of these lists are not taken into this one. */
  excludes: z.array(ListId.exclude(['risk'])).default([]),
  rule: Criterion,
})
export type ListDefinition = z.infer<typeof ListDefinition>

/** Not on the primary list and at least one of these. Parts that are null are not asked. */
export const RiskZone = z.strictObject({
  title: z.string(),
  source: LegalSource,
  /** Exactly one procedure at or above this share. */
  oneProcedure: z.strictObject({ threshold: HundredthsOfPercent }).nullable(),
  /** At least `k` procedures at or above this share. */
  elevated: z.strictObject({ threshold: HundredthsOfPercent, k: z.number().int().min(1) }).nullable(),
  /** Left the primary list less than this many years ago. */
  leftListWithinYears: z.number().int().min(1).max(2).nullable(),
  /** The low share of a procedure grew by at least this much (hundredths of a percent, i.e. 10 points = 1000). */
  growth: HundredthsOfPercent.nullable(),
  /** P(true share > share) ≥ probability on pooled years, in any procedure of the year; asked where `certainty` is set. */
  posterior: z.strictObject({ share: HundredthsOfPercent, probability: HundredthsOfPercent }).nullable(),
})
export type RiskZone = z.infer<typeof RiskZone>

/** Lower bounds of clusters 1, 2, 3: numbers of low procedures, or mean low share in hundredths of a percent. */
const Bounds = z.tuple([z.number().int(), z.number().int(), z.number().int()])
export const ClusterRule = z.strictObject({
  by: z.enum(['low-procedures', 'depth']),
  threshold: HundredthsOfPercent,
  bounds: Bounds,
  source: LegalSource,
})
export type ClusterRule = z.infer<typeof ClusterRule>

export const MethodologyProcedure = z.strictObject({
  code: z.string(),
  /** Results of one kind come together: where a school has others of the kind, an absent one was not held. */
  kind: z.string(),
  subject: z.string(),
  /** Types of school that hold it. */
  schoolTypes: z.array(z.enum(SCHOOL_TYPES)).min(1),
  /** False: counted where it was held, and its absence is no gap in the data. */
  expected: z.boolean().default(true),
})
export type MethodologyProcedure = z.infer<typeof MethodologyProcedure>

/** A named other reading of a rule: the criterion of this id is replaced as a whole. */
const Variant = z.strictObject({
  id: Id,
  title: z.string(),
  source: LegalSource,
  criterion: Id,
  replaceWith: Criterion,
})

const MethodologyShape = z.strictObject({
  $schema: z.string().optional(),
  format: z.literal(1),
  id: Id,
  version: z.string(),
  title: z.string(),
  adoptedOn: PartialDate,
  sources: z.array(LegalSource).min(1),
  /** `counts`: to the counts where they are known, else to the published share; `published-share`: to the published share where there is one. */
  applyTo: z.enum(['counts', 'published-share']),
  /** A result of a procedure with fewer participants is left out as a gap in the data; the published rule knows no such number. */
  minParticipants: z.number().int().min(1).max(1_000).default(1),
  procedures: z.array(MethodologyProcedure).min(1),
  absence: z.strictObject({
    /**
     * A school has results of the year, but none of a kind its type should hold: unknown; not held once schools around it
     * have the kind and no result of it waits for its school; or taken as not held.
     */
    wholeKind: z.enum(['unknown', 'not-held-once-loaded', 'not-held']),
    /** Procedures that were cancelled for everybody. */
    notConducted: z.array(
      z.strictObject({ procedure: z.string(), schoolYear: z.number().int(), source: LegalSource }),
    ),
    source: LegalSource,
  }),
  /** The first is the primary list: it gives the status, the cluster and track 1. */
  lists: z.array(ListDefinition).min(1),
  riskZone: RiskZone.nullable(),
  clusters: ClusterRule,
  followUpYears: z.number().int().min(0),
  reliability: z.strictObject({
    high: z.number().int(),
    medium: z.number().int(),
    /** For a school not on the list: among so many procedures nearest to the threshold. */
    nearest: z.number().int().min(1),
    source: LegalSource,
  }),
  /** The advisory verdict; lists frozen before there was one have none. */
  certainty: CertaintySettings.optional(),
  variants: z.array(Variant).default([]),
})
export type Methodology = z.infer<typeof MethodologyShape>

/** The rule of the primary list. */
export const primaryRule = (methodology: Methodology): Criterion => methodology.lists[0]!.rule

type Complaint = (path: (string | number)[], message: string) => void

const checkRule = (
  rule: Criterion,
  path: (string | number)[],
  codes: ReadonlySet<string>,
  complain: Complaint,
) => {
  if ('of' in rule)
    rule.of.forEach((child, i) => {
      checkRule(child, [...path, 'of', i], codes, complain)
    })
  if ('procedures' in rule && rule.procedures !== 'all')
    rule.procedures.forEach((code, i) => {
      if (!codes.has(code))
        complain([...path, 'procedures', i], `процедуры «${code}» нет среди процедур методики`)
    })
}

/** The schema of a methodology. References between its parts are checked too. */
export const Methodology = MethodologyShape.superRefine((methodology, context) => {
  const complain: Complaint = (path, message) => context.addIssue({ code: 'custom', path, message })
  const codes = new Set(methodology.procedures.map((procedure) => procedure.code))
  if (codes.size < methodology.procedures.length) complain(['procedures'], 'процедура названа дважды')
  const ids = new Set<string>()
  methodology.lists.forEach((list, i) => {
    checkRule(list.rule, ['lists', i, 'rule'], codes, complain)
    for (const { id } of listCriteria(list.rule)) {
      if (ids.has(id)) complain(['lists', i, 'rule'], `критерий «${id}» назван дважды`)
      ids.add(id)
    }
  })
  methodology.variants.forEach((variant, i) => {
    checkRule(variant.replaceWith, ['variants', i, 'replaceWith'], codes, complain)
    if (!ids.has(variant.criterion))
      complain(['variants', i, 'criterion'], `критерия «${variant.criterion}» нет`)
  })
  methodology.absence.notConducted.forEach(({ procedure }, i) => {
    if (!codes.has(procedure))
      complain(
        ['absence', 'notConducted', i, 'procedure'],
        `процедуры «${procedure}» нет среди процедур методики`,
      )
  })
})

const russian = z.locales.ru().localeError

const describeIssue = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_union' && issue.path.at(-1) === 'kind'
    ? `неизвестный вид критерия; известны ${CRITERION_KINDS.join(', ')}`
    : issue.message

const showPath = (path: PropertyKey[]): string =>
  path.reduce<string>(
    (text, step) =>
      typeof step === 'number' ? `${text}[${step}]` : text ? `${text}.${String(step)}` : String(step),
    '',
  )

/**
 * A methodology from unknown JSON.
 * @param knownProcedures codes of the catalogue; where given, a procedure outside it stops loading.
 * @throws Problem `methodology/invalid` naming the path of the first trouble: an unknown operator, indicator, procedure or parameter.
 */
export const parseMethodology = (json: unknown, knownProcedures?: ReadonlySet<string>): Methodology => {
  const parsed = Methodology.safeParse(json, { error: russian })
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    throw new Problem(
      'methodology/invalid',
      `${showPath(issue?.path ?? []) || 'методика'}: ${issue ? describeIssue(issue) : ''}`,
    )
  }
  parsed.data.procedures.forEach(({ code }, i) => {
    if (knownProcedures && !knownProcedures.has(code))
      throw new Problem('methodology/invalid', `procedures[${i}].code: процедуры «${code}» нет в справочнике`)
  })
  return parsed.data
}

const replaceCriterion = (rule: Criterion, id: string, by: Criterion): Criterion => {
  if (rule.id === id) return by
  return 'of' in rule ? { ...rule, of: rule.of.map((child) => replaceCriterion(child, id, by)) } : rule
}

/**
 * The methodology with some of its documented variants chosen.
 * @throws Problem `methodology/invalid` for a variant it does not have.
 */
export const withVariants = (methodology: Methodology, variantIds: string[]): Methodology => {
  let chosen = methodology
  for (const variantId of variantIds) {
    const variant = methodology.variants.find(({ id }) => id === variantId)
    if (!variant) throw new Problem('methodology/invalid', `variants: варианта «${variantId}» в методике нет`)
    const { criterion, replaceWith } = variant
    const lists = chosen.lists.map((list) => ({
      ...list,
      rule: replaceCriterion(list.rule, criterion, replaceWith),
    }))
    chosen = parseMethodology({ ...chosen, lists })
  }
  return chosen
}

/** JSON Schema (2020-12) of a methodology file, as published. */
export const methodologyJsonSchema = () => z.toJSONSchema(MethodologyShape, { io: 'input', reused: 'ref' })
