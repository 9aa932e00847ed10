import type { Cell, RowProblem, SourceRow } from '../model.ts'
import {
  isErrorText,
  type Parsed,
  type Percent,
  parseCount,
  parseDecimal,
  parsePercent,
} from '../read-table/parse-cell.ts'

/** A cell read by its type: a value, an empty cell, or a bad one — which is never 0. */
export type Reading<T> = { kind: 'value'; value: T } | { kind: 'absent' } | BadCell

export interface BadCell {
  kind: 'bad'
  code: RowProblem['code']
  given: string
  expected: string
}

export const ABSENT = { kind: 'absent' } as const

const reading = <T>(
  cell: Cell | undefined,
  parse: (cell: Cell) => Parsed<T>,
  check?: (value: T) => string | null,
): Reading<T> => {
  if (cell === undefined || cell.text.trim() === '') return ABSENT
  const given = cell.text.trim()
  const parsed = parse(cell)
  if (!parsed.ok) {
    const isError = cell.kind === 'error' || isErrorText(given)
    return { kind: 'bad', code: isError ? 'cell-error' : 'cell-not-number', given, expected: parsed.expected }
  }
  const outside = check?.(parsed.value) ?? null
  return outside === null
    ? { kind: 'value', value: parsed.value }
    : { kind: 'bad', code: 'cell-out-of-range', given, expected: outside }
}

const within =
  (range: [number, number] | undefined) =>
  (value: number): string | null =>
    range === undefined || (value >= range[0] && value <= range[1])
      ? null
      : `число от ${range[0]} до ${range[1]}`

/** A small whole number as most cells of a pupil file are, without the full parse; -1 for anything else. */
const smallWhole = (cell: Cell | undefined): number => {
  if (cell === undefined || cell.kind === 'error' || cell.kind === 'date' || cell.percent === true) return -1
  const { text } = cell
  if (text.length === 0 || text.length > 6) return -1
  let value = 0
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 48
    if (digit < 0 || digit > 9) return -1
    value = value * 10 + digit
  }
  return value
}

/** A number of pupils, 0 or more. */
export const readCount = (cell: Cell | undefined, range?: [number, number]): Reading<number> => {
  const whole = smallWhole(cell)
  if (whole >= 0 && (range === undefined || (whole >= range[0] && whole <= range[1]))) {
    return { kind: 'value', value: whole }
  }
  return reading(cell, parseCount, within(range))
}

/** Points: a decimal, comma or point. */
export const readScore = (cell: Cell | undefined, range?: [number, number]): Reading<number> => {
  const whole = smallWhole(cell)
  if (whole >= 0 && (range === undefined || (whole >= range[0] && whole <= range[1]))) {
    return { kind: 'value', value: whole }
  }
  return reading(
    cell,
    (given) => {
      const parsed = parseDecimal(given)
      return parsed.ok ? { ok: true, value: parsed.value.digits / 10 ** parsed.value.scale } : parsed
    },
    within(range),
  )
}

/** A share from 0 to 100 %. */
export const readShare = (
  cell: Cell | undefined,
  unit: 'percent' | 'fraction' = 'percent',
): Reading<Percent> =>
  reading(
    cell,
    (given) => parsePercent(given, unit),
    ({ hundredths }) => (hundredths >= 0 && hundredths <= 10_000 ? null : 'процент от 0 до 100'),
  )

/** A mark from 2 to 5. `5,0` of a spreadsheet and «2 » are marks; anything else is named as it stands. */
export const readMark = (cell: Cell | undefined): Reading<number> => {
  const found = readCount(cell)
  if (found.kind === 'absent') return found
  if (found.kind === 'value' && found.value >= 2 && found.value <= 5) return found
  const given = cell?.text.trim() ?? ''
  if (found.kind === 'bad' && found.code === 'cell-error') return { ...found, expected: MARK }
  return { kind: 'bad', code: 'mark-unknown', given, expected: MARK }
}

export const MARK = 'отметка 2, 3, 4 или 5'

export const readText = (cell: Cell | undefined): string | null => {
  if (cell === undefined || cell.kind === 'error') return null
  const text = cell.text.trim()
  if (text === '') return null
  return /[^\S ]|\s\s/u.test(text) ? text.replace(/\s+/gu, ' ') : text
}

/** Nothing stands there; a spreadsheet's error is something. */
export const isEmpty = (cell: Cell | undefined): boolean =>
  cell === undefined || (cell.kind !== 'error' && cell.text.trim() === '')

/** Problems of one row, collected with its place. */
export const rowReport = (row: SourceRow) => {
  const problems: RowProblem[] = []
  return {
    problems,
    add(
      column: string | null,
      code: RowProblem['code'],
      given: string | null,
      expected: string,
      severity: RowProblem['severity'] = 'rejected',
    ): void {
      problems.push({ sheet: row.sheet, rowNumber: row.rowNumber, column, code, given, expected, severity })
    },
    get isRejected(): boolean {
      return problems.some((problem) => problem.severity === 'rejected')
    },
  }
}
export type RowReport = ReturnType<typeof rowReport>
