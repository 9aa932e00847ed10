import type { AggregateResult } from '../../results/model.ts'
import type { SourceRow } from '../model.ts'
import { ABSENT, type BadCell, type Reading, type RowReport, readCount, readScore } from './read-cell.ts'
import type { Exam, Measure } from './regional-ege-header.ts'

type ExamNumbers = Pick<AggregateResult, 'participants' | 'low' | 'meanScore'>

const DASH = /^[-–—]+$/
const MOST_PARTICIPANTS = 100_000

const MEASURE_NAMES = {
  participants: 'приняло участие',
  low: 'не преодолён порог',
  high: 'получили 80–99 баллов',
  full: 'получили 100 баллов',
  mean: 'средний балл',
} satisfies Record<Measure, string>

/** What a column of an exam is, for «что мы поняли». */
export const measureRole = ({ procedure }: Exam, measure: Measure): string =>
  `${procedure.name}: ${MEASURE_NAMES[measure]}`

/** The column as the file heads it. */
export const measureText = ({ headers }: Exam, measure: Measure): string =>
  headers.get(measure) ?? MEASURE_NAMES[measure]

/** What the participants' cell says, for the totals too. A dash there is as good as nothing. */
export const readParticipants = (row: SourceRow, exam: Exam): Reading<number> => {
  const reading = count(row, exam, 'participants')
  return reading.kind === 'bad' && DASH.test(reading.given) ? ABSENT : reading
}

/** Those under the minimum as a row of totals prints them. */
export const readLowTotal = (row: SourceRow, exam: Exam): number | null => {
  const reading = count(row, exam, 'low')
  return reading.kind === 'value' ? reading.value : null
}

const count = (row: SourceRow, exam: Exam, measure: Measure): Reading<number> =>
  readCount(row.cells[exam.columns.get(measure) ?? -1], [0, MOST_PARTICIPANTS])

/**
 * One exam of one school. Where people sat it, an empty cell beside them means that there were none of that kind; where
 * nobody did, neither an empty cell nor a 0 is a result. Undefined where there is no result: nobody sat, or a cell is bad
 * or contradicts the participants (reported, this exam only).
 */
export const readExam = (row: SourceRow, exam: Exam, report: RowReport): ExamNumbers | undefined => {
  const participants = readParticipants(row, exam)
  if (participants.kind === 'bad') return refuse(exam, 'participants', participants, report)
  const counts = (['low', 'high', 'full'] as const).map(
    (measure) => [measure, count(row, exam, measure)] as const,
  )
  const mean = readScore(row.cells[exam.columns.get('mean') ?? -1], [0, 100])
  const n = participants.kind === 'value' ? participants.value : 0
  if (n === 0) return nobodySat(participants, [...counts, ['mean', mean]], exam, report)

  let isBad = false
  let sum = 0
  for (const [measure, reading] of counts) {
    if (reading.kind === 'bad') {
      refuse(exam, measure, reading, report)
      isBad = true
      continue
    }
    const value = reading.kind === 'value' ? reading.value : 0
    sum += value
    if (value <= n) continue
    report.add(
      measureText(exam, measure),
      'count-exceeds-participants',
      String(value),
      `не больше участников (${n})`,
    )
    isBad = true
  }
  if (isBad) return undefined
  if (sum > n) {
    report.add(
      measureText(exam, 'participants'),
      'count-exceeds-participants',
      String(sum),
      `не преодолевших порог и получивших 80–100 баллов вместе не больше участников (${n})`,
    )
    return undefined
  }
  const low = exam.columns.has('low') ? countedLow(counts[0]![1]) : null
  const meanScore = readMean(mean, n, low, exam, report)
  if (low === null && meanScore === null) return undefined
  return { participants: n, low, meanScore }
}

/** Blank beside participants is «none», by the form's own custom. */
const countedLow = (low: Reading<number>): number => (low.kind === 'value' ? low.value : 0)

/** A mean is not needed for anything else, so a bad one is told and the counts stay. */
const readMean = (
  mean: Reading<number>,
  n: number,
  low: number | null,
  exam: Exam,
  report: RowReport,
): number | null => {
  if (mean.kind === 'absent' || (mean.kind === 'bad' && DASH.test(mean.given))) return null
  const column = measureText(exam, 'mean')
  if (mean.kind === 'bad') {
    report.add(column, mean.code, mean.given, mean.expected, 'warning')
    return null
  }
  if (mean.value > 0 || low === n) return mean.value
  report.add(
    column,
    'cell-out-of-range',
    '0',
    `средний балл больше 0 при ${n} участниках; не учтён`,
    'warning',
  )
  return null
}

const nobodySat = (
  participants: Reading<number>,
  others: (readonly [Measure, Reading<number>])[],
  exam: Exam,
  report: RowReport,
): undefined => {
  const contradictions = others.filter(([, reading]) => reading.kind === 'value' && reading.value > 0)
  for (const [measure, reading] of others)
    if (reading.kind === 'bad' && !DASH.test(reading.given)) refuse(exam, measure, reading, report)
  const [first] = contradictions
  if (first === undefined || first[1].kind !== 'value') return undefined
  const [measure, { value }] = first
  if (participants.kind === 'absent')
    report.add(
      measureText(exam, 'participants'),
      'cell-missing',
      null,
      `число участников: без него не читается «${MEASURE_NAMES[measure]}» (${value})`,
    )
  else
    report.add(
      measureText(exam, measure),
      'count-exceeds-participants',
      String(value),
      'пусто: участников в этой строке 0',
    )
  return undefined
}

const refuse = (exam: Exam, measure: Measure, bad: BadCell, report: RowReport): undefined =>
  report.add(measureText(exam, measure), bad.code, bad.given, bad.expected) as undefined
