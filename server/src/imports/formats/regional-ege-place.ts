import type { SourceRow } from '../model.ts'
import { parseDecimal } from '../read-table/parse-cell.ts'
import { isEmpty, readText } from './read-cell.ts'
import type { EgeLayout } from './regional-ege-header.ts'
import { isSchoolName } from './school-text.ts'
import type { TotalScope } from './segment-totals.ts'
import { isTotalLabel } from './totals.ts'

/** What a row of the regional form stands for. */
export type PlaceRow =
  | { kind: 'school'; name: string | null; code: string | null; municipality: string | null }
  /** A municipality's own row: a heading, or its subtotal. */
  | { kind: 'municipality'; municipality: string; hasNumbers: boolean }
  | { kind: 'total'; scope: TotalScope; label: string | null }
  /** A remark under the table: words without a number. */
  | { kind: 'note' }

const REGION = /(област|республик|(^|[^а-яё])кра[йя]([^а-яё]|$)|автономн\S* округ)/iu
const SECTION_TOTAL = /(район|муницип|город|округ|(^|[^а-яё])(мр|го|мо|оо)([^а-яё]|$))/iu

/** Pure: the same row of the same layout is always the same. */
export const placeRow = (row: SourceRow, { places, exams }: EgeLayout): PlaceRow => {
  const text = (id: Parameters<typeof places.get>[0]) => readText(row.cells[places.get(id) ?? -1])
  const [name, code, municipality] = [text('school'), text('code'), text('municipality')]
  const hasNumbers = exams.some(({ columns }) => [...columns.values()].some((index) => isFilled(row, index)))
  const words = firstWords(row, places, exams)
  const labels = [name, municipality, words].filter((label) => label !== null)
  const total = labels.find(isTotalLabel)
  if (total !== undefined) return { kind: 'total', scope: scopeOf(total, name, municipality), label: total }
  const heading = municipality === null && code === null ? [name, words].find(isPlaceName) : undefined
  if (heading === undefined && (name !== null || code !== null))
    return { kind: 'school', name, code, municipality }
  const place = municipality ?? heading
  if (place !== undefined) {
    if (REGION.test(place) && hasNumbers) return { kind: 'total', scope: 'whole', label: place }
    return { kind: 'municipality', municipality: place, hasNumbers }
  }
  return hasNumbers ? { kind: 'total', scope: 'unknown', label: labels[0] ?? null } : { kind: 'note' }
}

/** «Вяземский район» in the schools' own column heads what follows; «Гимназия г. Вязьмы» is a school. */
const isPlaceName = (text: string | null): text is string =>
  text !== null &&
  !isSchoolName(text) &&
  /(^|[^а-яё])(район|округ|город|г\.|область|край|республика)([^а-яё]|$)/iu.test(text)

/** «Итого по району» sums a part; «Итого по области» all; «Итого» beside a municipality a part; alone it may be either. */
const scopeOf = (label: string, name: string | null, municipality: string | null): TotalScope => {
  if (REGION.test(label)) return 'whole'
  const place = municipality !== null && !isTotalLabel(municipality)
  if (place && name !== null) return REGION.test(municipality) ? 'whole' : 'section'
  return SECTION_TOTAL.test(label) ? 'section' : 'unknown'
}

/** A label may stand in the column of row numbers; a number there says nothing. */
const firstWords = (
  row: SourceRow,
  places: EgeLayout['places'],
  exams: EgeLayout['exams'],
): string | null => {
  const known = new Set([...places.values(), ...exams.flatMap(({ columns }) => [...columns.values()])])
  const at = row.cells.findIndex(
    (cell, index) => !known.has(index) && cell?.kind === 'text' && !parseDecimal(cell).ok && !isEmpty(cell),
  )
  return at < 0 ? null : readText(row.cells[at])
}

const isFilled = (row: SourceRow, index: number): boolean => !isEmpty(row.cells[index])
