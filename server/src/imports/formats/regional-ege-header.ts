import { foldSubject } from '../../results/fold-subject.ts'
import type { ProcedureRef } from '../../results/model.ts'
import { findProcedure } from '../../results/procedures.ts'
import { findSubject } from '../../results/subjects.ts'
import type { SheetSample, SourceRow } from '../model.ts'
import { type HeaderColumn, isNumbering, joinHeader } from '../read-table/header.ts'
import { foldHeader } from './columns.ts'
import { yearIn } from './title-year.ts'

/** What a column under an exam's name holds. */
export type Measure = 'participants' | 'low' | 'high' | 'full' | 'mean'

/** What a column left of the exams holds. */
export type PlaceColumn = 'municipality' | 'school' | 'code' | 'graduates'

export interface Exam {
  procedure: ProcedureRef
  columns: Map<Measure, number>
  /** The header's text of each of them, as problems name the column. */
  headers: Map<Measure, string>
}

export interface EgeLayout {
  headerRows: number[]
  headers: string[]
  places: Map<PlaceColumn, number>
  exams: Exam[]
  /** Groups of columns that look like an exam but name no procedure: the header text and why it cannot be read. */
  unread: { header: string; expected: string }[]
  /** Years that the header itself names, with its text. */
  years: { header: string; year: number }[]
}

const HEADER_LINES_AT_MOST = 4
const HEADER_LINES_AT_LEAST = 2

/** The columns left of the exams, by the whole text of any of their header's lines. */
const PLACES: Record<PlaceColumn, RegExp> = {
  municipality: /^(наименование )?(муниципальн|муниципалитет|мо$|мсу$|ате$|район|мр.?го|территори|город)/,
  school:
    /^(образовательн\S* (организаци|учрежден)|(краткое |полное )?(наименование|название) (оо|ооо|школы|образ|общеобраз|учрежд)|общеобразовательн\S* (организаци|учрежден)|оо$|оу$|школа$|наименование$)/,
  code: /^(код (оо|оу|школы|образовательн|общеобразов)|код$|логин)/,
  graduates: /выпускник|обучающихся 11|численность 11|всего в 11/,
}

/**
 * What a header's lowest line says of the column; the order matters: «средний балл участников» is a mean. Shares of these
 * numbers («…, %») are not read: the count stands beside them.
 */
const MEASURES: readonly [Measure, RegExp][] = [
  ['mean', /средн/],
  ['low', /не преодол|ниже (min|мин|порог)|не набра|не достиг|не сда/],
  ['high', /(80|81)\s*(-|–|—|до)\s*(99|100)/],
  ['full', /100\s*[- ]?балл|по 100|максимальн\S* балл/],
  ['participants', /приня\S* участие|участник|участвова|сдава|писал/],
]

const measureOf = (text: string): Measure | undefined => {
  const folded = foldHeader(text)
  if (/%|процент|доля/.test(folded)) return undefined
  return MEASURES.find(([, pattern]) => pattern.test(folded))?.[0]
}

/** «ЕГЭ-2024. Английский язык (письм. и устн.)» → «Английский язык»; a level in brackets stays. */
const examText = (header: string): string =>
  header
    .replace(/\(([^)]*)\)/gu, (_, inside: string) => (/баз|проф/iu.test(inside) ? ` ${inside} ` : ' '))
    .replace(/(?<!\d)20\d{2}(\s*[/–—-]\s*(20)?\d{2}(?!\d))?(\s*(уч\S*\s*)?г(ода?|\.)?)?/giu, ' ')
    .replace(/(^|[^а-яё])(егэ|предмет|экзамен|результаты)(?![а-яё])/giu, ' ')
    .replace(/^[\s.,:;№–—\d-]+|[\s.,:;–—-]+$/gu, '')
    .replace(/\s+/gu, ' ')

const examOf = (path: string[]): { text: string; procedure: ProcedureRef | undefined } | undefined => {
  for (const line of path.slice(0, -1).reverse()) {
    const text = examText(line)
    if (text === '') continue
    const bare = foldSubject(text)
      .split(' ')
      .filter((word) => !/^(проф|баз|уровень|уровня)/.test(word))
      .join(' ')
    const isKnown = findSubject(bare) !== undefined
    return { text: line, procedure: isKnown ? findProcedure('ege', text, null) : undefined }
  }
  return undefined
}

const placesOf = (columns: HeaderColumn[]): Map<PlaceColumn, number> => {
  const places = new Map<PlaceColumn, number>()
  for (const id of ['school', 'municipality', 'code', 'graduates'] as const) {
    const at = columns.find(
      ({ index, path }) =>
        ![...places.values()].includes(index) &&
        path.length > 0 &&
        path.some((line) => PLACES[id].test(foldHeader(line))) &&
        examOf(path)?.procedure === undefined,
    )
    if (at !== undefined) places.set(id, at.index)
  }
  return places
}

const layoutOfRows = (sample: SheetSample, start: number, height: number): EgeLayout | undefined => {
  const rows = sample.rows.slice(start, start + height)
  const columns = joinHeader(rows, sample.merges, rows[0]!.rowNumber, rows.at(-1)!.rowNumber)
  const exams = new Map<string, Exam>()
  const unread = new Map<string, EgeLayout['unread'][number]>()
  const years = new Map<string, number>()
  for (const { index, path, header } of columns) {
    const measure = measureOf(path.at(-1) ?? '')
    const exam = measure === undefined ? undefined : examOf(path)
    if (measure === undefined || exam === undefined) continue
    if (exam.procedure === undefined) {
      unread.set(exam.text, { header: exam.text, expected: unknownExam(exam.text) })
      continue
    }
    for (const line of path) {
      const year = yearIn(line)
      if (year !== null) years.set(line, year)
    }
    const known = exams.get(exam.procedure.code) ?? {
      procedure: exam.procedure,
      columns: new Map(),
      headers: new Map(),
    }
    // The first column of a kind is the count; a repeated one would be of another wave and must not replace it.
    if (known.columns.has(measure))
      unread.set(header, { header, expected: 'столбец, которого у экзамена ещё не было' })
    else {
      known.columns.set(measure, index)
      known.headers.set(measure, header)
    }
    exams.set(exam.procedure.code, known)
  }
  const places = placesOf(columns)
  const whole = [...exams.values()].filter(({ columns: own }) => own.has('participants'))
  for (const { procedure } of [...exams.values()].filter((exam) => !whole.includes(exam)))
    unread.set(procedure.code, { header: procedure.name, expected: 'столбец «приняло участие, чел.»' })
  if (!places.has('school') || !whole.some(({ columns: own }) => own.has('low') && own.size >= 3))
    return undefined
  return {
    headerRows: rows.map((row) => row.rowNumber),
    headers: columns.map(({ header }) => header),
    places,
    exams: whole,
    unread: [...unread.values()],
    years: [...years].map(([header, year]) => ({ header, year })),
  }
}

const unknownExam = (text: string): string =>
  /матем/iu.test(text) ? 'уровень математики: базовая или профильная' : 'предмет ЕГЭ'

/**
 * The header of the regional form: two to four lines, exams side by side, each with its participants and those under the
 * minimum. A row of column numbers under it belongs to it. Undefined where the sheet is another table.
 */
export const egeLayout = (sample: SheetSample): EgeLayout | undefined => {
  const last = sample.rows.findIndex(isLowestLine)
  for (let height = HEADER_LINES_AT_LEAST; last >= 0 && height <= HEADER_LINES_AT_MOST; height++) {
    const layout = height > last + 1 ? undefined : layoutOfRows(sample, last - height + 1, height)
    if (layout === undefined) continue
    const next = sample.rows[last + 1]
    if (next !== undefined && isNumbering(next)) layout.headerRows.push(next.rowNumber)
    return layout
  }
  return undefined
}

/** «приняло участие | не преодолен min порог | …»: asked of every sheet of every file, so it comes first. */
const isLowestLine = (row: SourceRow): boolean => {
  const measures = new Set(
    row.cells.map((cell) => (cell?.kind === 'text' ? measureOf(cell.text) : undefined)),
  )
  return measures.has('participants') && measures.has('low')
}
