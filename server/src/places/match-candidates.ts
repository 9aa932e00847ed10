import { formatShare } from '../platform/russian.ts'
import {
  findMunicipality,
  type IndexedName,
  isCompatible,
  otherCode,
  type SchoolIndex,
  type SourceSchoolKey,
} from './match-school.ts'
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
  const municipality = findMunicipality(index, ref)
  const key = ref.keyKind === 'name' ? null : normaliseIdentifier(ref.keyKind, ref.key)
  const normalised = ref.name === null ? null : normaliseSchoolName(ref.name)
  const parts = ref.name === null ? null : parseSchoolName(ref.name)
  const pairs = normalised === null ? null : letterPairs(normalised)
  const best = new Map<number, MatchCandidate>()
  for (const name of names) {
    const reasons: string[] = []
    const doubts: string[] = []
    let score = 0
    let similarity = 0
    const add = (weight: number, reason?: string, doubt?: string) => {
      score += weight
      if (reason !== undefined) reasons.push(reason)
      if (doubt !== undefined) doubts.push(doubt)
    }
    if (key !== null) addCodeEvidence(index, name.schoolId, ref.keyKind, key, add)
    if (parts !== null && pairs !== null) {
      const share = diceOf(pairs, letterPairs(name.normalised))
      similarity = share
      if (score === 0 && share < 0.2 && !(parts.number !== null && parts.number === name.parts.number))
        continue
      addNameEvidence(parts, share, name, add)
      addAbbreviationDoubt(ref.name!, name.text, add)
    }
    if (typeof municipality === 'number') {
      const isSame = name.municipalityId === municipality
      const other = index.municipalities.get(name.municipalityId)?.name ?? ''
      if (isSame) add(WEIGHTS.sameMunicipality, 'тот же муниципалитет')
      else add(WEIGHTS.otherMunicipality, undefined, `другой муниципалитет: ${other}`)
    } else if (municipality === 'unknown' && ref.municipality !== null) {
      add(0, undefined, `муниципалитета «${ref.municipality}» нет в реестре`)
    }
    const rounded = Math.round(Math.min(1, score) * 1000) / 1000
    if (rounded >= LEAST_SCORE && rounded > (best.get(name.schoolId)?.score ?? 0))
      best.set(name.schoolId, { schoolId: name.schoolId, score: rounded, reasons, doubts, similarity })
  }
  withoutNeighbours(best)
  for (const candidate of best.values()) {
    const other = otherCode(index, ref, candidate.schoolId)
    const isToldAlready = candidate.reasons.some((reason) => reason.includes('отличается'))
    if (other !== null && key !== null && !isToldAlready)
      candidate.doubts.push(`${identifierLabel(ref.keyKind)} другой: у школы ${other}, в файле ${key}`)
  }
  return [...best.values()].sort((a, b) => b.score - a.score || a.schoolId - b.schoolId).slice(0, limit)
}

const ONE_SLIP = 'отличается одним знаком'

/** Codes given out in a row: where two schools are one slip away from the source's code, it says nothing of either. */
function withoutNeighbours(best: Map<number, MatchCandidate>): void {
  const slips = [...best.values()].filter(({ reasons }) => reasons.some((text) => text.includes(ONE_SLIP)))
  if (slips.length < 2) return
  for (const candidate of slips) {
    candidate.reasons = candidate.reasons.filter((text) => !text.includes(ONE_SLIP))
    candidate.score = Math.round((candidate.score - WEIGHTS.codeDiffersByOneDigit) * 1000) / 1000
    if (candidate.score < LEAST_SCORE) best.delete(candidate.schoolId)
  }
}

/** «СОУ», «ОУ», «ПМГ» at the beginning of a name; Roman numerals are none, legal forms are folded away elsewhere. */
const ABBREVIATION = /^[\s\d.«"„]*(?:[ІIVXХ]+[\s-]+)?([А-ЯЁ]{2,6})(?=[\s".«„-]|$)/u
const LEGAL = /^(?:[МГКФОЧ][БКАНУ]?[А-Я]{0,2}ОУ|МОУ|ГОУ|ЧОУ|АНОО|СОШ|ООШ|НОШ|СШ|ОШ)$/u

function addAbbreviationDoubt(given: string, known: string, add: AddEvidence): void {
  const [left, right] = [ABBREVIATION.exec(given)?.[1], ABBREVIATION.exec(known)?.[1]]
  if (left === undefined || right === undefined || left === right) return
  if (!LEGAL.test(left) && !LEGAL.test(right)) add(0, undefined, `начало названия другое: ${left} и ${right}`)
}

type AddEvidence = (weight: number, reason?: string, doubt?: string) => void

function addCodeEvidence(
  index: SchoolIndex,
  schoolId: number,
  kind: string,
  key: string,
  add: AddEvidence,
): void {
  for (const { kind: of, value } of index.codes.get(schoolId) ?? []) {
    if (of !== kind && of !== 'code') continue
    const label = identifierLabel(of)
    if (value.replace(/^0+/, '') === key.replace(/^0+/, ''))
      add(WEIGHTS.codeDiffersByZeros, `${label} отличается только нулями впереди: ${key} и ${value}`)
    else if (isOneSlipAway(key, value))
      add(WEIGHTS.codeDiffersByOneDigit, `${label} ${ONE_SLIP}: ${key} и ${value}`)
    else continue
    return
  }
}

function addNameEvidence(
  parts: SchoolNameParts,
  share: number,
  name: SchoolIndex['names'][number],
  add: AddEvidence,
): void {
  if (parts.number !== null && parts.number === name.parts.number)
    add(WEIGHTS.sameNumber, `тот же номер: № ${parts.number}`)
  else if (parts.number !== null && name.parts.number !== null)
    add(WEIGHTS.otherNumber, undefined, `другой номер: № ${parts.number} и № ${name.parts.number}`)
  const which = name.isEarlier ? `прежнее название «${name.text}»` : 'название'
  if (share === 1) add(WEIGHTS.nameSimilarity, `${which} совпадает`)
  else if (share >= 0.4)
    add(WEIGHTS.nameSimilarity * share, `${which} похоже на ${formatShare(Math.round(share * 100) * 100)}`)
  else add(WEIGHTS.nameSimilarity * share)
  if (isCompatible(parts, name.parts)) add(WEIGHTS.compatibleName)
  else if (parts.type !== name.parts.type && parts.type !== null && name.parts.type !== null)
    add(0, undefined, `вид школы различается: ${TYPE_LABELS[parts.type]} и ${TYPE_LABELS[name.parts.type]}`)
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

const pairsCache = new Map<string, Map<string, number>>()

function letterPairs(text: string): Map<string, number> {
  const known = pairsCache.get(text)
  if (known !== undefined) return known
  const padded = ` ${text} `
  const pairs = new Map<string, number>()
  for (let i = 0; i + 1 < padded.length; i++)
    pairs.set(padded.slice(i, i + 2), (pairs.get(padded.slice(i, i + 2)) ?? 0) + 1)
  if (pairsCache.size > 50_000) pairsCache.clear()
  pairsCache.set(text, pairs)
  return pairs
}

/** Dice's coefficient of letter pairs, 0…1 (Dice 1945): robust to endings and word order. */
export function nameSimilarity(left: string, right: string): number {
  return diceOf(letterPairs(left), letterPairs(right))
}

function diceOf(left: Map<string, number>, right: Map<string, number>): number {
  let common = 0
  let total = 0
  for (const count of left.values()) total += count
  for (const [pair, count] of right) {
    total += count
    common += Math.min(count, left.get(pair) ?? 0)
  }
  return total === 0 ? 1 : (2 * common) / total
}
