import { Problem } from '../../platform/problem.ts'
import { MISSING_LABELS, type MissingReason } from '../../platform/value.ts'
import type { AggregateResult, ProcedureRef, SourceSchoolRef, WithheldResult } from '../../results/model.ts'
import { PROCEDURES } from '../../results/procedures.ts'
import type {
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  SheetSample,
  SourceRow,
} from '../model.ts'
import { describeColumns, personalNote } from './columns.ts'
import type { GroupPlan } from './mapped-cells.ts'
import { readGroup, tokensOf } from './mapped-group.ts'
import { mappedRoles } from './mapped-roles.ts'
import type { ColumnGroup, Mapping, RowFilter, TextSource, YearSource } from './mapping.ts'
import { addressText, planSheets, type SheetPlan } from './mapping-plan.ts'
import { isEmpty, type RowReport, readCount, readText, rowReport } from './read-cell.ts'
import { nameSchoolKey, normaliseCode, parseMunicipalityText, parseSchoolText } from './school-text.ts'
import { segmentTotals } from './segment-totals.ts'
import { planShares } from './share-columns.ts'
import { parseSchoolYear } from './title.ts'
import { titleYear } from './title-year.ts'
import { isTotalLabel } from './totals.ts'

/** A format made of a mapping: any table whose columns a person named once. */
export const mappedFormat = (mapping: Mapping): Format => ({
  id: 'mapped',
  title: mapping.name,
  detect: (samples) => fits(samples, mapping),
  open: (samples, context) => open(samples, mapping, context),
})

/** Whether the file has every column the mapping names. */
export const fits = (samples: SheetSample[], mapping: Mapping): boolean => {
  try {
    return planSheets(samples, mapping).length > 0
  } catch (error) {
    if (error instanceof Problem) return false
    throw error
  }
}

/** The procedure of a group, from the catalogue or as the mapping describes it. */
export const procedureOf = ({ procedure }: ColumnGroup): ProcedureRef => {
  if (typeof procedure === 'object') return procedure
  const known = PROCEDURES.find((candidate) => candidate.code === procedure)
  if (known === undefined) {
    throw new Problem(
      'import/mapping-invalid',
      `Процедуры «${procedure}» нет в каталоге: опишите её в «groups» полностью — код, название и вид.`,
    )
  }
  const { code, name, kind, subject, programmeGrade } = known
  return { code, name, kind, subject, programmeGrade }
}

const constantYears = (mapping: Mapping): number[] => {
  const years = [mapping.year, ...mapping.groups.map((group) => group.year)]
  const constants = years.flatMap((year) => (year !== undefined && 'constant' in year ? [year.constant] : []))
  return [...new Set(constants)].sort((left, right) => left - right)
}

interface MappedSheet {
  plan: SheetPlan
  groups: GroupPlan[]
}

function open(samples: SheetSample[], mapping: Mapping, context: FormatContext): FormatReader {
  const procedures = mapping.groups.map(procedureOf)
  const understanding: FileUnderstanding = {
    format: 'mapped',
    level: 'aggregate',
    // Years of a column are added as rows are read.
    yearsInFile: constantYears(mapping),
    procedures: procedures.filter(
      (procedure, index) => procedures.findIndex(({ code }) => code === procedure.code) === index,
    ),
    sheets: [],
    notes: [],
  }
  const sheets = new Map<string, MappedSheet>()
  for (const plan of planSheets(samples, mapping)) {
    const sample = samples.find((candidate) => candidate.sheet === plan.sheet)!
    const shares = planShares(sample, mapping, plan)
    const groups = mapping.groups.map((group) => ({ group, plan, shares, tokens: tokensOf(mapping, group) }))
    sheets.set(plan.sheet, { plan, groups })
    const roles = mappedRoles(mapping, procedures, plan)
    understanding.sheets.push({
      name: plan.sheet,
      headerRows: plan.headerRows,
      columns: describeColumns(plan.headers, roles),
    })
    understanding.notes.push(
      ...shares.notes,
      ...personalNote(plan.sheet, plan.headers),
      ...yearNote(sample, mapping, plan, context),
    )
  }
  for (const sample of samples) {
    if (!sheets.has(sample.sheet) && sample.rows.length > 0)
      understanding.notes.push(`Лист «${sample.sheet}» описанием не назван и не читается.`)
  }
  return { understanding, ...reader(sheets, mapping, procedures, understanding, context) }
}

/** The chosen year counts where a mapping names none; a title that says another is worth a look. */
function yearNote(sample: SheetSample, mapping: Mapping, plan: SheetPlan, context: FormatContext): string[] {
  if (mapping.year !== undefined || mapping.groups.some(({ year }) => year !== undefined)) return []
  const named = titleYear(sample, Math.min(...plan.headerRows, sample.rows.length))
  if (named === null || named === context.schoolYear) return []
  return [
    `Над таблицей назван ${named} год, а выбран ${context.schoolYear}: проверьте, за тот ли год загрузка.`,
  ]
}

function reader(
  sheets: Map<string, MappedSheet>,
  mapping: Mapping,
  procedures: ProcedureRef[],
  understanding: FileUnderstanding,
  context: FormatContext,
): Pick<FormatReader, 'parse' | 'finish'> {
  const totals = segmentTotals(mapping.groups.length)
  const seen = new Set<string>()
  const absences = new Map<MissingReason, number>()

  const parse = (row: SourceRow): ParsedRow => {
    const sheet = sheets.get(row.sheet)
    if (sheet === undefined) return { results: [], problems: [], skip: 'filtered' }
    const { plan } = sheet
    if (row.rowNumber <= Math.max(0, ...plan.headerRows)) return { results: [], problems: [], skip: 'header' }
    if (row.cells.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }
    if (!passes(row, mapping.rows, plan)) return { results: [], problems: [], skip: 'filtered' }
    const report = rowReport(row)
    const school = readSchool(row, mapping, plan)
    if (school === 'total') {
      totals.total(
        row,
        mapping.groups.map((group) => participantsIn(row, group, plan)),
      )
      report.add(null, 'row-total', totalLabel(row), 'строка итогов: не школа', 'warning')
      return { results: [], problems: report.problems, skip: 'total' }
    }
    if (school === 'no-key') {
      report.add(addressText(mapping.school.key.column), 'school-key-missing', null, 'код школы')
      return { results: [], problems: report.problems }
    }

    const results: AggregateResult[] = []
    const withheld: WithheldResult[] = []
    let read = 0
    sheet.groups.forEach((at, index) => {
      if (!passes(row, at.group.rows, plan)) return
      read += 1
      const found = readGroup(row, at, report)
      if ('missing' in found) absences.set(found.missing, (absences.get(found.missing) ?? 0) + 1)
      const isHidden = 'missing' in found && found.missing === 'withheld'
      if (!('numbers' in found) && !isHidden) return
      const schoolYear = readYear(row, at.group.year ?? mapping.year, plan, context, report)
      if (schoolYear === undefined) return
      const procedure = procedures[index]!.code
      if (!('numbers' in found)) {
        withheld.push({ school, procedure, schoolYear, sheet: row.sheet, rowNumber: row.rowNumber })
        return
      }
      const key = `${procedure} ${schoolYear} ${school.key}`
      if (seen.has(key)) {
        report.add(
          addressText(mapping.school.key.column),
          'row-duplicate',
          school.key,
          `школа, которой ещё не было (${procedures[index]!.name})`,
        )
        return
      }
      seen.add(key)
      totals.count(row.sheet, index, found.numbers.participants)
      if (schoolYear !== context.schoolYear || (at.group.year ?? mapping.year) !== undefined)
        rememberYear(understanding, schoolYear)
      results.push({
        level: 'aggregate',
        school,
        procedure,
        schoolYear,
        ...found.numbers,
        sheet: row.sheet,
        rowNumber: row.rowNumber,
      })
    })
    const parsed = { results, problems: report.problems, ...(withheld.length > 0 ? { withheld } : {}) }
    if (results.length > 0 || report.isRejected) return parsed
    return { ...parsed, skip: read === 0 ? 'filtered' : 'blank' }
  }

  const finish = () => {
    for (const [reason, count] of absences) {
      understanding.notes.push(
        `Ячеек без результата — ${count}: ${MISSING_LABELS[reason]}. За ноль они не считаются.`,
      )
    }
    return totals.differences(procedures.map(({ name }) => `${name}: участников по школам`))
  }
  return { parse, finish }
}

const totalLabel = (row: SourceRow): string | null =>
  row.cells.map((cell) => readText(cell)).find((text) => text !== null && isTotalLabel(text)) ?? null

const rememberYear = (understanding: FileUnderstanding, year: number): void => {
  if (understanding.yearsInFile.includes(year)) return
  understanding.yearsInFile.push(year)
  understanding.yearsInFile.sort((left, right) => left - right)
}

const passes = (row: SourceRow, filters: RowFilter[] | undefined, plan: SheetPlan): boolean =>
  (filters ?? []).every((filter) => {
    const text = normaliseCode(readText(row.cells[plan.columnOf(filter.column)]) ?? '').toLowerCase()
    return filter.in.some((wanted) => normaliseCode(wanted).toLowerCase() === text)
  })

const textOf = (row: SourceRow, source: TextSource | undefined, plan: SheetPlan): string | null => {
  if (source === undefined) return null
  return 'constant' in source ? source.constant : readText(row.cells[plan.columnOf(source.column)])
}

const readSchool = (
  row: SourceRow,
  { school }: Mapping,
  plan: SheetPlan,
): SourceSchoolRef | 'total' | 'no-key' => {
  const keyText = textOf(row, school.key, plan)
  const nameText = textOf(row, school.name, plan)
  const placeText = textOf(row, school.municipality, plan)
  const labels = [
    keyText,
    nameText,
    school.municipality !== undefined && 'column' in school.municipality ? placeText : null,
  ]
  if (labels.some((label) => label !== null && isTotalLabel(label))) return 'total'
  if (keyText === null) return nameText === null ? 'total' : 'no-key'
  const { login, name } = parseSchoolText(school.keyKind === 'edu' ? keyText : '')
  const place = parseMunicipalityText(placeText ?? '')
  const key =
    school.keyKind === 'edu'
      ? (login ?? normaliseCode(name ?? keyText))
      : school.keyKind === 'name'
        ? nameSchoolKey(place.name ?? place.code, keyText)
        : normaliseCode(keyText)
  return {
    keyKind: school.keyKind,
    key,
    name: nameText ?? (school.keyKind === 'name' ? keyText : null),
    municipality: place.name,
    municipalityCode: textOf(row, school.municipalityCode, plan) ?? place.code,
  }
}

/** A row of totals is compared only with what the rows of its own group add up to. */
const participantsIn = (row: SourceRow, group: ColumnGroup, plan: SheetPlan): number | null => {
  if (group.rows !== undefined) return null
  const count = readCount(row.cells[plan.columnOf(group.participants.column)])
  return count.kind === 'value' ? count.value : null
}

const readYear = (
  row: SourceRow,
  source: YearSource | undefined,
  plan: SheetPlan,
  context: FormatContext,
  report: RowReport,
): number | undefined => {
  if (source === undefined) return context.schoolYear
  if ('constant' in source) return source.constant
  const text = readText(row.cells[plan.columnOf(source.column)])
  const year = text === null ? null : parseSchoolYear(text)
  if (year !== null) return year
  report.add(
    addressText(source.column),
    text === null ? 'cell-missing' : 'cell-not-number',
    text,
    'год, например 2025 или 2024/25',
  )
  return undefined
}
