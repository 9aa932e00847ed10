import { sql } from 'kysely'
import { makeActor } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { ActorGrant } from '../platform/http.ts'
import type { Reader } from './tell.ts'

interface Row {
  id: string
  name: string
  grants: ActorGrant[]
  watched: number[]
}

const IN_FORCE = sql`g.granted_from <= current_date and (g.granted_until is null or g.granted_until >= current_date)`

const READER = sql`u.id, u.name, (select coalesce(jsonb_agg(jsonb_build_object('role', g.role, 'regionId', g.region_id,
    'municipalityId', g.municipality_id, 'schoolId', g.school_id)), '[]') from grants g where g.user_id = u.id and ${IN_FORCE}) as grants,
  (select coalesce(jsonb_agg(w.school_id), '[]') from watched_schools w where w.user_id = u.id) as watched`

const toReader = ({ id, name, grants, watched }: Row): Reader => ({
  actor: makeActor(id, name, grants),
  watched: new Set(watched),
})

/** Everybody who has a role in the region or over it today, with what they may do now. */
export async function listReaders(db: Db, regionId: number): Promise<Reader[]> {
  const { rows } = await sql<Row>`
    select ${READER} from users u where u.disabled_at is null and exists (select from grants g
      where g.user_id = u.id and (g.region_id = ${regionId} or g.region_id is null) and ${IN_FORCE})`.execute(
    db,
  )
  return rows.map(toReader)
}

/** One person; undefined where the account is closed. */
export async function findReader(db: Db, userId: string): Promise<Reader | undefined> {
  const { rows } = await sql<Row>`
    select ${READER} from users u where u.id = ${userId} and u.disabled_at is null`.execute(db)
  return rows[0] && toReader(rows[0])
}
