import { type GrantedRole, makeActor } from '../src/accounts/access.ts'
import type { Db } from '../src/platform/db.ts'
import type { Actor } from '../src/platform/http.ts'

interface NewGrant {
  role: GrantedRole
  regionId?: number
  municipalityId?: number
  schoolId?: number
  /** The last day; until taken back where it is absent. */
  until?: string
}

/** A person with an account and grants; what is granted in the past is no part of the actor. */
export async function newPerson(db: Db, name: string, grants: NewGrant[]): Promise<Actor> {
  const id = `${name}-${String(Math.random()).slice(2, 10)}`
  await db
    .insertInto('users')
    .values({ id, name, email: `${id.toLowerCase()}@example.ru`, phone: '+7 900 000-00-00' })
    .execute()
  const rows = grants.map(({ role, until, ...place }) => ({
    role,
    until: until ?? null,
    regionId: place.regionId ?? null,
    municipalityId: place.municipalityId ?? null,
    schoolId: place.schoolId ?? null,
  }))
  for (const row of rows)
    await db
      .insertInto('grants')
      .values({
        user_id: id,
        role: row.role,
        place_kind: kindOf(row),
        region_id: row.regionId,
        municipality_id: row.municipalityId,
        school_id: row.schoolId,
        granted_from: '2020-01-01',
        granted_until: row.until,
        granted_by: 'test',
      })
      .execute()
  const active = rows.filter(({ until }) => until === null)
  return makeActor(
    id,
    name,
    active.map(({ role, regionId, municipalityId, schoolId }) => ({
      role,
      regionId,
      municipalityId,
      schoolId,
    })),
  )
}

const kindOf = (place: {
  regionId: number | null
  municipalityId: number | null
  schoolId: number | null
}) => {
  if (place.schoolId !== null) return 'school'
  if (place.municipalityId !== null) return 'municipality'
  return place.regionId === null ? 'installation' : 'region'
}

/** The municipality and the schools that `loadLongTable` made, by their logins' last digits. */
export async function placesIn(db: Db, regionId: number) {
  const schools = await db
    .selectFrom('schools')
    .select(['id', 'name', 'municipality_id as municipalityId'])
    .where('region_id', '=', regionId)
    .orderBy('id')
    .execute()
  return schools.map((school) => ({ ...school, regionId }))
}
