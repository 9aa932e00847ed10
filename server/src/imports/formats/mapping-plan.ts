import { Problem } from '../../platform/problem.ts'
import type { SheetSample } from '../model.ts'
import { guessHeaderRows } from '../read-table/header.ts'
import { foldHeader, headerTexts } from './columns.ts'
import type { ColumnAddress, Mapping } from './mapping.ts'
import { isPersonalHeader } from './personal-columns.ts'

/** Where the columns of a mapping stand in one sheet. */
export interface SheetPlan {
  sheet: string
  headerRows: number[]
  headers: string[]
  /** Zero-based column of an address that the mapping names. */
  columnOf(address: ColumnAddress): number
}

const HEADER_ROWS_AT_MOST = 3

/** Zero-based index of a column letter: A → 0, AA → 26. */
export const letterIndex = (letter: string): number =>
  [...letter].reduce((index, char) => index * 26 + char.charCodeAt(0) - 64, 0) - 1

const key = (address: ColumnAddress): string =>
  typeof address === 'string' ? address : JSON.stringify(address)

/** The address as people read it in a sentence. */
export const addressText = (address: ColumnAddress): string => {
  if (typeof address === 'string') return address
  if ('letter' in address) return `колонка ${address.letter}`
  return address.occurrence === undefined ? address.header : `${address.header} (${address.occurrence}-я)`
}

/** Every address of a mapping, each once. */
export const listAddresses = (mapping: Mapping): ColumnAddress[] => {
  const found = new Map<string, ColumnAddress>()
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return
    for (const [name, inner] of Object.entries(value)) {
      if (name === 'column' || name === 'hundredMinus' || name === 'participantsMinus') {
        found.set(key(inner as ColumnAddress), inner as ColumnAddress)
      } else visit(inner)
    }
  }
  visit({ school: mapping.school, rows: mapping.rows, year: mapping.year, groups: mapping.groups })
  return [...found.values()]
}

type Placed = { found: Map<string, number> } | { missing: ColumnAddress; repeats: number }

const place = (addresses: ColumnAddress[], headers: string[]): Placed => {
  const folded = headers.map(foldHeader)
  const found = new Map<string, number>()
  for (const address of addresses) {
    if (typeof address === 'object' && 'letter' in address) {
      found.set(key(address), letterIndex(address.letter))
      continue
    }
    const { header, occurrence } =
      typeof address === 'string' ? { header: address, occurrence: undefined } : address
    const wanted = foldHeader(header)
    const places = folded.flatMap((text, index) => (text === wanted ? [index] : []))
    const at = places.length === 1 && occurrence === undefined ? places[0] : places[(occurrence ?? 0) - 1]
    if (at === undefined) return { missing: address, repeats: places.length }
    found.set(key(address), at)
  }
  return { found }
}

/** Row spans that may be the header of a sheet, the declared one only, or the shortest first. */
const headerSpans = (sample: SheetSample, mapping: Mapping, needsHeader: boolean): SheetSample['rows'][] => {
  if (mapping.headerRows !== undefined) {
    const [first, last] = [Math.min(...mapping.headerRows), Math.max(...mapping.headerRows)]
    const rows = sample.rows.filter((row) => row.rowNumber >= first && row.rowNumber <= last)
    return rows.length === 0 ? [] : [rows]
  }
  if (!needsHeader) {
    const guess = guessHeaderRows(sample)
    return guess === null
      ? [[]]
      : [sample.rows.filter((row) => row.rowNumber >= guess.from && row.rowNumber <= guess.to)]
  }
  const spans: SheetSample['rows'][] = []
  for (let height = 1; height <= HEADER_ROWS_AT_MOST; height++) {
    for (let start = 0; start + height <= sample.rows.length; start++)
      spans.push(sample.rows.slice(start, start + height))
  }
  return spans
}

/**
 * Finds the mapping's columns in every sheet that has them. Throws Problem `import/mapping-invalid` where no sheet has
 * them all, naming the first one missing, repeated without a number, or holding personal data.
 */
export const planSheets = (samples: SheetSample[], mapping: Mapping): SheetPlan[] => {
  const addresses = listAddresses(mapping)
  const needsHeader = addresses.some((address) => typeof address === 'string' || 'header' in address)
  const wanted =
    mapping.sheets === undefined
      ? samples
      : samples.filter((sample) => mapping.sheets!.includes(sample.sheet))
  let nearest:
    | { placed: Extract<Placed, { missing: ColumnAddress }>; sheet: string; headers: string[] }
    | undefined
  const plans = wanted.flatMap((sample): SheetPlan[] => {
    for (const rows of headerSpans(sample, mapping, needsHeader)) {
      const headers = rows.length === 0 ? [] : headerTexts(rows, sample.merges)
      const placed = place(addresses, headers)
      if ('found' in placed) {
        const { found } = placed
        refusePersonal(found, headers)
        return [
          {
            sheet: sample.sheet,
            headerRows: rows.map((row) => row.rowNumber),
            headers,
            columnOf: (address) => found.get(key(address))!,
          },
        ]
      }
      const filled = headers.filter((header) => header !== '').length
      if (
        nearest === undefined ||
        placed.repeats > nearest.placed.repeats ||
        (placed.repeats === nearest.placed.repeats &&
          filled > nearest.headers.filter((header) => header !== '').length)
      ) {
        nearest = { placed, sheet: sample.sheet, headers }
      }
    }
    return []
  })
  if (plans.length > 0) return plans
  throw new Problem('import/mapping-invalid', refusal(mapping, nearest))
}

const refusal = (
  mapping: Mapping,
  nearest: { placed: { missing: ColumnAddress; repeats: number }; sheet: string } | undefined,
): string => {
  if (nearest === undefined)
    return `В файле нет листа, который называет описание «${mapping.name}»: ${(mapping.sheets ?? []).join(', ')}.`
  const { missing, repeats } = nearest.placed
  const name = addressText(missing)
  if (repeats > 1) {
    const where = nearest.sheet === '' ? '' : ` на листе «${nearest.sheet}»`
    return `Колонка «${name}» встречается${where} несколько раз (${repeats}): укажите в описании, которая из них нужна.`
  }
  return `В файле нет колонки «${name}», которую называет описание «${mapping.name}». Проверьте, та ли это таблица, или отметьте колонки заново.`
}

const refusePersonal = (found: Map<string, number>, headers: string[]): void => {
  const personal = [...found.values()]
    .map((index) => headers[index] ?? '')
    .find((header) => isPersonalHeader(header))
  if (personal !== undefined) {
    throw new Problem(
      'import/mapping-invalid',
      `Колонка «${personal}» может содержать персональные данные: её нельзя использовать в описании.`,
    )
  }
}
