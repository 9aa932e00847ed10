import { foldSpaces, foldText } from './fold-text.ts'
import { normaliseMunicipality } from './normalise-municipality.ts'
import {
  ADVANCED_PHRASE,
  DISTINGUISHING_STEMS,
  GLUED_TYPE,
  INITIALS,
  LEGAL_ABBREVIATIONS,
  LEGAL_PHRASE,
  PLACE_KINDS,
  PLACE_WORDS,
  SUBJECT_STEMS,
  TYPE_PHRASES,
  TYPE_WORDS,
  type TypeWord,
} from './school-words.ts'

/** What a school's name says, taken apart. All words are folded. */
export interface SchoolNameParts {
  type: TypeWord | null
  /** «5», «5а»; without leading zeros. */
  number: string | null
  /** Proper name and distinguishing words in order. */
  words: string[]
  /** Words after «имени». */
  honour: string[]
  /** «город вязьм», «район ленинск»: kind and stem, because a locality stands in any case. */
  places: string[]
}

/**
 * One written form of a school's name, for comparing: legal form dropped, kind of school as one short word, number as
 * «№5», locality as kind and stem. «МБОУ «СОШ № 5» г. Вязьмы Смоленской области» → «сош №5 город вязьм».
 * Idempotent. Empty only where the name has no letters and digits.
 */
export function normaliseSchoolName(name: string): string {
  return understand(name).text
}

/** The parts of a name; of its normal form, so that equal normal forms have equal parts. Not to be changed. */
export function parseSchoolName(name: string): Readonly<SchoolNameParts> {
  return understand(name).parts
}

/** Names come again and again (each import meets the whole registry), and taking one apart costs most of a matching. */
const understood = new Map<string, { text: string; parts: SchoolNameParts }>()
const REMEMBERED_NAMES = 30_000

/** Repeats the parsing until it changes nothing; real names settle at once, made-up ones within a few rounds. */
function understand(name: string): { text: string; parts: SchoolNameParts } {
  const known = understood.get(name)
  if (known !== undefined) return known
  let text = renderParts(parseOnce(name))
  let parts = parseOnce(text)
  for (let round = 0; round < 12 && renderParts(parts) !== text; round++) {
    text = renderParts(parts)
    parts = parseOnce(text)
  }
  if (understood.size >= REMEMBERED_NAMES) understood.clear()
  understood.set(name, { text, parts })
  return { text, parts }
}

/** The key of a school that a source names without any code: normalised «municipality|name». */
export function nameKey(municipality: string | null, name: string): string {
  return `${municipality === null ? '' : normaliseMunicipality(municipality)}|${normaliseSchoolName(name)}`
}

function renderParts(parts: SchoolNameParts): string {
  return [
    ...(parts.type === null ? [] : [parts.type]),
    ...(parts.number === null ? [] : [`№${parts.number}`]),
    ...parts.words,
    ...(parts.honour.length > 0 ? ['имени', ...parts.honour] : []),
    ...parts.places,
  ].join(' ')
}

function parseOnce(name: string): SchoolNameParts {
  const { text, places } = takePlaces(takeTypes(dropLegalForm(dropBrackets(foldText(name)))))
  const { rest, number } = takeNumber(text)
  const parts: SchoolNameParts = { type: null, number, words: [], honour: [], places }
  let isHonour = false
  let isSubject = false
  for (const word of rest.split(' ')) {
    if (word === '') continue
    if (parts.type === null && (TYPE_WORDS as readonly string[]).includes(word)) parts.type = word as TypeWord
    else if (word === 'имени') isHonour = true
    else if (word === 'уиоп') isSubject = parts.words.push(word) > 0
    else if (isSubject && SUBJECT_STEMS.test(word)) continue
    else if (isHonour) parts.honour.push(word)
    else {
      isSubject = false
      parts.words.push(DISTINGUISHING_STEMS.find(([stem]) => stem.test(word))?.[1] ?? word)
    }
  }
  parts.words = [...new Set(parts.words)]
  return parts
}

/** Logins and short names in brackets repeat what stands outside; other brackets only lose their signs. */
function dropBrackets(text: string): string {
  const outside = text.replace(/\([^()]*\)/g, ' ').trim()
  return foldSpaces(
    text
      .replace(/\(\s*(?:edu|sch)\d{6}\s*\)/g, ' ')
      .replace(/\(([^()]*)\)/g, (_, inside: string) =>
        outside !== '' && LEGAL_ABBREVIATIONS.has(inside.trim().split(/[ -]/)[0] ?? '') ? ' ' : ` ${inside} `,
      )
      .replace(/[()[\]{}]/g, ' '),
  )
}

function dropLegalForm(text: string): string {
  const words = text
    .replace(LEGAL_PHRASE, ' ')
    .split(/ +/)
    .flatMap((word) => {
      const glued = GLUED_TYPE.exec(word)
      return glued !== null && LEGAL_ABBREVIATIONS.has(glued[1] ?? '') ? [glued[2] ?? ''] : [word]
    })
  const kept = words.filter((word) => !LEGAL_ABBREVIATIONS.has(word.replace(/[.,;]+$/, '')))
  return kept.join(' ')
}

function takeTypes(text: string): string {
  let out = text
    .replace(/[,;:/\\|]/g, ' ')
    .replace(ADVANCED_PHRASE, ' уиоп ')
    .replace(/(?<![а-я])(?:имени|им\.|им)(?![а-я])/g, ' имени ')
    .replace(/(?<![а-я])г\. ?о\.(?! ?[а-я]\.)/g, ' городского округа ')
    .replace(/(?<![а-я])р\. ?п\./g, ' рп ')
    .replace(/ +/g, ' ')
    .replace(INITIALS, ' ')
    .replace(/(?<![а-я])школа[ -]+интернат[а-я]*/g, ' школа интернат ')
    .replace(/ - | -|- /g, ' ')
  out = foldSpaces(out)
  for (const [phrase, word] of TYPE_PHRASES)
    if (out.search(phrase) >= 0) out = foldSpaces(out.replace(phrase, word))
  return out
}

/** The region a municipality lies in says nothing inside that municipality; localities and city districts may. */
function takePlaces(text: string): { text: string; places: string[] } {
  let out = foldSpaces(
    text
      .replace(/(?<![а-я])[а-я-]+(?:ой|ая) обл(?:асти|асть|\.)(?![а-я])/g, ' ')
      .replace(/(?<![а-я])[а-я-]+ого края(?![а-я])/g, ' ')
      .replace(/(?<![а-я])республик[аи] [а-я-]+(?![а-я])/g, ' ')
      .replace(/(?<![а-я])(?:муниципального образования|мо)(?![а-я])/g, ' ')
      .replace(/(?<![а-я])городского округа(?: город[а]?| г\.)?(?= [а-я])/g, ' город ')
      .replace(
        /(?<![а-я])([а-я-]+)ого (?:муниципального )?(?:района|р-на|округа)(?![а-я])/g,
        (_, stem: string) => ` район ${stem} `,
      ),
  )
  for (const [kind, word] of PLACE_KINDS) if (out.search(kind) >= 0) out = foldSpaces(out.replace(kind, word))
  const places: string[] = []
  const rest: string[] = []
  const words = out.split(' ')
  for (let index = 0; index < words.length; index++) {
    const word = words[index] ?? ''
    const next = words[index + 1]
    if (!PLACE_WORDS.has(word) || next === undefined || !isPlaceName(next)) {
      rest.push(word)
      continue
    }
    index++
    const second = words[index + 1]
    const isTwoWords =
      /(?:ое|ый|ий|ая|ые|ие|ого|его|ой|ых|их)$/.test(next) &&
      second !== undefined &&
      second !== 'район' &&
      (isPlaceName(second) || PLACE_WORDS.has(second))
    if (isTwoWords) index++
    places.push(`${word} ${stemOf(next)}${isTwoWords ? `-${stemOf(second)}` : ''}`)
  }
  return { text: rest.join(' '), places: [...new Set(places)].sort() }
}

function isPlaceName(word: string): boolean {
  const isKnown = (TYPE_WORDS as readonly string[]).includes(word) || PLACE_WORDS.has(word)
  return /^[а-я][а-я-]*$/.test(word) && !isKnown && word !== 'имени' && word !== 'уиоп'
}

/** Endings differ by case («Вязьма», «Вязьмы», «Ивановкой»); what stands before them hardly does. */
function stemOf(word: string): string {
  const stem = word.replace(/(?:ого|его|ому|ему|ыми|ими|ой|ая|ое|ый|ий|ые|ие|ых|их|ом|ем|[аеиоуыэюяйь])$/, '')
  return stem.length < 3 ? word : stem
}

/** «№ 5», «N5», «No. 05», «СОШ 5», «СОШ-5», «5-а» → the number without zeros before it. */
function takeNumber(text: string): { rest: string; number: string | null } {
  const signed = /(?:№|(?<![a-zа-я])n[oо0]?\.?) *0*(\d+)(?:(?:-| ?(?=[аб]))?([абвгд])(?![а-я.]))?/.exec(text)
  const bare =
    signed ??
    new RegExp(
      `(?<=(?:^|[ ])(?:${TYPE_WORDS.join('|')})[ -]?)0*(\\d+)(?:-?([абвгд])(?![а-я.]))?(?![\\d-])`,
    ).exec(text)
  const rest = (before: string) =>
    foldSpaces(
      before
        .replace(/№/g, ' ')
        .replace(/[.]/g, ' ')
        .replace(/(?<=^| )-+|-+(?= |$)/g, ' '),
    )
  if (bare === null) return { rest: rest(text), number: null }
  const cut = `${text.slice(0, bare.index)} ${text.slice(bare.index + bare[0].length)}`
  return { rest: rest(cut), number: `${bare[1]}${bare[2] ?? ''}` }
}
