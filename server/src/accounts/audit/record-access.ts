import { sql } from 'kysely'
import type { Access } from '../../platform/accesses.ts'
import type { Db } from '../../platform/db.ts'

/**
 * Writes who looked, took away or signed in, durably: when this returns, the record outlives a kill. Inside a transaction
 * it lives and dies with it, so a refused sign-in is recorded outside of the one that fails.
 */
export const recordAccess = (db: Db, access: Access): Promise<void> => recordAccesses(db, [access])

/** Several records in one statement; see `recordAccess`. */
export async function recordAccesses(db: Db, accesses: readonly Access[]): Promise<void> {
  if (accesses.length === 0) return
  // A list for each column: the statement is the same text however many rows, and the server parses no documents.
  const column = (of: (access: Access) => unknown) => accesses.map(of)
  const words = (of: (access: Access) => unknown) =>
    accesses.map((access) => {
      const value = of(access)
      return value === undefined || value === null ? null : storable(String(value))
    })
  await sql`
    insert into accesses (accessed_at, kind, action, actor, actor_name, actor_role, subject_kind, subject_id,
      place_kind, place_id, details, address, request_id, result)
    select * from unnest(
      ${column(({ at }) => at.toISOString())}::timestamptz[], ${column(({ kind }) => kind)}::text[],
      ${column(({ action }) => action)}::text[], ${words(({ actor }) => actor?.id ?? '')}::text[],
      ${words(({ actor }) => actor?.name ?? '')}::text[], ${words(({ actor }) => actor?.role ?? '')}::text[],
      ${words(({ subject }) => subject?.kind)}::text[], ${words(({ subject }) => subject?.id)}::text[],
      ${column(({ place }) => place?.kind ?? null)}::text[], ${column(({ place }) => place?.id ?? null)}::integer[],
      ${column(({ details }) => (details == null ? null : JSON.stringify(details, deepStorable)))}::jsonb[],
      ${words(({ address }) => address)}::text[], ${words(({ requestId }) => requestId)}::text[],
      ${column(({ result }) => result)}::text[])`.execute(db)
}

// Read with the flag u, \p{Cs} is a half that lacks its other one.
const UNSTORABLE = /[\0\p{Cs}]/gu
/** PostgreSQL keeps no NUL and no half of a surrogate pair; a record must not be lost for one. */
const storable = (text: string) => text.replace(UNSTORABLE, '\uFFFD')
const deepStorable = (_key: string, value: unknown) => (typeof value === 'string' ? storable(value) : value)
