import { betaTail } from './beta.ts'

/** P(X ≤ k) of a binomial: the upper tail of Beta(k + 1, n − k) at p. */
const atMost = (k: number, n: number, p: number): number =>
  k < 0 ? 0 : k >= n ? 1 : betaTail(p, { alpha: k + 1, beta: n - k })

/**
 * The share that a school of n participants falls below with probability `tail` when its true share is p; between whole
 * numbers it is interpolated, so that the limits of a funnel are smooth (Spiegelhalter 2005, Statistics in Medicine
 * 24:1185–1202, appendix A.1.1).
 * @param n > 0 participants; @param p 0…1; @param tail 0…1, e.g. 0.975 for the upper of two-sided 95 % limits
 * @returns 0…1
 * @throws RangeError where n, p or tail lies outside
 */
export function funnelLimit(n: number, p: number, tail: number): number {
  if (!(n > 0) || !(p >= 0 && p <= 1) || !(tail > 0 && tail < 1))
    throw new RangeError(`no limit: n ${n}, p ${p}, tail ${tail}`)
  if (p === 0 || p === 1) return p
  let low = -1
  let high = n
  // The smallest r with P(X ≤ r) ≥ tail lies in (low, high].
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (atMost(middle, n, p) >= tail) high = middle
    else low = middle
  }
  const upTo = atMost(high, n, p)
  const before = atMost(high - 1, n, p)
  return Math.min(1, Math.max(0, (high - (upTo - tail) / (upTo - before)) / n))
}
