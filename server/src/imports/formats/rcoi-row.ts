import type { PupilResult, SourceSchoolRef } from '../../results/model.ts'
import { quotable } from './personal-columns.ts'
import { parseMask } from './rcoi-masks.ts'
import type { DataRow } from './rcoi-walk.ts'
import { MARK, type RowReport, readMark, readScore, readText } from './read-cell.ts'
import { normaliseCode, schoolRef } from './school-text.ts'

/** Scores of a participant, from the protocol's row or from an appeal. */
export interface Scores {
  primaryScore: number | null
  testScore: number | null
  mark: number | null
}

/** A participant without a result: did not come, or the result was annulled. */
export type NoResult = 'absent' | 'annulled'

const ABSENT = /^(?:не\s*яв|неяв|отсутств|н\/я|не участв)/iu
const ANNULLED = /^(?:аннул|удал[её]н|не заверш)/iu

/** The school by its РЦОИ code; a word in that column is no school's name: a name may have slipped there. */
export const readSchool = ({ cell }: DataRow, report: RowReport): SourceSchoolRef | undefined => {
  const text = readText(cell('school'))
  const name = readText(cell('schoolName'))
  const code = text === null ? '' : normaliseCode(text)
  if (text !== null && !/^(?:\d{3,6}|(?:edu|sch)\d{6})$/i.test(code)) {
    report.add('Код ОО', 'cell-out-of-range', quotable(text), 'код школы: от 3 до 6 цифр')
    return undefined
  }
  const municipalityCode = readText(cell('municipalityCode'))
  const found = schoolRef({ code: text, name, municipality: readText(cell('municipality')) })
  if (found === undefined) {
    report.add('Код ОО', 'school-key-missing', null, 'код школы')
    return undefined
  }
  return {
    ...found,
    municipalityCode: municipalityCode === null ? found.municipalityCode : normaliseCode(municipalityCode),
  }
}

/** The participant's code; null where the file has none, undefined where it is bad (reported). */
export const readPupilCode = ({ cell, header }: DataRow, report: RowReport): string | null | undefined => {
  if (!header.columns.has('pupil')) return null
  const text = readText(cell('pupil'))
  if (text === null) {
    report.add('Код участника', 'cell-missing', null, 'код участника')
    return undefined
  }
  const code = normaliseCode(text)
  if (/^[\p{L}\d/_-]{1,20}$/u.test(code) && /\d/.test(code)) return code
  report.add('Код участника', 'cell-out-of-range', null, 'код участника: до 20 букв и цифр без пробелов')
  return undefined
}

/** Scores as the row states them. Base mathematics has a mark in the column of test scores. */
export const readScores = (data: DataRow, report: RowReport): Scores | NoResult | undefined => {
  const { cell, sitting } = data
  const status = [cell('mark'), cell('testScore'), cell('primaryScore')].map((found) => readText(found) ?? '')
  if (status.some((text) => ANNULLED.test(text))) return 'annulled'
  if (status.some((text) => ABSENT.test(text))) return 'absent'
  const primaryScore = readPrimary(data, report)
  const isMarked = sitting!.kind !== 'ege' || sitting!.procedure?.code === 'ege-ma-base'
  if (!isMarked) {
    const test = readScore(cell('testScore'), [0, 100])
    if (test.kind === 'value') return { primaryScore, testScore: test.value, mark: null }
    if (test.kind === 'absent') report.add('Тестовый балл', 'cell-missing', null, 'тестовый балл от 0 до 100')
    else report.add('Тестовый балл', test.code, quotable(test.given), 'тестовый балл от 0 до 100')
    return undefined
  }
  const column = cell('mark') ?? (sitting!.kind === 'ege' ? cell('testScore') : undefined)
  const mark = readMark(column)
  if (mark.kind === 'value') return { primaryScore, testScore: null, mark: mark.value }
  if (mark.kind === 'bad') {
    report.add('Оценка', mark.code, quotable(mark.given), MARK)
    return undefined
  }
  if (primaryScore !== null) return { primaryScore, testScore: null, mark: null }
  report.add('Оценка', 'cell-missing', null, 'отметка или первичный балл')
  return undefined
}

const readPrimary = ({ cell }: DataRow, report: RowReport): number | null => {
  const score = readScore(cell('primaryScore'), [0, 100])
  if (score.kind === 'value') return score.value
  if (score.kind === 'bad')
    report.add('Первичный балл', score.code, quotable(score.given), 'число от 0 до 100', 'warning')
  return null
}

/** The masks of short and extended answers as one list of points; null where there are none or one is unreadable. */
export const readTasks = ({ cell }: DataRow, report: RowReport): PupilResult['tasks'] => {
  const tasks: (number | null)[] = []
  for (const [id, name] of [
    ['shortAnswers', 'Ответы в краткой форме'],
    ['longAnswers', 'Ответы в развёрнутой форме'],
  ] as const) {
    const text = readText(cell(id))
    const points = text === null ? [] : parseMask(text)
    if (points === null) {
      report.add(
        name,
        'cell-out-of-range',
        quotable(text!),
        'маска ответов: «++-+» или «1(1)2(3)»',
        'warning',
      )
      return null
    }
    tasks.push(...points)
  }
  return tasks.length === 0 ? null : tasks
}
