import type { AggregateResult, ProcedureRef } from '../../results/model.ts'
import { findProcedure } from '../../results/procedures.ts'
import type { FileUnderstanding, Format, FormatReader, ParsedRow, SheetSample, SourceRow } from '../model.ts'
import {
  type ColumnRule,
  describeColumns,
  findHeader,
  foldHeader,
  type HeaderMatch,
  personalNote,
} from './columns.ts'
import {
  MARK_COLUMNS,
  readMarkShares,
  type ShareDecimals,
  sampleDecimals,
  toAggregate,
} from './mark-shares.ts'
import { isEmpty, type RowReport, readCount, readText, rowReport } from './read-cell.ts'
import { schoolRef } from './school-text.ts'
import { parseSchoolYear } from './title.ts'
import { isTotalLabel } from './totals.ts'

type LongColumn =
  | 'year'
  | 'kind'
  | 'grade'
  | 'subject'
  | 'municipality'
  | 'login'
  | 'name'
  | 'participants'
  | 'mark2'
  | 'mark3'
  | 'mark4'
  | 'mark5'

/** The columns of the table, named once. «Процедура» is ours: without it every row is ВПР. */
const COLUMNS: readonly ColumnRule<LongColumn>[] = [
  { id: 'year', role: 'учебный год', headers: ['Год', 'Учебный год'], type: 'year', required: true },
  { id: 'subject', role: 'предмет', headers: ['Предмет'], type: 'subject', required: true },
  {
    id: 'grade',
    role: 'класс',
    headers: ['Класс', 'Параллель'],
    type: 'grade',
    range: [1, 11],
    required: true,
  },
  { id: 'login', role: 'код школы', headers: ['Логин', 'Логин ОО', 'Код ОО'], type: 'code', required: true },
  {
    id: 'participants',
    role: 'участников',
    headers: ['Кол-во участников', 'Количество участников', 'Участников'],
    type: 'count',
    range: [0, 100_000],
    required: true,
  },
  {
    id: 'municipality',
    role: 'муниципалитет',
    headers: ['Муниципалитет', 'АТЕ', 'Район'],
    type: 'text',
    required: false,
  },
  {
    id: 'name',
    role: 'название школы',
    headers: ['ОО', 'Название ОО', 'Наименование ОО', 'Школа'],
    type: 'text',
    required: false,
  },
  { id: 'kind', role: 'процедура', headers: ['Процедура', 'Вид процедуры'], type: 'text', required: false },
  ...MARK_COLUMNS,
]

/** `Год, Класс, Предмет, Муниципалитет, Логин, ОО, Кол-во участников, 2, 3, 4, 5`: many years and works in one sheet. */
export const regionalLongTable: Format = {
  id: 'regional-long-table',
  title: 'Региональная таблица: доли отметок по школам, годам и предметам',
  detect: (samples) => samples.some((sample) => layoutOf(sample) !== undefined),
  open: (samples) => open(samples),
}

/** The same keys with columns 0…38 are the distribution of primary scores, another table. */
const layoutOf = (sample: SheetSample): HeaderMatch<LongColumn> | undefined => {
  const header = findHeader(sample, COLUMNS)
  return header === undefined || isScoreTable(header.headers) ? undefined : header
}

export const isScoreTable = (headers: string[]): boolean => {
  const texts = new Set(headers.map(foldHeader))
  return texts.has(foldHeader('Предмет')) && ['0', '1', '6', '7'].every((score) => texts.has(score))
}

interface SheetPlan {
  header: HeaderMatch<LongColumn>
  decimals: ShareDecimals
}

const KINDS: Record<string, ProcedureRef['kind']> = {
  впр: 'vpr',
  огэ: 'oge',
  егэ: 'ege',
  гвэ: 'gve',
  кдр: 'kdr',
}

function open(samples: SheetSample[]): FormatReader {
  const plans = new Map<string, SheetPlan>()
  const understanding: FileUnderstanding = {
    format: 'regional-long-table',
    level: 'aggregate',
    // Years stand in the rows: they are added as rows are read.
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  for (const sample of samples) {
    const header = layoutOf(sample)
    if (header === undefined) {
      if (sample.rows.length > 0)
        understanding.notes.push(`Лист «${sample.sheet}» устроен иначе и не читается.`)
      continue
    }
    plans.set(sample.sheet, { header, decimals: sampleDecimals(sample, header) })
    const roles = new Map(
      COLUMNS.flatMap((rule) =>
        header.columns.has(rule.id) ? [[header.columns.get(rule.id)!, rule.role] as const] : [],
      ),
    )
    understanding.sheets.push({
      name: sample.sheet,
      headerRows: header.rows,
      columns: describeColumns(header.headers, roles),
    })
    understanding.notes.push(...personalNote(sample.sheet, header.headers))
  }
  return { understanding, ...reader(plans, understanding) }
}

function reader(
  plans: Map<string, SheetPlan>,
  understanding: FileUnderstanding,
): Pick<FormatReader, 'parse' | 'finish'> {
  const seen = new Set<string>()
  const procedures = new Map<string, ProcedureRef>()

  const remember = (procedure: ProcedureRef, schoolYear: number): void => {
    if (!procedures.has(procedure.code)) {
      procedures.set(procedure.code, procedure)
      understanding.procedures.push(procedure)
    }
    if (!understanding.yearsInFile.includes(schoolYear)) {
      understanding.yearsInFile.push(schoolYear)
      understanding.yearsInFile.sort((left, right) => left - right)
    }
  }

  /** A few dozen procedures stand in hundreds of thousands of rows. */
  const known = new Map<string, ProcedureRef>()
  const procedureOf = (
    kind: string | null,
    subject: string | null,
    grade: string | null,
    report: RowReport,
  ) => {
    const key = `${kind}|${subject}|${grade}`
    const procedure = known.get(key) ?? readProcedure(kind, subject, grade, report)
    if (procedure !== undefined) known.set(key, procedure)
    return procedure
  }

  const parse = (row: SourceRow): ParsedRow => {
    const plan = plans.get(row.sheet)
    if (plan === undefined) return { results: [], problems: [], skip: 'filtered' }
    if (row.rowNumber <= plan.header.rows.at(-1)!) return { results: [], problems: [], skip: 'header' }
    if (row.cells.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }
    const at = (id: LongColumn) => row.cells[plan.header.columns.get(id) ?? -1]
    const text = (id: LongColumn) => readText(at(id))
    const report = rowReport(row)
    const labels = (['year', 'kind', 'subject', 'municipality', 'login', 'name'] as const).flatMap(
      (id) => text(id) ?? [],
    )
    if (labels.some(isTotalLabel)) {
      report.add(null, 'row-total', labels.find(isTotalLabel) ?? null, 'строка итогов: не школа', 'warning')
      return { results: [], problems: report.problems, skip: 'total' }
    }

    const school = schoolRef({ code: text('login'), name: text('name'), municipality: text('municipality') })
    if (school === undefined)
      report.add('Логин', 'school-key-missing', null, 'логин вида edu123456, код или название школы')
    const schoolYear = readYear(text('year'), report)
    const procedure = procedureOf(text('kind'), text('subject'), text('grade'), report)
    const participants = readCount(at('participants'), [0, 100_000])
    if (participants.kind === 'absent')
      report.add('Кол-во участников', 'cell-missing', null, 'число участников')
    if (participants.kind === 'bad')
      report.add('Кол-во участников', participants.code, participants.given, participants.expected)
    if (participants.kind === 'value' && participants.value === 0)
      return { results: [], problems: [], skip: 'blank' }
    const shares = readMarkShares(row, plan.header.columns, plan.decimals, report)
    if (school === undefined || schoolYear === undefined || procedure === undefined)
      return { results: [], problems: report.problems }
    if (participants.kind !== 'value' || shares === undefined)
      return { results: [], problems: report.problems }

    const counts = toAggregate(participants.value, shares, report)
    if (counts === undefined) return { results: [], problems: report.problems }
    const key = `${procedure.code} ${schoolYear} ${school.key}`
    if (seen.has(key)) {
      report.add(
        'Логин',
        'row-duplicate',
        text('login'),
        'школа, которой по этому предмету и году ещё не было',
      )
      return { results: [], problems: report.problems }
    }
    seen.add(key)
    remember(procedure, schoolYear)
    const result: AggregateResult = {
      level: 'aggregate',
      school,
      procedure: procedure.code,
      schoolYear,
      ...counts,
      sheet: row.sheet,
      rowNumber: row.rowNumber,
    }
    return { results: [result], problems: report.problems }
  }

  return { parse, finish: () => [] }
}

const readYear = (text: string | null, report: RowReport): number | undefined => {
  const year = text === null ? null : parseSchoolYear(text)
  if (year !== null) return year
  report.add(
    'Год',
    text === null ? 'cell-missing' : 'cell-not-number',
    text,
    'год, например 2025 или 2024/25',
  )
  return undefined
}

const readProcedure = (
  kindText: string | null,
  subject: string | null,
  gradeText: string | null,
  report: RowReport,
): ProcedureRef | undefined => {
  const kind = kindText === null ? 'vpr' : KINDS[foldHeader(kindText).replace(/[^а-я]/g, '')]
  if (kind === undefined) report.add('Процедура', 'subject-unknown', kindText, 'ВПР, ОГЭ, ЕГЭ, ГВЭ или КДР')
  if (subject === null) report.add('Предмет', 'cell-missing', null, 'предмет')
  // «5», «5 класс» and a float's «5.0» are grades; «5А» is a class, and its results are not the school's.
  const grade = /^(\d{1,2})(?:[.,]0+)?(?:\s*класс[а-я]*)?$/i.exec(gradeText ?? '')?.[1]
  const gradeNumber = grade === undefined ? null : Number(grade)
  const needsGrade = kind !== 'oge' && kind !== 'ege'
  if (needsGrade && (gradeNumber === null || gradeNumber < 1 || gradeNumber > 11)) {
    report.add('Класс', gradeText === null ? 'cell-missing' : 'grade-unknown', gradeText, 'класс от 1 до 11')
    return undefined
  }
  if (kind === undefined || subject === null) return undefined
  const found = findProcedure(kind, subject, gradeNumber)
  if (found === undefined)
    report.add('Предмет', 'subject-unknown', subject, 'предмет; для математики ЕГЭ — с уровнем')
  return found
}
