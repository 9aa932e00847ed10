import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import type { WithheldResult } from './model.ts'

/** A hidden number of a recognised school. */
export interface WithheldNumber {
  schoolId: number
  procedure: string
  schoolYear: number
}

/** Puts the hidden numbers that a file names in place of any its import had; in force once the import is committed. */
export async function replaceWithheld(db: Db, importId: number, found: WithheldResult[]): Promise<void> {
  await sql`delete from import_withheld where import_id = ${importId}`.execute(db)
  for (let from = 0; from < found.length; from += 5_000) {
    const rows = found.slice(from, from + 5_000).map(({ school, ...rest }) => ({ ...school, ...rest }))
    await sql`
      insert into import_withheld (import_id, key_kind, key, name, municipality, municipality_code, procedure, school_year, sheet, row_number)
      select ${importId}::integer, "keyKind", key, name, municipality, "municipalityCode", procedure, "schoolYear", sheet, "rowNumber"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as rows ("keyKind" text, key text, name text, municipality text,
        "municipalityCode" text, procedure text, "schoolYear" integer, sheet text, "rowNumber" integer)
      on conflict do nothing`.execute(db)
  }
}

/** Schools as the import's hidden numbers name them. */
export async function listWithheldSchools(db: Db, importId: number): Promise<WithheldResult['school'][]> {
  const { rows } = await sql<WithheldResult['school']>`
    select distinct on (key_kind, key) key_kind as "keyKind", key, name, municipality, municipality_code as "municipalityCode"
    from import_withheld where import_id = ${importId} order by key_kind, key`.execute(db)
  return rows
}

/** Says which source school each hidden number belongs to. */
export async function linkWithheld(
  db: Db,
  importId: number,
  schools: { keyKind: string; key: string; sourceSchoolId: number }[],
): Promise<void> {
  await sql`
    update import_withheld w set source_school_id = s."sourceSchoolId"
    from jsonb_to_recordset(${JSON.stringify(schools)}::jsonb) as s ("keyKind" text, key text, "sourceSchoolId" integer)
    where w.import_id = ${importId} and w.key_kind = s."keyKind" and w.key = s.key`.execute(db)
}

/** Hidden numbers of committed imports, of recognised schools. */
export async function listWithheld(
  db: Db,
  regionId: number,
  years: { from: number; to: number },
  schoolId?: number,
): Promise<WithheldNumber[]> {
  const { rows } = await sql<WithheldNumber>`
    select distinct s.school_id as "schoolId", w.procedure, w.school_year as "schoolYear"
    from import_withheld w
    join imports i on i.id = w.import_id and i.state = 'committed'
    join source_schools s on s.id = w.source_school_id
    where i.region_id = ${regionId} and s.school_id is not null and w.school_year between ${years.from} and ${years.to}
      and (${schoolId ?? null}::integer is null or s.school_id = ${schoolId ?? null})
    order by 1, 2, 3`.execute(db)
  return rows
}
