import { sql } from 'kysely'
import type pg from 'pg'
import type { Db } from './db.ts'

/** A number of our own among advisory locks. */
const LOCK = 7_203_850_117

/**
 * Runs work that deletes kept files, unless a backup is being taken: what its snapshot of the database names must stay
 * until it is copied. Whoever deletes comes again later.
 * @returns undefined where a backup runs
 */
export function unlessBackup<T>(db: Db, work: () => Promise<T>): Promise<T | undefined> {
  return db.connection().execute(async (holder) => {
    const { rows } = await sql<{ isFree: boolean }>`
      select pg_try_advisory_lock_shared(${LOCK}) as "isFree"`.execute(holder)
    if (!rows[0]?.isFree) return undefined
    try {
      return await work()
    } finally {
      // A connection that broke meanwhile has lost the lock with its session; the work's own error is the one to tell.
      await sql`select pg_advisory_unlock_shared(${LOCK})`.execute(holder).catch(() => {})
    }
  })
}

/** Keeps deleters of every process out while this connection lives. @returns false where somebody deletes or backs up just now */
export async function forbidDeletions(client: pg.ClientBase): Promise<boolean> {
  const { rows } = await client.query<{ isFree: boolean }>('select pg_try_advisory_lock($1) as "isFree"', [
    LOCK,
  ])
  return rows[0]!.isFree
}
