import { formatShare } from '../platform/russian.ts'
import {
  findMunicipality,
  type IndexedName,
  isCompatible,
  otherCode,
  type SchoolIndex,
  type SourceSchoolKey,
} from './match-school.ts'
import { similarityIn } from './name-similarity.ts'
import { identifierLabel, normaliseIdentifier } from './normalise-identifier.ts'
import { normaliseSchoolName, parseSchoolName, type SchoolNameParts } from './normalise-name.ts'

/** A school that an unresolved source may mean. `score` 0…1 only orders; a person decides by what speaks for and against. */
export interface MatchCandidate {
  schoolId: number
  score: number
  reasons: string[]
  doubts: string[]
  /** How alike the names are, 0…1. */
  similarity: number
}

/** How much each kind of evidence weighs in the order of candidates. */
const WEIGHTS = {
  codeDiffersByZeros: 0.5,
  codeDiffersByOneDigit: 0.35,
  sameNumber: 0.3,
  otherNumber: -0.35,
  compatibleName: 0.15,
  nameSimilarity: 0.45,
  sameMunicipality: 0.25,
  otherMunicipality: -0.15,
}
const LEAST_SCORE = 0.35

/**
 * The likeliest schools for a source that matching left unresolved, best first.
 * @param names the names to look through; nearNames narrows them where thousands of sources are asked about
 */
export function rankCandidates(
  index: SchoolIndex,
  ref: SourceSchoolKey,
  limit = 5,
  names: readonly IndexedName[] = index.names,
): MatchCandidate[] {
  const question = ask(index, ref)
  const best = new Map<number, Weighed>()
  for (const name of names) {
    const code = findCodeEvidence(question, name.schoolId)
    const score = weigh(question, name, code, null)
    if (score >= LEAST_SCORE && score > (best.get(name.schoolId)?.score ?? 0))
      best.set(name.schoolId, { name, score, code })
  }
  withoutNeighbours(best)
  // Hundreds of names are weighed for each that is shown: only those are put into words.
  return [...best.values()]
    .sort((a, b) => b.score - a.score || a.name.schoolId - b.name.schoolId)
    .slice(0, limit)
    .map((weighed) => describe(question, weighed))
}

/** What is asked about a source, taken apart once. */
interface Question {
  index: SchoolIndex
  ref: SourceSchoolKey
  municipality: ReturnType<typeof findMunicipality>
  key: string | null
  parts: Readonly<SchoolNameParts> | null
  similarityTo: ((name: IndexedName) => number) | null
}

interface Weighed {
  name: IndexedName
  score: number
  code: CodeEvidence | null
}

/** A code of a school that is nearly the source's; `silent` where neighbours take its meaning away. */
interface CodeEvidence {
  how: 'zeros' | 'slip' | 'silent'
  kind: string
  value: string
}

interface Notes {
  reasons: string[]
  doubts: string[]
}

const ask = (index: SchoolIndex, ref: SourceSchoolKey): Question => ({
  index,
  ref,
  municipality: findMunicipality(index, ref),
  key: ref.keyKind === 'name' ? null : normaliseIdentifier(ref.keyKind, ref.key),
  parts: ref.name === null ? null : parseSchoolName(ref.name),
  similarityTo: ref.name === null ? null : similarityIn(index, normaliseSchoolName(ref.name)),
})

const rounded = (score: number): number => Math.round(score * 1000) / 1000

/** The score of one name; 0 for one that nothing speaks for. @param notes what speaks for and against it is written there. */
function weigh(
  question: Question,
  name: IndexedName,
  code: CodeEvidence | null,
  notes: Notes | null,
): number {
  const { index, ref, municipality, parts, similarityTo } = question
  let score = code === null ? 0 : weighCode(question, code, notes)
  if (parts !== null && similarityTo !== null) {
    const share = similarityTo(name)
    const sameNumber = parts.number !== null && parts.number === name.parts.number
    if (code === null && share < 0.2 && !sameNumber) return 0
    score = weighName(parts, share, name, score, notes)
    if (notes) addAbbreviationDoubt(ref.name!, name.text, notes)
  }
  if (typeof municipality === 'number') {
    const isSame = name.municipalityId === municipality
    score += isSame ? WEIGHTS.sameMunicipality : WEIGHTS.otherMunicipality
    if (isSame) notes?.reasons.push('тот же муниципалитет')
    else
      notes?.doubts.push(`другой муниципалитет: ${index.municipalities.get(name.municipalityId)?.name ?? ''}`)
  } else if (municipality === 'unknown' && ref.municipality !== null)
    notes?.doubts.push(`муниципалитета «${ref.municipality}» нет в реестре`)
  return rounded(Math.min(1, score))
}

function describe(question: Question, { name, score, code }: Weighed): MatchCandidate {
  const { index, ref, key, similarityTo } = question
  const { schoolId } = name
  const notes: Notes = { reasons: [], doubts: [] }
  weigh(question, name, code, notes)
  const other = otherCode(index, ref, schoolId)
  const isToldAlready = notes.reasons.some((reason) => reason.includes('отличается'))
  if (other !== null && key !== null && !isToldAlready)
    notes.doubts.push(`${identifierLabel(ref.keyKind)} другой: у школы ${other}, в файле ${key}`)
  const similarity = similarityTo === null ? 0 : similarityTo(name)
  return { schoolId, score, ...notes, similarity }
}

/** Codes given out in a row: where two schools are one slip away from the source's code, it says nothing of either. */
function withoutNeighbours(best: Map<number, Weighed>): void {
  const slips = [...best].filter(([, { code }]) => code?.how === 'slip')
  if (slips.length < 2) return
  for (const [schoolId, weighed] of slips) {
    const score = rounded(weighed.score - WEIGHTS.codeDiffersByOneDigit)
    if (score < LEAST_SCORE) best.delete(schoolId)
    else best.set(schoolId, { ...weighed, score, code: { ...weighed.code!, how: 'silent' } })
  }
}

/** «СОУ», «ОУ», «ПМГ» at the beginning of a name; Roman numerals are none, legal forms are folded away elsewhere. */
const ABBREVIATION = /^[\s\d.«"„]*(?:[ІIVXХ]+[\s-]+)?([А-ЯЁ]{2,6})(?=[\s".«„-]|$)/u
const LEGAL = /^(?:[МГКФОЧ][БКАНУ]?[А-Я]{0,2}ОУ|МОУ|ГОУ|ЧОУ|АНОО|СОШ|ООШ|НОШ|СШ|ОШ)$/u

function addAbbreviationDoubt(given: string, known: string, { doubts }: Notes): void {
  const [left, right] = [ABBREVIATION.exec(given)?.[1], ABBREVIATION.exec(known)?.[1]]
  if (left === undefined || right === undefined || left === right) return
  if (!LEGAL.test(left) && !LEGAL.test(right)) doubts.push(`начало названия другое: ${left} и ${right}`)
}

function findCodeEvidence({ index, ref, key }: Question, schoolId: number): CodeEvidence | null {
  if (key === null) return null
  for (const { kind, value } of index.codes.get(schoolId) ?? []) {
    if (kind !== ref.keyKind && kind !== 'code') continue
    if (differsByZeros(value, key)) return { how: 'zeros', kind, value }
    if (isOneSlipAway(key, value)) return { how: 'slip', kind, value }
  }
  return null
}

function weighCode({ key }: Question, { how, kind, value }: CodeEvidence, notes: Notes | null): number {
  const label = identifierLabel(kind)
  if (how === 'zeros') {
    notes?.reasons.push(`${label} отличается только нулями впереди: ${key} и ${value}`)
    return WEIGHTS.codeDiffersByZeros
  }
  if (how === 'slip') notes?.reasons.push(`${label} отличается одним знаком: ${key} и ${value}`)
  return WEIGHTS.codeDiffersByOneDigit
}

/** Equal behind the zeros in front. */
function differsByZeros(left: string, right: string): boolean {
  const zerosOf = (code: string) => {
    let zeros = 0
    while (code[zeros] === '0') zeros++
    return zeros
  }
  const [skipped, other] = [zerosOf(left), zerosOf(right)]
  return left.length - skipped === right.length - other && left.endsWith(right.slice(other))
}

function weighName(
  parts: Readonly<SchoolNameParts>,
  share: number,
  name: IndexedName,
  before: number,
  notes: Notes | null,
): number {
  let score = before
  if (parts.number !== null && parts.number === name.parts.number) {
    score += WEIGHTS.sameNumber
    notes?.reasons.push(`тот же номер: № ${parts.number}`)
  } else if (parts.number !== null && name.parts.number !== null) {
    score += WEIGHTS.otherNumber
    notes?.doubts.push(`другой номер: № ${parts.number} и № ${name.parts.number}`)
  }
  score += WEIGHTS.nameSimilarity * share
  if (share >= 0.4 && notes) {
    const which = name.isEarlier ? `прежнее название «${name.text}»` : 'название'
    const alike = share === 1 ? 'совпадает' : `похоже на ${formatShare(Math.round(share * 100) * 100)}`
    notes.reasons.push(`${which} ${alike}`)
  }
  const [own, other] = [parts.type, name.parts.type]
  if (isCompatible(parts, name.parts)) score += WEIGHTS.compatibleName
  else if (own !== other && own !== null && other !== null)
    notes?.doubts.push(`вид школы различается: ${TYPE_LABELS[own]} и ${TYPE_LABELS[other]}`)
  return score
}

const TYPE_LABELS = {
  сош: 'СОШ',
  оош: 'ООШ',
  нош: 'НОШ',
  школа: 'школа',
  гимназия: 'гимназия',
  лицей: 'лицей',
  центр: 'центр образования',
  прогимназия: 'прогимназия',
} satisfies Record<NonNullable<SchoolNameParts['type']>, string>

/** One digit replaced, lost, added, or two neighbours swapped. Short codes are too alike by chance and never count. */
export function isOneSlipAway(left: string, right: string): boolean {
  if (left === right || Math.min(left.length, right.length) < 4 || Math.abs(left.length - right.length) > 1)
    return false
  let start = 0
  while (start < left.length && left[start] === right[start]) start++
  let end = 0
  while (end < Math.min(left.length, right.length) - start && left.at(-1 - end) === right.at(-1 - end)) end++
  const a = left.slice(start, left.length - end)
  const b = right.slice(start, right.length - end)
  if (a.length <= 1 && b.length <= 1) return true
  return a.length === 2 && b.length === 2 && a[0] === b[1] && a[1] === b[0]
}
