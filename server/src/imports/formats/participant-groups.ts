import { isSchoolName, parseMunicipalityText, schoolRef } from './school-text.ts'
import { isTotalLabel } from './totals.ts'

/** What a row of «Группы участников» speaks of. */
export type Group =
  | { kind: 'country' | 'region' | 'municipality'; name: string; code: string | null }
  | { kind: 'school' }

/** The group of a row by its text: ФИС ОКО writes the sample, the region, municipalities and schools one under another. */
export const groupOf = (text: string): Group => {
  const { code, name } = parseMunicipalityText(text)
  if (code !== null) return { kind: 'municipality', code, name: name ?? code }
  const ref = schoolRef({ code: null, name: text, municipality: null })
  if (ref?.keyKind === 'edu') return { kind: 'school' }
  if (/^вся выборка|^росси|^рф$/i.test(text)) return { kind: 'country', name: text, code: null }
  if (isTotalLabel(text) || /\(reg\d+\)|(област|край|республик|автономн)|(^|\s)обл\./i.test(text))
    return { kind: 'region', name: text, code: null }
  if (ref !== undefined && isSchoolName(text)) return { kind: 'school' }
  return { kind: 'municipality', name: text, code: null }
}
