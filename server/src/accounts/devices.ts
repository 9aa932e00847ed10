import { createHash, randomBytes } from 'node:crypto'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { sql } from 'kysely'
import { type Db, inTransaction } from '../platform/db.ts'
import { tellPerson } from './tell-person.ts'

/** As long as browsers keep a cookie at most. */
const KEPT_SECONDS = 400 * 24 * 3600

/**
 * Remembers the browser that a person has just signed in from; one that they never used before is told to them, unless it is
 * their first. A browser is known by a random cookie that outlives sessions, of which only the hash is kept.
 * @param prefix how the names of our cookies begin
 */
export async function greetDevice(
  db: Db,
  { request, reply, prefix }: { request: FastifyRequest; reply: FastifyReply; prefix: string },
  userId: string,
): Promise<void> {
  const name = `${prefix}.device`
  const known = new RegExp(`(?:^|;\\s*)${name}=([\\w-]{43})(?:;|$)`).exec(request.headers.cookie ?? '')?.[1]
  const token = known ?? randomBytes(32).toString('base64url')
  const secure = prefix.startsWith('__Host-') ? '; Secure' : ''
  reply.header(
    'set-cookie',
    `${name}=${token}; Max-Age=${KEPT_SECONDS}; Path=/; HttpOnly; SameSite=Lax${secure}`,
  )
  const hash = createHash('sha256').update(token).digest()
  await inTransaction(db, async (tx) => {
    const { rows } = await sql<{ isFirst: boolean }>`
      insert into known_devices (user_id, device_hash) values (${userId}, ${hash})
      on conflict (user_id, device_hash) do nothing
      returning not exists (select from known_devices where user_id = ${userId}) as "isFirst"`.execute(tx)
    if (rows.length === 0)
      await sql`update known_devices set last_seen_at = now() where user_id = ${userId} and device_hash = ${hash}`.execute(
        tx,
      )
    else if (!rows[0]!.isFirst)
      await tellPerson(tx, userId, {
        ...{ kind: 'security-sign-in', address: request.ip },
        program: request.headers['user-agent']?.slice(0, 500) ?? null,
      })
  })
}
