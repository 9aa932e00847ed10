const WORDS = 1 << 24
const BLOCK_WORDS = 16
const BLOCKS = WORDS / BLOCK_WORDS

/** Remembers codes of pupils in little memory: 64 MB, whatever their number. */
export interface SeenCodes {
  /**
   * Adds a code of so many digits in a school, procedure and year. @returns whether it may have been added before: never no
   * for one that was; yes for one in a thousand that was not while there are 25 million, for one in thirty with 75.
   */
  add(group: number, number: number, digits: number): boolean
}

/** A Bloom filter whose bits of one code lie in one line of the processor's cache (Putze, Sanders, Singler 2007). */
export function createSeenCodes(): SeenCodes {
  const words = new Int32Array(WORDS)
  return {
    add(group, number, digits) {
      const low = number | 0
      const high = (number / 2 ** 32) | 0
      const mixed =
        Math.imul(low, -1640531527) ^ Math.imul(group, -2048144789) ^ Math.imul(high * 16 + digits, 668265263)
      const first = mix(mixed)
      const second = mix(mixed ^ low ^ first)
      const block = (first & (BLOCKS - 1)) * BLOCK_WORDS
      let isNew = 0
      for (const place of [second & 511, (second >>> 9) & 511, (second >>> 18) & 511, first >>> 23]) {
        const at = block + (place >>> 5)
        const bit = 1 << (place & 31)
        isNew |= ~words[at]! & bit
        words[at] = words[at]! | bit
      }
      return isNew === 0
    },
  }
}

/** The end of MurmurHash3: every bit depends on every other. */
function mix(hash: number): number {
  let mixed = Math.imul(hash ^ (hash >>> 16), -2048144789)
  mixed = Math.imul(mixed ^ (mixed >>> 13), -1028477387)
  return mixed ^ (mixed >>> 16)
}
