import { z } from 'zod'
import { Id } from './criterion.ts'
import { Changes, Setting } from './methodology-settings.ts'
import { MethodologySummary } from './schemas.ts'

/** One version in the history of a methodology. */
export const MethodologyVersion = z.object({
  /** Number of the row; null for a methodology that comes with the product. */
  id: z.number().int().nullable(),
  reference: z.string(),
  version: z.string(),
  title: z.string(),
  /** «Приказ … № 12 от 01.02.2026»; null for a draft. */
  act: z.string().nullable(),
  note: z.string().nullable(),
  basedOn: z.string().nullable(),
  createdAt: z.string().nullable(),
  createdBy: z.string().nullable(),
  isWithdrawn: z.boolean(),
  /** This program cannot read it; the reason. */
  unreadable: z.string().nullable(),
  lists: z.array(z.string()),
  allowedActions: z.array(z.enum(['withdraw', 'restore'])),
})
export type MethodologyVersion = z.infer<typeof MethodologyVersion>

export const MethodologyDocument = MethodologySummary.extend({
  reference: z.string(),
  /** Made by the region; otherwise it comes with the product. */
  isOwn: z.boolean(),
  isDraft: z.boolean(),
  /** The newest version of its code. */
  isNewest: z.boolean(),
})
export type MethodologyDocument = z.infer<typeof MethodologyDocument>

/** A piece of a sentence: words, or a setting drawn as a control in its place. */
export const RulePhrase = z.object({
  level: z.number().int(),
  /** The condition that can be switched off as a whole. */
  used: z.string().nullable(),
  parts: z.array(z.union([z.object({ text: z.string() }), z.object({ setting: z.string() })])),
})
export type RulePhrase = z.infer<typeof RulePhrase>

export const MethodologyControls = z.object({
  reference: z.string(),
  title: z.string(),
  version: z.string(),
  isOwn: z.boolean(),
  settings: z.array(Setting),
  phrases: z.array(RulePhrase),
})
export type MethodologyControls = z.infer<typeof MethodologyControls>

const Words = (longest: number) => z.string().trim().min(1).max(longest)

export const NewMethodology = z.object({
  basedOn: z.string().max(200),
  changes: Changes,
  title: Words(200),
  /** What addresses and commands will call it; made up where it is not given. A known one gets a new version. */
  code: Id.max(60).optional(),
  version: z
    .string()
    .trim()
    .regex(/^[0-9A-Za-zА-Яа-яЁё][0-9A-Za-zА-Яа-яЁё.-]{0,29}$/, 'буквы, цифры, точка и дефис, до 30 знаков'),
  act: z.object({ title: Words(300), number: Words(100), date: z.iso.date() }).nullable(),
  note: z.string().trim().max(2_000).optional(),
})
export type NewMethodology = z.infer<typeof NewMethodology>
