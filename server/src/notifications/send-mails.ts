import { sql } from 'kysely'
import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import { type Db, inTransaction } from '../platform/db.ts'
import { defineJob, type Job } from '../platform/jobs.ts'
import { type Mail, queueMail } from '../platform/mail.ts'
import { counted } from '../platform/russian.ts'
import { NotificationEvent } from './events.ts'
import { isSecurity } from './kinds.ts'
import { NOTIFICATION_MAIL_JOB } from './notify.ts'
import { findReader } from './readers.ts'
import { tell } from './tell.ts'
import type { Told } from './told.ts'

interface Due {
  eventId: number
  regionId: number | null
  kind: string
  facts: object
  readAt: Date | null
}

/** News that waited longer for a letter, because mail was not set up, are no news any more. */
const OLDEST_DAYS = 3

/**
 * Queues the letter about all that is due for a person: made now, within what they may see now. What they have read on the
 * page meanwhile is left out.
 * @returns whether a letter was queued
 */
export async function mailDue(db: Db, userId: string, baseUrl: string, now: Date): Promise<boolean> {
  const { rows } = await sql<Due>`
    select n.event_id as "eventId", e.region_id as "regionId", e.kind, e.facts, n.read_at as "readAt"
    from notifications n join notification_events e on e.id = n.event_id
    where n.user_id = ${userId} and n.mailed_at is null and n.mail_at <= ${now}
      and n.mail_at > ${now}::timestamptz - make_interval(days => ${OLDEST_DAYS})
    order by n.event_id for update of n skip locked`.execute(db)
  if (rows.length === 0) return false
  await sql`update notifications set mailed_at = ${now} where user_id = ${userId}
    and event_id = any(${rows.map(({ eventId }) => eventId)}::bigint[])`.execute(db)
  const reader = await findReader(db, userId)
  const address = await db.selectFrom('users').select('email').where('id', '=', userId).executeTakeFirst()
  if (!reader || !address) return false
  const told = rows
    // Whoever is in a foreign account could read its news away.
    .filter(({ readAt, kind }) => readAt === null || isSecurity(kind))
    .flatMap(({ kind, facts, regionId }) => {
      const event = NotificationEvent.parse({ ...facts, kind })
      return tell(event, regionId, reader) ?? []
    })
  if (told.length === 0) return false
  await queueMail(db, writeMail(address.email, told, baseUrl), () => now)
  return true
}

/** One piece of news is the letter's subject, several are a list. Pure. */
export function writeMail(to: string, told: readonly Told[], baseUrl: string): Mail {
  const [first] = told
  const subject =
    told.length === 1 && first
      ? first.title
      : `Траектория: ${counted(told.length, ['новость', 'новости', 'новостей'])}`
  const paragraphs = told.map(({ title, text, href }) => `${title}\n${text}\n${baseUrl}${href}`)
  const settings = `Какие письма и когда приходят, настраивается здесь: ${baseUrl}/notifications`
  return { to, subject: subject.slice(0, 300), text: [...paragraphs, settings].join('\n\n') }
}

/** @param baseUrl the address of the product that people type; null where no mail leaves this installation */
export const notificationMailJob = (db: Db, baseUrl: string | null, clock: Clock): Job =>
  defineJob(NOTIFICATION_MAIL_JOB, z.object({ userId: z.string() }), async ({ userId }) => {
    if (baseUrl === null) return
    await inTransaction(db, (tx) => mailDue(tx, userId, baseUrl, clock()))
  })
