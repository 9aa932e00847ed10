import { createHash, randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { type Db, inTransaction } from '../platform/db.ts'

/** A code of an authenticator is good for its own half minute and the ones beside it. */
const CODE_LIVES_MINUTES = 3

/**
 * Spends a code: RFC 6238, 5.2 wants each accepted once, which the library does not see to.
 * @returns false where it was spent before
 */
export function spendCode(db: Db, userId: string, code: string): Promise<boolean> {
  const identifier = `spent-code:${userId}:${createHash('sha256').update(code).digest('hex')}`
  return inTransaction(db, async (tx) => {
    // Two requests with one code come one after the other.
    await sql`select pg_advisory_xact_lock(hashtextextended(${identifier}, 0))`.execute(tx)
    const spent = await tx
      .selectFrom('verifications')
      .select('id')
      .where('identifier', '=', identifier)
      .where('expires_at', '>', sql<Date>`now()`)
      .executeTakeFirst()
    if (spent) return false
    await sql`insert into verifications (id, identifier, value, expires_at)
      values (${randomUUID()}, ${identifier}, '', now() + make_interval(mins => ${CODE_LIVES_MINUTES}))`.execute(
      tx,
    )
    return true
  })
}
