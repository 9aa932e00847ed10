import { isTotalLabel } from '../../src/imports/formats/totals.ts'
import type { RowProblem } from '../../src/imports/model.ts'
import type { AssessmentResult } from '../../src/results/model.ts'
import type { Mutation } from './mutate-cells.ts'
import type { Outcome, ReadRow } from './read-fuzzed.ts'

type Read = Exclude<Outcome, { refused: unknown }>

const placeOf = ({ sheet, rowNumber }: { sheet: string; rowNumber: number }) => `${sheet}\n${rowNumber}`

/** «Вяземский район(reg67_m005)», «Смоленская обл.» in a school's place makes its row that territory's: the cell says so. */
const TERRITORY = /\(?reg\d{2}|район|округ|обл(?:\.|асть)|^вся выборка/iu

/** A cell that may say «none» by itself: empty, a dash, a zero, an absence, a total, a territory. */
const saysNothing = (text: string | null): boolean =>
  text === null ||
  /^[\s\p{Cf}\p{Cc}\-–—]*$/u.test(text) ||
  Math.abs(Number(text.replace(',', '.').replace(/[\s%]|\.0+$/gu, ''))) < 0.005 ||
  /отсутств|^<\d+$|^[xх]$|не (явил|был|сдавал)|н\/?[дяу]/iu.test(text.trim()) ||
  isTotalLabel(text) ||
  TERRITORY.test(text)

const NUMBERS = [
  'participants',
  'low',
  'high',
  'lowShare',
  'highShare',
  'meanScore',
  'primaryScore',
  'testScore',
  'mark',
] as const

const numbersOf = (result: AssessmentResult): [string, number][] =>
  NUMBERS.flatMap((field): [string, number][] => {
    const value = (result as unknown as Record<string, unknown>)[field]
    return typeof value === 'number' ? [[field, value]] : []
  })

/**
 * What a change of a few cells below the header may never do: make a zero that no cell says, or lose a row's results
 * without a word. A sentence where it did; null where all is well or the change is too large to judge by its cells
 * (a header or a whole row was changed, another format took the file).
 * @param blankIsNone the format reads an empty cell beside participants as «none», by its own custom
 */
export function dishonesty(
  clean: Read,
  changed: Outcome,
  done: readonly Mutation[],
  blankIsNone: boolean,
): string | null {
  if ('refused' in changed || changed.format !== clean.format) return null
  const isInData = ({ sheet, rowNumber, column }: Mutation) =>
    column !== null && rowNumber > (clean.headerRows.get(sheet) ?? Number.POSITIVE_INFINITY)
  if (!done.every(isInData)) return null
  if (JSON.stringify([...clean.headerRows]) !== JSON.stringify([...changed.headerRows])) return null
  const before = new Map(clean.rows.map((row) => [placeOf(row), row]))
  for (const row of changed.rows) {
    const changes = done.filter((change) => placeOf(change) === placeOf(row))
    const old = before.get(placeOf(row))
    if (changes.length === 0 || old === undefined) continue
    const fault = inventedZero(old, row, changes, blankIsNone) ?? silentLoss(old, row, changes, changed)
    if (fault !== null) return `row ${row.rowNumber}: ${fault}`
  }
  return null
}

const numberIn = (text: string | null): number =>
  Number((text ?? 'x').replace(',', '.').replace(/[\s%]/gu, ''))
const participantsOf = (result: AssessmentResult) =>
  result.level === 'aggregate' ? [result.participants] : []

function inventedZero(
  old: ReadRow,
  row: ReadRow,
  changes: readonly Mutation[],
  blankIsNone: boolean,
): string | null {
  // «100 − x» and «n − x» make an honest zero of a number that is not one.
  const honest = new Set([0, 1, 100, ...[...old.results, ...row.results].flatMap(participantsOf)])
  const mayBeZero = changes.some(({ after }) => saysNothing(after) || honest.has(numberIn(after)))
  // A row that was refused before and is read now brings zeros of its own.
  if (blankIsNone || mayBeZero || row.results.length > old.results.length) return null
  const zeros = (from: ReadRow) =>
    from.results.flatMap((result) =>
      numbersOf(result).flatMap(([field, value]) => (value === 0 ? [field] : [])),
    )
  const known = new Set(zeros(old))
  const made = zeros(row).find((zero) => !known.has(zero))
  return made === undefined ? null : `a zero that no cell says: ${made}`
}

const EXAM_TITLE = /^\d\d - \p{L}/u

const toldIn = ({ column, code, given, expected, severity }: RowProblem) =>
  `${column}|${code}|${given}|${expected}|${severity}`

/** Filters of a mapping choose by words: another word in its place is another choice, and no number was touched. */
const isWordForWord = ({ before, after }: Mutation) =>
  [before, after].every((text) => text !== null && /^\p{L}[\p{L} ]*$/u.test(text))

function silentLoss(old: ReadRow, row: ReadRow, changes: readonly Mutation[], file: Read): string | null {
  if (row.results.length >= old.results.length) return null
  // A mapping's filter looks at words, and a title between the rows begins another exam: both are what the cell says.
  if (file.format === 'mapped' && row.results.length > 0 && changes.every(isWordForWord)) return null
  if (row.fate === 'filtered' || changes.some(({ after }) => EXAM_TITLE.test(after ?? ''))) return null
  const known = new Set(old.problems.map(toldIn))
  if (row.problems.some((problem) => !known.has(toldIn(problem)))) return null
  if (changes.some(({ after }) => saysNothing(after))) return null
  // Some formats tell of a row at the end of the file.
  if (file.late.some(({ rowNumber, sheet }) => rowNumber === row.rowNumber && sheet === row.sheet))
    return null
  return `${old.results.length - row.results.length} results lost without a word (${row.fate})`
}
