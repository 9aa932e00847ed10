import { sql } from 'kysely'
import { z } from 'zod'
import { can, canSomewhere } from '../accounts/access.ts'
import { findSchools } from '../places/queries.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'

const Found = z.object({
  kind: z.enum(['school', 'municipality', 'list', 'document', 'person']),
  id: z.string(),
  /** Null for people, who may hold roles in several. */
  regionId: z.number().int().nullable(),
  title: z.string(),
  note: z.string(),
})
export type Found = z.infer<typeof Found>
export const SearchAnswer = z.array(Found)

/** Of each kind; whoever seeks more writes more. */
const SHOWN = { school: 8, other: 4 }
/** The places of the candidates are looked at one by one, so there is an end to them. */
const CANDIDATES = 500

/** What the person may see whose words hold the text; nothing for an empty text. */
export async function findEverywhere(db: Db, actor: Actor, text: string): Promise<Found[]> {
  const words = text.toLowerCase().replaceAll('ё', 'е').split(/\s+/).filter(Boolean)
  if (words.length === 0) return []
  const patterns = words.map((word) => `%${word.replace(/[\\%_]/g, (sign) => `\\${sign}`)}%`)
  const kinds = await Promise.all([
    findSchoolsOf(db, actor, text),
    findMunicipalities(db, actor, patterns),
    findLists(db, actor, patterns),
    findDocuments(db, actor, patterns),
    findPeople(db, actor, patterns),
  ])
  return kinds.flat()
}

const holds = (column: string, patterns: string[]) =>
  sql<boolean>`(translate(lower(${sql.ref(column)}), 'ё', 'е') like all (${patterns}::text[]))`

async function findSchoolsOf(db: Db, actor: Actor, text: string): Promise<Found[]> {
  const schools = await findSchools(db, actor, text, SHOWN.school)
  return schools.map(({ id, regionId, name, municipality, status, statusLabel }) => ({
    kind: 'school' as const,
    id: String(id),
    regionId,
    title: name,
    note: status === 'open' ? municipality : `${municipality}, ${statusLabel.toLowerCase()}`,
  }))
}

async function findMunicipalities(db: Db, actor: Actor, patterns: string[]): Promise<Found[]> {
  if (!canSomewhere(actor, 'municipality.read')) return []
  const { rows } = await sql<{ id: number; regionId: number; name: string; region: string }>`
    select m.id, m.region_id as "regionId", m.name, r.name as region from municipalities m join regions r on r.id = m.region_id
    where ${holds('m.name', patterns)} order by m.name, m.id limit ${CANDIDATES}`.execute(db)
  return rows
    .filter(({ id, regionId }) =>
      can(actor, 'municipality.read', { regionId, municipalityId: id, schoolId: null }),
    )
    .slice(0, SHOWN.other)
    .map(({ id, regionId, name, region }) => ({
      kind: 'municipality' as const,
      id: String(id),
      regionId,
      title: name,
      note: region,
    }))
}

async function findLists(db: Db, actor: Actor, patterns: string[]): Promise<Found[]> {
  if (!canSomewhere(actor, 'list.read')) return []
  const { rows } = await sql<{ id: number; regionId: number; name: string; schoolYear: number }>`
    select id, region_id as "regionId", name, school_year as "schoolYear" from school_lists
    where state <> 'cancelled' and ${holds('name', patterns)} order by id desc limit ${CANDIDATES}`.execute(
    db,
  )
  return rows
    .filter(({ regionId }) => can(actor, 'list.read', { regionId, municipalityId: null, schoolId: null }))
    .slice(0, SHOWN.other)
    .map(({ id, regionId, name, schoolYear }) => ({
      kind: 'list' as const,
      id: String(id),
      regionId,
      title: name,
      note: `${schoolYear} год`,
    }))
}

async function findDocuments(db: Db, actor: Actor, patterns: string[]): Promise<Found[]> {
  if (!canSomewhere(actor, 'document.read')) return []
  const { rows } = await sql<{
    id: number
    regionId: number
    municipalityId: number | null
    schoolId: number | null
    name: string
    number: string | null
    schoolYear: number
  }>`
    select d.id, d.region_id as "regionId", coalesce(d.municipality_id, s.municipality_id) as "municipalityId",
      d.school_id as "schoolId", d.name, d.number, d.school_year as "schoolYear"
    from documents d left join schools s on s.id = d.school_id
    where d.state <> 'discarded' and ${holds('d.name', patterns)} order by d.id desc limit ${CANDIDATES}`.execute(
    db,
  )
  return rows
    .filter((document) => can(actor, 'document.read', document))
    .slice(0, SHOWN.other)
    .map(({ id, regionId, name, number, schoolYear }) => ({
      kind: 'document' as const,
      id: String(id),
      regionId,
      title: name,
      note: number === null ? `черновик, ${schoolYear} год` : `№ ${number}, ${schoolYear} год`,
    }))
}

async function findPeople(db: Db, actor: Actor, patterns: string[]): Promise<Found[]> {
  if (!canSomewhere(actor, 'account.read')) return []
  const { rows } = await sql<{
    id: string
    name: string
    email: string
    places: { regionId: number | null; municipalityId: number | null; schoolId: number | null }[]
  }>`
    select u.id, u.name, u.email, (select coalesce(jsonb_agg(jsonb_build_object('regionId', g.region_id,
        'municipalityId', g.municipality_id, 'schoolId', g.school_id)), '[]') from grants g where g.user_id = u.id) as places
    from users u where ${holds('u.name', patterns)} or ${holds('u.email', patterns)}
    order by u.name, u.id limit ${CANDIDATES}`.execute(db)
  return rows
    .filter(({ places }) => {
      // Somebody without any role is in no region: only those who answer for the installation find them.
      const asked = places.length > 0 ? places : [{ regionId: null, municipalityId: null, schoolId: null }]
      return asked.some((place) => isOwn(actor, place))
    })
    .slice(0, SHOWN.other)
    .map(({ id, name, email }) => ({ kind: 'person' as const, id, regionId: null, title: name, note: email }))
}

/** 'account.read' reaches wider places too, so that its page opens; a person is found only by a role inside one's own place. */
const isOwn = (actor: Actor, place: Parameters<typeof can>[2]): boolean =>
  actor.grants.some(
    (grant) =>
      canSomewhere({ ...actor, grants: [grant] }, 'account.read') &&
      (grant.regionId === null || grant.regionId === place.regionId),
  )
