import { z } from 'zod'
import { valueSchema } from '../platform/value.ts'
import { Moved } from './moved.ts'
import { CoverageLine } from './place-coverage.ts'

/** One school of a municipality, in the order of names: never of results. */
const SchoolOfPlace = z.object({
  id: z.number().int(),
  name: z.string(),
  schoolTypeLabel: z.string().nullable(),
  enrolment: z.number().int().nullable(),
  status: z.enum(['listed', 'not-listed', 'insufficient-data']),
  isRisk: z.boolean(),
  track: z.number().int(),
  cluster: valueSchema(z.number().int()),
  reliability: z.enum(['high', 'medium', 'low']).nullable(),
  /** Advice beside the rule: would the verdict stand on true shares; «устойчиво», «вероятно», «случайность не исключена». */
  advisory: z.string().nullable(),
  /** Against the last year: came to the list, left it, stayed; null where there is nothing to compare. */
  move: z.enum(['entered', 'left', 'stayed']).nullable(),
  /** Why, in one sentence. */
  sentence: z.string(),
})

export const MunicipalityCard = z.object({
  id: z.number().int(),
  name: z.string(),
  region: z.object({ id: z.number().int(), name: z.string() }),
  schoolYear: z.number().int(),
  previousYear: z.number().int().nullable(),
  /** The finding as one sentence. */
  sentence: z.string(),
  totals: z.object({
    schools: z.number().int(),
    listed: z.number().int(),
    risk: z.number().int(),
    insufficientData: z.number().int(),
    withResults: z.number().int(),
    entered: z.number().int().nullable(),
    left: z.number().int().nullable(),
  }),
  schools: z.array(SchoolOfPlace),
  /** Municipalities that share a border, for going on. */
  neighbours: z.array(
    z.object({
      id: z.number().int(),
      name: z.string(),
      listed: z.number().int(),
      assessed: z.number().int(),
    }),
  ),
  coverage: z.array(CoverageLine),
  moved: Moved,
})
export type MunicipalityCard = z.infer<typeof MunicipalityCard>
