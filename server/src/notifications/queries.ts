import { sql } from 'kysely'
import { z } from 'zod'
import { visibleSchools } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { NotificationEvent } from './events.ts'
import { KINDS, NotificationKind } from './kinds.ts'
import { tell } from './tell.ts'

export const NotificationPage = z.object({
  unread: z.number().int(),
  items: z.array(
    z.object({
      id: z.number().int(),
      kind: NotificationKind,
      kindLabel: z.string(),
      title: z.string(),
      text: z.string(),
      href: z.string(),
      at: z.string(),
      isRead: z.boolean(),
    }),
  ),
})

const SHOWN = 100

/** The latest news of a person, each told within what they may see now. */
export async function listNotifications(db: Db, actor: Actor): Promise<z.infer<typeof NotificationPage>> {
  const { rows } = await sql<{
    id: number
    regionId: number | null
    kind: NotificationKind
    facts: object
    at: Date
    isRead: boolean
  }>`
    select n.event_id as id, e.region_id as "regionId", e.kind, e.facts, e.happened_at as at, n.read_at is not null as "isRead"
    from notifications n join notification_events e on e.id = n.event_id
    where n.user_id = ${actor.id} order by n.event_id desc limit ${SHOWN}`.execute(db)
  const reader = { actor, watched: await listWatchedIds(db, actor) }
  const items = rows.flatMap(({ id, regionId, kind, facts, at, isRead }) => {
    const told = tell(NotificationEvent.parse({ ...facts, kind }), regionId, reader)
    return told ? { id, kind, kindLabel: KINDS[kind].label, ...told, at: at.toISOString(), isRead } : []
  })
  return { unread: items.filter(({ isRead }) => !isRead).length, items }
}

/** @param ids null = everything */
export async function markRead(db: Db, userId: string, ids: number[] | null, now: Date): Promise<void> {
  await sql`update notifications set read_at = ${now} where user_id = ${userId} and read_at is null
    and (${ids === null} or event_id = any(${ids ?? []}::bigint[]))`.execute(db)
}

/** Schools with a person's star that they may see today. */
export async function listWatchedIds(db: Db, actor: Actor): Promise<Set<number>> {
  const { rows } = await sql<{ id: number }>`
    select school_id as id from watched_schools
    where user_id = ${actor.id} and ${visibleSchools(actor, sql.ref('school_id'))}`.execute(db)
  return new Set(rows.map(({ id }) => id))
}

/** Puts stars on schools or takes them away; what the person may not see gets none. */
export async function setWatched(
  db: Db,
  actor: Actor,
  schoolIds: number[],
  isWatched: boolean,
): Promise<void> {
  if (isWatched)
    await sql`insert into watched_schools (user_id, school_id) select ${actor.id}, s.id from schools s
      where s.id = any(${schoolIds}::integer[]) and ${visibleSchools(actor, sql.ref('s.id'))}
      on conflict do nothing`.execute(db)
  else
    await sql`delete from watched_schools
      where user_id = ${actor.id} and school_id = any(${schoolIds}::integer[])`.execute(db)
}
