import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'

/**
 * One writer of a region's schools, matches and counts at a time, until the transaction ends: they touch the same rows
 * in whatever order the data give, which without this lock ends in deadlocks, or in two schools under one code.
 * Always the first lock of its transaction. Readers do not wait, nor do rows that only name the region.
 */
export async function lockRegion(db: Db, regionId: number): Promise<void> {
  await sql`select from regions where id = ${regionId} for no key update`.execute(db)
}
