/** A sum of unknown cells that somebody has worked out: which cells, and what they are together. */
export interface Equation {
  cells: Set<string>
  participants: number
  low: number
}

/** Gaussian elimination in whole numbers: the equations in their reduced form, each with what it says of the sums. */
function reduce(equations: readonly Equation[]) {
  const cells = [...new Set(equations.flatMap((equation) => [...equation.cells]))]
  const rows = equations.map((equation) => ({
    factors: cells.map((cell) => (equation.cells.has(cell) ? 1 : 0)),
    sums: [equation.participants, equation.low],
  }))
  let rank = 0
  for (let column = 0; column < cells.length && rank < rows.length; column++) {
    const pivot = rows.findIndex((row, index) => index >= rank && row.factors[column] !== 0)
    if (pivot < 0) continue
    ;[rows[rank], rows[pivot]] = [rows[pivot]!, rows[rank]!]
    const lead = rows[rank]!
    const scale = lead.factors[column]!
    for (let c = 0; c < cells.length; c++) lead.factors[c]! /= scale
    for (const s of [0, 1]) lead.sums[s]! /= scale
    rows.forEach((row, index) => {
      const times = row.factors[column]!
      if (index === rank || times === 0) return
      for (let c = 0; c < cells.length; c++) row.factors[c]! -= times * lead.factors[c]!
      for (const s of [0, 1]) row.sums[s]! -= times * lead.sums[s]!
    })
    rank += 1
  }
  return { cells, rows: rows.slice(0, rank) }
}

/** Cells of which a single value is left, by elimination and by bounds: a hidden cell has 1…9 participants, 0…n below the minimum. */
export function recovered(equations: readonly Equation[]): string[] {
  const { cells, rows } = reduce(equations)
  const found = new Set<string>()
  for (const most of [0, 1]) {
    const bounds = new Map(cells.map((cell) => [cell, { low: most === 0 ? 1 : 0, high: 9 }]))
    const all = [
      ...rows.map(({ factors, sums }) => ({ factors, sum: sums[most]! })),
      ...equations.map((equation) => ({
        factors: cells.map((cell) => (equation.cells.has(cell) ? 1 : 0)),
        sum: most === 0 ? equation.participants : equation.low,
      })),
    ]
    // Bounds go from one equation to the next until nothing moves.
    for (let moved = true; moved; ) {
      moved = false
      for (const { factors, sum } of all)
        for (let own = 0; own < cells.length; own++) {
          const factor = factors[own]!
          if (factor === 0) continue
          let least = sum
          let greatest = sum
          for (let other = 0; other < cells.length; other++) {
            const times = factors[other]!
            if (other === own || times === 0) continue
            const { low, high } = bounds.get(cells[other]!)!
            least -= times > 0 ? times * high : times * low
            greatest -= times > 0 ? times * low : times * high
          }
          const [from, to] =
            factor > 0 ? [least / factor, greatest / factor] : [greatest / factor, least / factor]
          const bound = bounds.get(cells[own]!)!
          if (Math.ceil(from - 1e-9) > bound.low) {
            bound.low = Math.ceil(from - 1e-9)
            moved = true
          }
          if (Math.floor(to + 1e-9) < bound.high) {
            bound.high = Math.floor(to + 1e-9)
            moved = true
          }
        }
    }
    for (const [cell, { low, high }] of bounds) if (low >= high) found.add(cell)
  }
  return [...found]
}
