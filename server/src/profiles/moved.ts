import { z } from 'zod'
import { percent, points } from './chart-words.ts'
import type { PlaceFigures } from './place-figures.ts'

/** A school's procedure whose share changed more than chance does. */
export const MovedLine = z.object({
  schoolId: z.number().int(),
  name: z.string(),
  municipality: z.string(),
  procedure: z.string(),
  procedureName: z.string(),
  /** Down is better: fewer below the minimum. */
  direction: z.enum(['better', 'worse']),
  /** «с 12 до 34 % (+22 п. п.)» */
  words: z.string(),
})
export type MovedLine = z.infer<typeof MovedLine>

export const Moved = z.object({
  lines: z.array(MovedLine),
  /** All that moved; `lines` holds the greatest changes of each direction. */
  better: z.number().int(),
  worse: z.number().int(),
})
export type Moved = z.infer<typeof Moved>

const SHOWN = 20

/** What moved beyond chance in a place, the greatest change first. Pure. */
export function listMoved(figures: PlaceFigures): Moved {
  const schools = new Map(figures.schools.map((school) => [school.id, school]))
  const names = new Map(figures.procedures.map(({ code, name }) => [code, name]))
  const lines = figures.now.certainty.moved().flatMap((item): MovedLine[] => {
    const school = schools.get(item.schoolId)
    if (!school) return []
    const { difference, previousYear } = item.change
    return [
      {
        schoolId: school.id,
        name: school.name,
        municipality: school.municipality,
        procedure: item.procedure,
        procedureName: names.get(item.procedure) ?? item.procedure,
        direction: difference < 0 ? 'better' : 'worse',
        words: `было ${percent(item.previousShare, 0)} в ${previousYear} году, стало ${percent(item.share, 0)}: ${points(difference)}`,
      },
    ]
  })
  const of = (direction: MovedLine['direction']) => lines.filter((line) => line.direction === direction)
  return {
    lines: [...of('worse').slice(0, SHOWN), ...of('better').slice(0, SHOWN)],
    better: of('better').length,
    worse: of('worse').length,
  }
}
