import type { SourceSchoolRef } from '../../results/model.ts'

/** Login of a school in ФИС ОКО: `edu` or, in older files, `sch`, and six digits of which two are the region. */
const LOGIN = /(?<![a-z0-9])(?:edu|sch)\d{6}(?!\d)/i
const MUNICIPALITY_CODE = /(?<![a-z0-9])reg\d{2}_m\d{1,4}(?!\d)/i

/** Words that make a row without a code a school and not a territory. */
const SCHOOL_WORDS =
  /(^|[^а-яё])(школ|лице(?:[йя]|$)|гимнази|кадет|интернат|[мгкф]?[бкано]*оу|сош|оош|нош|сш|цо|учрежден|учеб|пансион|училищ)/i

/** Whether a text names a school and not the place it stands in. */
export const isSchoolName = (text: string): boolean => SCHOOL_WORDS.test(text)

const tidy = (text: string): string => text.replace(/\s+/gu, ' ').trim()

const LOGIN_IN_BRACKETS = /\(?\s*(?<![a-z0-9])(?:edu|sch)\d{6}(?!\d)\s*\)?/i
const MUNICIPALITY_IN_BRACKETS = /\(?\s*(?<![a-z0-9])reg\d{2}_m\d{1,4}(?!\d)\s*\)?/i

const without = (text: string, code: RegExp): string =>
  tidy(text.replace(code, ' '))
    .replace(/[|;,]\s*$/, '')
    .trim()

/** `МБОУ «…»(edu123456)` → the name and the login; either may be null. */
export const parseSchoolText = (text: string): { login: string | null; name: string | null } => {
  const login = LOGIN.exec(text)?.[0] ?? null
  const name = login === null ? tidy(text) : without(text, LOGIN_IN_BRACKETS)
  return { login: login?.toLowerCase() ?? null, name: name === '' ? null : name }
}

/** `Вяземский район(reg67_m005)` → the name and the code; either may be null. */
export const parseMunicipalityText = (text: string): { code: string | null; name: string | null } => {
  const code = MUNICIPALITY_CODE.exec(text)?.[0] ?? null
  const name = code === null ? tidy(text) : without(text, MUNICIPALITY_IN_BRACKETS)
  return { code: code?.toLowerCase() ?? null, name: name === '' ? null : name }
}

/** A code as it should be: trimmed, `13450.0` (a spreadsheet's float) without its tail, `105 201` without spaces. */
export const normaliseCode = (text: string): string => {
  const trimmed = tidy(text).replace(/^(\d[\d ]*)[.,]0+$/, '$1')
  return /^\d[\d ]*$/.test(trimmed) ? trimmed.replaceAll(' ', '') : trimmed
}

/** «СОШ № 1» stands in every municipality: the key of a school without a code carries the municipality with it. */
export const nameSchoolKey = (municipality: string | null, name: string): string =>
  municipality === null ? name : `${municipality} | ${name}`

export interface SchoolTexts {
  code: string | null
  name: string | null
  municipality: string | null
}

/**
 * The school as a source names it. The key is the ФИС ОКО login wherever it stands, else the code of 3–6 digits
 * (РЦОИ), else the name itself; undefined where there is none of the three.
 */
export const schoolRef = ({ code, name, municipality }: SchoolTexts): SourceSchoolRef | undefined => {
  const fromCode = parseSchoolText(code ?? '')
  const fromName = parseSchoolText(name ?? '')
  const place = parseMunicipalityText(municipality ?? '')
  const login = fromCode.login ?? fromName.login
  const plain = normaliseCode(fromCode.name ?? '')
  const isCode = /^\d{3,6}$/.test(plain)
  const shown = fromName.name ?? (isCode ? null : fromCode.name)
  const rest = { name: shown, municipality: place.name, municipalityCode: place.code }
  if (login !== null) return { keyKind: 'edu', key: login, ...rest }
  if (isCode) return { keyKind: 'rcoi', key: plain, ...rest }
  return shown === null
    ? undefined
    : { keyKind: 'name', key: nameSchoolKey(place.name ?? place.code, shown), ...rest }
}

/** The same answer for the same texts as in the row before, without parsing them again. */
export const rememberLast = (parse: typeof schoolRef): typeof schoolRef => {
  let last: { texts: SchoolTexts; ref: SourceSchoolRef | undefined } | undefined
  return (texts) => {
    const same =
      last !== undefined &&
      last.texts.code === texts.code &&
      last.texts.name === texts.name &&
      last.texts.municipality === texts.municipality
    if (!same) last = { texts, ref: parse(texts) }
    return last!.ref
  }
}
