import { sql } from 'kysely'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import { foldSpaces } from './fold-text.ts'
import { findMunicipality, matchSchool, type SourceSchoolKey } from './match-school.ts'
import { identifierKind, normaliseIdentifier } from './normalise-identifier.ts'
import { normaliseMunicipality } from './normalise-municipality.ts'
import { nameKey } from './normalise-name.ts'
import { readSchoolIndex } from './registry-index.ts'
import { schoolTypeOf } from './school-type.ts'

export type MatchMethod = 'identifier' | 'name' | 'manual' | 'created'

export interface ResolvedSchool {
  sourceSchoolId: number
  /** Null while the source's school waits for a match. */
  schoolId: number | null
  method: MatchMethod | null
}

/** The key of the map that resolveSourceSchools returns: the source's own kind and code, as they stand in the file. */
export const sourceRefId = (ref: { keyKind: string; key: string }): string => `${ref.keyKind}\n${ref.key}`

interface NormalisedRef extends SourceSchoolKey {
  refId: string
}

/** The kind and code under which a source's school is remembered; a school without a code by municipality and name. */
function normaliseRef(ref: SourceSchoolKey): SourceSchoolKey {
  const tidy = (text: string | null) => (text === null ? null : foldSpaces(text) || null)
  const rest = {
    name: tidy(ref.name),
    municipality: tidy(ref.municipality),
    municipalityCode: tidy(ref.municipalityCode),
  }
  const code = ref.keyKind === 'name' ? null : normaliseIdentifier(ref.keyKind, ref.key)
  if (code !== null) return { ...rest, keyKind: identifierKind(ref.keyKind, code), key: code }
  const name = rest.name ?? foldSpaces(ref.key)
  return { ...rest, name, keyKind: 'name', key: nameKey(rest.municipality ?? rest.municipalityCode, name) }
}

/**
 * Says for every school that a source names which registered school it is, in a handful of queries for thousands.
 * Decisions already made are kept; new names are matched by identifier, then by name inside the municipality;
 * the rest gets a waiting row. `db` must be a transaction.
 * @returns by sourceRefId of each given ref
 */
export async function resolveSourceSchools(
  db: Db,
  regionId: number,
  refs: Iterable<SourceSchoolKey>,
): Promise<Map<string, ResolvedSchool>> {
  const normalised: NormalisedRef[] = Array.from(refs, (ref) => ({
    ...normaliseRef(ref),
    refId: sourceRefId(ref),
  }))
  const byKey = new Map(normalised.map((ref) => [sourceRefId(ref), ref]))
  if (byKey.size === 0) return new Map()
  await saveWaiting(db, regionId, [...byKey.values()])
  await matchWaiting(db, regionId, [...byKey.keys()])
  const rows = await readByKeys(db, regionId, [...byKey.values()])
  const resolved = new Map(rows.map((row) => [sourceRefId(row), row]))
  return new Map(
    normalised.map((ref) => {
      const { id, schoolId, method } = resolved.get(sourceRefId(ref))!
      return [ref.refId, { sourceSchoolId: id, schoolId, method }]
    }),
  )
}

async function saveWaiting(db: Db, regionId: number, refs: SourceSchoolKey[]): Promise<void> {
  await sql`
    insert into source_schools (region_id, key_kind, key, name, municipality, municipality_code)
    select ${regionId}::integer, "keyKind", key, name, municipality, "municipalityCode"
    from jsonb_to_recordset(${JSON.stringify(refs)}::jsonb) as refs ("keyKind" text, key text, name text, municipality text,
      "municipalityCode" text)
    order by "keyKind", key
    on conflict on constraint source_schools_key_unique do update set
      name = coalesce(source_schools.name, excluded.name),
      municipality = coalesce(source_schools.municipality, excluded.municipality),
      municipality_code = coalesce(source_schools.municipality_code, excluded.municipality_code)
    where source_schools.school_id is null and (source_schools.name is null and excluded.name is not null
      or source_schools.municipality is null and excluded.municipality is not null
      or source_schools.municipality_code is null and excluded.municipality_code is not null)`.execute(db)
}

interface SourceRow extends SourceSchoolKey {
  id: number
  schoolId: number | null
  method: MatchMethod | null
}

const readByKeys = async (db: Db, regionId: number, refs: SourceSchoolKey[]): Promise<SourceRow[]> => {
  const keys = JSON.stringify(refs.map(({ keyKind, key }) => ({ keyKind, key })))
  const { rows } = await sql<SourceRow>`
    select s.id, s.key_kind as "keyKind", s.key, s.name, s.municipality, s.municipality_code as "municipalityCode",
      s.school_id as "schoolId", s.match_method as method
    from source_schools s join jsonb_to_recordset(${keys}::jsonb) as refs ("keyKind" text, key text)
      on s.key_kind = refs."keyKind" and s.key = refs.key
    where s.region_id = ${regionId}`.execute(db)
  return rows
}

/**
 * Tries every waiting name of the region against the registry as it stands now: after an import of results, and after
 * the registry itself changed. Names that a person left unmatched are not touched.
 * @param among sourceRefId keys to look at, those of one file; all of the region's waiting ones where not given
 * @returns ids of the source schools that found their school
 */
export async function matchWaiting(db: Db, regionId: number, among?: string[]): Promise<number[]> {
  const { rows } = await sql<SourceRow & { isLeftToPeople: boolean }>`
    select id, key_kind as "keyKind", key, name, municipality, municipality_code as "municipalityCode",
      school_id as "schoolId", match_method as method, is_left_to_people as "isLeftToPeople"
    from source_schools where region_id = ${regionId} order by id`.execute(db)
  const wanted = among === undefined ? null : new Set(among)
  const looked = rows.filter((row) =>
    wanted === null ? row.schoolId === null : wanted.has(sourceRefId(row)),
  )
  const waiting = looked.filter((row) => row.schoolId === null && !row.isLeftToPeople)
  if (waiting.length === 0) return []
  const index = await readSchoolIndex(db, regionId)
  const found = waiting.flatMap((row) => {
    const match = matchSchool(index, row)
    return match.schoolId === null ? [] : [{ ...row, schoolId: match.schoolId, method: match.method }]
  })
  const sure = withoutTwins([...looked.filter((row) => row.schoolId !== null), ...found]).filter((row) =>
    found.includes(row as never),
  )
  await saveMatches(
    db,
    sure.map(({ id, schoolId, method }) => ({ id, schoolId: schoolId!, method: method! })),
    'matching',
  )
  return sure.map(({ id }) => id)
}

/**
 * Two codes of one kind in one file are two schools, even where their names are the same: a match by name gives way to
 * a match by code, and two matches by name to a person.
 */
function withoutTwins<T extends Pick<SourceRow, 'keyKind' | 'schoolId' | 'method'>>(rows: T[]): T[] {
  const claims = new Map<string, number>()
  const claim = (row: T) => `${row.keyKind}|${row.schoolId}`
  for (const row of rows)
    if (row.keyKind !== 'name') claims.set(claim(row), (claims.get(claim(row)) ?? 0) + 1)
  return rows.filter((row) => row.method !== 'name' || row.keyKind === 'name' || claims.get(claim(row)) === 1)
}

/** Writes matches of many source schools at once. */
async function saveMatches(
  db: Db,
  matches: { id: number; schoolId: number; method: MatchMethod }[],
  actor: string,
): Promise<void> {
  if (matches.length === 0) return
  await sql`
    update source_schools s set school_id = m."schoolId", match_method = m.method, matched_at = now(), matched_by = ${actor}
    from jsonb_to_recordset(${JSON.stringify(matches)}::jsonb) as m (id integer, "schoolId" integer, method text)
    where s.id = m.id`.execute(db)
}

/**
 * Fills the registry from the sources themselves (--create-schools): every waiting name among `refs` becomes a school of
 * its own municipality, remembered as `created`. `db` must be a transaction.
 * @returns ids of the source schools that got their school
 */
export async function createSchoolsFromSources(
  db: Db,
  regionId: number,
  refs: Iterable<SourceSchoolKey>,
  actor: string,
): Promise<number[]> {
  const wanted = new Map(Array.from(refs, normaliseRef).map((ref) => [sourceRefId(ref), ref]))
  if (wanted.size === 0) return []
  await saveWaiting(db, regionId, [...wanted.values()])
  const rows = await readByKeys(db, regionId, [...wanted.values()])
  const waiting = rows.filter((row) => row.schoolId === null).sort(byPlaceAndName)
  // Codes first: a name without a code may mean one of the schools that the codes have just made.
  const coded = await createFor(
    db,
    regionId,
    waiting.filter((row) => row.keyKind !== 'name'),
    actor,
  )
  const matched = await matchWaiting(db, regionId, [...wanted.keys()])
  const named = waiting.filter((row) => row.keyKind === 'name' && !matched.includes(row.id))
  const made = [...coded, ...(await createFor(db, regionId, named, actor))]
  if (made.length > 0)
    await recordChange(db, {
      actor,
      action: 'place.create-from-sources',
      subjectKind: 'region',
      subjectId: regionId,
      after: { schools: made.length },
    })
  return [...made, ...matched]
}

const byPlaceAndName = (a: SourceSchoolKey, b: SourceSchoolKey): number => {
  const text = (row: SourceSchoolKey) =>
    [row.municipality ?? '', row.name ?? '', row.keyKind, row.key].join('\n')
  return text(a) < text(b) ? -1 : 1
}

async function createFor(db: Db, regionId: number, rows: SourceRow[], actor: string): Promise<number[]> {
  if (rows.length === 0) return []
  const municipalities = await ensureMunicipalities(db, regionId, rows)
  const taken = new Set(
    (
      await sql<{ code: string }>`select code from schools where region_id = ${regionId}`.execute(db)
    ).rows.map(({ code }) => code),
  )
  const schools = rows.map((row) => {
    const municipality = municipalities.get(municipalityOf(row))!
    return {
      sourceId: row.id,
      municipalityId: municipality.id,
      code: freeCode(taken, row.keyKind === 'name' ? null : row.key, municipality.code),
      name: row.name ?? `Школа ${row.key}`,
      schoolType: row.name === null ? null : schoolTypeOf(row.name),
      kind: row.keyKind === 'name' ? null : row.keyKind,
      value: row.key,
    }
  })
  const made = await sql<{ id: number; code: string }>`
    insert into schools (region_id, municipality_id, code, name, school_type)
    select ${regionId}::integer, "municipalityId", code, name, "schoolType"
    from jsonb_to_recordset(${JSON.stringify(schools)}::jsonb) as rows ("municipalityId" integer, code text, name text, "schoolType" text)
    returning id, code`.execute(db)
  const ids = new Map(made.rows.map(({ code, id }) => [code, id]))
  const withIds = schools.map((school) => ({ ...school, schoolId: ids.get(school.code)! }))
  await sql`
    insert into school_identifiers (region_id, school_id, kind, value)
    select ${regionId}::integer, "schoolId", kind, value
    from jsonb_to_recordset(${JSON.stringify(withIds)}::jsonb) as rows ("schoolId" integer, kind text, value text)
    where kind is not null
    on conflict on constraint school_identifiers_value_unique do nothing`.execute(db)
  await saveMatches(
    db,
    withIds.map(({ sourceId, schoolId }) => ({ id: sourceId, schoolId, method: 'created' })),
    actor,
  )
  return withIds.map(({ sourceId }) => sourceId)
}

const NO_MUNICIPALITY = 'Муниципалитет не указан'

const municipalityOf = (row: SourceSchoolKey): string =>
  row.municipality ?? row.municipalityCode ?? NO_MUNICIPALITY

/** Finds or makes the municipality of each row. @returns by the text of municipalityOf */
async function ensureMunicipalities(
  db: Db,
  regionId: number,
  rows: SourceSchoolKey[],
): Promise<Map<string, { id: number; code: string }>> {
  const index = await readSchoolIndex(db, regionId)
  const taken = new Set([...index.municipalities.values()].map(({ code }) => code))
  const found = new Map<string, { id: number; code: string }>()
  const byName = new Map<string, { id: number; code: string }>()
  for (const row of rows) {
    const text = municipalityOf(row)
    if (found.has(text)) continue
    const known = findMunicipality(index, { municipality: text, municipalityCode: row.municipalityCode })
    if (typeof known === 'number') {
      found.set(text, { id: known, code: index.municipalities.get(known)!.code })
      continue
    }
    const name = normaliseMunicipality(text)
    let made = byName.get(name)
    if (made === undefined) {
      const code = freeCode(taken, row.municipalityCode, 'm')
      const { rows: inserted } = await sql<{ id: number }>`
        insert into municipalities (region_id, code, name) values (${regionId}, ${code}, ${text}) returning id`.execute(
        db,
      )
      made = { id: inserted[0]!.id, code }
      byName.set(name, made)
    }
    found.set(text, made)
  }
  return found
}

/** The wanted code if it is free, else the next free number after the prefix: «m001», «m001-002». */
function freeCode(taken: Set<string>, wanted: string | null, prefix: string): string {
  let code = wanted
  for (let number = 1; code === null || taken.has(code); number++)
    code = `${prefix}${prefix === 'm' ? '' : '-'}${String(number).padStart(3, '0')}`
  taken.add(code)
  return code
}
