import { queryOptions } from '@tanstack/react-query'
import { type Cut, client, take } from './api.ts'

export const municipalityTodayQuery = (municipalityId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['municipality-today', municipalityId, cut],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/municipalities/{municipalityId}/today', {
          params: { path: { municipalityId }, query: cut },
          signal,
        }),
      ),
  })

export const curatorTodayQuery = (regionId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['my-schools', regionId, cut],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/my-schools', {
          params: { path: { regionId }, query: cut },
          signal,
        }),
      ),
  })

export const schoolTodayQuery = (schoolId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['school-today', schoolId, cut],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/schools/{schoolId}/today', { params: { path: { schoolId }, query: cut }, signal }),
      ),
  })

export const expertQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['expert', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/expert', { params: { path: { regionId } }, signal })),
  })

export const systemQuery = queryOptions({
  queryKey: ['system'],
  queryFn: ({ signal }) => take(client.GET('/api/system', { signal })),
  refetchInterval: 30_000,
})

export const searchQuery = (text: string) =>
  queryOptions({
    queryKey: ['search', text],
    queryFn: ({ signal }) =>
      text === '' ? [] : take(client.GET('/api/search', { params: { query: { text } }, signal })),
  })
