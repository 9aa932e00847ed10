import type { ProcedureRef } from '../../results/model.ts'
import type { ParsedRow, SourceRow } from '../model.ts'
import {
  continuesHeader,
  hasResults,
  type RcoiColumn,
  type RcoiHeader,
  readRcoiHeader,
} from './rcoi-columns.ts'
import {
  type Excluded,
  excludedBecause,
  kindInText,
  kindOfExam,
  parseExamCell,
  parseExamTitle,
  procedureOf,
  type RcoiExam,
  type RcoiKind,
  schoolYearOf,
} from './rcoi-exam.ts'
import { isEmpty, readText } from './read-cell.ts'
import { isTotalLabel } from './totals.ts'

/** An exam of a protocol as far as it is understood. */
export interface Sitting {
  exam: RcoiExam
  kind: RcoiKind
  /** Undefined where subject and kind name no procedure (ЕГЭ mathematics without its level). */
  procedure: ProcedureRef | undefined
  schoolYear: number
  excluded: Excluded | null
}

/** A row of people under a header: of a protocol, or of appeals against it. `sitting` undefined: nothing names the exam. */
export interface DataRow {
  row: SourceRow
  header: RcoiHeader
  sitting: Sitting | undefined
  isAppeal: boolean
  /** The cell of a column: the first filled one up to the next header, since merged layouts leave every second empty. */
  cell(id: RcoiColumn): SourceRow['cells'][number]
}

export type Step = { skip: NonNullable<ParsedRow['skip']> } | { data: DataRow }

export interface WalkContext {
  chosenYear: number
  include: readonly string[]
  /** The exam that the file's name names, for csv. */
  fromFileName: RcoiExam | null
  kindFromFileName: RcoiKind | null
}

interface SheetState {
  header: RcoiHeader | undefined
  /** The row that may be the first of a two-row header. */
  headerRow: SourceRow | undefined
  exam: RcoiExam | null
  kindAbove: RcoiKind | null
}

/**
 * Walks over the rows of a protocol and says what each is: title, header, row of a person, or something to pass over.
 * Exams follow one another in a sheet, with or without a header of their own.
 */
export const createWalk = (context: WalkContext): ((row: SourceRow) => Step) => {
  const sheets = new Map<string, SheetState>()
  const sittings = new Map<string, Sitting>()

  const sittingOf = (state: SheetState, header: RcoiHeader, examText: string | null, className: string) => {
    const exam = (examText === null ? null : parseExamCell(examText)) ?? state.exam ?? context.fromFileName
    if (exam === null) return undefined
    const above = state.kindAbove ?? context.kindFromFileName
    const gradeLevel = /^\s*1[0-2]/.test(className) ? 11 : 9
    const key = `${exam.code} ${exam.subject} ${exam.date} ${above} ${header.columns.has('testScore')} ${gradeLevel}`
    const known = sittings.get(key)
    if (known !== undefined) return known
    const kind = kindOfExam(exam, above, header.columns.has('testScore'))
    const made: Sitting = {
      exam,
      kind,
      procedure: procedureOf(exam, kind, gradeLevel),
      schoolYear: schoolYearOf(exam, context.chosenYear),
      excluded: excludedBecause(exam, kind, context.include),
    }
    sittings.set(key, made)
    return made
  }

  return (row) => {
    const state = sheets.get(row.sheet) ?? {
      header: undefined,
      headerRow: undefined,
      exam: null,
      kindAbove: null,
    }
    sheets.set(row.sheet, state)
    if (row.cells.every(isEmpty)) return { skip: 'blank' }
    const previous = state.headerRow
    state.headerRow = undefined
    if (previous !== undefined && row.rowNumber === previous.rowNumber + 1 && continuesHeader(row)) {
      state.header = readRcoiHeader([previous, row]) ?? state.header
      return { skip: 'header' }
    }
    const header = readRcoiHeader([row])
    if (header !== undefined) {
      state.header = header
      state.headerRow = row
      return { skip: 'header' }
    }
    const title = titleOf(row)
    if (title !== null) {
      state.exam = title
      return { skip: state.header === undefined ? 'header' : 'section' }
    }
    if (state.header === undefined || !hasResults(state.header)) {
      noteKind(row, state)
      return { skip: 'header' }
    }
    if (previous !== undefined && isColumnNumbers(row)) return { skip: 'header' }
    if (row.cells.some((cell) => cell?.kind === 'text' && isTotalLabel(cell.text))) return { skip: 'total' }
    const current = state.header
    const cell = (id: RcoiColumn) => cellOf(row, current, id)
    if (!isPerson(row, current)) {
      noteKind(row, state)
      return { skip: 'section' }
    }
    const sitting = sittingOf(state, current, readText(cell('exam')), readText(cell('className')) ?? '')
    return { data: { row, header: current, sitting, isAppeal: current.columns.has('appealState'), cell } }
  }
}

const titleOf = (row: SourceRow): RcoiExam | null => {
  for (const cell of row.cells) {
    const title = cell?.kind === 'text' ? parseExamTitle(cell.text) : null
    if (title !== null) return title
  }
  return null
}

const noteKind = (row: SourceRow, state: SheetState): void => {
  for (const cell of row.cells) {
    const kind = cell?.kind === 'text' ? kindInText(cell.text) : null
    if (kind !== null) state.kindAbove = kind
  }
}

/** `1 | 2 | 3 | …` under a header, with gaps where columns were emptied or merged; no school has so small a code. */
const isColumnNumbers = (row: SourceRow): boolean => {
  let last = 0
  let filled = 0
  for (const [index, cell] of row.cells.entries()) {
    const text = readText(cell)
    if (text === null) continue
    const number = Number(text)
    if (!Number.isInteger(number) || number <= last || number > index + 1) return false
    last = number
    filled += 1
  }
  return filled > 3
}

const cellOf = (row: SourceRow, header: RcoiHeader, id: RcoiColumn): SourceRow['cells'][number] => {
  const from = header.columns.get(id)
  if (from === undefined) return undefined
  for (let at = from; at < header.reach.get(from)!; at++) if (!isEmpty(row.cells[at])) return row.cells[at]
  return undefined
}

/** A person's row has a school or at least three of the protocol's columns; less is a heading or a signature. */
const isPerson = (row: SourceRow, header: RcoiHeader): boolean => {
  const filled = [...header.columns.keys()].filter((id) => cellOf(row, header, id) !== undefined)
  return filled.includes('school') ? filled.length >= 2 : filled.length >= 3
}
