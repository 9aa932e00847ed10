import type { AggregateResult, SourceSchoolRef } from '../../results/model.ts'
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
import { describeColumns, personalNote } from './columns.ts'
import { isEmpty, type RowReport, readCount, rowReport } from './read-cell.ts'
import { measureRole, measureText, readExam, readLowTotal, readParticipants } from './regional-ege-exam.ts'
import { type EgeLayout, egeLayout, type PlaceColumn } from './regional-ege-header.ts'
import { placeRow } from './regional-ege-place.ts'
import { schoolRef } from './school-text.ts'
import { segmentTotals, type TotalScope } from './segment-totals.ts'
import { titleYear } from './title-year.ts'

/** The form regions send ЕГЭ in: a school per row, 11–21 exams side by side, totals between the rows. */
export const regionalEge: Format = {
  id: 'regional-ege',
  title: 'ЕГЭ по школам: региональная форма с экзаменами в столбцах',
  detect: (samples) => samples.some((sample) => isEge(sample) && egeLayout(sample) !== undefined),
  open,
}

/** Another exam may be reported in the same shape; its title says so. */
const isEge = (sample: SheetSample): boolean =>
  !sample.rows
    .slice(0, 10)
    .some((row) => row.cells.some((cell) => /(^|[^А-Яа-яЁё])(ОГЭ|ГИА-9|ГВЭ)/u.test(cell?.text ?? '')))

interface SheetPlan {
  layout: EgeLayout
  schoolYear: number
  /** Whether the municipality stands above its schools (or beside them), or in the row under them. */
  fillsDown: boolean
  /** Rows of municipalities under their schools, in order; known once the whole sheet was looked through. */
  below: { rowNumber: number; municipality: string }[]
  totals: ReturnType<typeof segmentTotals>
}

const PLACE_ROLES = {
  municipality: 'муниципалитет',
  school: 'название школы',
  code: 'код школы',
  graduates: 'выпускников',
} satisfies Record<PlaceColumn, string>

const rolesOf = ({ places, exams }: EgeLayout): Map<number, string> =>
  new Map([
    ...[...places].map(([id, index]) => [index, PLACE_ROLES[id]] as const),
    ...exams.flatMap((exam) =>
      [...exam.columns].map(
        ([measure, index]) =>
          [
            index,
            `${measureRole(exam, measure)}${measure === 'high' || measure === 'full' ? ' (для сверки)' : ''}`,
          ] as const,
      ),
    ),
  ])

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const plans = new Map<string, SheetPlan>()
  const understanding: FileUnderstanding = {
    format: 'regional-ege',
    level: 'aggregate',
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  const headerProblems: RowProblem[] = []
  for (const sample of samples) {
    const layout = isEge(sample) ? egeLayout(sample) : undefined
    if (layout === undefined) {
      if (sample.rows.length > 0)
        understanding.notes.push(`Лист «${sample.sheet}» устроен иначе и не читается.`)
      continue
    }
    const named = titleYear(sample, layout.headerRows[0]!) ?? headerYear(layout)
    const schoolYear = named ?? context.schoolYear
    plans.set(sample.sheet, {
      layout,
      schoolYear,
      fillsDown: fillsDown(sample, layout),
      below: [],
      totals: segmentTotals(2 * layout.exams.length),
    })
    headerProblems.push(...headerWarnings(sample.sheet, layout, schoolYear))
    if (named !== null && !understanding.yearsInFile.includes(named)) understanding.yearsInFile.push(named)
    for (const { procedure } of layout.exams)
      if (!understanding.procedures.some((known) => known.code === procedure.code))
        understanding.procedures.push(procedure)
    understanding.sheets.push({
      name: sample.sheet,
      headerRows: layout.headerRows,
      columns: describeColumns(layout.headers, rolesOf(layout)),
    })
    understanding.notes.push(...personalNote(sample.sheet, layout.headers))
    if (!plans.get(sample.sheet)!.fillsDown)
      understanding.notes.push('Муниципалитет стоит под своими школами: он отнесён к строкам над ним.')
  }
  understanding.notes.push(
    'Пустая ячейка рядом с числом участников читается как «таких нет»; где участников нет, результата нет. Столбцы 80–99 и 100 баллов только сверяются с числом участников.',
  )
  return { understanding, ...reader(plans, headerProblems) }
}

/** Without a title the header's own year is the file's, if it names one only. */
const headerYear = ({ years }: EgeLayout): number | null => {
  const named = new Set(years.map(({ year }) => year))
  return named.size === 1 ? years[0]!.year : null
}

const headerWarnings = (sheet: string, layout: EgeLayout, schoolYear: number): RowProblem[] => {
  const place = { sheet, rowNumber: layout.headerRows[0]!, severity: 'warning' as const }
  return [
    ...layout.years
      .filter(({ year }) => year !== schoolYear)
      .map(
        ({ header, year }): RowProblem => ({
          ...place,
          column: header,
          code: 'year-differs',
          given: String(year),
          expected: `${schoolYear} — год таблицы; числа учтены за него`,
        }),
      ),
    ...layout.unread.map(
      ({ header, expected }): RowProblem => ({
        ...place,
        column: header,
        code: 'subject-unknown',
        given: header,
        expected: `${expected}; эти столбцы не прочитаны`,
      }),
    ),
  ]
}

/** The first school of the sheet stands under its municipality's row, or beside its name: then names go down. */
const fillsDown = (sample: SheetSample, layout: EgeLayout): boolean => {
  for (const row of sample.rows) {
    if (row.rowNumber <= layout.headerRows.at(-1)!) continue
    const place = placeRow(row, layout)
    if (place.kind === 'municipality') return true
    if (place.kind === 'school') return place.municipality !== null
  }
  return true
}

function reader(
  plans: Map<string, SheetPlan>,
  headerProblems: RowProblem[],
): Pick<FormatReader, 'survey' | 'parse' | 'finish'> {
  const above = new Map<string, string>()
  const seen = new Set<string>()

  const takeTotal = (
    row: SourceRow,
    { layout, totals }: SheetPlan,
    scope: TotalScope,
    label: string | null,
  ): ParsedRow => {
    const report = rowReport(row)
    const values = layout.exams.flatMap((exam) => {
      const reading = readParticipants(row, exam)
      return [reading.kind === 'value' ? reading.value : null, readLowTotal(row, exam)]
    })
    totals.total(row, values, scope)
    report.add(null, 'row-total', label, 'строка итогов: не школа', 'warning')
    return { results: [], problems: report.problems, skip: 'total' }
  }

  const parse = (row: SourceRow): ParsedRow => {
    const plan = plans.get(row.sheet)
    if (plan === undefined) return { results: [], problems: [], skip: 'filtered' }
    const { layout } = plan
    if (row.rowNumber <= layout.headerRows.at(-1)!) return { results: [], problems: [], skip: 'header' }
    if (row.cells.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }
    const place = placeRow(row, layout)
    if (place.kind === 'note') return { results: [], problems: [], skip: 'blank' }
    if (place.kind === 'total') return takeTotal(row, plan, place.scope, place.label)
    if (place.municipality !== null && plan.fillsDown) above.set(row.sheet, place.municipality)
    if (place.kind === 'municipality')
      return place.hasNumbers
        ? takeTotal(row, plan, 'section', place.municipality)
        : { results: [], problems: [], skip: 'section' }

    const report = rowReport(row)
    const school = schoolRef({
      code: place.code,
      name: place.name,
      municipality: place.municipality ?? above.get(row.sheet) ?? municipalityUnder(plan, row.rowNumber),
    })!
    return takeSchool(row, plan, school, report)
  }

  const takeSchool = (
    row: SourceRow,
    { layout, schoolYear, totals }: SheetPlan,
    school: SourceSchoolRef,
    report: RowReport,
  ): ParsedRow => {
    const graduates = readCount(row.cells[layout.places.get('graduates') ?? -1])
    if (graduates.kind === 'bad')
      report.add('Выпускников', graduates.code, graduates.given, graduates.expected, 'warning')
    const results: AggregateResult[] = []
    layout.exams.forEach((exam, index) => {
      const column = measureText(exam, 'participants')
      const key = `${exam.procedure.code} ${schoolYear} ${school.key}`
      const participants = readParticipants(row, exam)
      if (seen.has(key) && participants.kind === 'value') {
        report.add(
          column,
          'row-duplicate',
          school.name ?? school.key,
          'школа, которой по этому экзамену ещё не было',
        )
        return
      }
      if (participants.kind === 'value') totals.count(row.sheet, 2 * index, participants.value)
      const numbers = readExam(row, exam, report)
      if (numbers === undefined) return
      totals.count(row.sheet, 2 * index + 1, numbers.low ?? 0)
      seen.add(key)
      if (graduates.kind === 'value' && numbers.participants > graduates.value)
        report.add(
          column,
          'participants-exceed-graduates',
          String(numbers.participants),
          `не больше выпускников (${graduates.value})`,
          'warning',
        )
      results.push({
        level: 'aggregate',
        school,
        procedure: exam.procedure.code,
        schoolYear,
        ...numbers,
        high: null,
        lowShare: null,
        highShare: null,
        marks: null,
        countBasis: 'exact',
        sheet: row.sheet,
        rowNumber: row.rowNumber,
      })
    })
    if (results.length > 0 || report.isRejected) return { results, problems: report.problems }
    return { results, problems: report.problems, skip: 'blank' }
  }

  const finish = () => [
    ...headerProblems,
    ...[...plans.values()].flatMap(({ layout, totals }) =>
      totals.differences(
        layout.exams.flatMap(({ procedure }) => [
          `${procedure.name}: участников по школам`,
          `${procedure.name}: не преодолели порог по школам`,
        ]),
      ),
    ),
  ]
  // Only a sheet whose municipalities stand under their schools needs to be looked through beforehand.
  if ([...plans.values()].every((plan) => plan.fillsDown)) return { parse, finish }
  return { survey: (row) => rememberBelow(row, plans.get(row.sheet)), parse, finish }
}

function rememberBelow(row: SourceRow, plan: SheetPlan | undefined): void {
  if (plan === undefined || plan.fillsDown || row.rowNumber <= plan.layout.headerRows.at(-1)!) return
  const place = placeRow(row, plan.layout)
  if (place.kind === 'municipality')
    plan.below.push({ rowNumber: row.rowNumber, municipality: place.municipality })
}

/** The first municipality's row under a school is its own. */
const municipalityUnder = ({ below }: SheetPlan, rowNumber: number): string | null =>
  below.find((place) => place.rowNumber > rowNumber)?.municipality ?? null
