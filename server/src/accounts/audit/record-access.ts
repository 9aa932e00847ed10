import type { Access } from '../../platform/accesses.ts'
import type { Db } from '../../platform/db.ts'

/**
 * Writes who looked, took away or signed in, durably: when this returns, the record outlives a kill. Inside a transaction
 * it lives and dies with it, so a refused sign-in is recorded outside of the one that fails.
 */
export const recordAccess = (db: Db, access: Access): Promise<void> => recordAccesses(db, [access])

/** Several records in one statement; see `recordAccess`. */
export async function recordAccesses(db: Db, accesses: Access[]): Promise<void> {
  if (accesses.length === 0) return
  await db.insertInto('accesses').values(accesses.map(toRow)).execute()
}

const toRow = (access: Access) => ({
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
  details: access.details === undefined ? null : JSON.stringify(access.details),
  address: access.address ?? null,
  request_id: access.requestId ?? null,
  result: access.result,
})
