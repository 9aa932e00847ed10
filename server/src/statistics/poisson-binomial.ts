/**
 * Distribution of the number of successes in independent trials with their own probabilities (Poisson 1837), by adding the
 * trials one by one: exact, no cancellation.
 * @param probabilities each 0…1
 * @returns P(exactly k), k = 0…number of trials
 */
export function poissonBinomial(probabilities: number[]): number[] {
  const distribution = [1]
  for (const p of probabilities) {
    distribution.push(0)
    for (let k = distribution.length - 1; k >= 0; k--)
      distribution[k] = (distribution[k] ?? 0) * (1 - p) + (k > 0 ? (distribution[k - 1] ?? 0) * p : 0)
  }
  return distribution
}

/** Probability of at least `k` successes. */
export function atLeastOf(k: number, probabilities: number[]): number {
  return Math.min(
    1,
    poissonBinomial(probabilities)
      .slice(Math.max(0, k))
      .reduce((total, p) => total + p, 0),
  )
}
