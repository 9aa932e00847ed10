import type { RowProblem, SourceRow } from '../model.ts'

/** What a row of totals adds up: a part of its sheet (above or below it), the whole sheet, or nobody says which. */
export type TotalScope = 'section' | 'whole' | 'unknown'

interface TotalRow {
  sheet: string
  rowNumber: number
  scope: TotalScope
  /** One number per counted column as the row prints it; null where it does not. */
  values: (number | null)[]
  /** How many rows of totals stood above it in its sheet. */
  segment: number
}

/**
 * Sums of the counted columns between rows of totals. A section's total may stand above its rows or below them, so a
 * difference is reported only where none of the sums it may mean agrees. Where the label does not say, the whole sheet
 * is tried too.
 * @param width how many numbers a row of totals is compared in
 */
export const segmentTotals = (width: number) => {
  const segments = new Map<string, number[][]>()
  const totals: TotalRow[] = []
  const zeros = () => Array.from({ length: width }, () => 0)
  const segmentsOf = (sheet: string): number[][] => {
    const known = segments.get(sheet) ?? [zeros()]
    segments.set(sheet, known)
    return known
  }

  return {
    count(sheet: string, column: number, value: number): void {
      const sums = segmentsOf(sheet).at(-1)!
      sums[column] = sums[column]! + value
    },
    total(
      { sheet, rowNumber }: Pick<SourceRow, 'sheet' | 'rowNumber'>,
      values: (number | null)[],
      scope: TotalScope = 'unknown',
    ): void {
      const known = segmentsOf(sheet)
      totals.push({ sheet, rowNumber, scope, values, segment: known.length - 1 })
      known.push(zeros())
    },
    /** @param names what each number counts, e.g. «Русский язык: участников по школам» */
    differences(names: string[]): RowProblem[] {
      return totals.flatMap(({ sheet, rowNumber, scope, values, segment }) => {
        const known = segmentsOf(sheet)
        return values.flatMap((value, column): RowProblem[] => {
          const whole = known.reduce((sum, sums) => sum + sums[column]!, 0)
          const around = [known[segment]?.[column] ?? 0, known[segment + 1]?.[column] ?? 0]
          const meant = { section: around, whole: [whole], unknown: [...around, whole] }[scope]
          if (value === null || whole === 0 || meant.includes(value)) return []
          return [
            {
              sheet,
              rowNumber,
              column: null,
              code: 'participants-differ',
              given: String(value),
              expected: `${names[column]} ${nearest(meant, value)}`,
              severity: 'warning',
            },
          ]
        })
      })
    },
  }
}

/** Of the sums a total may mean, the one it most likely does: nobody prints a total of no rows. */
const nearest = (sums: number[], value: number): number => {
  const filled = sums.filter((sum) => sum > 0)
  return (filled.length === 0 ? sums : filled).reduce((best, sum) =>
    Math.abs(sum - value) < Math.abs(best - value) ? sum : best,
  )
}
