import erfc from '@stdlib/math-base-special-erfc'

/** Standard normal distribution function Φ(x). */
export const normalBelow = (x: number): number => erfc(-x / Math.SQRT2) / 2

interface Place {
  at: number
  weight: number
}

/** Places −4…4, `step` apart, with the weights of the standard normal. */
const gridOf = (step: number): readonly Place[] => {
  const places = Array.from({ length: Math.round(8 / step) + 1 }, (_, i) => i * step - 4)
  const weights = places.map((x) => Math.exp((-x * x) / 2))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return places.map((at, i) => ({ at, weight: weights[i]! / total }))
}

/** For sums of functions with a narrow peak. */
export const NORMAL_GRID = gridOf(0.5)
/** For moments of smooth functions: equal steps of one leave an error of 2·exp(−2π²), nine digits. */
export const COARSE_NORMAL_GRID = gridOf(1)
