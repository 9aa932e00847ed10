import { Problem } from '../../platform/problem.ts'
import type { PupilResult, SourceSchoolRef } from '../../results/model.ts'
import type {
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  RowProblem,
  SheetSample,
  SourceRow,
} from '../model.ts'
import { foldLookalikes } from '../read-table/parse-cell.ts'
import { describeColumns, findHeader, type HeaderMatch, personalIndexes, personalNote } from './columns.ts'
import { F1_COLUMNS, type F1Column, findTasks, type TaskColumn } from './f1-columns.ts'
import { dropPersonalCells, quotable } from './personal-columns.ts'
import { type RowReport, readMark, readScore, readText, rowReport } from './read-cell.ts'
import { normaliseCode, parseSchoolText, rememberLast, schoolRef } from './school-text.ts'
import { readTitle, type SheetTitle } from './title.ts'
import { isTotalLabel } from './totals.ts'

/** «Индивидуальные результаты» of ФИС ОКО: one row per pupil, schools as section rows between them. */
export const f1: Format = {
  id: 'f1',
  title: 'Ф1 «Индивидуальные результаты» (ФИС ОКО)',
  detect: (samples) => samples.some((sample) => layoutOf(sample) !== undefined),
  open,
}

interface Layout {
  header: HeaderMatch<F1Column>
  tasks: TaskColumn[]
}

/** Tasks tell Ф1 from other tables with a pupil's code and mark, such as the journal comparison. */
const layoutOf = (sample: SheetSample): Layout | undefined => {
  const header = findHeader(sample, F1_COLUMNS)
  if (header === undefined) return undefined
  const tasks = findTasks(header.headers)
  return tasks.length === 0 ? undefined : { header, tasks }
}

interface SheetPlan extends Layout {
  title: SheetTitle & { procedure: NonNullable<SheetTitle['procedure']> }
  schoolYear: number
  personal: Set<number>
  firstDataRow: number
  /** `schoolRef` that remembers: pupils of one school stand together. */
  schoolOf: typeof schoolRef
}

interface Section {
  sheet: string
  rowNumber: number
  school: SourceSchoolRef | undefined
  declared: number
  counted: number
}

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const plans = new Map<string, SheetPlan>()
  const understanding: FileUnderstanding = {
    format: 'f1',
    level: 'pupil',
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  for (const sample of samples) planSheet(sample, context, plans, understanding)
  if (plans.size === 0) {
    throw new Problem(
      'import/format-unknown',
      'В файле есть таблица участников, но нет заголовка вида «ВПР 2026 Русский язык 4 класс»: неясно, какая это работа. Добавьте заголовок над таблицей.',
    )
  }
  return { understanding, ...reader(plans) }
}

function planSheet(
  sample: SheetSample,
  context: FormatContext,
  plans: Map<string, SheetPlan>,
  understanding: FileUnderstanding,
): void {
  const layout = layoutOf(sample)
  if (layout === undefined) {
    if (sample.rows.length > 0)
      understanding.notes.push(`Лист «${sample.sheet}» не содержит индивидуальных результатов и не читается.`)
    return
  }
  const { header, tasks } = layout
  const title = readTitle(sample, header.rows[0]!)
  const { procedure } = title
  if (procedure === undefined) {
    understanding.notes.push(`Лист «${sample.sheet}» не читается: над таблицей не указаны предмет и класс.`)
    return
  }
  const roles = new Map(
    F1_COLUMNS.flatMap((rule) =>
      header.columns.has(rule.id) ? [[header.columns.get(rule.id)!, rule.role] as const] : [],
    ),
  )
  for (const task of tasks) roles.set(task.index, `задание ${task.code}, до ${task.maxScore} б.`)
  plans.set(sample.sheet, {
    ...layout,
    title: { ...title, procedure },
    schoolYear: title.schoolYear ?? context.schoolYear,
    personal: personalIndexes(header.headers),
    firstDataRow: header.rows.at(-1)! + 1,
    schoolOf: rememberLast(schoolRef),
  })
  if (title.schoolYear !== null && !understanding.yearsInFile.includes(title.schoolYear))
    understanding.yearsInFile.push(title.schoolYear)
  if (!understanding.procedures.some((known) => known.code === procedure.code))
    understanding.procedures.push(procedure)
  understanding.sheets.push({
    name: sample.sheet,
    headerRows: header.rows,
    columns: describeColumns(header.headers, roles),
  })
  understanding.notes.push(...title.notes, ...personalNote(sample.sheet, header.headers))
}

function reader(plans: Map<string, SheetPlan>): Pick<FormatReader, 'parse' | 'finish'> {
  const sections: Section[] = []
  const seen = new Map<string, Set<string | number>>()
  const open = new Map<string, Section>()

  const parse = (row: SourceRow): ParsedRow => {
    const plan = plans.get(row.sheet)
    if (plan === undefined) return { results: [], problems: [], skip: 'filtered' }
    const safe = dropPersonalCells(row, plan.personal)
    const section = sectionOf(safe)
    if (section !== undefined) {
      open.set(row.sheet, section)
      sections.push(section)
      return { results: [], problems: [], skip: row.rowNumber < plan.firstDataRow ? 'header' : 'section' }
    }
    if (row.rowNumber < plan.firstDataRow || isRepeatedHeader(safe, plan))
      return { results: [], problems: [], skip: 'header' }
    if (safe.cells.every((cell) => readText(cell) === null))
      return { results: [], problems: [], skip: 'blank' }
    return parsePupil(safe, plan, open.get(row.sheet), seen)
  }

  /** Declared against counted participants, for every section that says how many it has. */
  const finish = (): RowProblem[] =>
    sections
      .filter((section) => section.declared !== section.counted)
      .map((section) => ({
        sheet: section.sheet,
        rowNumber: section.rowNumber,
        column: null,
        code: 'participants-differ',
        given: String(section.declared),
        expected: `заявлено участников: ${section.declared}, строк в таблице: ${section.counted}`,
        severity: 'warning',
      }))

  return { parse, finish }
}

const DECLARED = /кол-?\s*во\s+участников\s*:\s*(\d+)/i

/** `МБОУ «…»(edu123456) | Кол-во участников: 89`, in one cell or in two. */
const sectionOf = (row: SourceRow): Section | undefined => {
  // Cheap before dear: this is asked of every row of files with millions of them.
  if (!row.cells.some((cell) => cell !== undefined && cell.text.length > 12 && DECLARED.test(cell.text)))
    return undefined
  const text = row.cells.flatMap((cell) => readText(cell) ?? []).join(' | ')
  const declared = DECLARED.exec(text)!
  const { login, name } = parseSchoolText(text.slice(0, declared.index))
  const school = schoolRef({ code: login, name: name?.replace(/[\s|]+$/, '') ?? null, municipality: null })
  return { sheet: row.sheet, rowNumber: row.rowNumber, school, declared: Number(declared[1]), counted: 0 }
}

const isRepeatedHeader = (row: SourceRow, { header }: SheetPlan): boolean => {
  const at = header.columns.get('pupil')!
  return (
    readText(row.cells[at]) === readText({ text: header.headers[at]!.split(' → ').at(-1)!, kind: 'text' })
  )
}

const ABSENT_PUPIL = /^(отсутствовал|отсутствовала|не участвовал|не участвовала|н\/я|неявка)$/i

function parsePupil(
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
    journalMark: journalMark(at('journalMark'), report),
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

function journalMark(cell: SourceRow['cells'][number], report: RowReport): number | null {
  const text = readText(cell)
  if (text !== null && NO_MARK.test(foldLookalikes(text))) return null
  const mark = readMark(cell)
  if (mark.kind === 'value') return mark.value
  if (mark.kind === 'bad')
    report.add('Отметка по журналу', mark.code, quotable(mark.given), mark.expected, 'warning')
  return null
}
