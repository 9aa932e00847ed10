import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import {
  buildSchoolIndex,
  type RegisteredMunicipality,
  type RegisteredSchool,
  type SchoolIndex,
} from './match-school.ts'

/** Reads a whole region's registry for matching: two queries, some thousand rows. */
export async function readSchoolIndex(db: Db, regionId: number): Promise<SchoolIndex> {
  const municipalities = await sql<RegisteredMunicipality>`
    select id, code, name, name_genitive as "nameGenitive", oktmo from municipalities where region_id = ${regionId}
    order by id`.execute(db)
  const schools = await sql<RegisteredSchool>`
    select s.id, s.code, s.name, s.municipality_id as "municipalityId",
      coalesce((select jsonb_agg(jsonb_build_object('kind', i.kind, 'value', i.value) order by i.id)
        from school_identifiers i where i.school_id = s.id), '[]') as identifiers,
      coalesce((select jsonb_agg(n.name order by n.id) from school_names n where n.school_id = s.id), '[]') as "earlierNames"
    from schools s where s.region_id = ${regionId} order by s.id`.execute(db)
  return buildSchoolIndex(schools.rows, municipalities.rows)
}
