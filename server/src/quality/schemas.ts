import { z } from 'zod'
import { FollowUp, FollowUpState, QualityFinding } from './model.ts'

export const ShownFinding = QualityFinding.extend({
  schoolName: z.string().nullable(),
  municipality: z.string().nullable(),
  procedureName: z.string().nullable(),
  ruleTitle: z.string(),
  owner: z.string(),
  followUp: FollowUp.nullable(),
})
export type ShownFinding = z.infer<typeof ShownFinding>

export const ShownRule = z.object({
  id: z.string(),
  title: z.string(),
  owner: z.string(),
  source: z.string(),
  parameters: z.record(z.string(), z.unknown()),
  isEnabled: z.boolean(),
  isChanged: z.boolean(),
  findings: z.number().int(),
  /** Findings without a mark, or whose mark speaks of other numbers. */
  open: z.number().int(),
})

const Cell = z.object({
  procedure: z.string(),
  got: z.number().int(),
  /** Null where a school may or may not hold the procedure (by choice, by lot). */
  expected: z.number().int().nullable(),
})

export const Completeness = z.object({
  procedures: z.array(
    z.object({
      code: z.string(),
      name: z.string(),
      shortName: z.string(),
      kind: z.string(),
      got: z.number().int(),
      expected: z.number().int().nullable(),
      /** Schools of files that are not matched with the registry yet. */
      waiting: z.number().int(),
    }),
  ),
  municipalities: z.array(z.object({ id: z.number().int(), name: z.string(), cells: z.array(Cell) })),
  /** Schools with any number, by year and kind of procedure. */
  years: z.array(z.object({ schoolYear: z.number().int(), kind: z.string(), schools: z.number().int() })),
  source: z.string(),
})

export const RegionQuality = z.object({
  schoolYear: z.number().int(),
  sentence: z.string(),
  checkedNumbers: z.number().int(),
  rulesVersion: z.string(),
  rules: z.array(ShownRule),
  completeness: Completeness,
  findings: z.array(ShownFinding),
})
export type RegionQuality = z.infer<typeof RegionQuality>

export const MissingSchool = z.object({ schoolId: z.number().int(), name: z.string() })

export const RuleSettingRequest = z.object({
  /** Null brings the shipped rule back. */
  setting: z
    .object({
      isEnabled: z.boolean(),
      owner: z.string().trim().min(1).max(200),
      parameters: z.record(z.string(), z.unknown()),
    })
    .nullable(),
})

export const FollowUpRequest = z.object({
  schoolYear: z.number().int(),
  finding: z.string().max(300),
  /** Null takes the mark back. */
  mark: z.object({ state: FollowUpState, note: z.string().trim().max(2000) }).nullable(),
})
