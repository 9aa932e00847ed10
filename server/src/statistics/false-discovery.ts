/**
 * p-values adjusted for their number (Benjamini and Hochberg 1995, JRSS B 57:289–300; p.adjust(method = "BH") in R): calling
 * everything at or below q different makes, in the long run, at most the share q of the calls wrong.
 * @param pValues 0…1 @returns adjusted values in the same order
 */
export function falseDiscoveryRates(pValues: ArrayLike<number>): Float64Array {
  const m = pValues.length
  const order = Float64Array.from({ length: m }, (_, i) => i).sort((i, j) => pValues[j]! - pValues[i]!)
  const adjusted = new Float64Array(m)
  let least = 1
  order.forEach((i, behind) => {
    least = Math.min(least, (pValues[i]! * m) / (m - behind))
    adjusted[i] = least
  })
  return adjusted
}
