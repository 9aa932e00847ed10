import type { SourceRow } from '../model.ts'
import { isEmpty, readText } from './read-cell.ts'
import { isSchoolName, parseMunicipalityText, schoolRef } from './school-text.ts'
import { isTotalLabel } from './totals.ts'

/** What a row of «Группы участников» speaks of. */
export type Group =
  | { kind: 'country' | 'region' | 'municipality'; name: string; code: string | null }
  | { kind: 'school' }
  /** Numbers under a text that is neither a school nor a place: told, never taken for a territory. */
  | { kind: 'unknown' }
  /** A remark, or nothing. */
  | { kind: 'none' }

/**
 * The group of a row by its text: ФИС ОКО writes the sample, the region, municipalities and schools one under another.
 * @param isBareNameNone a name without a code or a word of places is no municipality here: those of this sheet carry their
 *   codes, or the row does not say how many schools it speaks of
 */
export const groupOf = (row: SourceRow, column: number, isBareNameNone: boolean): Group => {
  const cell = row.cells[column]
  const text = readText(cell)
  const hasNumbers = row.cells.some((other, index) => index !== column && !isEmpty(other))
  if (text === null) return { kind: hasNumbers ? 'unknown' : 'none' }
  const ref = schoolRef({ code: null, name: text, municipality: null })
  // A login is a school's, whatever else stands beside it.
  if (ref?.keyKind === 'edu') return { kind: 'school' }
  const { code, name } = parseMunicipalityText(text)
  if (code !== null) return { kind: 'municipality', code, name: name ?? code }
  if (/^вся выборка|^росси|^рф$/i.test(text)) return { kind: 'country', name: text, code: null }
  if (isTotalLabel(text) || /\(reg\d+\)|(област|край|республик|автономн)|(^|\s)обл\./i.test(text))
    return { kind: 'region', name: text, code: null }
  if (ref !== undefined && isSchoolName(text)) return { kind: 'school' }
  if (hasNumbers && (!isPlace(text) || (isBareNameNone && !PLACE_WORD.test(text)))) return { kind: 'unknown' }
  return { kind: 'municipality', name: text, code: null }
}

/** «Вяземский район», «г. Демо», «Вязьма»: a word of places, or a name with a capital letter and nothing else. */
const PLACE_WORD = /(^|[^а-яё])(район|город|округ|поселени|поселок|пгт|зато|г\.|с\.|п\.)|муницип/i
const PLACE_NAME = /^[А-ЯЁ][а-яё]{2,}(?:[ -][А-ЯЁа-яё]{2,}){0,3}$/

const isPlace = (text: string): boolean =>
  PLACE_WORD.test(text) || (PLACE_NAME.test(text) && !/участник|групп/i.test(text))

/** What a row that was counted under no school and no place is told with. */
export const GROUP_EXPECTED = 'школа с логином, муниципалитет или регион'
