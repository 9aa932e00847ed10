import type { IndexedName, SchoolIndex } from './match-school.ts'

/**
 * The pairs of neighbouring letters of a text, spaces at both ends, each once: a pair that comes a second time is another
 * one, so that what two texts have in common is what stands in both lists.
 */
function letterPairs(text: string): number[] {
  const padded = ` ${text} `
  const times = new Map<number, number>()
  return Array.from({ length: padded.length - 1 }, (_, i) => {
    const pair = padded.charCodeAt(i) * 0x10000 + padded.charCodeAt(i + 1)
    const time = times.get(pair) ?? 0
    times.set(pair, time + 1)
    return pair + time * 2 ** 32
  })
}

/** Dice's coefficient of letter pairs, 0…1 (Dice 1945): robust to endings and word order. */
export function nameSimilarity(left: string, right: string): number {
  const [some, others] = [letterPairs(left), new Set(letterPairs(right))]
  return dice(some.filter((pair) => others.has(pair)).length, some.length, others.size)
}

const dice = (common: number, left: number, right: number): number => (2 * common) / (left + right)

/** The letter pairs of every name of a registry, as small numbers: a name is compared with hundreds of them. */
interface NamePairs {
  places: Map<number, number>
  pairs: Map<IndexedName, Uint32Array>
}

const known = new WeakMap<SchoolIndex, NamePairs>()

function pairsOf(index: SchoolIndex): NamePairs {
  const made = known.get(index)
  if (made !== undefined) return made
  const places = new Map<number, number>()
  const placeOf = (pair: number): number => {
    const place = places.get(pair) ?? places.size
    places.set(pair, place)
    return place
  }
  const pairs = new Map(
    index.names.map((name) => [name, Uint32Array.from(letterPairs(name.normalised), placeOf)]),
  )
  known.set(index, { places, pairs })
  return { places, pairs }
}

/** `nameSimilarity` of one text to the names of a registry. @param text in its normal form. */
export function similarityIn(index: SchoolIndex, text: string): (name: IndexedName) => number {
  const { places, pairs } = pairsOf(index)
  const own = letterPairs(text)
  const isOwn = new Uint8Array(places.size)
  for (const pair of own) {
    const place = places.get(pair)
    if (place !== undefined) isOwn[place] = 1
  }
  return (name) => {
    const others = pairs.get(name)!
    let common = 0
    for (let i = 0; i < others.length; i++) common += isOwn[others[i]!]!
    return dice(common, own.length, others.length)
  }
}
