import { sql } from 'kysely'
import { z } from 'zod'
import { canSomewhere } from '../accounts/access.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { CHANNEL_LABELS, Channel, isSecurity, KINDS, NotificationKind } from './kinds.ts'
import { localMinutes, type MailHours } from './mail-time.ts'

const Hour = z.number().int().min(0).max(23)

export const NotificationSettings = z.object({
  channels: z.record(NotificationKind, Channel),
  timeZone: z
    .string()
    .max(60)
    .refine((zone) => {
      try {
        localMinutes(zone, new Date(0))
        return true
      } catch {
        return false
      }
    }, 'такого часового пояса нет'),
  digestHour: Hour,
  quiet: z.object({ from: Hour, until: Hour }).nullable(),
})
export type NotificationSettings = z.infer<typeof NotificationSettings>

/** The settings with what the page needs to offer them. */
export const SettingsPage = z.object({
  settings: NotificationSettings,
  kinds: z.array(z.object({ kind: NotificationKind, label: z.string() })),
  channels: z.array(z.object({ channel: Channel, label: z.string() })),
})

const DEFAULTS = {
  timeZone: 'Europe/Moscow',
  digestHour: 8,
  quiet: { from: 21, until: 7 },
} as const satisfies MailHours

const usualChannels = Object.fromEntries(
  Object.entries(KINDS).map(([kind, { usual }]) => [kind, usual]),
) as Record<NotificationKind, Channel>

interface Row {
  userId: string
  channels: Partial<Record<NotificationKind, Channel>>
  timeZone: string
  digestHour: number
  from: number | null
  until: number | null
}

/** What each of these people wants; the usual for those who have not said. */
export async function readSettings(db: Db, userIds: string[]): Promise<Map<string, NotificationSettings>> {
  const { rows } = await sql<Row>`
    select user_id as "userId", channels, time_zone as "timeZone", digest_hour as "digestHour", quiet_from as from,
      quiet_until as until from notification_settings where user_id = any(${userIds}::text[])`.execute(db)
  const own = new Map(rows.map((row) => [row.userId, row]))
  return new Map(
    userIds.map((userId) => {
      const row = own.get(userId)
      if (!row) return [userId, { channels: usualChannels, ...DEFAULTS }]
      const { channels, timeZone, digestHour, from, until } = row
      const quiet = from === null || until === null ? null : { from, until }
      return [userId, { channels: { ...usualChannels, ...channels }, timeZone, digestHour, quiet }]
    }),
  )
}

export async function saveSettings(db: Db, userId: string, settings: NotificationSettings): Promise<void> {
  const { channels, timeZone, digestHour, quiet } = settings
  await sql`
    insert into notification_settings (user_id, channels, time_zone, digest_hour, quiet_from, quiet_until)
    values (${userId}, ${JSON.stringify(channels)}::jsonb, ${timeZone}, ${digestHour}, ${quiet?.from ?? null}, ${quiet?.until ?? null})
    on conflict (user_id) do update set channels = excluded.channels, time_zone = excluded.time_zone,
      digest_hour = excluded.digest_hour, quiet_from = excluded.quiet_from, quiet_until = excluded.quiet_until`.execute(
    db,
  )
}

/** Offers only news of what the person may do somewhere. */
export const toSettingsPage = (
  actor: Actor,
  settings: NotificationSettings,
): z.infer<typeof SettingsPage> => ({
  settings,
  kinds: NotificationKind.options
    .filter((kind) => !isSecurity(kind) && canSomewhere(actor, KINDS[kind].action))
    .map((kind) => ({ kind, label: KINDS[kind].label })),
  channels: Channel.options.map((channel) => ({ channel, label: CHANNEL_LABELS[channel] })),
})
