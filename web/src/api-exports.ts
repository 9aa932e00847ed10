import { queryOptions } from '@tanstack/react-query'
import { client, take } from './api.ts'

export interface ExportChoice {
  table: 'results' | 'schools' | 'list'
  years?: string
  listId?: number
}

export const exportPreviewQuery = (regionId: number, choice: ExportChoice) =>
  queryOptions({
    queryKey: ['export-preview', regionId, choice],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/exports/preview', {
          params: { path: { regionId }, query: choice },
          signal,
        }),
      ),
  })

/** The address of a file; the browser saves it by itself as it comes. */
export const exportAddress = (regionId: number, choice: ExportChoice, format: string): string => {
  const words = Object.entries({ ...choice, format }).map(([name, value]) => [name, String(value)])
  return `/api/regions/${regionId}/exports?${new URLSearchParams(words)}`
}
