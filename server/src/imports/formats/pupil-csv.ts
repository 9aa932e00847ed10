import type { ProcedureRef, PupilDetails, PupilScores, PupilUnit } from '../../results/model.ts'
import { PROCEDURES } from '../../results/procedures.ts'
import type {
  BulkReader,
  Cell,
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  RowProblem,
  SheetSample,
  SourceRow,
} from '../model.ts'
import { describeColumns, findHeader, type HeaderMatch, personalNote } from './columns.ts'
import { type ColumnPart, givenOf, PUPIL_COLUMNS, type PupilColumn, readColumn } from './pupil-csv-columns.ts'
import { isEmpty, readText, rowReport } from './read-cell.ts'
import { parseMunicipalityText } from './school-text.ts'
import { isTotalLabel } from './totals.ts'

/**
 * Pupils of any number of schools, procedures and years, one in a row. Our own format: what a region writes out of its
 * database, and what the analysts' export gives. The one format that may have tens of millions of rows.
 */
export const pupilCsv: Format = {
  id: 'pupil-csv',
  title: 'Результаты участников: строка на участника',
  detect: (samples) => samples.some((sample) => headerOf(sample) !== undefined),
  open,
}

const headerOf = (sample: SheetSample): HeaderMatch<PupilColumn> | undefined =>
  findHeader(sample, PUPIL_COLUMNS, ({ columns }) =>
    (['mark', 'primaryScore', 'testScore'] as const).some((id) => columns.has(id)),
  )

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const sheets = new Map<string, HeaderMatch<PupilColumn>>()
  const understanding: FileUnderstanding = {
    ...{ format: 'pupil-csv', level: 'pupil', yearsInFile: [], procedures: [], sheets: [], notes: [] },
  }
  for (const sample of samples) {
    const header = headerOf(sample)
    if (header === undefined) {
      if (sample.rows.length > 0)
        understanding.notes.push(`Лист «${sample.sheet}» не содержит результатов участников и не читается.`)
      continue
    }
    sheets.set(sample.sheet, header)
    const roles = new Map([...header.columns].map(([id, index]) => [index, RULES[id].role]))
    understanding.sheets.push({
      name: sample.sheet,
      headerRows: header.rows,
      columns: describeColumns(header.headers, roles),
    })
    understanding.notes.push(...personalNote(sample.sheet, header.headers))
  }
  const accept = (unit: PupilUnit) => notice(understanding, unit)
  const parse = (row: SourceRow): ParsedRow => {
    const header = sheets.get(row.sheet)
    if (header === undefined) return { results: [], problems: [], skip: 'filtered' }
    if (row.rowNumber <= header.rows.at(-1)!) return { results: [], problems: [], skip: 'header' }
    return parseRow(row, header, context, accept)
  }
  const [only] = sheets.values()
  return {
    understanding,
    parse,
    finish: () => [],
    repeated: (code, place) => repeatedPupil(headerText(sheets.get(place.sheet)!, 'pupil'), code, place),
    ...(sheets.size === 1 ? { bulk: bulkReader(only!, context, accept) } : {}),
  }
}

const RULES = Object.fromEntries(PUPIL_COLUMNS.map((rule) => [rule.id, rule])) as Record<
  PupilColumn,
  (typeof PUPIL_COLUMNS)[number]
>
const CATALOGUE = new Map(
  PROCEDURES.map(({ code, name, kind, subject, programmeGrade }): [string, ProcedureRef] => [
    code,
    { code, name, kind, subject, programmeGrade },
  ]),
)

function notice(understanding: FileUnderstanding, unit: PupilUnit): void {
  if (!understanding.yearsInFile.includes(unit.schoolYear)) {
    understanding.yearsInFile.push(unit.schoolYear)
    understanding.yearsInFile.sort((left, right) => left - right)
  }
  if (!understanding.procedures.some(({ code }) => code === unit.procedure))
    understanding.procedures.push(CATALOGUE.get(unit.procedure)!)
}

type Report = ReturnType<typeof rowReport>
type CellOf = (id: PupilColumn) => Cell | undefined

/** The value of a column, or undefined with its problem reported; null where nothing stands. */
function readValue(id: PupilColumn, cellOf: CellOf, header: HeaderMatch<PupilColumn>, report: Report) {
  const index = header.columns.get(id)
  if (index === undefined) return null
  const reading = readColumn(RULES[id], cellOf(id))
  if (reading.kind === 'value') return reading.value
  if (reading.kind === 'absent') return null
  report.add(header.headers[index]!, reading.code, givenOf(reading.given), reading.expected)
  return undefined
}

/** The parts of a row. Each reads only its own columns, so that the same texts always give the same answer. */
function readUnit(
  cellOf: CellOf,
  header: HeaderMatch<PupilColumn>,
  context: FormatContext,
  report: Report,
): PupilUnit | undefined {
  const value = (id: PupilColumn) => readValue(id, cellOf, header, report)
  const [key, procedure, year, name, place] = [
    ...[value('school'), value('procedure'), value('year'), value('schoolName'), value('municipality')],
  ]
  if (key === null)
    report.add(headerText(header, 'school'), 'school-key-missing', null, RULES.school.expected)
  for (const [id, found] of [['procedure', procedure] as const, ['year', year] as const])
    if (found === null && header.columns.has(id))
      report.add(headerText(header, id), 'cell-missing', null, RULES[id].expected)
  if (report.isRejected) return undefined
  const municipality = parseMunicipalityText(String(place ?? ''))
  return {
    school: {
      keyKind: /^\d/.test(String(key)) ? 'rcoi' : 'edu',
      key: String(key),
      name: name === null ? null : String(name),
      municipality: municipality.name,
      municipalityCode: municipality.code,
    },
    procedure: String(procedure),
    schoolYear: year === null ? context.schoolYear : Number(year),
  }
}

function readScores(
  cellOf: CellOf,
  header: HeaderMatch<PupilColumn>,
  report: Report,
): PupilScores | undefined {
  const value = (id: PupilColumn) => {
    const found = readValue(id, cellOf, header, report)
    return found === null || found === undefined ? null : Number(found)
  }
  const scores = {
    ...{ primaryScore: value('primaryScore'), testScore: value('testScore') },
    ...{ mark: value('mark'), journalMark: value('journalMark') },
  }
  if (report.isRejected) return undefined
  if (scores.mark === null && scores.primaryScore === null && scores.testScore === null) {
    report.add(null, 'cell-missing', null, 'отметка или балл')
    return undefined
  }
  return scores
}

function readDetails(
  cellOf: CellOf,
  header: HeaderMatch<PupilColumn>,
  report: Report,
): PupilDetails | undefined {
  const className = readValue('className', cellOf, header, report)
  const variant = readValue('variant', cellOf, header, report)
  if (report.isRejected) return undefined
  return {
    className: className === null ? null : String(className),
    variant: variant === null ? null : String(variant),
  }
}

function parseRow(
  row: SourceRow,
  header: HeaderMatch<PupilColumn>,
  context: FormatContext,
  accept: (unit: PupilUnit) => void,
): ParsedRow {
  const cellOf: CellOf = (id) => row.cells[header.columns.get(id) ?? -1]
  const ids = [...header.columns.keys()]
  if (ids.every((id) => isEmpty(cellOf(id)))) return { results: [], problems: [], skip: 'blank' }
  const report = rowReport(row)
  if (isEmpty(cellOf('pupil')) && ids.some((id) => isTotalLabel(readText(cellOf(id)) ?? ''))) {
    report.add(null, 'row-total', null, 'строка итогов: не участник', 'warning')
    return { results: [], problems: report.problems, skip: 'total' }
  }
  const part = () => rowReport(row)
  const reports = [part(), part(), part()] as const
  const unit = readUnit(cellOf, header, context, reports[0])
  const scores = readScores(cellOf, header, reports[1])
  const details = readDetails(cellOf, header, reports[2])
  const pupil = readValue('pupil', cellOf, header, report)
  if (pupil === null) report.add(headerText(header, 'pupil'), 'cell-missing', null, RULES.pupil.expected)
  const problems = [...reports.flatMap(({ problems: found }) => found), ...report.problems]
  if (!unit || !scores || !details || typeof pupil !== 'string') return { results: [], problems }
  accept(unit)
  const place = { sheet: row.sheet, rowNumber: row.rowNumber }
  return {
    results: [{ level: 'pupil', ...unit, pupilCode: pupil, ...details, ...scores, tasks: null, ...place }],
    problems,
  }
}

const headerText = (header: HeaderMatch<PupilColumn>, id: PupilColumn): string =>
  header.headers[header.columns.get(id)!]!

const repeatedPupil = (
  column: string,
  code: string,
  { sheet, rowNumber }: Pick<SourceRow, 'sheet' | 'rowNumber'>,
): RowProblem => ({
  ...{ sheet, rowNumber, column, code: 'row-duplicate', given: givenOf(code), severity: 'rejected' },
  expected: 'код, который в этой школе ещё не встречался',
})

function bulkReader(
  header: HeaderMatch<PupilColumn>,
  context: FormatContext,
  accept: (unit: PupilUnit) => void,
): BulkReader {
  const idsOf = (part: ColumnPart) => [...header.columns.keys()].filter((id) => RULES[id].part === part)
  const ids = { unit: idsOf('unit'), scores: idsOf('scores'), details: idsOf('details') }
  const indexes = (part: keyof typeof ids) => ids[part].map((id) => header.columns.get(id)!)
  const nowhere = () => rowReport({ sheet: '', rowNumber: 0, cells: [] })
  const cellsOf =
    (part: keyof typeof ids, cells: (Cell | undefined)[]): CellOf =>
    (id) =>
      cells[ids[part].indexOf(id)]
  // A total's label makes a row of totals only where the pupil's code is missing, and such rows are never judged here.
  return {
    firstRow: header.rows.at(-1)! + 1,
    columns: {
      ...{ unit: indexes('unit'), scores: indexes('scores'), details: indexes('details') },
      pupil: header.columns.get('pupil')!,
    },
    unit: (cells) => readUnit(cellsOf('unit', cells), header, context, nowhere()),
    scores: (cells) => readScores(cellsOf('scores', cells), header, nowhere()),
    details: (cells) => readDetails(cellsOf('details', cells), header, nowhere()),
    accepted: accept,
  }
}
