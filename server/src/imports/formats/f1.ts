import { Problem } from '../../platform/problem.ts'
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
import { describeColumns, findHeader, personalIndexes, personalNote } from './columns.ts'
import { F1_COLUMNS, findTasks } from './f1-columns.ts'
import { type Layout, parsePupil, type Section, type SheetPlan } from './f1-pupil.ts'
import { dropPersonalCells } from './personal-columns.ts'
import { isEmpty, readText } from './read-cell.ts'
import { parseSchoolText, rememberLast, schoolRef } from './school-text.ts'
import { readTitle } from './title.ts'

/** «Индивидуальные результаты» of ФИС ОКО: one row per pupil, schools as section rows between them. */
export const f1: Format = {
  id: 'f1',
  title: 'Ф1 «Индивидуальные результаты» (ФИС ОКО)',
  detect: (samples) => samples.some((sample) => layoutOf(sample) !== undefined),
  open,
}

/** Tasks tell Ф1 from other tables with a pupil's code and mark, such as the journal comparison. */
const layoutOf = (sample: SheetSample): Layout | undefined => {
  const header = findHeader(sample, F1_COLUMNS)
  if (header === undefined) return undefined
  const tasks = findTasks(header.headers)
  return tasks.length === 0 ? undefined : { header, tasks }
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
    if (safe.cells.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }
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

/** A section names its school and its number; the row of a pupil has a code, tasks, a score and a mark. */
const SECTION_CELLS = 4

/** `МБОУ «…»(edu123456) | Кол-во участников: 89`, in one cell or in two. */
const sectionOf = (row: SourceRow): Section | undefined => {
  // Cheap before dear: this is asked of every row of files with millions of them.
  // A spreadsheet's error says nothing, whatever its text.
  if (
    !row.cells.some(
      (cell) =>
        cell !== undefined && cell.text.length > 12 && cell.kind !== 'error' && DECLARED.test(cell.text),
    )
  )
    return undefined
  // A pupil's row in which somebody wrote such words is still a pupil's.
  if (row.cells.filter((cell) => !isEmpty(cell)).length > SECTION_CELLS) return undefined
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
