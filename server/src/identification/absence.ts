import type { Methodology } from './methodology.ts'
import type { SchoolInput } from './model.ts'

/** Why a cell has no number. */
export const NOT_APPLICABLE = 0
export const NOT_HELD = 1
export const NOT_SUBMITTED = 2

/**
 * Why a number is absent. The usual case – a school simply did not hold a procedure – must not look like a gap, and a gap
 * must not look fine:
 * - the type of the school has no such procedure: not applicable;
 * - cancelled for everybody: not held;
 * - no result at all in the year: a gap;
 * - not expected by the methodology: not held;
 * - the school has other results of the same kind this year: not held, provided that somebody in the region has the
 *   procedure (else its file was never loaded);
 * - the school has results of the year but none of this kind: a gap, because a source whose schools were not recognised
 *   looks the same (a setting may read it as not held, if the region has the kind);
 * - the type is not known: only kinds that the school has had in some year are expected, and nothing is concluded from files of others.
 *
 * @param regionHeld schools with a number, per procedure × year.
 * @returns for a cell without a number and the bit sets of kinds the school has, per year: one of the constants above.
 */
export const readAbsence = (
  methodology: Methodology,
  schoolYear: number,
  years: number,
  regionHeld: Int32Array,
) => {
  const { procedures, absence } = methodology
  const kinds = kindBits(methodology)
  const cancelled = procedures.map(({ code }) =>
    Array.from({ length: years }, (_, back) =>
      absence.notConducted.some((row) => row.procedure === code && row.schoolYear === schoolYear - back),
    ),
  )
  const regionKinds = Array.from({ length: years }, (_, back) =>
    procedures.reduce((bits, __, p) => (regionHeld[p * years + back] ? bits | kinds[p]! : bits), 0),
  )
  return (school: SchoolInput, kindsByYear: Uint32Array, procedure: number, back: number): number => {
    const { schoolTypes, expected } = procedures[procedure]!
    const kind = kinds[procedure]!
    const present = kindsByYear[back] ?? 0
    if (school.schoolType !== null && !schoolTypes.includes(school.schoolType)) return NOT_APPLICABLE
    if (cancelled[procedure]?.[back]) return NOT_HELD
    if (present === 0) return NOT_SUBMITTED
    if (!expected) return NOT_HELD
    if (present & kind) {
      const isLoaded = (regionHeld[procedure * years + back] ?? 0) > 0
      return isLoaded || school.schoolType === null ? NOT_HELD : NOT_SUBMITTED
    }
    if (school.schoolType === null && !kindsByYear.some((year) => year & kind)) return NOT_HELD
    return absence.wholeKind === 'not-held' && (regionKinds[back] ?? 0) & kind ? NOT_HELD : NOT_SUBMITTED
  }
}

/** A bit per kind of procedure, by procedure. */
export const kindBits = ({ procedures }: Methodology): number[] => {
  const kinds = [...new Set(procedures.map(({ kind }) => kind))]
  return procedures.map(({ kind }) => 1 << kinds.indexOf(kind))
}
