import erfc from '@stdlib/math-base-special-erfc'
import gammaln from '@stdlib/math-base-special-gammaln'
import type { Group } from './beta-binomial.ts'

/**
 * Two-sided p-value that two shares are equal, z = (p₁ − p₂)/√(p̄(1 − p̄)(1/n₁ + 1/n₂)) without a continuity correction
 * (prop.test(correct = FALSE) in R). 1 where nobody or everybody succeeded.
 */
export function twoProportionZ(a: Group, b: Group): number {
  const pooled = (a.successes + b.successes) / (a.n + b.n)
  const variance = pooled * (1 - pooled) * (1 / a.n + 1 / b.n)
  if (!(variance > 0)) return 1
  return erfc(Math.abs(a.successes / a.n - b.successes / b.n) / Math.sqrt(2 * variance))
}

/** R's fisher.test takes tables as equally likely within this factor. */
const EQUALLY_LIKELY = 1 + 1e-7

/**
 * Two-sided p-value of Fisher's exact test: the sum of all tables with the same margins that are not likelier than the one
 * seen (Fisher 1935, JRSS 98:39–82; fisher.test in R).
 */
export function fisherExact(a: Group, b: Group): number {
  const successes = a.successes + b.successes
  const lowest = Math.max(0, successes - b.n)
  const highest = Math.min(a.n, successes)
  const logOf = (k: number) => logChoose(a.n, k) + logChoose(b.n, successes - k)
  // Relative to the first table, by the ratio of neighbours: hypergeometric probabilities without their common factor.
  const first = Math.exp(logOf(lowest) - logOf(a.successes))
  let weight = first
  let total = 0
  let extreme = 0
  for (let k = lowest; k <= highest; k++) {
    total += weight
    if (weight <= EQUALLY_LIKELY) extreme += weight
    weight *= ((a.n - k) * (successes - k)) / ((k + 1) * (b.n - successes + k + 1))
  }
  return Math.min(1, extreme / total)
}

const logChoose = (n: number, k: number): number => gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)

/**
 * Two-sided p-value of a change between two shares: Fisher's exact test where either has fewer than `exactBelow` trials,
 * else the two-proportion z.
 */
export function changeTest(a: Group, b: Group, exactBelow: number): number {
  return Math.min(a.n, b.n) < exactBelow ? fisherExact(a, b) : twoProportionZ(a, b)
}
