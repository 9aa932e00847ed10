import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { addJob } from '../platform/jobs.ts'
import type { NotificationEvent } from './events.ts'
import { mailTime } from './mail-time.ts'
import { listReaders } from './readers.ts'
import { readSettings } from './settings.ts'
import { tell } from './tell.ts'

export const NOTIFICATION_MAIL_JOB = 'notifications.mail'

interface Happened {
  regionId: number
  /** Who has done it and need not be told; null where everybody is. */
  by: string | null
  at: Date
}

/**
 * Tells of an event those whom it concerns, in the caller's transaction: if that is rolled back, nobody was told. Letters
 * are asked for as jobs at the time that each person wants them.
 */
export async function notify(
  db: Db,
  { regionId, by, at }: Happened,
  event: NotificationEvent,
): Promise<void> {
  const readers = (await listReaders(db, regionId)).filter(
    (reader) => reader.actor.id !== by && tell(event, regionId, reader) !== null,
  )
  if (readers.length === 0) return
  const settings = await readSettings(
    db,
    readers.map(({ actor }) => actor.id),
  )
  const told = readers.flatMap(({ actor }) => {
    const own = settings.get(actor.id)!
    const channel = own.channels[event.kind]
    return channel === 'off' ? [] : { userId: actor.id, mailAt: mailTime(channel, own, at) }
  })
  if (told.length === 0) return
  const { kind, ...facts } = event
  await sql`
    with made as (insert into notification_events (kind, region_id, happened_at, facts)
      values (${kind}, ${regionId}, ${at}, ${JSON.stringify(facts)}::jsonb) returning id)
    insert into notifications (user_id, event_id, mail_at)
    select "userId", made.id, "mailAt" from made, jsonb_to_recordset(${JSON.stringify(told)}::jsonb)
      as told ("userId" text, "mailAt" timestamptz)`.execute(db)
  for (const { userId, mailAt } of told)
    if (mailAt)
      await addJob(
        db,
        NOTIFICATION_MAIL_JOB,
        { userId },
        // One job for a person and a moment: the letters of a day are one letter.
        { key: `${NOTIFICATION_MAIL_JOB} ${userId} ${mailAt.toISOString()}`, runAt: mailAt },
      )
}
