import { foldSpaces, latinLookAlikes } from './fold-text.ts'

/** Kinds of identifiers the registry knows by name; any other key that a mapping names is kept under its own kind. */
const IDENTIFIER_LABELS = {
  edu: 'логин ФИС ОКО',
  rcoi: 'код РЦОИ',
  inn: 'ИНН',
  ogrn: 'ОГРН',
  code: 'код в реестре',
} as const
type IdentifierKind = keyof typeof IDENTIFIER_LABELS

export const identifierLabel = (kind: string): string =>
  Object.hasOwn(IDENTIFIER_LABELS, kind) ? IDENTIFIER_LABELS[kind as IdentifierKind] : `код «${kind}»`

const EDU_LOGIN = /^(edu|sch)\d{6}$/

const NO_VALUE = new Set(['', '-', 'нет', 'н/д', 'нд', 'n/a', 'na', 'null', 'none'])
/** Full lengths of codes made of digits only, so that a leading zero eaten by a spreadsheet comes back. */
const LENGTHS: Record<string, number[]> = { inn: [10, 12], ogrn: [13, 15] }

/**
 * One written form of a school's code: «13450.0» → «13450», «2 811 510» → «2811510», «EDU203389» and «еdu203389»
 * (Cyrillic «е») → «edu203389»; leading zeros are kept, and restored for ИНН and ОГРН whose length is fixed.
 * @returns null where the cell holds no usable code: empty, «нет», zeros only, or a number already ruined by a
 * spreadsheet («1,02774E+12»), because a guess here would join two schools.
 */
export function normaliseIdentifier(kind: string, raw: string): string | null {
  const spaced = foldSpaces(raw).replace(/^['’]/, '')
  if (NO_VALUE.has(spaced.toLowerCase().replace(/[‐-―−]/g, '-'))) return null
  if (/^[\d.,]+e\+?\d+$/i.test(spaced)) return null
  const digits = spaced.replace(/(?<=\d) (?=\d)/g, '').replace(/^(\d+)[.,]0+$/, '$1')
  if (/^\d+$/.test(digits)) return /^0+$/.test(digits) ? null : restoreZeros(kind, digits)
  const code = latinLookAlikes(digits).toLowerCase().replace(/\s+/g, '')
  return code === '' ? null : code
}

function restoreZeros(kind: string, digits: string): string {
  const full = LENGTHS[kind]?.find((length) => digits.length === length - 1)
  return full === undefined ? digits : digits.padStart(full, '0')
}

/** A login of ФИС ОКО says itself what it is, whatever column it came from. */
export function identifierKind(kind: string, normalised: string): string {
  return EDU_LOGIN.test(normalised) ? 'edu' : kind
}
