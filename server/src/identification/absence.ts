import type { Methodology } from './methodology.ts'
import type { Assumption, IdentificationInput, SchoolInput } from './model.ts'

/** Why a cell has no number. */
export const NOT_APPLICABLE = 0
export const NOT_HELD = 1
export const NOT_SUBMITTED = 2
/** Taken as not held, or not yet taken so, by what the region has loaded: `ASSUMPTIONS` says which. */
export const KIND_NOT_HELD = 10
export const KIND_NOT_LOADED = 11
export const KIND_WAITING = 12
export const ASSUMPTIONS: Record<number, Assumption> = {
  [KIND_NOT_HELD]: 'kind-not-held',
  [KIND_NOT_LOADED]: 'kind-not-loaded',
  [KIND_WAITING]: 'kind-waiting',
}

/** What the whole region says about a cell without a number. */
export interface RegionResults {
  schools: SchoolInput[]
  /** Bit sets of the kinds a school has results of, per school × year. */
  kindsOf: Uint32Array
  /** Schools with a number, per procedure × year; closed ones too. */
  held: Int32Array
  waiting: NonNullable<IdentificationInput['waiting']>
}

/**
 * Why a number is absent. The usual case – a school simply did not hold a procedure – must not look like a gap, and a gap
 * must not look fine:
 * - the type of the school has no such procedure: not applicable;
 * - cancelled for everybody: not held;
 * - no result at all in the year: a gap;
 * - not expected by the methodology: not held;
 * - the school has other results of the same kind this year: not held, provided that somebody in the region has the
 *   procedure (else its file was never loaded);
 * - the school has results of the year but none of this kind: a source whose schools were not recognised looks the same.
 *   Not held once the kind is loaded where the school stands – other schools of its municipality that could hold it do,
 *   or, where there are none, schools of the region – and no result of the kind and year waits for its school; else a
 *   gap. Two older settings read every such case as a gap, or as not held if the region has the kind;
 * - the type is not known: only kinds that the school has had in some year are expected, and nothing is concluded from files of others.
 *
 * @param years how many years back are laid out.
 * @returns for a cell without a number (indexes of school, procedure and years back): one of the constants above.
 */
export const readAbsence = (
  methodology: Methodology,
  schoolYear: number,
  years: number,
  region: RegionResults,
) => {
  const { procedures, absence } = methodology
  const { schools, kindsOf, held } = region
  const kinds = kindBits(methodology)
  const cancelled = procedures.map(({ code }) =>
    Array.from({ length: years }, (_, back) =>
      absence.notConducted.some((row) => row.procedure === code && row.schoolYear === schoolYear - back),
    ),
  )
  const regionKinds = Array.from({ length: years }, (_, back) =>
    procedures.reduce((bits, __, p) => (held[p * years + back] ? bits | kinds[p]! : bits), 0),
  )
  const isLoaded = loadedAround(region, methodology, kinds, years)
  const waits = new Set(
    region.waiting.flatMap(({ procedure, schoolYear: year }) => {
      const p = procedures.findIndex(({ code }) => code === procedure)
      return p < 0 ? [] : [`${kinds[p]} ${schoolYear - year}`]
    }),
  )
  const wholeKind = (s: number, kind: number, back: number): number => {
    const inRegion = ((regionKinds[back] ?? 0) & kind) !== 0
    if (absence.wholeKind === 'unknown') return NOT_SUBMITTED
    if (absence.wholeKind === 'not-held') return inRegion ? NOT_HELD : NOT_SUBMITTED
    if (!inRegion || !isLoaded(s, kind, back)) return KIND_NOT_LOADED
    return waits.has(`${kind} ${back}`) ? KIND_WAITING : KIND_NOT_HELD
  }
  return (s: number, procedure: number, back: number): number => {
    const { schoolType } = schools[s]!
    const { schoolTypes, expected } = procedures[procedure]!
    const kind = kinds[procedure]!
    const present = kindsOf[s * years + back] ?? 0
    if (schoolType !== null && !schoolTypes.includes(schoolType)) return NOT_APPLICABLE
    if (cancelled[procedure]?.[back]) return NOT_HELD
    if (present === 0) return NOT_SUBMITTED
    if (!expected) return NOT_HELD
    if (present & kind)
      return (held[procedure * years + back] ?? 0) > 0 || schoolType === null ? NOT_HELD : NOT_SUBMITTED
    if (schoolType === null) {
      const ever = kindsOf.subarray(s * years, (s + 1) * years).some((year) => year & kind)
      if (!ever) return NOT_HELD
    }
    return wholeKind(s, kind, back)
  }
}

/** Whether schools near a school have results of a kind: of its municipality, or of the region where nobody else there could. */
const loadedAround = (
  { schools, kindsOf }: RegionResults,
  { procedures }: Methodology,
  kinds: number[],
  years: number,
) => {
  const all = kinds.reduce((bits, kind) => bits | kind, 0)
  const ofType = new Map<SchoolInput['schoolType'], number>([[null, 0]])
  const kindsOfType = (schoolType: SchoolInput['schoolType']): number => {
    const known = ofType.get(schoolType)
    if (known !== undefined) return known
    const bits = procedures.reduce(
      (sum, { schoolTypes }, p) => (schoolTypes.some((type) => type === schoolType) ? sum | kinds[p]! : sum),
      0,
    )
    ofType.set(schoolType, bits)
    return bits
  }
  const possible = Uint32Array.from(schools, ({ schoolType }) => kindsOfType(schoolType))
  const places = new Map<string, { able: Map<number, number>; present: Uint32Array }>()
  schools.forEach(({ municipality }, s) => {
    let place = places.get(municipality)
    if (!place) {
      place = { able: new Map(), present: new Uint32Array(years) }
      places.set(municipality, place)
    }
    for (let kind = 1; kind <= all; kind <<= 1)
      if (possible[s]! & kind) place.able.set(kind, (place.able.get(kind) ?? 0) + 1)
    for (let back = 0; back < years; back++) place.present[back]! |= kindsOf[s * years + back] ?? 0
  })
  /** The region has the kind; the school itself does not. */
  return (s: number, kind: number, back: number): boolean => {
    const place = places.get(schools[s]!.municipality)!
    const others = (place.able.get(kind) ?? 0) - (possible[s]! & kind ? 1 : 0)
    return others === 0 || (place.present[back]! & kind) !== 0
  }
}

/** A bit per kind of procedure, by procedure. */
export const kindBits = ({ procedures }: Methodology): number[] => {
  const kinds = [...new Set(procedures.map(({ kind }) => kind))]
  return procedures.map(({ kind }) => 1 << kinds.indexOf(kind))
}
