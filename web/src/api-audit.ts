import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'
import { client, take } from './api.ts'
import type { JournalFilters } from './api-types.ts'

const PAGE = 50

export const journalQuery = (filters: JournalFilters) =>
  infiniteQueryOptions({
    queryKey: ['journal', filters],
    queryFn: ({ pageParam, signal }) =>
      take(
        client.GET('/api/audit/records', {
          params: { query: { ...filters, limit: PAGE, ...(pageParam === null ? {} : { after: pageParam }) } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
  })

export const journalSummaryQuery = queryOptions({
  queryKey: ['journal-summary'],
  queryFn: ({ signal }) => take(client.GET('/api/audit/summary', { signal })),
})

export const checkJournal = () => take(client.POST('/api/audit/check'))

/** The address of the workbook; the browser saves it by itself as it comes. */
export const journalXlsxAddress = (filters: JournalFilters): string => {
  const words = Object.entries(filters).map(([name, value]) => [name, String(value)])
  return `/api/audit/records/xlsx?${new URLSearchParams(words)}`
}
