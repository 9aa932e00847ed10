/** A stream of pseudo-random numbers: the same seed and labels always give the same stream. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number
  /** Whole number from `from` to `to`, both included. */
  integer(from: number, to: number): number
  chance(probability: number): boolean
  pick<T>(items: readonly T[]): T
  /** Standard normal times `sd`. */
  normal(sd?: number): number
  /** Successes in `trials` independent trials. */
  binomial(trials: number, probability: number): number
  /** A new array in random order. */
  shuffle<T>(items: readonly T[]): T[]
  /** An independent stream: drawing more from one part does not move the others. */
  fork(label: string): Random
}

/** Mixes a text into 32 bits (FNV-1a followed by an avalanche step). */
const hash = (text: string): number => {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return (h ^ (h >>> 16)) >>> 0
}

/** `seed` may be any text; generator sfc32 (Chris Doty-Humphrey, PractRand), 128 bits of state. */
export const createRandom = (seed: string): Random => {
  let a = hash(`${seed}/a`)
  let b = hash(`${seed}/b`)
  let c = hash(`${seed}/c`)
  let counter = 1
  const next = (): number => {
    const t = (((a + b) | 0) + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (c << 21) | (c >>> 11)
    c = (c + t) | 0
    return (t >>> 0) / 4294967296
  }
  for (let i = 0; i < 12; i++) next()
  const integer = (from: number, to: number): number => from + Math.floor(next() * (to - from + 1))
  return {
    next,
    integer,
    chance: (probability) => next() < probability,
    pick: (items) => items[integer(0, items.length - 1)]!,
    normal: (sd = 1) => sd * Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    binomial: (trials, probability) => {
      let successes = 0
      for (let i = 0; i < trials; i++) if (next() < probability) successes++
      return successes
    },
    shuffle: (items) => {
      const result = [...items]
      for (let i = result.length - 1; i > 0; i--) {
        const j = integer(0, i)
        ;[result[i], result[j]] = [result[j]!, result[i]!]
      }
      return result
    },
    fork: (label) => createRandom(`${seed}/${label}`),
  }
}
