import { z } from 'zod'
import type { Clock } from '../platform/clock.ts'
import { defineRoute } from '../platform/http.ts'
import { listNotifications, listWatchedIds, markRead, NotificationPage, setWatched } from './queries.ts'
import { NotificationSettings, readSettings, SettingsPage, saveSettings, toSettingsPage } from './settings.ts'

const Watch = z.object({ isWatched: z.boolean() })
const schoolParams = { schoolId: z.coerce.number().int() }

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
      handle: async ({ db, actor }) => toSettingsPage((await readSettings(db, [actor.id])).get(actor.id)!),
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
        return toSettingsPage(body)
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
      method: 'PUT',
      path: '/schools/:schoolId/watch',
      action: 'watch.write',
      summary: 'Mark a school with a star, or take the star away',
      params: schoolParams,
      body: Watch,
      response: Watch,
      handle: async ({ db, actor, params, body }) => {
        await setWatched(db, actor.id, params.schoolId, body.isWatched)
        return body
      },
    }),
  ]
}
