/** Ids below this are looked up in a table, larger ones in a map: points and marks are few, schools are many. */
const FEW = 256
const PAIR = 2 ** 21

/**
 * Numbers the combinations of small integers that occur: a tree whose branches are numbered in the order they appear.
 * @returns `step` goes from a combination (0 = of nothing) to the one with `id` added
 */
export function createCombinations(): { step(from: number, id: number): number } {
  let table = new Int32Array(64 * FEW)
  const others = new Map<number, number>()
  let size = 1
  return {
    step(from, id) {
      if (id >= FEW) {
        const key = from * PAIR + id
        const known = others.get(key)
        if (known !== undefined) return known
        others.set(key, size)
        return size++
      }
      const at = from * FEW + id
      if (at >= table.length) {
        const bigger = new Int32Array(2 ** Math.ceil(Math.log2(at + 1)))
        bigger.set(table)
        table = bigger
      }
      const known = table[at]!
      if (known !== 0) return known
      table[at] = size
      return size++
    },
  }
}
