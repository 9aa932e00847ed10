import type { PupilResult, SourceSchoolRef } from '../../results/model.ts'
import type { Cell, ParsedRow, SourceRow } from '../model.ts'
import { foldLookalikes } from '../read-table/parse-cell.ts'
import type { CollectionColumn, CollectionLayout } from './collection-columns.ts'
import { ABSENT_PUPIL, readJournalMark } from './f1-pupil.ts'
import { quotable } from './personal-columns.ts'
import { isEmpty, type RowReport, readScore, readText, rowReport } from './read-cell.ts'
import { normaliseCode } from './school-text.ts'
import { isTotalLabel } from './totals.ts'

export interface CollectionPlan extends CollectionLayout {
  school: SourceSchoolRef
  procedure: string
  schoolYear: number
  personal: Set<number>
}

/** One pupil's row of the form. `seen` keeps the codes, so that nobody is counted twice. */
export function parseCollectionRow(row: SourceRow, plan: CollectionPlan, seen: Set<string>): ParsedRow {
  const at = (id: CollectionColumn) => row.cells[plan.header.columns.get(id) ?? -1]
  const pupilText = readText(at('pupil'))
  if (isTotalLabel(pupilText ?? '')) {
    const report = rowReport(row)
    report.add(null, 'row-total', null, 'строка итогов: не участник', 'warning')
    return { results: [], problems: report.problems, skip: 'total' }
  }
  if (row.cells.some((cell) => cell?.kind === 'text' && ABSENT_PUPIL.test(cell.text.trim())))
    return { results: [], problems: [], skip: 'filtered' }
  // The form comes with codes for more pupils than the school has: a line nobody filled in is no pupil.
  const worked = [at('variant'), ...plan.tasks.map((task) => row.cells[task.index])]
  if (worked.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }

  const report = rowReport(row)
  const pupilCode = normaliseCode(pupilText ?? '')
  if (pupilText === null) report.add('Код участника', 'cell-missing', null, 'код участника')
  else if (!/^[\p{L}\d/_-]{1,20}$/u.test(pupilCode) || !/\d/.test(pupilCode))
    report.add('Код участника', 'cell-out-of-range', null, 'код участника: до 20 букв и цифр без пробелов')
  const key = `${plan.procedure} ${plan.schoolYear} ${pupilCode}`
  if (seen.has(key))
    report.add(
      'Код участника',
      'row-duplicate',
      quotable(pupilCode),
      'код, которого в этой форме ещё не было',
    )
  const tasks = plan.tasks.map((task) => readTask(row.cells[task.index], task, report))
  if (report.isRejected) return { results: [], problems: report.problems }
  const primaryScore = tasks.reduce<number>((sum, points) => sum + (points ?? 0), 0)
  checkTotal(at('total'), primaryScore, report)
  seen.add(key)
  const result: PupilResult = {
    level: 'pupil',
    school: plan.school,
    procedure: plan.procedure,
    schoolYear: plan.schoolYear,
    pupilCode,
    className: readText(at('classNumber')),
    variant: readText(at('variant')),
    primaryScore,
    testScore: null,
    // The form has none; it comes from the mark scale of the year, or the row is refused.
    mark: null,
    journalMark: readJournalMark(at('journalMark'), report),
    tasks,
    sheet: row.sheet,
    rowNumber: row.rowNumber,
  }
  return { results: [result], problems: report.problems }
}

/**
 * Points of every task; `X` in either alphabet: did not attempt, which is worth nothing. An empty or bad cell rejects the
 * row: the mark is derived from the sum, and a sum without it could be a false «2».
 */
function readTask(
  cell: Cell | undefined,
  task: CollectionLayout['tasks'][number],
  report: RowReport,
): number | null {
  const expected = `от 0 до ${task.maxScore} или X`
  const score = readScore(cell, [0, task.maxScore])
  if (score.kind === 'value') return score.value
  if (score.kind === 'absent') report.add(task.header, 'cell-missing', null, expected)
  else if (foldLookalikes(score.given).toUpperCase() !== 'Х')
    report.add(task.header, score.code, quotable(score.given), expected)
  return null
}

/** «Итого» is a formula over the tasks: where it says something else, the tasks count and the difference is told. */
function checkTotal(cell: Cell | undefined, sum: number, report: RowReport): void {
  const total = readScore(cell)
  if (total.kind === 'value' && total.value !== sum)
    report.add(
      'Итого баллов',
      'declared-differs',
      String(total.value),
      `сумма по заданиям: ${sum}; учтена она`,
      'warning',
    )
}
