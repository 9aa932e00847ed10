import { counted } from '../../platform/russian.ts'
import type { ObjectivityMarker, ProcedureRef, SourceSchoolRef } from '../../results/model.ts'
import { findProcedure } from '../../results/procedures.ts'
import { findSubject } from '../../results/subjects.ts'
import type {
  Cell,
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  SheetSample,
  SourceRow,
} from '../model.ts'
import { type ColumnRule, describeColumns, findHeader, type HeaderMatch, personalNote } from './columns.ts'
import { isEmpty, type RowReport, readCount, readText, rowReport } from './read-cell.ts'
import { schoolRef } from './school-text.ts'
import { parseSchoolYear } from './title.ts'
import { isTotalLabel } from './totals.ts'

type BiasColumn = 'declared' | 'year' | 'login' | 'municipality' | 'name'

const COLUMNS: readonly ColumnRule<BiasColumn>[] = [
  {
    id: 'declared',
    role: 'число маркеров',
    headers: ['Количество маркеров', 'Кол-во маркеров', 'Число маркеров', 'Маркеров'],
    type: 'count',
    required: true,
  },
  { id: 'year', role: 'учебный год', headers: ['Год', 'Учебный год'], type: 'year', required: false },
  { id: 'login', role: 'код школы', headers: ['Логин', 'Логин ОО', 'Код ОО'], type: 'code', required: false },
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
]

interface MarkerColumn {
  index: number
  header: string
  procedure: ProcedureRef
}

interface SheetPlan {
  header: HeaderMatch<BiasColumn>
  markers: MarkerColumn[]
}

/** `Год, Муниципалитет, Логин, ОО, 4 РУ, 4 МА, 5 РУ, 5 МА, Количество маркеров`: markers as they were published. */
export const bias: Format = {
  id: 'bias',
  title: 'Маркеры возможной необъективности (bias)',
  detect: (samples) => samples.some((sample) => planOf(sample) !== undefined),
  open,
}

/** «4 РУ», «РУ 4», «4РУ»: the grade and the letters that ФИС ОКО prints for the subject. */
const markerOf = (header: string): ProcedureRef | undefined => {
  const text = (header.split(' → ').at(-1) ?? '').trim()
  const match = /^(?:(\d{1,2})\s*[-_]?\s*(\p{L}{2,3})|(\p{L}{2,3})\s*[-_]?\s*(\d{1,2}))$/u.exec(text)
  const subject = match === null ? undefined : findSubject((match[2] ?? match[3])!)
  return subject === undefined
    ? undefined
    : findProcedure('vpr', subject.name, Number(match![1] ?? match![4]))
}

const markersOf = ({ headers, columns }: HeaderMatch<BiasColumn>): MarkerColumn[] => {
  const taken = new Set(columns.values())
  return headers.flatMap((header, index) => {
    const procedure = taken.has(index) ? undefined : markerOf(header)
    return procedure === undefined ? [] : [{ index, header, procedure }]
  })
}

const planOf = (sample: SheetSample): SheetPlan | undefined => {
  const header = findHeader(
    sample,
    COLUMNS,
    (found) => (found.columns.has('login') || found.columns.has('name')) && markersOf(found).length > 0,
  )
  return header && { header, markers: markersOf(header) }
}

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const plans = new Map<string, SheetPlan>()
  const understanding: FileUnderstanding = {
    format: 'bias',
    level: 'marker',
    // Years stand in the rows: they are added as rows are read.
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  for (const sample of samples) {
    const plan = planOf(sample)
    if (plan === undefined) {
      if (sample.rows.length > 0)
        understanding.notes.push(`Лист «${sample.sheet}» устроен иначе и не читается.`)
      continue
    }
    plans.set(sample.sheet, plan)
    const { header, markers } = plan
    const roles = new Map(
      COLUMNS.flatMap((rule) =>
        header.columns.has(rule.id) ? [[header.columns.get(rule.id)!, rule.role] as const] : [],
      ),
    )
    for (const { index, procedure } of markers) {
      roles.set(index, `маркер: ${procedure.name}`)
      if (!understanding.procedures.some(({ code }) => code === procedure.code))
        understanding.procedures.push(procedure)
    }
    const columns = describeColumns(header.headers, roles)
    understanding.sheets.push({ name: sample.sheet, headerRows: header.rows, columns })
    understanding.notes.push(...personalNote(sample.sheet, header.headers))
  }
  return { understanding, ...reader(plans, understanding, context) }
}

/** A school in one year. */
const ROWS = ['строка', 'строки', 'строк'] as const

function reader(
  plans: Map<string, SheetPlan>,
  understanding: FileUnderstanding,
  context: FormatContext,
): Pick<FormatReader, 'parse' | 'finish'> {
  const seen = new Set<string>()
  const counts = { schools: 0, marked: 0, markers: 0 }

  const parse = (row: SourceRow): ParsedRow => {
    const plan = plans.get(row.sheet)
    if (plan === undefined) return { results: [], problems: [], skip: 'filtered' }
    const { header, markers } = plan
    if (row.rowNumber <= header.rows.at(-1)!) return { results: [], problems: [], skip: 'header' }
    if (row.cells.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }
    const text = (id: BiasColumn) => readText(row.cells[header.columns.get(id) ?? -1])
    const report = rowReport(row)
    const total = (['year', 'municipality', 'login', 'name'] as const)
      .flatMap((id) => text(id) ?? [])
      .find(isTotalLabel)
    if (total !== undefined) {
      report.add(null, 'row-total', total, 'строка итогов: не школа', 'warning')
      return { results: [], problems: report.problems, skip: 'total' }
    }
    const school = schoolRef({ code: text('login'), name: text('name'), municipality: text('municipality') })
    if (school === undefined)
      report.add('Логин', 'school-key-missing', null, 'логин вида edu123456, код или название школы')
    const schoolYear = header.columns.has('year') ? readYear(text('year'), report) : context.schoolYear
    if (school === undefined || schoolYear === undefined) return { results: [], problems: report.problems }
    const key = `${schoolYear} ${school.key}`
    if (seen.has(key))
      report.add(
        'Логин',
        'row-duplicate',
        text('login') ?? text('name'),
        'школа, которой в этом году ещё не было',
      )
    const declared = readDeclared(row.cells[header.columns.get('declared')!], report)
    const found = readMarkers(row, markers, declared, report)
    if (report.isRejected) return { results: [], problems: report.problems }
    seen.add(key)
    if (!understanding.yearsInFile.includes(schoolYear)) {
      understanding.yearsInFile.push(schoolYear)
      understanding.yearsInFile.sort((left, right) => left - right)
    }
    const marked = found.filter(({ isMarked }) => isMarked).length
    counts.schools += 1
    counts.marked += marked > 0 ? 1 : 0
    counts.markers += marked
    const results = found.map(({ procedure, isMarked }) =>
      toMarker(row, { school, procedure, schoolYear, isMarked, declaredCount: declared }),
    )
    return { results, problems: report.problems }
  }

  const finish = () => {
    understanding.notes.push(
      `Это опубликованные признаки, а не вывод о школе: ${counted(counts.schools, ROWS)}, из них с возможными маркерами ${counts.marked}; всего маркеров ${counts.markers}, каждый требует дополнительного анализа.`,
    )
    return []
  }
  return { parse, finish }
}

const toMarker = (
  { sheet, rowNumber }: SourceRow,
  marker: Omit<ObjectivityMarker, 'level' | 'sheet' | 'rowNumber' | 'procedure'> & {
    school: SourceSchoolRef
    procedure: ProcedureRef
  },
): ObjectivityMarker => ({
  level: 'marker',
  ...marker,
  procedure: marker.procedure.code,
  sheet,
  rowNumber,
})

const readYear = (text: string | null, report: RowReport): number | undefined => {
  const year = text === null ? null : parseSchoolYear(text)
  if (year !== null) return year
  const code = text === null ? 'cell-missing' : 'cell-not-number'
  report.add('Год', code, text, 'год, например 2025 или 2024/25')
  return undefined
}

/** The school's number of markers as the source counts them; a bad one is said and not used. */
function readDeclared(cell: Cell | undefined, report: RowReport): number | null {
  const declared = readCount(cell, [0, 100])
  if (declared.kind === 'bad')
    report.add('Количество маркеров', declared.code, declared.given, declared.expected, 'warning')
  return declared.kind === 'value' ? declared.value : null
}

const YES = /^(1([.,]0+)?|да|\+|есть|v|✓|true)$/i
const NO = /^(0([.,]0+)?|нет|-|–|—|false)$/i
const MARKER_CELL = '1 — маркер есть, 0 — нет'

/**
 * The marker columns of a row. A bad cell says nothing of its procedure. An empty one means «no marker» only where the
 * declared number proves it: the markers that stand there are already all of them. Else it is unknown and not stored.
 */
function readMarkers(
  row: SourceRow,
  columns: MarkerColumn[],
  declared: number | null,
  report: RowReport,
): { procedure: ProcedureRef; isMarked: boolean }[] {
  const known: { procedure: ProcedureRef; isMarked: boolean }[] = []
  const empty: MarkerColumn[] = []
  let isWhole = true
  for (const column of columns) {
    const cell = row.cells[column.index]
    const text = readText(cell)
    if (isEmpty(cell)) empty.push(column)
    else if (text !== null && (YES.test(text) || NO.test(text)))
      known.push({ procedure: column.procedure, isMarked: YES.test(text) })
    else {
      isWhole = false
      const code = cell?.kind === 'error' ? 'cell-error' : 'cell-out-of-range'
      report.add(column.header, code, cell?.text ?? null, MARKER_CELL, 'warning')
    }
  }
  const sum = known.filter(({ isMarked }) => isMarked).length
  if (isWhole && declared !== null && declared !== sum)
    report.add(
      'Количество маркеров',
      'declared-differs',
      String(declared),
      `маркеров в столбцах: ${sum}; учтены столбцы`,
      'warning',
    )
  const isProved = isWhole && declared === sum
  if (isProved) return [...known, ...empty.map(({ procedure }) => ({ procedure, isMarked: false }))]
  if (known.length === 0) report.add(null, 'cell-missing', null, `хотя бы один столбец: ${MARKER_CELL}`)
  else for (const { header } of empty) report.add(header, 'cell-missing', null, MARKER_CELL, 'warning')
  return known
}
