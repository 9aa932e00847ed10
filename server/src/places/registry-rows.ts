import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { identifierKind, normaliseIdentifier } from './normalise-identifier.ts'
import type { RegistrySchool, SchoolFact } from './registry.ts'

/** A registered school with the facts that a registry may change. */
export type SchoolRow = Pick<RegistrySchool, SchoolFact> & {
  id: number
  code: string
  name: string
  municipalityId: number
}

export async function readSchoolRows(db: Db, regionId: number): Promise<Map<number, SchoolRow>> {
  const { rows } = await sql<SchoolRow>`
    select id, code, name, municipality_id as "municipalityId", school_type as "schoolType", settlement, address,
      settlement_type as "settlementType", enrolment, staff_count as "staffCount", distance_km::double precision as "distanceKm",
      hard_to_reach as "hardToReach", latitude, longitude, status, closed_on::text as "closedOn"
    from schools where region_id = ${regionId} order by id`.execute(db)
  return new Map(rows.map((row) => [row.id, row]))
}

/** Inserts many schools at once. @returns id by code */
export async function insertSchools(
  db: Db,
  regionId: number,
  schools: (RegistrySchool & { code: string; municipalityId: number })[],
): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: number; code: string }>`
    insert into schools (region_id, municipality_id, code, name, school_type, settlement, address, settlement_type, enrolment,
      staff_count, distance_km, hard_to_reach, latitude, longitude, status, closed_on)
    select ${regionId}::integer, "municipalityId", code, name, "schoolType", settlement, address, "settlementType", enrolment,
      "staffCount", "distanceKm", "hardToReach", latitude, longitude, status, "closedOn"
    from jsonb_to_recordset(${JSON.stringify(schools)}::jsonb) as rows ("municipalityId" integer, code text, name text,
      "schoolType" text, settlement text, address text, "settlementType" text, enrolment integer, "staffCount" integer,
      "distanceKm" numeric, "hardToReach" boolean, latitude double precision, longitude double precision, status text,
      "closedOn" date)
    returning id, code`.execute(db)
  return new Map(rows.map(({ id, code }) => [code, id]))
}

/** Adds the codes of rows to their schools; a code that already belongs to a school stays where it is. */
export async function addIdentifiers(
  db: Db,
  regionId: number,
  schools: { schoolId: number; row: Pick<RegistrySchool, 'identifiers'> }[],
): Promise<void> {
  const identifiers = schools.flatMap(({ schoolId, row }) =>
    row.identifiers.flatMap(({ kind, value }) => {
      const code = normaliseIdentifier(kind, value)
      return code === null ? [] : [{ schoolId, kind: identifierKind(kind, code), value: code }]
    }),
  )
  if (identifiers.length === 0) return
  await sql`
    insert into school_identifiers (region_id, school_id, kind, value)
    select ${regionId}::integer, "schoolId", kind, value
    from jsonb_to_recordset(${JSON.stringify(identifiers)}::jsonb) as rows ("schoolId" integer, kind text, value text)
    on conflict on constraint school_identifiers_value_unique do nothing`.execute(db)
}

/** A code for a school that came without one: one of its identifiers if free, else the next number. Marks it as taken. */
export function freeSchoolCode(taken: Set<string>, wanted: string | null): string {
  let code = wanted
  for (let number = taken.size + 1; code === null || taken.has(code); number++)
    code = String(number).padStart(4, '0')
  taken.add(code)
  return code
}
