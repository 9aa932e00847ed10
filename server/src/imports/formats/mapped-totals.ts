import type { RowProblem, SourceRow } from '../model.ts'

interface TotalRow {
  sheet: string
  rowNumber: number
  /** Participants per group as the row prints them; null where it does not. */
  values: (number | null)[]
  /** How many rows of totals stood above it in its sheet. */
  segment: number
}

/**
 * Sums of participants between rows of totals. A row of totals may sum what stands above it, what stands below it, or
 * the whole sheet: a difference is reported only where none of the three agrees.
 */
export const mappedTotals = (groupCount: number) => {
  const segments = new Map<string, number[][]>()
  const totals: TotalRow[] = []
  const zeros = () => Array.from({ length: groupCount }, () => 0)
  const segmentsOf = (sheet: string): number[][] => {
    const known = segments.get(sheet) ?? [zeros()]
    segments.set(sheet, known)
    return known
  }

  return {
    count(sheet: string, group: number, participants: number): void {
      const sums = segmentsOf(sheet).at(-1)!
      sums[group] = sums[group]! + participants
    },
    total({ sheet, rowNumber }: SourceRow, values: (number | null)[]): void {
      const known = segmentsOf(sheet)
      totals.push({ sheet, rowNumber, values, segment: known.length - 1 })
      known.push(zeros())
    },
    differences(names: string[]): RowProblem[] {
      return totals.flatMap(({ sheet, rowNumber, values, segment }) => {
        const known = segmentsOf(sheet)
        const isLast = segment === known.length - 2
        return values.flatMap((value, group): RowProblem[] => {
          const whole = known.reduce((sum, sums) => sum + sums[group]!, 0)
          const above = known[segment]?.[group] ?? 0
          const below = known[segment + 1]?.[group] ?? 0
          if (value === null || whole === 0 || [whole, above, below].includes(value)) return []
          return [
            {
              sheet,
              rowNumber,
              column: null,
              code: 'participants-differ',
              given: String(value),
              expected: `${names[group]}: участников по школам ${isLast ? whole : above}`,
              severity: 'warning',
            },
          ]
        })
      })
    },
  }
}
