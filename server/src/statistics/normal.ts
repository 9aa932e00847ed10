import erfc from '@stdlib/math-base-special-erfc'

/** Standard normal distribution function Φ(x). */
export const normalBelow = (x: number): number => erfc(-x / Math.SQRT2) / 2

/** Places −4…4 a half apart with the weights of the standard normal: for smooth functions the sum is exact to many digits. */
export const NORMAL_GRID: readonly { at: number; weight: number }[] = (() => {
  const places = Array.from({ length: 17 }, (_, i) => (i - 8) / 2)
  const weights = places.map((x) => Math.exp((-x * x) / 2))
  const total = weights.reduce((sum, weight) => sum + weight, 0)
  return places.map((at, i) => ({ at, weight: weights[i]! / total }))
})()
