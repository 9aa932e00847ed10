import type { SheetSample, SourceRow } from '../model.ts'
import { guessHeaderRows } from '../read-table/header.ts'
import { normaliseHeader } from '../read-table/parse-cell.ts'
import { foldHeader, headerTexts } from './columns.ts'
import type { ColumnAddress } from './mapping.ts'
import { isPersonalHeader } from './personal-columns.ts'
import { readCount, readShare, readText } from './read-cell.ts'
import { isTotalLabel } from './totals.ts'

/** What a column of an unknown table may be; a person confirms or changes it. */
export type ColumnGuess =
  | 'school-key'
  | 'school-name'
  | 'municipality'
  | 'year'
  | 'participants'
  | 'low'
  | 'low-share'
  | 'high-share'
  | 'mean-score'
  | 'mark-2'
  | 'mark-3'
  | 'mark-4'
  | 'mark-5'
  | 'personal'

export interface SuggestedColumn {
  index: number
  header: string
  /** How a mapping would name this column. */
  address: ColumnAddress
  guess: ColumnGuess | null
}

export interface MappingSuggestion {
  sheet: string
  headerRows: number[]
  columns: SuggestedColumn[]
  keyKind: 'edu' | 'rcoi' | 'inn' | 'ogrn' | 'urn' | 'name' | 'code'
}

type Look = 'count' | 'share' | 'number' | 'year' | 'text' | 'empty'

interface Clue {
  guess: ColumnGuess
  header: RegExp
  looks: Look[]
}

/** In order of trust: the first clue whose words and looks both fit names the column. */
const CLUES: Clue[] = [
  {
    guess: 'mark-2',
    header: /^(.* → )?(отметка )?«?2»?[ ,%]*$/,
    looks: ['count', 'share', 'number', 'empty'],
  },
  {
    guess: 'mark-3',
    header: /^(.* → )?(отметка )?«?3»?[ ,%]*$/,
    looks: ['count', 'share', 'number', 'empty'],
  },
  {
    guess: 'mark-4',
    header: /^(.* → )?(отметка )?«?4»?[ ,%]*$/,
    looks: ['count', 'share', 'number', 'empty'],
  },
  {
    guess: 'mark-5',
    header: /^(.* → )?(отметка )?«?5»?[ ,%]*$/,
    looks: ['count', 'share', 'number', 'empty'],
  },
  { guess: 'year', header: /(^|[^а-я])год([^а-я]|$)/, looks: ['year', 'text'] },
  {
    guess: 'low-share',
    header:
      /(ниже|не преодол|не сдал|не набрал|«2»|двое?к|неуд|низк).*(%|дол[яи]|процент)|(%|дол[яи]|процент).*(ниже|не преодол|не сдал|«2»|двое?к|неуд|низк)/,
    looks: ['share', 'count', 'number'],
  },
  {
    guess: 'low',
    header: /ниже|не преодол|не сдал|не набрал|«2»|двое?к|неуд|низк/,
    looks: ['count', 'share', 'number'],
  },
  {
    guess: 'high-share',
    header: /качество|«4» и «5»|высок|(^|\D)61\D+100/,
    looks: ['share', 'number', 'count'],
  },
  { guess: 'mean-score', header: /средн|ср\.? ?(балл|усп|отм)|среден/, looks: ['number', 'count', 'share'] },
  {
    guess: 'participants',
    header:
      /участ|сдава|писал|явили се|telig|participants|pupils|кол-во (обуч|учащ|учен|выпуск)|численност|общо ученици|бр\./,
    looks: ['count', 'share', 'number'],
  },
  {
    guess: 'municipality',
    header: /муницип|район|округ|district|^lea$|(^|[^а-я])ате([^а-я]|$)|община|городск/,
    looks: ['text'],
  },
  {
    guess: 'school-key',
    header:
      /^(?!.*(мсу|муницип|территор|октмо)).*(логин|код|инн|огрн|идентификатор|^urn$|ogrn|school ?code|school ?id)/,
    looks: ['count', 'number', 'text', 'share', 'year'],
  },
  {
    guess: 'school-name',
    header: /^оо$|школ|организац|учрежден|наимен|назван|училище|лице|schname|school|edu_name/,
    looks: ['text'],
  },
]

/**
 * Guesses the roles of the columns of a table nobody has described: from words of the header and from what stands
 * under it. Only a proposal, for the sheet where most roles were found; undefined where no sheet has a header.
 * The school's columns and the year are given once, participants and results as often as they stand there.
 */
export const suggestMapping = (samples: SheetSample[]): MappingSuggestion | undefined => {
  const guessed = ({ columns }: MappingSuggestion) => columns.filter(({ guess }) => guess !== null).length
  return samples
    .flatMap((sample) => suggestForSheet(sample) ?? [])
    .reduce<MappingSuggestion | undefined>(
      (best, found) => (best === undefined || guessed(found) > guessed(best) ? found : best),
      undefined,
    )
}

const suggestForSheet = (sample: SheetSample): MappingSuggestion | undefined => {
  const guess = guessHeaderRows(sample)
  if (guess === null) return undefined
  const rows = sample.rows.filter((row) => row.rowNumber >= guess.from && row.rowNumber <= guess.to)
  const headers = headerTexts(rows, sample.merges)
  const data = sample.rows.filter((row) => row.rowNumber >= guess.dataFrom && !isTotal(row))
  const single = new Set<ColumnGuess>()
  const columns = headers.map((header, index): SuggestedColumn => {
    const found = isPersonalHeader(header) ? 'personal' : guessColumn(header, looksOf(data, index))
    const isOnce =
      found === 'school-key' || found === 'school-name' || found === 'municipality' || found === 'year'
    const taken = isOnce && single.has(found)
    if (isOnce) single.add(found)
    return { index, header, address: addressOf(headers, index), guess: taken ? null : found }
  })
  return {
    sheet: sample.sheet,
    headerRows: rows.map((row) => row.rowNumber),
    columns,
    keyKind: keyKindOf(columns, data),
  }
}

const isTotal = (row: SourceRow): boolean => row.cells.some((cell) => isTotalLabel(readText(cell) ?? ''))

const guessColumn = (header: string, looks: Look): ColumnGuess | null => {
  // Folding spoils Latin words, so both readings are tried.
  const texts = [foldHeader(header), normaliseHeader(header)]
  if (texts[0] === '') return null
  return (
    CLUES.find((clue) => clue.looks.includes(looks) && texts.some((text) => clue.header.test(text)))?.guess ??
    null
  )
}

/** What most cells of the column are. */
const looksOf = (rows: SourceRow[], index: number): Look => {
  const cells = rows.map((row) => row.cells[index]).filter((cell) => readText(cell) !== null)
  if (cells.length === 0) return 'empty'
  const most = (count: number) => count * 2 > cells.length
  const counts = cells.filter((cell) => readCount(cell).kind === 'value')
  if (most(counts.length))
    return cells.every((cell) => /^20\d\d(\.0)?$/.test(cell!.text.trim())) ? 'year' : 'count'
  if (most(cells.filter((cell) => cell!.percent === true || cell!.text.includes('%')).length)) return 'share'
  if (most(cells.filter((cell) => readShare(cell).kind === 'value').length)) return 'number'
  return 'text'
}

/** The header text, with its number where it repeats, or the letter where there is none. */
const addressOf = (headers: string[], index: number): ColumnAddress => {
  const header = headers[index] ?? ''
  const folded = foldHeader(header)
  if (folded === '') return { letter: columnLetter(index) }
  const same = headers.flatMap((other, at) => (foldHeader(other) === folded ? [at] : []))
  return same.length === 1 ? header : { header, occurrence: same.indexOf(index) + 1 }
}

/** A → 0, AA → 26, as a spreadsheet names its columns. */
export const columnLetter = (index: number): string =>
  (index >= 26 ? columnLetter(Math.floor(index / 26) - 1) : '') + String.fromCharCode(65 + (index % 26))

const keyKindOf = (columns: SuggestedColumn[], data: SourceRow[]): MappingSuggestion['keyKind'] => {
  const key = columns.find((column) => column.guess === 'school-key')
  if (key === undefined) return 'name'
  const header = key.header.toLowerCase()
  const values = data.flatMap((row) => readText(row.cells[key.index]) ?? [])
  if (values.some((value) => /^(edu|sch)\d{6}$/i.test(value))) return 'edu'
  if (header.includes('инн')) return 'inn'
  if (header.includes('огрн') || header.includes('ogrn')) return 'ogrn'
  if (header.includes('urn')) return 'urn'
  return values.length > 0 && values.every((value) => /^\d{3,6}(\.0)?$/.test(value)) ? 'rcoi' : 'code'
}

/**
 * Names a kind of table by its header texts, normalised, in their order: a mapping saved for it is offered again.
 * Title rows, sheet names and data do not change it. Empty where no sheet has a header.
 */
export const headerSignature = (samples: SheetSample[]): string => {
  for (const sample of samples) {
    const guess = guessHeaderRows(sample)
    if (guess === null) continue
    const rows = sample.rows.filter((row) => row.rowNumber >= guess.from && row.rowNumber <= guess.to)
    const headers = headerTexts(rows, sample.merges).map(foldHeader)
    if (headers.some((header) => header !== '')) return headers.join('|').replace(/\|+$/, '')
  }
  return ''
}
