/** Number of colour steps of a map. */
const STEPS = 5

const ROUND = [0.01, 0.02, 0.04, 0.05, 0.1, 0.2]

/** Upper bounds of equal classes with round ends for shares 0…1: max 0.18 → 0.04, 0.08, 0.12, 0.16, 0.20. */
export function shareBounds(values: readonly number[]): number[] {
  const greatest = Math.max(0, ...values)
  const step = ROUND.find((round) => round * STEPS >= greatest - 1e-9) ?? 0.2
  return Array.from({ length: STEPS }, (_, index) => Math.round((index + 1) * step * 100) / 100)
}

/** Upper bounds of equal classes of whole numbers: max 13 → 3, 6, 9, 12, 15. */
export function countBounds(values: readonly number[]): number[] {
  const step = Math.max(1, Math.ceil(Math.max(0, ...values) / STEPS))
  return Array.from({ length: STEPS }, (_, index) => (index + 1) * step)
}
