/** Letters that look the same in both alphabets, by case: «КОРА» typed on a Latin keyboard is still «КОРА». */
const LATIN_UPPER = 'ABCEHKMOPTXYS'
const CYRILLIC_UPPER = 'АВСЕНКМОРТХУЅ'
const LATIN_LOWER = 'aceopxyksi'
const CYRILLIC_LOWER = 'асеорхукѕі'

const toCyrillicMap = pairs(
  LATIN_UPPER.slice(0, -1) + LATIN_LOWER.slice(0, 8),
  CYRILLIC_UPPER.slice(0, -1) + CYRILLIC_LOWER.slice(0, 8),
)
const toLatinMap = pairs(CYRILLIC_UPPER + CYRILLIC_LOWER, LATIN_UPPER + LATIN_LOWER)

function pairs(from: string, to: string): Map<string, string> {
  return new Map([...from].map((letter, index) => [letter, to[index] ?? letter]))
}

function replaceAll(text: string, map: Map<string, string>): string {
  let out = ''
  for (const letter of text) out += map.get(letter) ?? letter
  return out
}

const CYRILLIC = /[а-яё]/i
const ONLY_LOOK_ALIKES = new RegExp(`^[${LATIN_UPPER.slice(0, -1)}${LATIN_LOWER.slice(0, 8)}]+$`)

/**
 * Latin letters inside Russian words become the Cyrillic letters they imitate. A word is Russian when it has a Cyrillic
 * letter, or when all its letters are look-alikes and the text around it is Russian («COШ», «шкoла», «класс A»).
 */
function cyrillicLookAlikes(text: string): string {
  if (!CYRILLIC.test(text)) return text
  return text.replace(/[\p{L}]+/gu, (word) =>
    CYRILLIC.test(word) || ONLY_LOOK_ALIKES.test(word) ? replaceAll(word, toCyrillicMap) : word,
  )
}

/** Cyrillic letters in a code become the Latin letters they imitate: «еdu203389» → «edu203389». */
export function latinLookAlikes(text: string): string {
  return replaceAll(text, toLatinMap)
}

/** Every kind of space, soft hyphen and zero-width mark becomes one plain space or nothing. */
export function foldSpaces(text: string): string {
  return text
    .replace(/[\u00ad\u200b-\u200d\u2060\ufeff]/g, '')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Text for comparing names: one case, е for ё, one dash, no quotes, Cyrillic look-alikes, single spaces. «№», digits and brackets stay. */
export function foldText(text: string): string {
  const oneForm = text
    .replace(/[№#]/g, ' № ')
    .split('№')
    .map((part) => part.normalize('NFKC'))
    .join('№')
  const plain = cyrillicLookAlikes(oneForm)
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[«»„“”‟"'`´‘’‚‹›]/g, ' ')
    .replace(/[‐‑‒–—―−]/g, '-')
  return foldSpaces(plain)
}
