import type { PupilResult, SourceSchoolRef } from '../../results/model.ts'
import type { ParsedRow, SourceRow } from '../model.ts'
import { foldLookalikes } from '../read-table/parse-cell.ts'
import type { HeaderMatch } from './columns.ts'
import type { F1Column, TaskColumn } from './f1-columns.ts'
import { quotable } from './personal-columns.ts'
import { type RowReport, readMark, readScore, readText, rowReport } from './read-cell.ts'
import { normaliseCode, type schoolRef } from './school-text.ts'
import type { SheetTitle } from './title.ts'
import { isTotalLabel } from './totals.ts'

export interface Layout {
  header: HeaderMatch<F1Column>
  tasks: TaskColumn[]
}

export interface SheetPlan extends Layout {
  title: SheetTitle & { procedure: NonNullable<SheetTitle['procedure']> }
  schoolYear: number
  personal: Set<number>
  firstDataRow: number
  /** `schoolRef` that remembers: pupils of one school stand together. */
  schoolOf: typeof schoolRef
}

export interface Section {
  sheet: string
  rowNumber: number
  school: SourceSchoolRef | undefined
  declared: number
  counted: number
}

export const ABSENT_PUPIL = /^(отсутствовал|отсутствовала|не участвовал|не участвовала|н\/я|неявка)$/i

/** One pupil's row. `seen` keeps the codes of every school, so that a pupil is not counted twice. */
export function parsePupil(
  row: SourceRow,
  plan: SheetPlan,
  section: Section | undefined,
  seen: Map<string, Set<string | number>>,
): ParsedRow {
  const at = (id: F1Column) => row.cells[plan.header.columns.get(id) ?? -1]
  const pupilText = readText(at('pupil'))
  if (pupilText === null || isTotalLabel(pupilText)) {
    if (row.cells.some((cell) => isTotalLabel(readText(cell) ?? ''))) {
      const report = rowReport(row)
      report.add(null, 'row-total', null, 'строка итогов: не участник', 'warning')
      return { results: [], problems: report.problems, skip: 'total' }
    }
  }
  if (row.cells.some((cell) => cell?.kind === 'text' && ABSENT_PUPIL.test(cell.text.trim()))) {
    return { results: [], problems: [], skip: 'filtered' }
  }
  if (section !== undefined) section.counted += 1
  if (pupilText === null) return missingPupil(row)

  const report = rowReport(row)
  const pupilCode = normaliseCode(pupilText)
  if (!/^[\p{L}\d/_-]{1,20}$/u.test(pupilCode) || !/\d/.test(pupilCode)) {
    report.add('Код участника', 'cell-out-of-range', null, 'код участника: до 20 букв и цифр без пробелов')
  }
  const school = schoolOf(row, plan, section, report)
  const mark = readMark(at('mark'))
  if (mark.kind === 'absent') report.add('Отметка', 'cell-missing', null, 'отметка 2, 3, 4 или 5')
  if (mark.kind === 'bad') report.add('Отметка', mark.code, quotable(mark.given), mark.expected)
  if (report.isRejected || school === undefined || mark.kind !== 'value')
    return { results: [], problems: report.problems }

  const known = seen.get(`${plan.title.procedure.code} ${plan.schoolYear} ${school.key}`) ?? new Set()
  seen.set(`${plan.title.procedure.code} ${plan.schoolYear} ${school.key}`, known)
  // Most codes are numbers, and a set of numbers takes a third of the memory of a set of strings.
  const key = /^[1-9]\d{0,14}$/.test(pupilCode) ? Number(pupilCode) : pupilCode
  if (known.has(key)) {
    report.add(
      'Код участника',
      'row-duplicate',
      quotable(pupilCode),
      'код, который в этой школе ещё не встречался',
    )
    return { results: [], problems: report.problems }
  }
  known.add(key)

  const result: PupilResult = {
    level: 'pupil',
    school,
    procedure: plan.title.procedure.code,
    schoolYear: plan.schoolYear,
    pupilCode,
    className: readText(at('className')),
    variant: readText(at('variant')),
    primaryScore: primaryScore(at('primaryScore'), plan, report),
    testScore: null,
    mark: mark.value,
    journalMark: readJournalMark(at('journalMark'), report),
    tasks: plan.tasks.map((task) => taskScore(row, task, report)),
    sheet: row.sheet,
    rowNumber: row.rowNumber,
  }
  return { results: [result], problems: report.problems }
}

const missingPupil = (row: SourceRow): ParsedRow => {
  const report = rowReport(row)
  report.add('Код участника', 'cell-missing', null, 'код участника')
  return { results: [], problems: report.problems }
}

function schoolOf(
  row: SourceRow,
  plan: SheetPlan,
  section: Section | undefined,
  report: RowReport,
): SourceSchoolRef | undefined {
  const text = (id: F1Column) => readText(row.cells[plan.header.columns.get(id) ?? -1])
  const own = plan.schoolOf({
    code: text('school'),
    name: text('schoolName'),
    municipality: text('municipality'),
  })
  const declared = section?.school
  if (own === undefined && declared === undefined) {
    report.add('ОО', 'school-key-missing', null, 'код школы в строке или строка-раздел школы над участниками')
    return undefined
  }
  if (own === undefined) return { ...declared!, municipality: text('municipality') ?? declared!.municipality }
  if (declared === undefined) return own
  // Names are not compared: the section writes «СШ № 1» г. Вязьмы, the row «СШ № 1».
  if (own.keyKind !== 'name' && own.keyKind === declared.keyKind && own.key !== declared.key) {
    report.add('ОО', 'row-out-of-section', own.key, `школа раздела: ${declared.key}`, 'warning')
    return own
  }
  // The section's login is the better key where the row has only a name or a short code.
  const key = declared.keyKind === 'edu' ? { keyKind: 'edu', key: declared.key } : {}
  return { ...own, ...key, name: own.name ?? declared.name }
}

/** Points of one task: X (either alphabet) and an empty cell are «did not attempt», a bad cell too, with a warning. */
function taskScore(row: SourceRow, task: TaskColumn, report: RowReport): number | null {
  const cell = row.cells[task.index]
  const score = readScore(cell, [0, task.maxScore])
  if (score.kind === 'value') return score.value
  if (score.kind === 'absent' || foldLookalikes(score.given).toUpperCase() === 'Х') return null
  report.add(task.header, score.code, quotable(score.given), `от 0 до ${task.maxScore} или X`, 'warning')
  return null
}

function primaryScore(cell: SourceRow['cells'][number], plan: SheetPlan, report: RowReport): number | null {
  const max = plan.title.maxPrimaryScore ?? plan.tasks.reduce((total, task) => total + task.maxScore, 0)
  const score = readScore(cell, [0, max])
  if (score.kind === 'value') return score.value
  if (score.kind === 'bad')
    report.add('Первичный балл', score.code, quotable(score.given), `от 0 до ${max}`, 'warning')
  return null
}

const NO_MARK = /^(нет отметки|нет|н\/а|-|–|—|х)$/i

/** A mark of the journal; «нет отметки» and its like are none, a bad cell is none with a warning. */
export function readJournalMark(cell: SourceRow['cells'][number], report: RowReport): number | null {
  const text = readText(cell)
  if (text !== null && NO_MARK.test(foldLookalikes(text))) return null
  const mark = readMark(cell)
  if (mark.kind === 'value') return mark.value
  if (mark.kind === 'bad')
    report.add('Отметка по журналу', mark.code, quotable(mark.given), mark.expected, 'warning')
  return null
}
