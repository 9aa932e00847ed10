/** 97.5 % point of the standard normal distribution, for two-sided 95 % intervals. */
const Z95 = 1.959963984540054

/**
 * Wilson score interval of a proportion (Wilson 1927, JASA 22:209–212).
 * @param successes 0…n; @param n > 0 trials; @param z normal quantile, 95 % by default
 * @returns bounds 0…1
 * @throws RangeError where n is not positive or successes lie outside 0…n
 */
export function wilsonInterval(successes: number, n: number, z = Z95): { low: number; high: number } {
  if (!(n > 0) || successes < 0 || successes > n) throw new RangeError(`no proportion: ${successes} of ${n}`)
  const p = successes / n
  const z2 = z * z
  const centre = p + z2 / (2 * n)
  const half = z * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n * n))
  const scale = 1 + z2 / n
  return { low: Math.max(0, (centre - half) / scale), high: Math.min(1, (centre + half) / scale) }
}
