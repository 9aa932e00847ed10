import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import { client, download, take } from './api.ts'
import type { DraftRequest, SchoolDecision, WhatIfRequest } from './api-types.ts'

/** Rules: methodologies of a region, what a changed one would do, and two of them compared. */

export const methodologiesQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['methodologies', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/methodologies', { params: { path: { regionId } }, signal })),
  })

export const versionsQuery = (regionId: number, reference: string) =>
  queryOptions({
    queryKey: ['methodologies', regionId, 'versions', reference],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/methodologies/{reference}/versions', {
          params: { path: { regionId, reference } },
          signal,
        }),
      ),
  })

export const controlsQuery = (regionId: number, reference: string) =>
  queryOptions({
    queryKey: ['methodologies', regionId, 'controls', reference],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/methodologies/{reference}/controls', {
          params: { path: { regionId, reference } },
          signal,
        }),
      ),
  })

/** The answer before stays on the screen until the next one comes: a slider must not make the page blink. */
export const whatIfQuery = (regionId: number, body: WhatIfRequest) =>
  queryOptions({
    queryKey: ['what-if', regionId, body],
    queryFn: ({ signal }) =>
      take(client.POST('/api/regions/{regionId}/what-if', { params: { path: { regionId } }, body, signal })),
    placeholderData: keepPreviousData,
    retry: false,
  })

export const sensitivityQuery = (regionId: number, body: WhatIfRequest) =>
  queryOptions({
    queryKey: ['what-if', regionId, 'sensitivity', body],
    queryFn: ({ signal }) =>
      take(
        client.POST('/api/regions/{regionId}/what-if/sensitivity', {
          params: { path: { regionId } },
          body,
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    retry: false,
  })

export const makeDraft = (regionId: number, body: DraftRequest) =>
  take(client.POST('/api/regions/{regionId}/what-if/draft', { params: { path: { regionId } }, body }))

export const moveVersion = (regionId: number, id: number, action: 'withdraw' | 'restore') => {
  const target = { params: { path: { regionId, id } } }
  return take(
    action === 'withdraw'
      ? client.POST('/api/regions/{regionId}/methodologies/versions/{id}/withdraw', target)
      : client.POST('/api/regions/{regionId}/methodologies/versions/{id}/restore', target),
  )
}

export interface ComparisonCut {
  year: number
  before: string
  after: string
}

export const comparisonQuery = (regionId: number, query: ComparisonCut) =>
  queryOptions({
    queryKey: ['comparison', regionId, query],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/comparison', { params: { path: { regionId }, query }, signal }),
      ),
  })

export const downloadComparison = (regionId: number, { year, before, after }: ComparisonCut) => {
  const query = new URLSearchParams({ year: String(year), before, after })
  return download(`/regions/${regionId}/comparison/xlsx?${query}`, undefined, 'Сравнение методик.xlsx')
}

export const candidatesQuery = (listId: number, within: number) =>
  queryOptions({
    queryKey: ['list', listId, 'candidates', within],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/lists/{listId}/candidates', {
          params: { path: { listId }, query: { within } },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
  })

export const decideTogether = (listId: number, decisions: SchoolDecision[]) =>
  take(client.POST('/api/lists/{listId}/decisions', { params: { path: { listId } }, body: { decisions } }))
