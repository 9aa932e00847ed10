import type { TableSample } from '../../api.ts'
import {
  type Assignment,
  type ColumnAddress,
  type Draft,
  type GroupDraft,
  type MissingReason,
  OWN_PROCEDURE,
  type PlaceRole,
  type ResultRole,
} from './draft.ts'
import { MISSING_CHOICES } from './procedures.ts'
import { suggestionFor } from './suggested-draft.ts'

/** A described table as this page can show it, and what of the description it cannot: each as a sentence. */
export interface Reopened {
  sheetIndex: number
  draft: Draft
  lost: string[]
}

type Json = Record<string, unknown>
type Sheet = TableSample['sheets'][number]

const isObject = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
const objectOf = (value: unknown): Json => (isObject(value) ? value : {})
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : [])
const fold = (text: string) => text.toLocaleLowerCase('ru').replaceAll('ё', 'е').replace(/\s+/g, ' ').trim()

/** Whether JSON from a file looks like a description at all; the server says the rest when it is applied. */
export const isMapping = (value: unknown): value is Json =>
  isObject(value) && value.version === 1 && isObject(value.school) && Array.isArray(value.groups)

/**
 * The draft that a saved mapping was made of, for this table. Columns are found by their headers or letters; what stands
 * in the mapping and not on this page is named, so that saving it again loses nothing unseen.
 * @param known codes of the catalogue: a procedure described in full that is among them is chosen there
 */
export function draftFromMapping(
  definition: unknown,
  sample: TableSample,
  known: ReadonlySet<string>,
): Reopened {
  const mapping = objectOf(definition)
  const lost: string[] = []
  const sheetIndex = sheetOf(mapping, sample, lost)
  const sheet = sample.sheets[sheetIndex]!
  const suggestion = suggestionFor(sample, sheet)
  const own = listOf(mapping.headerRows).filter((row) => typeof row === 'number')
  const headerRows = own.length > 0 ? own : [...(suggestion?.headerRows ?? sheet.suggestedHeaderRows)]
  const find = columnFinder(sheet, suggestion?.columns ?? [], lost)

  const columns: Record<number, Assignment> = {}
  const school = objectOf(mapping.school)
  const place = (source: unknown, role: PlaceRole, words: string) => {
    if (source === undefined) return
    const address = objectOf(source).column
    if (address === undefined) return void lost.push(`${words} — одна на всю таблицу`)
    const index = find(address)
    if (index !== undefined) columns[index] = { role }
  }
  const isNamed = school.keyKind === 'name'
  place(school.key, isNamed ? 'school-name' : 'school-key', 'школа')
  if (!isNamed) place(school.name, 'school-name', 'название школы')
  place(school.municipality, 'municipality', 'территория')
  place(school.municipalityCode, 'municipality-code', 'код территории')
  const year = objectOf(mapping.year)
  if (year.column !== undefined) place(mapping.year, 'year', 'год')
  for (const filter of listOf(mapping.rows).map(objectOf)) {
    const index = find(filter.column)
    if (index !== undefined) columns[index] = { role: 'filter', values: listOf(filter.in).map(String) }
  }

  const groups = listOf(mapping.groups).map((item) => groupOf(objectOf(item), year, known, lost))
  assignResults(listOf(mapping.groups).map(objectOf), find, columns, lost)
  const missing = missingOf(objectOf(mapping.missing), lost)
  return {
    sheetIndex,
    lost: [...new Set(lost)],
    draft: {
      name: typeof mapping.name === 'string' ? mapping.name : '',
      sheet: sheet.name,
      headerRows,
      keyKind: isNamed || typeof school.keyKind !== 'string' ? 'code' : school.keyKind,
      columns,
      groups,
      missing,
    },
  }
}

function sheetOf(mapping: Json, sample: TableSample, lost: string[]): number {
  const names = listOf(mapping.sheets)
  if (names.length > 1)
    lost.push(
      `листы ${names
        .slice(1)
        .map((name) => `«${name}»`)
        .join(', ')}`,
    )
  const named = sample.sheets.findIndex((sheet) => sheet.name === names[0])
  if (named >= 0) return named
  const suggested = sample.sheets.findIndex((sheet) => suggestionFor(sample, sheet) !== null)
  return Math.max(0, suggested)
}

function columnFinder(
  sheet: Sheet,
  columns: readonly { index: number; header: string }[],
  lost: string[],
): (address: unknown) => number | undefined {
  // Without the server's joined headers the rows themselves are looked through: any cell with this text.
  const headers =
    columns.length > 0
      ? columns.map(({ index, header }) => ({ index, text: fold(header) }))
      : sheet.rows.flatMap((row) => row.cells.map((cell, index) => ({ index, text: fold(cell ?? '') })))
  return (address) => {
    const { letter, header, occurrence } = addressParts(address)
    if (letter !== null) return letterIndex(letter)
    const found = headers.filter(({ text }) => text === fold(header))[occurrence - 1]
    if (found === undefined) lost.push(`столбец «${header}»: его нет в этой таблице`)
    return found?.index
  }
}

function addressParts(address: unknown): { letter: string | null; header: string; occurrence: number } {
  if (typeof address === 'string') return { letter: null, header: address, occurrence: 1 }
  const { letter, header, occurrence } = objectOf(address as ColumnAddress)
  return {
    letter: typeof letter === 'string' ? letter : null,
    header: typeof header === 'string' ? header : '',
    occurrence: typeof occurrence === 'number' ? occurrence : 1,
  }
}

const letterIndex = (letter: string) =>
  [...letter].reduce((index, char) => index * 26 + char.charCodeAt(0) - 64, 0) - 1

function groupOf(group: Json, tableYear: Json, known: ReadonlySet<string>, lost: string[]): GroupDraft {
  const year = objectOf(group.year)
  if (year.column !== undefined) lost.push('год процедуры из столбца')
  if (group.rows !== undefined) lost.push('отбор строк отдельной процедуры')
  if (group.missing !== undefined) lost.push('обозначения пропусков отдельной процедуры')
  const constant = year.constant ?? tableYear.constant
  const shown = {
    year: typeof constant === 'number' ? String(constant) : '',
    kind: 'other' as const,
    name: '',
  }
  const { procedure } = group
  if (typeof procedure === 'string') return { ...shown, code: procedure }
  const { code, name, kind, subject, programmeGrade } = objectOf(procedure)
  if (known.has(String(code))) return { ...shown, code: String(code) }
  return {
    ...shown,
    code: OWN_PROCEDURE,
    name: String(name ?? ''),
    kind: (kind ?? 'other') as GroupDraft['kind'],
    // Renaming keeps the code: the numbers of earlier years stand under it.
    described: {
      code: String(code),
      subject: typeof subject === 'string' ? subject : null,
      programmeGrade: typeof programmeGrade === 'number' ? programmeGrade : null,
    },
  }
}

const RESULTS: readonly [string, string, ResultRole][] = [
  ['participants', 'column', 'participants'],
  ['low', 'column', 'low'],
  ['low', 'participantsMinus', 'low-rest'],
  ['lowShare', 'column', 'low-share'],
  ['lowShare', 'hundredMinus', 'low-share-rest'],
  ['high', 'column', 'high'],
  ['high', 'participantsMinus', 'high-rest'],
  ['highShare', 'column', 'high-share'],
  ['highShare', 'hundredMinus', 'high-share-rest'],
  ['meanScore', 'column', 'mean-score'],
]

const rolesIn = (group: Json): { role: ResultRole; address: unknown; unit: unknown }[] => [
  ...RESULTS.flatMap(([field, operator, role]) => {
    const source = objectOf(group[field])
    return source[operator] === undefined ? [] : [{ role, address: source[operator], unit: source.unit }]
  }),
  ...(['marks', 'markShares'] as const).flatMap((field) =>
    Object.entries(objectOf(group[field])).map(([mark, source]) => ({
      role: `${field === 'marks' ? 'mark' : 'mark-share'}-${mark}` as ResultRole,
      address: objectOf(source).column,
      unit: objectOf(source).unit,
    })),
  ),
]

/** One column serves one procedure or, in the same role, all of them; the page knows no third way. */
function assignResults(
  groups: readonly Json[],
  find: (address: unknown) => number | undefined,
  columns: Record<number, Assignment>,
  lost: string[],
) {
  const uses = new Map<number, { role: ResultRole; group: number }[]>()
  groups.forEach((group, at) => {
    for (const { role, address, unit } of rolesIn(group)) {
      if (unit !== undefined) lost.push('единица доли (проценты или части целого): определится заново')
      const index = find(address)
      if (index !== undefined) uses.set(index, [...(uses.get(index) ?? []), { role, group: at }])
    }
  })
  for (const [index, found] of uses) {
    const first = found[0]!
    const isEvery = groups.length > 1 && new Set(found.map(({ group }) => group)).size === groups.length
    const isOneRole = found.every(({ role }) => role === first.role)
    if (found.length > 1 && !(isEvery && isOneRole))
      lost.push('столбец, который служит нескольким процедурам: здесь он отмечен только у первой')
    columns[index] = {
      role: first.role,
      group: found.length > 1 && isEvery && isOneRole ? 'every' : first.group,
    }
  }
}

function missingOf(tokens: Json, lost: string[]): Draft['missing'] {
  return Object.entries(tokens).flatMap(([token, reason]) => {
    if (MISSING_CHOICES.some(({ value }) => value === reason))
      return [{ token, reason: reason as MissingReason }]
    lost.push(`обозначение «${token}»`)
    return []
  })
}
