import { queryOptions } from '@tanstack/react-query'
import { type Cut, client, take } from './api.ts'
import type { ChartSource } from './charts/chart.tsx'

type PlaceChart = 'map' | 'transitions' | 'procedures' | 'funnel' | 'history'

/** A chart's picture as a file: a plain address, so that the browser saves it by itself. */
const fileOf = (path: string, cut: Cut, of?: string) => (format: 'png' | 'svg') => {
  const query = new URLSearchParams({ year: String(cut.year), methodology: cut.methodology, format })
  if (of !== undefined) query.set('of', of)
  return `/api${path}/picture?${query}`
}

/** @param of the measure of a map, the procedure of a funnel */
export const regionChart = (regionId: number, chart: PlaceChart, cut: Cut, of?: string): ChartSource => ({
  key: ['chart', 'region', regionId, chart, cut, of],
  load: (room, signal) =>
    take(
      client.GET('/api/regions/{regionId}/charts/{chart}', {
        params: { path: { regionId, chart }, query: { ...cut, ...(of ? { of } : {}), ...room } },
        signal,
      }),
    ),
  picture: fileOf(`/regions/${regionId}/charts/${chart}`, cut, of),
})

export const municipalityChart = (
  municipalityId: number,
  chart: PlaceChart,
  cut: Cut,
  of?: string,
): ChartSource => ({
  key: ['chart', 'municipality', municipalityId, chart, cut, of],
  load: (room, signal) =>
    take(
      client.GET('/api/municipalities/{municipalityId}/charts/{chart}', {
        params: { path: { municipalityId, chart }, query: { ...cut, ...(of ? { of } : {}), ...room } },
        signal,
      }),
    ),
  picture: fileOf(`/municipalities/${municipalityId}/charts/${chart}`, cut, of),
})

export const schoolChart = (schoolId: number, chart: 'why' | 'history' | 'other', cut: Cut): ChartSource => ({
  key: ['chart', 'school', schoolId, chart, cut],
  load: (room, signal) =>
    take(
      client.GET('/api/schools/{schoolId}/charts/{chart}', {
        params: { path: { schoolId, chart }, query: { ...cut, ...room } },
        signal,
      }),
    ),
  picture: fileOf(`/schools/${schoolId}/charts/${chart}`, cut),
})

export const municipalityQuery = (municipalityId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['municipality', municipalityId, cut],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/municipalities/{municipalityId}', {
          params: { path: { municipalityId }, query: cut },
          signal,
        }),
      ),
  })
