import { z } from 'zod'
import { NewMethodology } from './methodology-schemas.ts'
import { Changes } from './methodology-settings.ts'
import { Reliability } from './model.ts'
import { ListStatus } from './schemas.ts'

export const RuleDifference = z.object({
  label: z.string(),
  before: z.string().nullable(),
  after: z.string().nullable(),
})

export const WhatIfRequest = z.object({
  schoolYear: z.number().int(),
  methodology: z.string().max(200),
  changes: Changes,
})
export type WhatIfRequest = z.infer<typeof WhatIfRequest>

/** A school that a rule would let in or out. */
export const MovedSchool = z.object({
  schoolId: z.number().int(),
  name: z.string(),
  municipality: z.string(),
  /** What it becomes. */
  status: ListStatus,
  reliability: Reliability.nullable(),
  sentence: z.string(),
})
export type MovedSchool = z.infer<typeof MovedSchool>

const Totals = z.object({
  listed: z.number().int(),
  undecided: z.number().int(),
  /** Of the listed, with low reliability. */
  lowReliability: z.number().int(),
})

export const WhatIfAnswer = z.object({
  schoolYear: z.number().int(),
  schools: z.number().int(),
  /** The changed rule in one sentence. */
  ruleSentence: z.string(),
  differences: z.array(RuleDifference),
  before: Totals,
  after: Totals,
  stayed: z.number().int(),
  entered: z.array(MovedSchool),
  left: z.array(MovedSchool),
  /** «В перечень вошло бы 12 школ, вышли бы 3 школы, осталось бы 90 школ». */
  sentence: z.string(),
})
export type WhatIfAnswer = z.infer<typeof WhatIfAnswer>

export const Sensitivity = z.object({
  /** Why there is no table: the rule has no threshold or counts no procedures. */
  reason: z.string().nullable(),
  thresholds: z.array(z.object({ value: z.number().int(), isNow: z.boolean() })),
  ks: z.array(z.object({ value: z.number().int(), isNow: z.boolean() })),
  /** cells[threshold][k] */
  cells: z.array(z.array(Totals)),
})
export type Sensitivity = z.infer<typeof Sensitivity>

export const DraftRequest = NewMethodology.extend({
  /** A draft list by the new rule, made together with it. */
  list: z
    .object({
      schoolYear: z.number().int(),
      name: z.string().trim().min(1).max(200),
      level: z.enum(['federal', 'regional', 'municipal']),
    })
    .nullable(),
})
export const DraftAnswer = z.object({ reference: z.string(), listId: z.number().int().nullable() })

const Moves = z.object({
  name: z.string(),
  before: z.number().int(),
  after: z.number().int(),
  entered: z.number().int(),
  left: z.number().int(),
})
export const ComparedSchool = z.object({
  schoolId: z.number().int(),
  code: z.string(),
  name: z.string(),
  municipality: z.string(),
  size: z.string(),
  move: z.enum(['entered', 'left', 'stayed']),
  statusAfter: ListStatus,
  sentenceBefore: z.string(),
  sentenceAfter: z.string(),
})
export const ComparisonSide = z.object({
  reference: z.string(),
  title: z.string(),
  version: z.string(),
  ruleSentence: z.string(),
  listed: z.number().int(),
  undecided: z.number().int(),
})

/** Two methodologies on the same data. */
export const Comparison = z.object({
  schoolYear: z.number().int(),
  schools: z.number().int(),
  before: ComparisonSide,
  after: ComparisonSide,
  differences: z.array(RuleDifference),
  sentence: z.string(),
  rows: z.array(ComparedSchool),
  byMunicipality: z.array(Moves),
  bySize: z.array(Moves),
})
export type Comparison = z.infer<typeof Comparison>
