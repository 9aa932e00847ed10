import { sql } from 'kysely'
import { dataVersion } from '../platform/data-version.ts'
import type { Db } from '../platform/db.ts'
import { readTogether } from '../platform/read-together.ts'
import { INSTALLATION, type PlaceRef } from './access.ts'

const region = (table: string) => (db: Db, id: number) =>
  read(
    db,
    sql`select region_id as "regionId", null as "municipalityId", null as "schoolId" from ${sql.table(table)} where id = ${id}`,
  )

/** Where the subject of an address is: one way for each name that a parameter may have. */
const READERS: Record<string, (db: Db, id: number) => Promise<PlaceRef | undefined>> = {
  regionId: async (_, id) => ({ ...INSTALLATION, regionId: id }),
  municipalityId: (db, id) =>
    read(
      db,
      sql`select region_id as "regionId", id as "municipalityId", null as "schoolId" from municipalities where id = ${id}`,
    ),
  schoolId: placeOfSchool,
  importId: region('imports'),
  listId: region('school_lists'),
  sourceSchoolId: region('source_schools'),
  documentId: (db, id) =>
    read(
      db,
      sql`select d.region_id as "regionId", coalesce(d.municipality_id, s.municipality_id) as "municipalityId", d.school_id as "schoolId"
        from documents d left join schools s on s.id = d.school_id where d.id = ${id}`,
    ),
}

/** What is known of the schools of one version of the data; forgotten with it. */
const known = new WeakMap<Db, { version: string; places: Map<number, PlaceRef> }>()

/** A school with its municipality and region; undefined where there is none. Looked up once until anything changes. */
export async function placeOfSchool(db: Db, id: number): Promise<PlaceRef | undefined> {
  const version = await dataVersion(db)
  let kept = known.get(db)
  if (kept?.version !== version) {
    kept = { version, places: new Map() }
    known.set(db, kept)
  }
  const place = kept.places.get(id) ?? (await readSchools(db, id))
  if (place) kept.places.set(id, place)
  return place
}

const readSchools = readTogether(async (db: Db, ids: number[]) => {
  const { rows } = await sql<PlaceRef & { schoolId: number }>`
    select region_id as "regionId", municipality_id as "municipalityId", id as "schoolId" from schools where id = any(${ids})`.execute(
    db,
  )
  return new Map<number, PlaceRef>(rows.map((place) => [place.schoolId, place]))
})

async function read(db: Db, query: ReturnType<typeof sql>): Promise<PlaceRef | undefined> {
  const { rows } = await (query as ReturnType<typeof sql<PlaceRef>>).execute(db)
  return rows[0]
}

/** What fits a column of ids; anything else names nothing. */
const isId = (id: number) => Number.isInteger(id) && id > 0 && id < 2 ** 31

/**
 * The places that an address names, one for each of its parameters; the installation where it names none.
 * @returns undefined where something that it names does not exist
 */
export async function placesOf(
  db: Db,
  params: Readonly<Record<string, unknown>>,
): Promise<PlaceRef[] | undefined> {
  const places: PlaceRef[] = []
  for (const [name, value] of Object.entries(params)) {
    const reader = READERS[name]
    if (!reader) continue
    const id = Number(value)
    const place = isId(id) ? await reader(db, id) : undefined
    if (!place) return undefined
    places.push(place)
  }
  return places.length === 0 ? [INSTALLATION] : places
}

/** What places are called, in the same order: «Вяземский район», «МБОУ «СОШ № 2»», «вся система». */
export async function namePlaces(db: Db, places: readonly PlaceRef[]): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select coalesce(s.name, m.name, r.name, 'вся система') as name
    from jsonb_to_recordset(${JSON.stringify(places.map((place, index) => ({ ...place, index })))}::jsonb)
      as p ("regionId" integer, "municipalityId" integer, "schoolId" integer, index integer)
    left join regions r on r.id = p."regionId" left join municipalities m on m.id = p."municipalityId"
    left join schools s on s.id = p."schoolId" order by p.index`.execute(db)
  return rows.map(({ name }) => name)
}
