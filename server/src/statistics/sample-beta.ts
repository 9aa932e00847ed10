import type { Beta } from './beta.ts'
import type { Random } from './random.ts'

/** One draw from Gamma(shape, 1) (Marsaglia and Tsang 2000, ACM TOMS 26:363–372); shape > 0. */
const sampleGamma = (random: Random, shape: number): number => {
  if (shape < 1) return sampleGamma(random, shape + 1) * (1 - random.next()) ** (1 / shape)
  const d = shape - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (;;) {
    const x = random.normal()
    const v = (1 + c * x) ** 3
    if (v > 0 && Math.log(1 - random.next()) < 0.5 * x * x + d - d * v + d * Math.log(v)) return d * v
  }
}

/** One draw of a share from Beta(α, β) as a ratio of gammas. */
export function sampleBeta(random: Random, { alpha, beta }: Beta): number {
  const a = sampleGamma(random, alpha)
  const b = sampleGamma(random, beta)
  return a + b > 0 ? a / (a + b) : Number(random.next() < alpha / (alpha + beta))
}
