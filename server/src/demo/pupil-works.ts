import { createRandom, type Random } from '../statistics/random.ts'
import type { DemoRegion, DemoResult } from './demo-region.ts'

/** One ВПР work that is published pupil by pupil: its tasks and its scale. */
export interface PupilWork {
  procedure: string
  schoolYear: number
  tasks: { name: string; max: number; level: 'Б' | 'П' }[]
  max: number
  bounds: { 3: number; 4: number; 5: number }
}

/** `1:2Б` is task 1, two points, basic level. */
const work = (procedure: string, tasks: string, bounds: PupilWork['bounds']): PupilWork => {
  const parsed = tasks.split(' ').map((task) => {
    const [, name, max, level] = /^(.+):(\d)([БП])$/.exec(task)!
    return { name: name!, max: Number(max), level: level as 'Б' | 'П' }
  })
  return {
    procedure,
    schoolYear: 2025,
    tasks: parsed,
    max: parsed.reduce((sum, task) => sum + task.max, 0),
    bounds,
  }
}

/** Invented works in the shape of 2025: 9–12 tasks, one scale for all schools. */
export const PUPIL_LEVEL_WORKS: PupilWork[] = [
  work('vpr-ru-5', '1К1:4Б 1К2:3Б 2:3Б 3:2Б 4.1:1Б 4.2:2П 5:2Б 6:2Б 7:3П 8:2Б 9:2П', { 3: 10, 4: 16, 5: 22 }),
  work('vpr-ma-5', '1:1Б 2:1Б 3:1Б 4:2Б 5:1Б 6:2Б 7:1Б 8:2П 9:2Б 10.1:1Б 10.2:1П 11:2П', {
    3: 6,
    4: 10,
    5: 14,
  }),
  work('vpr-ru-6', '1К1:4Б 1К2:3Б 2:4Б 3.1:1Б 3.2:1Б 4:2Б 5:3П 6:2Б 7:2Б 8:3П 9:2П', { 3: 11, 4: 17, 5: 23 }),
  work('vpr-ma-6', '1:1Б 2:1Б 3:1Б 4:1Б 5:2Б 6:1Б 7:2Б 8:2П 9:2П 10:2П 11:2П', { 3: 5, 4: 9, 5: 13 }),
]

export interface Pupil {
  pupilCode: number
  className: string
  variant: 1 | 2
  /** Points by task; null = did not attempt («X»). */
  tasks: (number | null)[]
  primaryScore: number
  mark: 2 | 3 | 4 | 5
  journalMark: 2 | 3 | 4 | 5 | null
}

const CLASS_LETTERS = 'АБВГДЕЖ'
const PUPILS_PER_CLASS = 25

const drawScore = (work: PupilWork, mark: Pupil['mark'], inflated: boolean, random: Random): number => {
  const from = mark === 2 ? 0 : work.bounds[mark]
  const to = mark === 5 ? work.max : work.bounds[(mark + 1) as 3 | 4 | 5] - 1
  // A raised work stops where the mark begins.
  if (inflated && mark > 2 && random.chance(0.6)) return from
  // Most pupils are near the middle of the scale: low marks near their upper end, «5» near its lower end.
  const skew =
    mark === 2
      ? Math.max(random.next(), random.next())
      : mark === 5
        ? Math.min(random.next(), random.next())
        : random.next()
  return from + Math.floor(skew * (to - from + 1))
}

/** Spreads a score over the tasks, the easy ones first, with noise; the sum is exactly `score`. */
const drawTasks = (work: PupilWork, score: number, random: Random): (number | null)[] => {
  const order = work.tasks
    .map((task, index) => ({
      index,
      ease: (task.level === 'Б' ? 1 : 0.35) - index * 0.03 + random.normal(0.45),
    }))
    .sort((a, b) => b.ease - a.ease)
  const points: (number | null)[] = work.tasks.map(() => 0)
  let left = score
  let round = 0
  while (left > 0) {
    for (const { index } of order) {
      const room = work.tasks[index]!.max - points[index]!
      if (left === 0 || room === 0) continue
      // First round leaves gaps on purpose, so that partly solved tasks appear.
      const given = Math.min(left, round === 0 ? random.integer(Math.min(1, room), room) : 1)
      points[index] = points[index]! + given
      left -= given
    }
    round++
  }
  for (const { index } of order.slice(-4)) if (points[index] === 0 && random.chance(0.3)) points[index] = null
  return points
}

/** Half of the marks in the journal are like the work's, a third are one higher, as in the weak region's published comparison. */
const drawJournalMark = (mark: Pupil['mark'], inflated: boolean, random: Random): Pupil['journalMark'] => {
  const turn = random.next()
  if (turn < 0.01) return null
  if (inflated || turn < 0.65) return mark
  if (turn < 0.675) return Math.max(2, mark - 1) as Pupil['mark']
  return Math.min(5, mark + 1) as Pupil['mark']
}

/** Pupils of one school in one work; their marks are exactly the counts of `result`. */
export const makePupils = (work: PupilWork, region: DemoRegion, result: DemoResult): Pupil[] => {
  const random = createRandom(
    `${region.seed}/pupils/${region.schools[result.school]!.code}/${work.procedure}/${work.schoolYear}`,
  )
  const grade = work.procedure.at(-1)!
  const inflated = region.truth.schools[result.school]!.inflatesVpr
  const marks = ([2, 3, 4, 5] as const).flatMap((mark) =>
    Array.from({ length: result.marks![mark] }, () => mark),
  )
  const classes = Math.ceil(marks.length / PUPILS_PER_CLASS)
  return random.shuffle(marks).map((mark, index) => {
    const primaryScore = drawScore(work, mark, inflated, random)
    return {
      pupilCode: Number(grade) * 10000 + index + 1,
      className: classes === 1 ? grade : `${grade}${CLASS_LETTERS[index % classes]}`,
      variant: random.chance(0.5) ? 1 : 2,
      tasks: drawTasks(work, primaryScore, random),
      primaryScore,
      mark,
      journalMark: drawJournalMark(mark, inflated, random),
    }
  })
}
