import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import { defineRoute } from '../platform/http.ts'
import { listNotifications, listWatchedIds, markRead, NotificationPage, setWatched } from './queries.ts'
import { NotificationSettings, readSettings, SettingsPage, saveSettings, toSettingsPage } from './settings.ts'

/** News of a person, how they want them, and the schools they keep an eye on. */
export function notificationRoutes(clock: Clock) {
  return [
    defineRoute({
      method: 'GET',
      path: '/notifications',
      action: 'notification.read',
      summary: 'News of the person who asks, the latest first',
      response: NotificationPage,
      handle: ({ db, actor }) => listNotifications(db, actor),
    }),
    defineRoute({
      method: 'POST',
      path: '/notifications/read',
      action: 'notification.write',
      summary: 'These news, or all of them, have been read',
      body: z.object({ ids: z.array(z.number().int()).max(1_000).nullable() }),
      response: NotificationPage,
      handle: async ({ db, actor, body }) => {
        await markRead(db, actor.id, body.ids, clock())
        return listNotifications(db, actor)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/notifications/settings',
      action: 'notification.read',
      summary: 'What the person is told of, how and when',
      response: SettingsPage,
      handle: async ({ db, actor }) =>
        toSettingsPage(actor, (await readSettings(db, [actor.id])).get(actor.id)!),
    }),
    defineRoute({
      method: 'PUT',
      path: '/notifications/settings',
      action: 'notification.write',
      summary: 'Change what the person is told of, how and when',
      body: NotificationSettings,
      response: SettingsPage,
      handle: async ({ db, actor, body }) => {
        await saveSettings(db, actor.id, body)
        return toSettingsPage(actor, body)
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/watched',
      action: 'watch.read',
      summary: 'Schools that the person has marked with a star',
      response: z.array(z.number().int()),
      handle: async ({ db, actor }) => [...(await listWatchedIds(db, actor))],
    }),
    defineRoute({
      method: 'POST',
      path: '/watched',
      action: 'watch.write',
      summary: 'Mark schools with a star, or take the stars away',
      body: z.object({
        schoolIds: z.array(z.number().int().positive().max(2_147_483_647)).min(1).max(5_000),
        isWatched: z.boolean(),
      }),
      response: z.array(z.number().int()),
      handle: async ({ db, actor, body }) => {
        await setWatched(db, actor, body.schoolIds, body.isWatched)
        return [...(await listWatchedIds(db, actor))]
      },
    }),
  ]
}
