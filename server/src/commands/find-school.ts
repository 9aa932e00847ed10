import { sql } from 'kysely'
import { normaliseIdentifier } from '../places/normalise-identifier.ts'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'

/** By code, by any identifier, by exact name; several of one name are listed with their codes. */
export async function findSchool(db: Db, regionId: number, wanted: string): Promise<number> {
  const code = normaliseIdentifier('code', wanted) ?? wanted
  const rows = await sql<{ id: number; code: string; name: string; municipality: string }>`
    select distinct s.id, s.code, s.name, m.name as municipality from schools s
    join municipalities m on m.id = s.municipality_id left join school_identifiers i on i.school_id = s.id
    where s.region_id = ${regionId}
      and (s.code in (${wanted}, ${code}) or i.value in (${wanted}, ${code}) or lower(s.name) = lower(${wanted}))
    order by s.code`.execute(db)
  const [first, ...others] = rows.rows
  if (!first)
    throw new Problem(
      'place/not-found',
      `Школы «${wanted}» в реестре нет. Укажите код, логин или полное название в кавычках.`,
    )
  if (others.length > 0) {
    const list = rows.rows.map((row) => `${row.code} (${row.municipality})`).join(', ')
    throw new Problem('place/ambiguous', `Школ «${wanted}» несколько, укажите код: ${list}.`)
  }
  return first.id
}
