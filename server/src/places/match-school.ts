import { identifierKind, normaliseIdentifier } from './normalise-identifier.ts'
import { municipalityKind, normaliseMunicipality } from './normalise-municipality.ts'
import { normaliseSchoolName, parseSchoolName, type SchoolNameParts } from './normalise-name.ts'
import { DISTINGUISHING } from './school-words.ts'

/** A school as some source names it; the same shape as results' SourceSchoolRef. */
export interface SourceSchoolKey {
  keyKind: string
  key: string
  name: string | null
  municipality: string | null
  municipalityCode: string | null
}

export interface RegisteredMunicipality {
  id: number
  code: string
  name: string
  nameGenitive: string | null
  oktmo: string | null
}

export interface RegisteredSchool {
  id: number
  code: string
  name: string
  municipalityId: number
  identifiers: { kind: string; value: string }[]
  earlierNames: string[]
}

/** A name a school has or had, ready for comparing. */
export interface IndexedName {
  schoolId: number
  municipalityId: number
  text: string
  normalised: string
  parts: SchoolNameParts
  isEarlier: boolean
}

export interface SchoolIndex {
  schools: Map<number, RegisteredSchool>
  municipalities: Map<number, RegisteredMunicipality>
  names: IndexedName[]
  byIdentifier: Map<string, Set<number>>
  /** Every school's codes as they are compared. */
  codes: Map<number, { kind: string; value: string }[]>
  knownKinds: Set<string>
  municipalityByCode: Map<string, Set<number>>
  municipalityByName: Map<string, Set<number>>
  byName: Map<string, Set<number>>
  byLooseName: Map<string, IndexedName[]>
}

export type Match =
  | { schoolId: number; method: 'identifier' | 'name' }
  | { schoolId: null; because: 'unknown' | 'ambiguous' | 'municipality-unknown' }
  /** The name says one school, and the school has another code of the same kind: a person decides. */
  | { schoolId: null; because: 'code-differs'; likely: number }

/** Everything matching asks, computed once for a whole region. */
export function buildSchoolIndex(
  schools: RegisteredSchool[],
  municipalities: RegisteredMunicipality[],
): SchoolIndex {
  const index: SchoolIndex = {
    schools: new Map(schools.map((school) => [school.id, school])),
    municipalities: new Map(municipalities.map((municipality) => [municipality.id, municipality])),
    names: [],
    byIdentifier: new Map(),
    codes: new Map(),
    knownKinds: new Set(['code']),
    municipalityByCode: new Map(),
    municipalityByName: new Map(),
    byName: new Map(),
    byLooseName: new Map(),
  }
  for (const { id, code, name, nameGenitive, oktmo } of municipalities) {
    for (const text of [code, oktmo]) {
      const known = text === null ? null : normaliseIdentifier('municipality', text)
      if (known !== null) addTo(index.municipalityByCode, known, id)
    }
    for (const text of [name, nameGenitive])
      if (text !== null) addTo(index.municipalityByName, normaliseMunicipality(text), id)
  }
  for (const school of schools) {
    const codes: { kind: string; value: string }[] = []
    index.codes.set(school.id, codes)
    for (const { kind, value } of [...school.identifiers, { kind: 'code', value: school.code }]) {
      const known = normaliseIdentifier(kind, value)
      if (known === null) continue
      index.knownKinds.add(kind)
      codes.push({ kind, value: known })
      addTo(index.byIdentifier, `${identifierKind(kind, known)}:${known}`, school.id)
      addTo(index.byIdentifier, `:${known}`, school.id)
    }
    addName(index, school, school.name, false)
    for (const earlier of school.earlierNames) addName(index, school, earlier, true)
  }
  return index
}

function addName(index: SchoolIndex, school: RegisteredSchool, text: string, isEarlier: boolean): void {
  const { id: schoolId, municipalityId } = school
  const normalised = normaliseSchoolName(text)
  const name = { schoolId, municipalityId, text, normalised, parts: parseSchoolName(text), isEarlier }
  index.names.push(name)
  addTo(index.byName, `${municipalityId}|${normalised}`, schoolId)
  addTo(index.byName, `|${normalised}`, schoolId)
  const loose = looseKey(name.parts)
  if (loose === null) return
  const key = `${municipalityId}|${loose}`
  index.byLooseName.set(key, [...(index.byLooseName.get(key) ?? []), name])
}

function addTo<K>(map: Map<K, Set<number>>, key: K, id: number): void {
  const ids = map.get(key)
  if (ids === undefined) map.set(key, new Set([id]))
  else ids.add(id)
}

/**
 * Which school a source means: by identifier, then by normalised name inside the municipality, else nobody.
 * Two possible schools are never one: the answer is then `ambiguous`, and a person decides. Nor is a school that has
 * another code of the same kind: a changed code is shown as such, not passed over.
 */
export function matchSchool(index: SchoolIndex, ref: SourceSchoolKey): Match {
  const byCode = matchIdentifier(index, ref)
  if (byCode !== null) return byCode
  const byName = matchName(index, ref)
  if (byName.schoolId === null || otherCode(index, ref, byName.schoolId) === null) return byName
  return { schoolId: null, because: 'code-differs', likely: byName.schoolId }
}

/** The code of the source's own kind that a school has instead of the source's; null where it has none or the same. */
export function otherCode(index: SchoolIndex, ref: SourceSchoolKey, schoolId: number): string | null {
  const key = ref.keyKind === 'name' ? null : normaliseIdentifier(ref.keyKind, ref.key)
  if (key === null) return null
  const kind = identifierKind(ref.keyKind, key)
  const own = (index.codes.get(schoolId) ?? []).flatMap(({ kind: of, value }) =>
    of !== 'code' && identifierKind(of, value) === kind ? [value] : [],
  )
  return own.length === 0 || own.includes(key) ? null : own.join(', ')
}

function matchName(index: SchoolIndex, ref: SourceSchoolKey): Match {
  if (ref.name === null) return { schoolId: null, because: 'unknown' }
  const municipality = findMunicipality(index, ref)
  if (municipality === 'unknown') return { schoolId: null, because: 'municipality-unknown' }
  if (municipality === 'ambiguous') return { schoolId: null, because: 'ambiguous' }
  const scope = municipality === 'not-named' ? '' : String(municipality)
  const exact = index.byName.get(`${scope}|${normaliseSchoolName(ref.name)}`)
  if (exact !== undefined) return only(exact, 'name') ?? { schoolId: null, because: 'ambiguous' }
  if (municipality === 'not-named') return { schoolId: null, because: 'unknown' }
  const parts = parseSchoolName(ref.name)
  const loose = looseKey(parts)
  const alike = (loose === null ? [] : (index.byLooseName.get(`${municipality}|${loose}`) ?? [])).filter(
    (name) => isCompatible(parts, name.parts),
  )
  const ids = new Set(alike.map((name) => name.schoolId))
  if (ids.size === 0) return { schoolId: null, because: 'unknown' }
  return only(ids, 'name') ?? { schoolId: null, because: 'ambiguous' }
}

function matchIdentifier(index: SchoolIndex, ref: SourceSchoolKey): Match | null {
  if (ref.keyKind === 'name') return null
  const key = normaliseIdentifier(ref.keyKind, ref.key)
  if (key === null) return null
  const kind = identifierKind(ref.keyKind, key)
  const exact = index.byIdentifier.get(`${kind}:${key}`)
  if (exact !== undefined) return only(exact, 'identifier') ?? { schoolId: null, because: 'ambiguous' }
  // A kind the registry does not keep («urn», «Код ОО»): the value itself may still be one school's code.
  const anyKind = index.knownKinds.has(kind) ? undefined : index.byIdentifier.get(`:${key}`)
  return anyKind === undefined
    ? null
    : (only(anyKind, 'identifier') ?? { schoolId: null, because: 'ambiguous' })
}

function only(ids: Set<number>, method: 'identifier' | 'name'): Match | null {
  const [schoolId] = ids
  return ids.size === 1 && schoolId !== undefined ? { schoolId, method } : null
}

/** The municipality a source names, by its code or its name. */
export function findMunicipality(
  index: SchoolIndex,
  ref: Pick<SourceSchoolKey, 'municipality' | 'municipalityCode'>,
): number | 'not-named' | 'unknown' | 'ambiguous' {
  for (const text of [ref.municipalityCode, ref.municipality]) {
    const code = text === null ? null : normaliseIdentifier('municipality', text)
    const found = code === null ? undefined : index.municipalityByCode.get(code)
    if (found?.size === 1) return [...found][0]!
  }
  if (ref.municipality === null) return ref.municipalityCode === null ? 'not-named' : 'unknown'
  const named = [...(index.municipalityByName.get(normaliseMunicipality(ref.municipality)) ?? [])]
  if (named.length === 0) return 'unknown'
  if (named.length === 1) return named[0]!
  const kind = municipalityKind(ref.municipality)
  const sameKind = named.filter(
    (id) => kind !== null && municipalityKind(index.municipalities.get(id)!.name) === kind,
  )
  return sameKind.length === 1 ? sameKind[0]! : 'ambiguous'
}

const isProper = (word: string) => word !== 'уиоп' && !DISTINGUISHING.has(word)

/** What must agree at least: the number, else the proper name, else the surname after «имени», else the locality. */
function looseKey(parts: SchoolNameParts): string | null {
  if (parts.number !== null) return `№${parts.number}`
  const words = parts.words.filter(isProper)
  if (words.length > 0) return [...words].sort().join(' ')
  const surname = parts.honour.at(-1)
  if (surname !== undefined) return `имени ${surname}`
  return parts.places.length > 0 ? placeStems(parts, 'locality').join(' ') || null : null
}

/** Whether two names may be one school: nothing that both of them say disagrees. */
export function isCompatible(left: SchoolNameParts, right: SchoolNameParts): boolean {
  if (left.number !== right.number || !isSameType(left.type, right.type)) return false
  const [a, b] = [traitsOf(left), traitsOf(right)]
  const agree = (some: string[], others: string[]) =>
    some.length === 0 || others.length === 0 || some.some((word) => others.includes(word))
  return (
    a.special === b.special &&
    agree(a.proper, b.proper) &&
    agree(a.honour, b.honour) &&
    agree(a.localities, b.localities) &&
    agree(a.districts, b.districts)
  )
}

/** What two names must not disagree about. */
interface Traits {
  special: string
  proper: string[]
  honour: string[]
  localities: string[]
  districts: string[]
}

/** Each name is compared with hundreds of others. */
const traits = new WeakMap<Readonly<SchoolNameParts>, Traits>()

function traitsOf(parts: Readonly<SchoolNameParts>): Traits {
  const known = traits.get(parts)
  if (known !== undefined) return known
  const special = parts.words.filter((word) => DISTINGUISHING.has(word)).sort()
  const made = {
    special: special.join(' '),
    proper: parts.words.filter(isProper),
    honour: parts.honour.slice(-1),
    localities: placeStems(parts, 'locality'),
    districts: placeStems(parts, 'district'),
  }
  traits.set(parts, made)
  return made
}

const GENERAL_TYPES = new Set<string | null>(['сош', 'оош', 'нош', 'школа', 'центр', null])

/** «Школа № 5» may be any general school; СОШ and ООШ, school and gymnasium are different until a person says otherwise. */
function isSameType(left: SchoolNameParts['type'], right: SchoolNameParts['type']): boolean {
  if (left === right) return true
  const isOpen = (type: SchoolNameParts['type']) => type === 'школа' || type === null
  return (isOpen(left) && GENERAL_TYPES.has(right)) || (isOpen(right) && GENERAL_TYPES.has(left))
}

function placeStems(parts: SchoolNameParts, which: 'locality' | 'district'): string[] {
  return parts.places
    .filter((place) => place.startsWith('район ') === (which === 'district'))
    .map((place) => place.slice(place.indexOf(' ') + 1))
    .sort()
}
