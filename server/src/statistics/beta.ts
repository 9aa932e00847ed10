import betainc from '@stdlib/math-base-special-betainc'
import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'

/** A beta distribution of a share 0…1; both parameters > 0. */
export interface Beta {
  alpha: number
  beta: number
}

/**
 * Probability that a share is greater than `share`: 1 − I_share(α, β), I the regularised incomplete beta function
 * (DLMF 8.17). The upper tail is computed as such, so that small probabilities keep their digits.
 * @param share 0…1
 */
export function betaTail(share: number, { alpha, beta }: Beta): number {
  return betainc(share, alpha, beta, true, true)
}

/** Interval that leaves (1 − level)/2 of the distribution on each side. @param level 0…1, 0.95 by default */
export function betaInterval({ alpha, beta }: Beta, level = 0.95): { low: number; high: number } {
  const side = (1 - level) / 2
  return { low: betaQuantile(side, alpha, beta), high: betaQuantile(1 - side, alpha, beta) }
}

/**
 * The distribution of the true share after `successes` of `n`, from the prior: Beta(α + f, β + n − f). Its mean is the shrunk
 * share p̃ = (f + α)/(n + α + β).
 */
export function betaPosterior(prior: Beta, successes: number, n: number): Beta {
  return { alpha: prior.alpha + successes, beta: prior.beta + n - successes }
}

/** α/(α + β). */
export const betaMean = ({ alpha, beta }: Beta): number => alpha / (alpha + beta)
