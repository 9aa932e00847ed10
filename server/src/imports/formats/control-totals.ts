import type { RowProblem } from '../model.ts'

/** A row of totals that the file itself gives: compared with what its schools add up to. */
export interface ControlTotal {
  sheet: string
  rowNumber: number
  name: string
  /** `section`: the schools below it until the next section; `all`: every school of the sheet; `none`: not compared. */
  scope: 'section' | 'all' | 'none'
  participants: number | null
  schools: number | null
}

interface Counted {
  participants: number
  schools: number
}

/** Collects totals and schools in the order of rows, and says at the end which do not agree. */
export const controlTotals = () => {
  const totals: { total: ControlTotal; counted: Counted }[] = []
  const open = new Map<string, Counted>()
  const sheets = new Map<string, Counted>()
  const nothing = (): Counted => ({ participants: 0, schools: 0 })

  return {
    add(total: ControlTotal): ControlTotal {
      const counted = nothing()
      if (total.scope === 'section') open.set(total.sheet, counted)
      totals.push({ total, counted })
      return total
    },

    /** One school with its participants, under the totals open at this place. */
    count(sheet: string, participants: number): void {
      const all = sheets.get(sheet) ?? nothing()
      sheets.set(sheet, all)
      for (const counted of [all, open.get(sheet)]) {
        if (counted === undefined) continue
        counted.participants += participants
        counted.schools += 1
      }
    },

    /**
     * A warning for each total that its schools do not add up to. A total without a single school is not compared, nor
     * is a region's in an extract for one municipality (the region stands there for reference).
     */
    differences(): RowProblem[] {
      const sections = new Map<string, number>()
      for (const { total } of totals) {
        if (total.scope === 'section') sections.set(total.sheet, (sections.get(total.sheet) ?? 0) + 1)
      }
      return totals.flatMap(({ total, counted }) => {
        const isExtract = total.scope === 'all' && sections.get(total.sheet) === 1
        const found = total.scope === 'all' ? (sheets.get(total.sheet) ?? nothing()) : counted
        if (total.scope === 'none' || isExtract || found.schools === 0) return []
        const difference = compare(total, found)
        if (difference === undefined) return []
        const problem: RowProblem = {
          sheet: total.sheet,
          rowNumber: total.rowNumber,
          column: null,
          code: 'participants-differ',
          given: difference.given,
          expected: `${total.name}: ${difference.expected}`,
          severity: 'warning',
        }
        return [problem]
      })
    },
  }
}

/** Schools first: where they differ, so do the participants, and one sentence is enough. */
const compare = (total: ControlTotal, found: Counted): { given: string; expected: string } | undefined => {
  if (total.schools !== null && total.schools !== found.schools) {
    return {
      given: String(total.schools),
      expected: `школ в таблице ${found.schools}, в строке итога ${total.schools}`,
    }
  }
  if (total.participants !== null && total.participants !== found.participants) {
    return {
      given: String(total.participants),
      expected: `участников по школам ${found.participants}, в строке итога ${total.participants}`,
    }
  }
  return undefined
}
