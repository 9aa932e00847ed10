import { PROCEDURES } from '../../results/procedures.ts'
import type { Cell } from '../model.ts'
import type { ColumnRule } from './columns.ts'
import { quotable } from './personal-columns.ts'
import { ABSENT, type Reading, readMark, readScore, readText } from './read-cell.ts'
import { normaliseCode, parseSchoolText } from './school-text.ts'
import { parseSchoolYear } from './title.ts'

export type PupilColumn =
  | 'year'
  | 'procedure'
  | 'school'
  | 'schoolName'
  | 'municipality'
  | 'pupil'
  | 'className'
  | 'variant'
  | 'primaryScore'
  | 'testScore'
  | 'mark'
  | 'journalMark'

/** Columns that are judged together: what they say hangs on all of their texts and on nothing else in the row. */
export type ColumnPart = 'unit' | 'scores' | 'details' | 'pupil'

export interface PupilColumnRule extends ColumnRule<PupilColumn> {
  part: ColumnPart
  expected: string
}

/**
 * The rules of a row, stated once: the row reader and the reader of huge files are both made of this table. The range of
 * a text is its length. Names in Latin letters are those of the analysts' export, so that it can be read back.
 */
export const PUPIL_COLUMNS: readonly PupilColumnRule[] = [
  {
    ...{ id: 'school', part: 'unit', type: 'school', required: true, role: 'код школы' },
    headers: ['Код ОО', 'Код школы', 'Логин', 'Логин ОО', 'school_key'],
    expected: 'логин ФИС ОКО (edu и шесть цифр) или код школы из 3–6 цифр',
  },
  {
    ...{ id: 'procedure', part: 'unit', type: 'procedure', required: true, role: 'процедура' },
    headers: ['Процедура', 'Код процедуры', 'procedure'],
    expected: 'код процедуры из каталога, например vpr-ma-5 или oge-ru',
  },
  {
    ...{ id: 'year', part: 'unit', type: 'year', required: false, role: 'учебный год' },
    headers: ['Учебный год', 'Год', 'school_year'],
    range: [1990, 2100],
    expected: 'учебный год, например 2026 или 2025/26',
  },
  {
    ...{ id: 'schoolName', part: 'unit', type: 'text', required: false, role: 'название школы' },
    headers: ['Название ОО', 'Наименование ОО', 'school_name'],
    range: [0, 400],
    expected: 'название не длиннее 400 знаков',
  },
  {
    ...{ id: 'municipality', part: 'unit', type: 'text', required: false, role: 'муниципалитет' },
    headers: ['Муниципалитет', 'АТЕ', 'municipality'],
    range: [0, 400],
    expected: 'название не длиннее 400 знаков',
  },
  {
    ...{ id: 'pupil', part: 'pupil', type: 'pupil', required: true, role: 'код участника' },
    headers: ['Код участника', 'pupil_code'],
    range: [1, 20],
    expected: 'код участника: до 20 букв и цифр без пробелов',
  },
  {
    ...{ id: 'className', part: 'details', type: 'text', required: false, role: 'класс' },
    headers: ['Класс', 'class_name'],
    range: [0, 120],
    expected: 'класс не длиннее 120 знаков',
  },
  {
    ...{ id: 'variant', part: 'details', type: 'text', required: false, role: 'вариант' },
    headers: ['Вариант', 'variant'],
    range: [0, 120],
    expected: 'вариант не длиннее 120 знаков',
  },
  {
    ...{ id: 'primaryScore', part: 'scores', type: 'score', required: false, role: 'первичный балл' },
    headers: ['Первичный балл', 'primary_score'],
    range: [0, 1000],
    expected: 'балл от 0 до 1000',
  },
  {
    ...{ id: 'testScore', part: 'scores', type: 'score', required: false, role: 'тестовый балл' },
    headers: ['Тестовый балл', 'Балл', 'test_score'],
    range: [0, 100],
    expected: 'балл от 0 до 100',
  },
  {
    ...{ id: 'mark', part: 'scores', type: 'mark', required: false, role: 'отметка' },
    headers: ['Отметка', 'mark'],
    range: [2, 5],
    expected: 'отметка 2, 3, 4 или 5',
  },
  {
    ...{ id: 'journalMark', part: 'scores', type: 'mark', required: false, role: 'отметка по журналу' },
    headers: ['Отметка по журналу', 'journal_mark'],
    range: [2, 5],
    expected: 'отметка 2, 3, 4 или 5',
  },
]

const PROCEDURE_CODES = new Set(PROCEDURES.map(({ code }) => code))

/** One cell by the rule of its column: a value, nothing, or a bad cell. The only place that knows what a cell may be. */
export function readColumn(rule: PupilColumnRule, cell: Cell | undefined): Reading<string | number> {
  if (rule.type === 'score') return expecting(rule, readScore(cell, rule.range))
  if (rule.type === 'mark') return expecting(rule, readMark(cell))
  if (cell?.kind === 'error')
    return { kind: 'bad', code: 'cell-error', given: cell.text, expected: rule.expected }
  const text = readText(cell)
  if (text === null) return ABSENT
  const value = READ_TEXT[rule.type as keyof typeof READ_TEXT](text, rule)
  return value === null
    ? { kind: 'bad', code: BAD_CODES[rule.type] ?? 'cell-out-of-range', given: text, expected: rule.expected }
    : { kind: 'value', value }
}

const expecting = (rule: PupilColumnRule, reading: Reading<number>): Reading<number> =>
  reading.kind === 'bad' ? { ...reading, expected: rule.expected } : reading

const BAD_CODES: Partial<Record<ColumnRule['type'], 'subject-unknown' | 'cell-not-number'>> = {
  procedure: 'subject-unknown',
  year: 'cell-not-number',
}

const isWithin = (value: number, { range }: PupilColumnRule) =>
  range === undefined || (value >= range[0] && value <= range[1])

const READ_TEXT = {
  text: (text: string, rule: PupilColumnRule) => (isWithin(text.length, rule) ? text : null),
  year: (text: string, rule: PupilColumnRule) => {
    const year = parseSchoolYear(text)
    return year !== null && isWithin(year, rule) ? year : null
  },
  procedure: (text: string) => {
    const code = text.toLowerCase()
    return PROCEDURE_CODES.has(code) ? code : null
  },
  school: (text: string) => {
    const { login } = parseSchoolText(text)
    if (login !== null) return login
    const code = normaliseCode(text)
    return /^\d{3,6}$/.test(code) ? code : null
  },
  pupil: (text: string, rule: PupilColumnRule) => {
    const code = normaliseCode(text)
    return isWithin(code.length, rule) && /^[\p{L}\d/_-]+$/u.test(code) && /\d/.test(code) ? code : null
  },
}

/** What a problem may say of a bad cell: anything in a pupil's row may be a name that slipped there. */
export const givenOf = (text: string): string | null => quotable(text)
