import { queryOptions } from '@tanstack/react-query'
import type { NotificationSettings } from './api.ts'
import { client, take } from './api.ts'

const EVERY_MINUTE = 60_000

export const notificationsQuery = queryOptions({
  queryKey: ['notifications'],
  queryFn: ({ signal }) => take(client.GET('/api/notifications', { signal })),
  refetchInterval: EVERY_MINUTE,
})

/** @param ids null = all of them */
export const readNotifications = (ids: number[] | null) =>
  take(client.POST('/api/notifications/read', { body: { ids } }))

export const notificationSettingsQuery = queryOptions({
  queryKey: ['notification-settings'],
  queryFn: ({ signal }) => take(client.GET('/api/notifications/settings', { signal })),
})

export const saveNotificationSettings = (body: NotificationSettings) =>
  take(client.PUT('/api/notifications/settings', { body }))

export const watchedQuery = queryOptions({
  queryKey: ['watched'],
  queryFn: ({ signal }) => take(client.GET('/api/watched', { signal })),
})

export const setWatched = (schoolIds: number[], isWatched: boolean) =>
  take(client.POST('/api/watched', { body: { schoolIds, isWatched } }))
