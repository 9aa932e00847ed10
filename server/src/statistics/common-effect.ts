import betaQuantile from '@stdlib/stats-base-dists-beta-quantile'
import type { Beta } from './beta.ts'
import { COARSE_NORMAL_GRID, NORMAL_GRID, normalBelow } from './normal.ts'

/**
 * A share Beta(α, β) taken apart by an effect that several shares of one school have in common: a Gaussian copula with one
 * factor (Joe 2014, Dependence Modeling with Copulas, §3.10). With u the common effect and e the share's own one, both standard
 * normal, the share is the Φ(√ρ·u + √(1 − ρ)·e) quantile of Beta(α, β); given u it is close to a beta again, whose parameters
 * have the same mean and variance.
 * @param correlation ρ, 0…1: of the normal scores of two shares of one school
 * @returns one beta distribution for each place of NORMAL_GRID
 */
export function splitByCommonEffect({ alpha, beta }: Beta, correlation: number): Beta[] {
  const common = Math.sqrt(correlation)
  const own = Math.sqrt(1 - correlation)
  return NORMAL_GRID.map(({ at: u }) => {
    let mean = 0
    let square = 0
    for (const { at: e, weight } of COARSE_NORMAL_GRID) {
      const share = betaQuantile(normalBelow(common * u + own * e), alpha, beta)
      mean += weight * share
      square += weight * share * share
    }
    mean = Math.min(1 - 1e-9, Math.max(1e-9, mean))
    const variance = Math.max(square - mean * mean, mean * (1 - mean) * 1e-6)
    const size = Math.max(1e-6, (mean * (1 - mean)) / variance - 1)
    return { alpha: mean * size, beta: (1 - mean) * size }
  })
}
