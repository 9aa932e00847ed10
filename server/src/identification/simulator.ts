import { z } from 'zod'
import { counted, formatShare } from '../platform/russian.ts'
import type { Finding, Rank } from './model.ts'
import { DecisionRequest, SchoolListDetail } from './schemas.ts'

/** A school whose place in a list, or outside it, hangs on little. */
export const Candidate = z.object({
  schoolId: z.number().int(),
  /** Participants whose results would have to differ; null where the rule compares schools or data are missing. */
  distance: z.number().int().nullable(),
  /** Why the commission may want to look: one or several of these. */
  grounds: z.array(z.enum(['distance', 'border', 'undecided', 'low-reliability'])),
  words: z.string(),
})
export type Candidate = z.infer<typeof Candidate>

export const Decisions = z.object({
  decisions: z
    .array(DecisionRequest.extend({ schoolId: z.number().int() }))
    .min(1)
    .max(5_000),
})
export const Decided = z.object({
  list: SchoolListDetail,
  /** What stood there before; sent back, it undoes the step. */
  before: z.array(DecisionRequest.extend({ schoolId: z.number().int() })),
})

const PEOPLE = ['участника', 'участников', 'участников'] as const

/** Two points of a share on either side of the border of a relative rule. */
const NEAR_BORDER = 200

/**
 * Schools near the border of a list, in the order given: a few participants decide, the share is at the border of a quota,
 * data are missing, or the conclusion stands on few participants. Nothing here orders schools by their results.
 * @param within how many participants are few.
 */
export const listCandidates = (findings: Finding[], within: number): Candidate[] =>
  findings.flatMap((finding) => {
    if (!finding.assessed) return []
    const distance = 'value' in finding.distance ? finding.distance.value : null
    const rank = atBorder(finding)
    const isLow = 'value' in finding.reliability && finding.reliability.value === 'low'
    const grounds: Candidate['grounds'] = [
      ...(distance !== null && distance <= within ? (['distance'] as const) : []),
      ...(rank ? (['border'] as const) : []),
      ...(finding.status === 'insufficient-data' ? (['undecided'] as const) : []),
      ...(isLow && finding.status === 'listed' ? (['low-reliability'] as const) : []),
    ]
    if (grounds.length === 0) return []
    return [{ schoolId: finding.schoolId, distance, grounds, words: words(distance, rank, grounds) }]
  })

const atBorder = (finding: Finding): Rank | undefined =>
  finding.lists[0]?.criteria
    .flatMap(({ ranks }) => ranks)
    .find(({ share, border }) => border !== null && Math.abs(share - border) <= NEAR_BORDER)

const words = (distance: number | null, rank: Rank | undefined, grounds: Candidate['grounds']): string =>
  [
    ...(grounds.includes('distance') && distance !== null
      ? [`вывод меняют результаты ${counted(distance, PEOPLE)}`]
      : []),
    ...(rank ? [`доля ${formatShare(rank.share)}, граница ${formatShare(rank.border ?? 0)}`] : []),
    ...(grounds.includes('undecided') ? ['данных для вывода не хватает'] : []),
    ...(grounds.includes('low-reliability') ? ['вывод стоит на немногих участниках'] : []),
  ].join('; ')
