import { type Insertable, sql } from 'kysely'
import type { Access } from '../../platform/accesses.ts'
import type { Db } from '../../platform/db.ts'
import type { Accesses, Json } from '../../platform/generated/tables.ts'

/**
 * Writes who looked, took away or signed in, durably: when this returns, the record outlives a kill. Inside a transaction
 * it lives and dies with it, so a refused sign-in is recorded outside of the one that fails.
 */
export const recordAccess = (db: Db, access: Access): Promise<void> => recordAccesses(db, [access])

/** Several records in one statement; see `recordAccess`. */
export async function recordAccesses(db: Db, accesses: Access[]): Promise<void> {
  if (accesses.length === 0) return
  // One parameter however many rows: the statement is the same text each time.
  await sql`
    insert into accesses (accessed_at, kind, action, actor, actor_name, actor_role, subject_kind, subject_id,
      place_kind, place_id, details, address, request_id, result)
    select accessed_at, kind, action, actor, actor_name, actor_role, subject_kind, subject_id,
      place_kind, place_id, details, address, request_id, result
    from jsonb_populate_recordset(null::accesses, ${JSON.stringify(accesses.map(toRow), storable)}::jsonb)`.execute(
    db,
  )
}

// Read with the flag u, \p{Cs} is a half that lacks its other one.
const UNSTORABLE = /[\0\p{Cs}]/gu
/** PostgreSQL keeps no NUL and no half of a surrogate pair; a record must not be lost for one. */
const storable = (_key: string, value: unknown) =>
  typeof value === 'string' ? value.replace(UNSTORABLE, '\uFFFD') : value

const toRow = (access: Access): Partial<Insertable<Accesses>> => ({
  accessed_at: access.at,
  kind: access.kind,
  action: access.action,
  actor: access.actor?.id ?? '',
  actor_name: access.actor?.name ?? '',
  actor_role: access.actor?.role ?? '',
  subject_kind: access.subject?.kind ?? null,
  subject_id: access.subject === undefined ? null : String(access.subject.id),
  place_kind: access.place?.kind ?? null,
  place_id: access.place?.id ?? null,
  details: (access.details ?? null) as Json,
  address: access.address ?? null,
  request_id: access.requestId ?? null,
  result: access.result,
})
