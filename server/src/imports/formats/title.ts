import { foldSubject } from '../../results/fold-subject.ts'
import type { ProcedureRef } from '../../results/model.ts'
import { findProcedure } from '../../results/procedures.ts'
import { findSubject, SUBJECTS } from '../../results/subjects.ts'
import type { SheetSample, SourceRow } from '../model.ts'

/** What the title rows and the name of a ФИС ОКО sheet say. */
export interface SheetTitle {
  procedure: ProcedureRef | undefined
  /** School year by the year it ends; null where the file does not say. */
  schoolYear: number | null
  /** The grade that sat the work, where it differs from the programme's (the autumn works of 2020 and 2022). */
  gradeSat: number | null
  /** `Максимальный первичный балл: 24`. */
  maxPrimaryScore: number | null
  notes: string[]
}

interface TitleParts {
  schoolYear: number | null
  subject: string | null
  gradeSat: number | null
  programmeGrade: number | null
}

const NOTHING: TitleParts = { schoolYear: null, subject: null, gradeSat: null, programmeGrade: null }

/** «2025/26», «2025-2026», «2026 г.» → 2026; null where the text is not a year. A float's `2026.0` is a year too. */
export const parseSchoolYear = (text: string): number | null => {
  const match = /^\s*(20\d{2})(?:\.0+)?(?:\s*[/\\–—-]\s*(20)?(\d{2}))?\s*(?:(?:уч|г)[а-яё. ]*)?$/iu.exec(text)
  if (match === null) return null
  const first = Number(match[1])
  if (match[3] === undefined) return first
  const second = 2000 + Number(match[3])
  return second === first + 1 ? second : null
}

/**
 * `ВПР 2026 Русский язык 4 класс`, also with the autumn works' «5 класс (по программе 4 класса)» and
 * «по программе предыдущего года»: rules use the programme's grade. Undefined where the text is no such title.
 */
export const parseTitle = (text: string): TitleParts | undefined => {
  if (!/(^|[^а-яё])впр([^а-яё]|$)/iu.test(text)) return undefined
  const programme = /по\s+программ[еа]\s+(\d{1,2})/iu.exec(text)
  const previous = /по\s+программ[еа]\s+предыдущ/iu.test(text)
  const withoutProgramme = text.replace(/\(?\s*по\s+программ.*$/iu, ' ')
  const years = /(20\d{2})(?:\s*[/–—-]\s*((?:20)?\d{2}))?/u.exec(withoutProgramme)
  const grade = /(?<!\d)(\d{1,2})\s*(?:-?\s*(?:й|го|е|х))?\s*класс?/iu.exec(withoutProgramme)
  const gradeSat = grade === null ? null : Number(grade[1])
  const programmeGrade = programme
    ? Number(programme[1])
    : previous && gradeSat !== null
      ? gradeSat - 1
      : gradeSat
  return {
    schoolYear: years === null ? null : parseSchoolYear(years[0]),
    subject: subjectIn(withoutProgramme, years?.[0], grade?.[0]),
    gradeSat,
    programmeGrade,
  }
}

const subjectIn = (text: string, year: string | undefined, grade: string | undefined): string | null => {
  const rest = text
    .replace(/впр/iu, ' ')
    .replace(year ?? '', ' ')
    .replace(grade ?? '', ' ')
    .replace(/(осень|весна|уч(?:ебный|\.)?\s*год[а]?|г\.)/giu, ' ')
    .replace(/^[\s.,:;–—-]+|[\s.,:;–—(-]+$/gu, '')
    .replace(/\s+/gu, ' ')
  if (rest === '') return null
  // A title may carry more words around the subject («ВПР. Математика. Индивидуальные результаты. 2026»).
  if (findSubject(rest) !== undefined) return rest
  const folded = ` ${foldSubject(rest)} `
  const inside = SUBJECTS.find((subject) => folded.includes(` ${foldSubject(subject.name)} `))
  const level = /углуб|базов|проф/iu.test(rest) ? rest : null
  return level ?? inside?.name ?? rest
}

/** `РУ 4 Индивидуальные результаты`; names are cut to 31 characters, so only their beginning is used. */
export const parseSheetName = (name: string): TitleParts => {
  const match = /^\s*(\p{L}{2,3})\s*[-_ ]?\s*(\d{1,2})(?!\d)/u.exec(name)
  const subject = match === null ? undefined : findSubject(match[1]!)
  if (match === null || subject === undefined) return NOTHING
  return { ...NOTHING, subject: subject.name, gradeSat: Number(match[2]), programmeGrade: Number(match[2]) }
}

/** Reads the rows above the header and the sheet's name; the title wins, a contradiction becomes a note. */
export const readTitle = (sample: SheetSample, headerRow: number): SheetTitle => {
  const above = sample.rows.filter((row) => row.rowNumber < headerRow)
  const title = firstTitle(above) ?? NOTHING
  const labelled = labelledValue(above, /^предмет\s*:?/iu)
  const sheet = parseSheetName(sample.sheet)
  const subject = title.subject ?? labelled ?? sheet.subject
  const programmeGrade = title.programmeGrade ?? sheet.programmeGrade
  const procedure = subject === null ? undefined : findProcedure('vpr', subject, programmeGrade)
  const max = labelledValue(above, /^максимальный первичный балл\s*:?/iu)
  const notes: string[] = []
  const named = sheet.subject === null ? undefined : findProcedure('vpr', sheet.subject, sheet.programmeGrade)
  const isAutumn = title.gradeSat !== null && title.programmeGrade !== title.gradeSat
  if (procedure !== undefined && named !== undefined && named.code !== procedure.code && !isAutumn) {
    notes.push(`Лист «${sample.sheet}» назван не так, как его заголовок: прочитано как «${procedure.name}».`)
  }
  if (isAutumn) {
    notes.push(
      `Осенняя работа: писали ${title.gradeSat} классы по программе ${title.programmeGrade} класса; считается ${title.programmeGrade} класс.`,
    )
  }
  return {
    procedure,
    schoolYear: title.schoolYear,
    gradeSat: isAutumn ? title.gradeSat : null,
    maxPrimaryScore: max !== null && /^\d+$/.test(max) ? Number(max) : null,
    notes,
  }
}

const firstTitle = (rows: SourceRow[]): TitleParts | undefined => {
  for (const row of rows) {
    for (const cell of row.cells) {
      const parts = cell === undefined ? undefined : parseTitle(cell.text)
      if (parts !== undefined && (parts.schoolYear !== null || parts.gradeSat !== null)) return parts
    }
  }
  return undefined
}

/** `Предмет: | Русский язык` in two cells, or `Предмет: Русский язык` in one. */
const labelledValue = (rows: SourceRow[], label: RegExp): string | null => {
  for (const row of rows) {
    const at = row.cells.findIndex((cell) => cell !== undefined && label.test(cell.text.trim()))
    if (at < 0) continue
    const inside = row.cells[at]!.text.trim().replace(label, '').trim()
    if (inside !== '') return inside
    const next = row.cells.slice(at + 1).find((cell) => cell !== undefined && cell.text.trim() !== '')
    if (next !== undefined) return next.text.trim()
  }
  return null
}
