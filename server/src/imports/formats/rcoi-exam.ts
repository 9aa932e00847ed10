import type { ProcedureRef } from '../../results/model.ts'
import { findProcedure } from '../../results/procedures.ts'
import { findSubject } from '../../results/subjects.ts'

export type RcoiKind = 'ege' | 'oge' | 'gve'

/** An exam as a protocol names it: `01 - Русский язык 2025.05.30`. The code differs between sources and is a hint only. */
export interface RcoiExam {
  code: string | null
  subject: string
  /** `YYYY-MM-DD`; null where only a subject is named. */
  date: string | null
}

const DATE = String.raw`(?:(20\d{2})[.\-/](\d{2})[.\-/](\d{2})|(\d{2})[.\-/](\d{2})[.\-/](20\d{2}))`
const TITLE = new RegExp(String.raw`^\s*(\d{1,3})\s*[-–—]\s*(.+?)[\s,]+${DATE}\s*(?:г\.?)?\s*$`, 'u')
const CELL = new RegExp(String.raw`^\s*(?:(\d{1,3})\s*[-–—]\s*)?(.+?)\s*\(?\s*${DATE}\s*\)?\s*$`, 'u')

const examOf = (match: RegExpExecArray): RcoiExam | null => {
  const [, code, subject, y1, m1, d1, d2, m2, y2] = match
  const [year, month, day] = [y1 ?? y2!, m1 ?? m2!, d1 ?? d2!]
  if (Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return null
  return { code: code ?? null, subject: subject!.trim(), date: `${year}-${month}-${day}` }
}

/** A title row's text; null where it is none. */
export const parseExamTitle = (text: string): RcoiExam | null => {
  const match = TITLE.exec(text)
  return match === null ? null : examOf(match)
}

/** A cell of a column «Экзамен»: `Математика(2026.06.02)`, also a bare subject. */
export const parseExamCell = (text: string): RcoiExam | null => {
  const match = CELL.exec(text)
  if (match !== null) return examOf(match)
  return text.trim() === '' ? null : { code: null, subject: text.trim(), date: null }
}

/** A csv names its exam nowhere but in its own name: `ОГЭ 02 - Математика 2025.06.02.csv`. */
export const parseExamFileName = (fileName: string): RcoiExam | null => {
  const text = fileName.replace(/\.[a-z]{3,4}$/i, '').replaceAll('_', ' ')
  const bare = text
    .replace(/(^|[^а-яё])(?:огэ|егэ|гиа[- ]?9|гиа[- ]?11|протокол\S*)(?![а-яё])/giu, '$1 ')
    .trim()
  const full = parseExamTitle(bare)
  if (full !== null) return full
  const dated = CELL.exec(bare)
  if (dated !== null && isSubject(dated[2]!)) return examOf(dated)
  const words = bare.replace(/(?:20)?\d{2}(?:\s*[/–—-]\s*\d{2,4})?/g, ' ').trim()
  return isSubject(words) ? { code: null, subject: words, date: null } : null
}

const isSubject = (text: string) =>
  findSubject(text.replace(/\(?(?:баз|проф)\S*(?:\s+уров\S*)?\)?/iu, ' ')) !== undefined

/** The kind a text names in words; protocols print it above the table more often than in the title. */
export const kindInText = (text: string): RcoiKind | null => {
  const has = (words: string) => new RegExp(`(^|[^а-яё])(?:${words})(?![а-яё])`, 'iu').test(text)
  if (has('гвэ')) return 'gve'
  if (has('огэ|гиа[- ]?9|основного общего')) return 'oge'
  return has('егэ|гиа[- ]?11|среднего общего') ? 'ege' : null
}

/** Codes under which РЦОИ print ГВЭ; no subject of ОГЭ or ЕГЭ has one of them. */
const isGveCode = (code: string | null) => code !== null && Number(code) >= 51 && Number(code) <= 89

/**
 * The kind of an exam: what its title says, else what stands above the table, else the column of results (test score =
 * ЕГЭ, mark = ОГЭ).
 */
export const kindOfExam = (exam: RcoiExam, above: RcoiKind | null, hasTestScore: boolean): RcoiKind => {
  const own = kindInText(exam.subject)
  if (own !== null) return own
  if (above === 'gve' || isGveCode(exam.code)) return 'gve'
  return above ?? (hasTestScore ? 'ege' : 'oge')
}

/** The part of an exam in a foreign language that has a day of its own and no score of its own. */
export const isOralPart = (exam: RcoiExam): boolean => /устн/iu.test(exam.subject)

/** Why the rows of an exam are passed over under the usual setting. */
export type Excluded = 'september' | 'gve' | 'oral'

/** The additional period: re-sits begin with September. */
const FIRST_RESIT_MONTH = 9

export const excludedBecause = (
  exam: RcoiExam,
  kind: RcoiKind,
  include: readonly string[],
): Excluded | null => {
  if (kind === 'gve' && !include.includes('gve')) return 'gve'
  const month = exam.date === null ? 0 : Number(exam.date.slice(5, 7))
  if (month >= FIRST_RESIT_MONTH && !include.includes('september')) return 'september'
  return isOralPart(exam) ? 'oral' : null
}

/** An exam is held in the year its school year ends, the September re-sits of that year included. */
export const schoolYearOf = (exam: RcoiExam, chosen: number): number =>
  exam.date === null ? chosen : Number(exam.date.slice(0, 4))

/** The procedure by kind and subject name; undefined for ЕГЭ mathematics without its level. */
export const procedureOf = (exam: RcoiExam, kind: RcoiKind, gradeLevel: 9 | 11): ProcedureRef | undefined => {
  const subject = exam.subject.replace(/\(?(?:огэ|егэ|гвэ)(?:[- ]?(?:9|11))?\)?/giu, ' ').trim()
  return findProcedure(kind, subject, kind === 'gve' ? gradeLevel : null)
}
