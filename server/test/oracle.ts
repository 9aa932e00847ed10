import type { PlaceRef } from '../src/accounts/access.ts'

/**
 * Who may do what, said a second time and otherwise than in accounts/access.ts: there places are compared field by field,
 * here each place is the set of everything in it, and every question is one about sets.
 */
export interface World {
  /** Every place there is, the installation first. */
  places: PlaceRef[]
}

const key = ({ regionId, municipalityId, schoolId }: PlaceRef): string =>
  schoolId !== null
    ? `s${schoolId}`
    : municipalityId !== null
      ? `m${municipalityId}`
      : regionId !== null
        ? `r${regionId}`
        : 'all'

/** A tree of places: `regions` of so many municipalities with so many schools each. Ids never repeat between kinds. */
export function makeWorld(regions: number, municipalities: number, schools: number): World {
  const places: PlaceRef[] = [{ regionId: null, municipalityId: null, schoolId: null }]
  for (let r = 1; r <= regions; r++) {
    places.push({ regionId: r, municipalityId: null, schoolId: null })
    for (let m = 1; m <= municipalities; m++) {
      const municipalityId = r * 100 + m
      places.push({ regionId: r, municipalityId, schoolId: null })
      for (let s = 1; s <= schools; s++)
        places.push({ regionId: r, municipalityId, schoolId: municipalityId * 100 + s })
    }
  }
  return { places }
}

/** Names of all places inside a place, itself among them. */
export function inside(world: World, place: PlaceRef): ReadonlySet<string> {
  const depth = Object.values(place).filter((id) => id !== null).length
  const prefix = [place.regionId, place.municipalityId, place.schoolId].slice(0, depth)
  return new Set(
    world.places
      .filter((other) =>
        [other.regionId, other.municipalityId, other.schoolId]
          .slice(0, depth)
          .every((id, at) => id === prefix[at]),
      )
      .map(key),
  )
}

const isSubset = (part: ReadonlySet<string>, whole: ReadonlySet<string>) =>
  [...part].every((name) => whole.has(name))

export interface OracleGrant {
  role: string
  place: PlaceRef
}

/** The answer that `can` has to give. */
export function mayDo(
  world: World,
  grants: readonly OracleGrant[],
  rule: { roles: readonly string[]; reach: string },
  target: PlaceRef,
): boolean {
  if (rule.roles.includes('anyone')) return true
  const asked = inside(world, target)
  return grants.some(({ role, place }) => {
    if (!rule.roles.includes(role)) return false
    const own = inside(world, place)
    if (rule.reach === 'within') return isSubset(asked, own)
    if (rule.reach === 'touching') return isSubset(asked, own) || isSubset(own, asked)
    return true
  })
}

/** Ids of the schools that somebody with these grants may see. */
export function schoolsSeen(
  world: World,
  grants: readonly OracleGrant[],
  roles: readonly string[],
): number[] {
  const seen = new Set(
    grants.filter(({ role }) => roles.includes(role)).flatMap(({ place }) => [...inside(world, place)]),
  )
  return world.places
    .flatMap((place) => (place.schoolId !== null && seen.has(key(place)) ? place.schoolId : []))
    .sort((a, b) => a - b)
}
