import { findMunicipality, type IndexedName, type SchoolIndex, type SourceSchoolKey } from './match-school.ts'
import { parseSchoolName, type SchoolNameParts } from './normalise-name.ts'

/** A word that this many names share says little of any of them. */
const COMMON_WORD = 60

const wordsOf = ({ number, words, honour, places }: Readonly<SchoolNameParts>): string[] => [
  ...(number === null ? [] : [`№${number}`]),
  ...words,
  ...honour,
  ...places,
]

const addTo = <K>(map: Map<K, IndexedName[]>, key: K, name: IndexedName): void => {
  const known = map.get(key)
  if (known === undefined) map.set(key, [name])
  else known.push(name)
}

/**
 * The names worth comparing with a source, so that thousands of sources can be asked about at once: those of its own
 * municipality where the registry knows it, else those that share a word with it that is not everybody's.
 */
export function nearNames(index: SchoolIndex): (ref: SourceSchoolKey) => readonly IndexedName[] {
  const byMunicipality = new Map<number, IndexedName[]>()
  const byWord = new Map<string, IndexedName[]>()
  for (const name of index.names) {
    addTo(byMunicipality, name.municipalityId, name)
    for (const word of new Set(wordsOf(name.parts))) addTo(byWord, word, name)
  }
  return (ref) => {
    const municipality = findMunicipality(index, ref)
    if (typeof municipality === 'number') return byMunicipality.get(municipality) ?? []
    if (ref.name === null) return []
    const shared = wordsOf(parseSchoolName(ref.name)).flatMap((word) => {
      const names = byWord.get(word) ?? []
      return names.length > COMMON_WORD ? [] : names
    })
    return [...new Set(shared)]
  }
}
