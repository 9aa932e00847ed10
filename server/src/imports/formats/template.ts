import { Problem } from '../../platform/problem.ts'
import { counted } from '../../platform/russian.ts'
import type { ProcedureRef } from '../../results/model.ts'
import { PROCEDURES } from '../../results/procedures.ts'
import type {
  FileUnderstanding,
  Format,
  FormatContext,
  FormatReader,
  ParsedRow,
  SheetSample,
} from '../model.ts'
import { describeColumns, findHeader, type HeaderMatch, headerTexts } from './columns.ts'
import { isEmpty, readText } from './read-cell.ts'
import { rowSignature, TEMPLATE_COLUMNS, type TemplateColumn } from './template-columns.ts'
import { parseTemplateRow } from './template-row.ts'

/** Our own workbook: written from the register, edited in Excel, read back. Only edited rows bring anything. */
export const template: Format = {
  id: 'template',
  title: 'Таблица Траектории: результаты школ',
  detect: (samples) => samples.some((sample) => findHeader(sample, TEMPLATE_COLUMNS) !== undefined),
  open,
}

const KINDS = new Set(['vpr', 'oge', 'ege', 'gve', 'kdr'])

/** Procedures by code: the catalogue's own and those that the workbook lists for its region. */
function knownProcedures(samples: SheetSample[]): Map<string, ProcedureRef> {
  const known = new Map<string, ProcedureRef>()
  for (const sample of samples) {
    for (const row of sample.rows) {
      const [code, name] = [readText(row.cells[0]), readText(row.cells[1])]
      if (code === null || name === null || !/^[a-z][a-z0-9-]{2,60}$/.test(code)) continue
      const prefix = code.split('-')[0]!
      const kind = (KINDS.has(prefix) ? prefix : 'other') as ProcedureRef['kind']
      known.set(code, { code, name, kind, subject: null, programmeGrade: null })
    }
  }
  for (const { code, name, kind, subject, programmeGrade } of PROCEDURES)
    known.set(code, { code, name, kind, subject, programmeGrade })
  return known
}

const LISTS = /^код процедуры$/i
const isList = (sample: SheetSample): boolean =>
  sample.rows.length > 0 && LISTS.test(headerTexts([sample.rows[0]!], [])[0] ?? '')

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const headers = new Map<string, HeaderMatch<TemplateColumn>>()
  const understanding: FileUnderstanding = {
    format: 'template',
    level: 'aggregate',
    // Years stand in the rows: they are added as rows are read.
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  for (const sample of samples) {
    const header = findHeader(sample, TEMPLATE_COLUMNS)
    if (header === undefined) continue
    headers.set(sample.sheet, header)
    const roles = new Map(
      TEMPLATE_COLUMNS.flatMap((rule) =>
        header.columns.has(rule.id) ? [[header.columns.get(rule.id)!, rule.role] as const] : [],
      ),
    )
    const columns = describeColumns(header.headers, roles)
    understanding.sheets.push({ name: sample.sheet, headerRows: header.rows, columns })
  }
  const procedures = knownProcedures(samples.filter(isList))
  return { understanding, ...reader(headers, procedures, understanding, context) }
}

function reader(
  headers: Map<string, HeaderMatch<TemplateColumn>>,
  procedures: Map<string, ProcedureRef>,
  understanding: FileUnderstanding,
  context: FormatContext,
): Pick<FormatReader, 'parse' | 'finish' | 'nothing'> {
  const seen = new Set<string>()
  const rows = { unchanged: 0, other: 0 }

  const parse = (row: Parameters<FormatReader['parse']>[0]): ParsedRow => {
    const header = headers.get(row.sheet)
    if (header === undefined) return { results: [], problems: [], skip: 'filtered' }
    if (row.rowNumber <= header.rows.at(-1)!) return { results: [], problems: [], skip: 'header' }
    if (row.cells.every(isEmpty)) return { results: [], problems: [], skip: 'blank' }
    const at = (id: TemplateColumn) => row.cells[header.columns.get(id) ?? -1]
    const given = readText(at('given'))
    if (given !== null && given === rowSignature(at)) {
      rows.unchanged += 1
      return { results: [], problems: [], skip: 'unchanged' }
    }
    rows.other += 1
    const parsed = parseTemplateRow(row, at, { procedures, seen, schoolYear: context.schoolYear })
    for (const { procedure, schoolYear } of parsed.results) remember(procedures.get(procedure)!, schoolYear)
    return parsed
  }

  const remember = (procedure: ProcedureRef, schoolYear: number): void => {
    if (!understanding.procedures.some(({ code }) => code === procedure.code))
      understanding.procedures.push(procedure)
    if (understanding.yearsInFile.includes(schoolYear)) return
    understanding.yearsInFile.push(schoolYear)
    understanding.yearsInFile.sort((left, right) => left - right)
  }

  return {
    parse,
    finish: () => {
      if (rows.unchanged > 0)
        understanding.notes.push(
          `Не изменены и не будут тронуты: ${counted(rows.unchanged, ROWS)}. Новым источником станут только изменённые строки.`,
        )
      return []
    },
    nothing: (fileName) =>
      rows.other > 0 || rows.unchanged === 0
        ? undefined
        : new Problem(
            'import/duplicate-file',
            `В таблице «${fileName}» ни одно число не изменено (${counted(rows.unchanged, ROWS)}): загружать нечего, числа те же, что были выгружены.`,
          ),
  }
}

const ROWS = ['строка', 'строки', 'строк'] as const
