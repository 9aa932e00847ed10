import { betaTail } from './beta.ts'

/** P(X ≤ k) of a binomial: the upper tail of Beta(k + 1, n − k) at p. */
const atMost = (k: number, n: number, p: number): number =>
  k < 0 ? 0 : k >= n ? 1 : betaTail(p, { alpha: k + 1, beta: n - k })

/**
 * Control limits of a funnel plot from the exact binomial, between whole numbers by interpolation (Spiegelhalter 2005, Statistics
 * in Medicine 24:1185–1202, appendix A.1.1). A share lies beyond a limit exactly where so many or more (or so few or fewer) low
 * participants have a probability under `tail`: the lower limit is interpolated as there, the upper one is its mirror image,
 * because the paper's own upper limit would also put counts outside whose probability is greater.
 * @param n > 0 participants; @param p 0…1 true share; @param tail 0…0.5 on each side, e.g. 0.025 for 95 % limits
 * @returns 0…1
 * @throws RangeError where n, p or tail lies outside
 */
export function funnelLimits(n: number, p: number, tail: number): { low: number; high: number } {
  if (!(n > 0) || !(p >= 0 && p <= 1) || !(tail > 0 && tail <= 0.5))
    throw new RangeError(`no limits: n ${n}, p ${p}, tail ${tail}`)
  return { low: lowerLimit(n, p, tail), high: 1 - lowerLimit(n, 1 - p, tail) }
}

function lowerLimit(n: number, p: number, tail: number): number {
  if (p === 0 || p === 1) return p
  let below = -1
  let r = n
  // The smallest r with P(X ≤ r) ≥ tail lies in (below, r].
  while (r - below > 1) {
    const middle = Math.floor((below + r) / 2)
    if (atMost(middle, n, p) >= tail) r = middle
    else below = middle
  }
  const upTo = atMost(r, n, p)
  return Math.max(0, (r - (upTo - tail) / (upTo - atMost(r - 1, n, p))) / n)
}
