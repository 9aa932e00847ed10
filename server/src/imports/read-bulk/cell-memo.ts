/** Distinct texts of one column that are told apart; more than any column of schools, points or classes has. */
const MOST_TEXTS = 1_000_000
const NONE = -1
/** FNV-1a. */
export const NO_BYTES = -2128831035
export const hashByte = (hash: number, byte: number): number => Math.imul(hash ^ byte, 16777619)

/**
 * Numbers the distinct byte strings of a column in the order they appear, so that a row is a few small integers and each
 * text is understood once however often it stands there.
 */
export interface CellMemo {
  /** −1 where there are too many texts to number. */
  find(bytes: Uint8Array, from: number, to: number): number
  /** The same for bytes whose `hashByte`s have been put together already, from `NO_BYTES` on. */
  findHashed(bytes: Uint8Array, from: number, to: number, hash: number): number
  bytesOf(id: number): Uint8Array
}

export function createCellMemo(): CellMemo {
  let slots = new Int32Array(1 << 10).fill(NONE)
  let hashes = new Int32Array(1 << 9)
  let starts = new Int32Array((1 << 9) + 1)
  let arena = new Uint8Array(1 << 14)
  let size = 0

  const isSame = (id: number, bytes: Uint8Array, from: number, to: number): boolean => {
    const start = starts[id]!
    if (starts[id + 1]! - start !== to - from) return false
    for (let at = from, there = start; at < to; at++, there++) if (bytes[at] !== arena[there]) return false
    return true
  }

  const place = (id: number) => {
    let at = hashes[id]! & (slots.length - 1)
    while (slots[at] !== NONE) at = (at + 1) & (slots.length - 1)
    slots[at] = id
  }

  const add = (bytes: Uint8Array, from: number, to: number, hash: number): number => {
    if (size === MOST_TEXTS) return NONE
    if (size === hashes.length) {
      hashes = grown(hashes, size * 2)
      starts = grown(starts, size * 2 + 1)
      slots = new Int32Array(slots.length * 2).fill(NONE)
      for (let id = 0; id < size; id++) place(id)
    }
    const end = starts[size]! + to - from
    while (end > arena.length) {
      const bigger = new Uint8Array(arena.length * 2)
      bigger.set(arena)
      arena = bigger
    }
    arena.set(bytes.subarray(from, to), starts[size]!)
    starts[size + 1] = end
    hashes[size] = hash
    place(size)
    return size++
  }

  const findHashed = (bytes: Uint8Array, from: number, to: number, hash: number): number => {
    const mask = slots.length - 1
    for (let at = hash & mask; ; at = (at + 1) & mask) {
      const id = slots[at]!
      if (id === NONE) return add(bytes, from, to, hash)
      if (hashes[id] === hash && isSame(id, bytes, from, to)) return id
    }
  }

  return {
    find(bytes, from, to) {
      let hash = NO_BYTES
      for (let at = from; at < to; at++) hash = hashByte(hash, bytes[at]!)
      return findHashed(bytes, from, to, hash)
    },
    findHashed,
    bytesOf: (id) => arena.slice(starts[id]!, starts[id + 1]!),
  }
}

function grown(old: Int32Array<ArrayBuffer>, length: number): Int32Array<ArrayBuffer> {
  const bigger = new Int32Array(length)
  bigger.set(old)
  return bigger
}
