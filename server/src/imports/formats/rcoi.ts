import type { PupilResult } from '../../results/model.ts'
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
import { quotable } from './personal-columns.ts'
import { createAppeals } from './rcoi-appeals.ts'
import { createAttempts } from './rcoi-attempts.ts'
import {
  continuesHeader,
  isProtocolHeader,
  RCOI_ROLES,
  type RcoiHeader,
  readRcoiHeader,
} from './rcoi-columns.ts'
import { kindInText, parseExamFileName } from './rcoi-exam.ts'
import { readPupilCode, readSchool, readScores, readTasks } from './rcoi-row.ts'
import { createTally } from './rcoi-tally.ts'
import { createWalk, type DataRow } from './rcoi-walk.ts'
import { readText, rowReport } from './read-cell.ts'

/** Protocols of РЦОИ: results of ЕГЭ and ОГЭ by participant, dense and sparse, several exams one under another, appeals, csv. */
export const rcoi: Format = {
  id: 'rcoi',
  title: 'Протокол РЦОИ (ЕГЭ, ОГЭ)',
  detect: (samples) => samples.some((sample) => headersOf(sample).some(isProtocolHeader)),
  open,
}

/** Every header among the first rows of a sheet. */
const headersOf = ({ rows }: SheetSample): RcoiHeader[] =>
  rows.flatMap((row, at) => {
    const single = readRcoiHeader([row])
    if (single === undefined) return []
    const next = rows[at + 1]
    const isDouble = next !== undefined && next.rowNumber === row.rowNumber + 1 && continuesHeader(next)
    return [(isDouble ? readRcoiHeader([row, next]) : undefined) ?? single]
  })

function open(samples: SheetSample[], context: FormatContext): FormatReader {
  const understanding: FileUnderstanding = {
    format: 'rcoi',
    level: 'pupil',
    // Years and exams are added as their titles are met.
    yearsInFile: [],
    procedures: [],
    sheets: [],
    notes: [],
  }
  for (const sample of samples) {
    const header = headersOf(sample).find(isProtocolHeader)
    if (header === undefined) {
      if (sample.rows.length > 0)
        understanding.notes.push(
          `Лист «${sample.sheet}» не похож на протокол: строки без результатов не читаются.`,
        )
      continue
    }
    const roles = new Map(
      [...header.columns].flatMap(([id, at]) => {
        const role = RCOI_ROLES.get(id)
        return role == null ? [] : [[at, role] as const]
      }),
    )
    understanding.sheets.push({
      name: sample.sheet,
      headerRows: header.rows,
      columns: describeColumns(header.texts, roles),
    })
    understanding.notes.push(...personalNote(sample.sheet, header.texts))
  }
  return { understanding, ...reader(understanding, context) }
}

function reader(
  understanding: FileUnderstanding,
  context: FormatContext,
): Pick<FormatReader, 'survey' | 'parse' | 'finish'> {
  const fileName = context.fileName ?? ''
  const settings = {
    chosenYear: context.schoolYear,
    include: context.include ?? [],
    fromFileName: parseExamFileName(fileName),
    kindFromFileName: kindInText(fileName),
  }
  const attempts = createAttempts()
  const appeals = createAppeals()
  const tally = createTally()
  const sheetNumbers = new Map<string, number>()
  const surveyed = createWalk(settings)
  const walk = createWalk(settings)

  const survey = (row: SourceRow): void => {
    const step = surveyed(row)
    if ('skip' in step || step.data.sitting === undefined || step.data.sitting.excluded !== null) return
    appeals.note(step.data)
    if (!step.data.isAppeal && typeof readScores(step.data, rowReport(row)) === 'object')
      attempts.note(step.data)
  }

  const parse = (row: SourceRow): ParsedRow => {
    if (!sheetNumbers.has(row.sheet)) sheetNumbers.set(row.sheet, sheetNumbers.size + 1)
    const step = walk(row)
    return 'skip' in step ? { results: [], problems: [], skip: step.skip } : parseData(step.data)
  }

  const parseData = (data: DataRow): ParsedRow => {
    const { row, sitting } = data
    const report = rowReport(row)
    const pass = (why: Parameters<typeof tally.pass>[0]): ParsedRow => {
      tally.pass(why, data)
      return { results: [], problems: [], skip: 'filtered' }
    }
    if (sitting === undefined || sitting.procedure === undefined) {
      const given = sitting === undefined ? null : quotableSubject(sitting.exam.subject)
      report.add(null, 'subject-unknown', given, sitting === undefined ? NO_EXAM : NO_LEVEL)
      return { results: [], problems: report.problems }
    }
    const { procedure, schoolYear } = sitting
    if (sitting.excluded !== null) return pass(sitting.excluded)
    if (data.isAppeal) {
      const fate = appeals.fateOf(data)
      if (fate !== 'unmatched') return pass(`appeal-${fate}`)
      report.add('Экзамен', 'appeal-unmatched', null, APPEAL)
      return { results: [], problems: report.problems }
    }
    const school = readSchool(data, report)
    const pupilCode = readPupilCode(data, report)
    const own = readScores(data, report)
    if (own === 'absent' || own === 'annulled') return pass(own)
    if (school === undefined || pupilCode === undefined || own === undefined)
      return { results: [], problems: report.problems }
    const attempt = attempts.attemptOf(data)
    if (attempt === 'earlier') return pass('earlier')
    if (attempt === 'repeat') {
      report.add(
        'Код участника',
        'row-duplicate',
        quotable(pupilCode ?? ''),
        'участник, которого в этом экзамене ещё не было',
      )
      return { results: [], problems: report.problems }
    }
    if (!understanding.yearsInFile.includes(schoolYear) && sitting.exam.date !== null)
      understanding.yearsInFile.push(schoolYear)
    if (!understanding.procedures.some(({ code }) => code === procedure.code))
      understanding.procedures.push(procedure)
    const scores = appeals.scoresAfter(data) ?? own
    if (scores.mark === null && scores.testScore === null) tally.unmarked(procedure.code)
    if (pupilCode === null) tally.codeless()
    const result: PupilResult = {
      level: 'pupil',
      school,
      procedure: procedure.code,
      schoolYear,
      pupilCode: pupilCode ?? `row-${sheetNumbers.get(row.sheet)}-${row.rowNumber}`,
      className: classOf(data),
      variant: codeText(data),
      ...scores,
      journalMark: null,
      tasks: readTasks(data, report),
      sheet: row.sheet,
      rowNumber: row.rowNumber,
    }
    return { results: [result], problems: report.problems }
  }

  const finish = (): RowProblem[] => {
    understanding.notes.push(...tally.notes())
    return []
  }
  return { survey, parse, finish }
}

const NO_EXAM =
  'экзамен над таблицей, например «01 - Русский язык 2025.05.30»; для csv — в имени файла: «02 - Математика 2025.06.02.csv»'
const NO_LEVEL = 'название экзамена из каталога; для математики ЕГЭ — «базовая» или «профильная»'
const APPEAL =
  'ровно одна строка протокола с тем же кодом участника или с той же школой, классом, ППЭ и аудиторией: без неё новый балл не к кому отнести, внесите его в протокол'

/** A title's subject is quoted; a long text may be anything. */
const quotableSubject = (subject: string) => (subject.length <= 60 ? subject : null)

/** `11А`, `9 Б`, `11-1`: longer words are no class. */
const classOf = ({ cell }: DataRow): string | null => {
  const text = readText(cell('className'))
  return text !== null &&
    /^[\p{L}\d]{1,4}(?:[ ./-]?[\p{L}\d«»"]{1,4})?$/u.test(text) &&
    quotable(text) !== null
    ? text
    : null
}

const codeText = ({ cell }: DataRow): string | null => {
  const text = readText(cell('variant'))
  return text === null ? null : quotable(text)
}
