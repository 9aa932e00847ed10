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
      // Written out: a list of four places would be made anew for every row.
      const at1 = block + ((second >>> 5) & 15)
      const bit1 = 1 << (second & 31)
      let isNew = ~words[at1]! & bit1
      words[at1] = words[at1]! | bit1
      const at2 = block + ((second >>> 14) & 15)
      const bit2 = 1 << ((second >>> 9) & 31)
      isNew |= ~words[at2]! & bit2
      words[at2] = words[at2]! | bit2
      const at3 = block + ((second >>> 23) & 15)
      const bit3 = 1 << ((second >>> 18) & 31)
      isNew |= ~words[at3]! & bit3
      words[at3] = words[at3]! | bit3
      const at4 = block + (first >>> 28)
      const bit4 = 1 << ((first >>> 23) & 31)
      isNew |= ~words[at4]! & bit4
      words[at4] = words[at4]! | bit4
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
