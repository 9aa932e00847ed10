import { queryOptions } from '@tanstack/react-query'
import { client, take } from './api.ts'

export const qualityQuery = (regionId: number, year: number) =>
  queryOptions({
    queryKey: ['quality', regionId, year],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/quality', {
          params: { path: { regionId }, query: { year } },
          signal,
        }),
      ),
  })

export const importFindingsQuery = (importId: number) =>
  queryOptions({
    queryKey: ['import-findings', importId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/imports/{importId}/quality', { params: { path: { importId } }, signal })),
  })

export const missingSchoolsQuery = (
  regionId: number,
  query: { year: number; procedure: string; municipality: number },
) =>
  queryOptions({
    queryKey: ['missing-schools', regionId, query],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/quality/missing', {
          params: { path: { regionId }, query },
          signal,
        }),
      ),
  })

export interface RuleSetting {
  isEnabled: boolean
  owner: string
  parameters: Record<string, unknown>
}

/** Sets a rule for the region; null brings the shipped one back. */
export const setQualityRule = (regionId: number, rule: string, setting: RuleSetting | null) =>
  take(
    client.PUT('/api/regions/{regionId}/quality/rules/{rule}', {
      params: { path: { regionId, rule } },
      body: { setting },
    }),
  )

export interface FollowUpMark {
  state: 'to-check' | 'explained' | 'corrected'
  note: string
}

export const setFollowUp = (
  regionId: number,
  schoolYear: number,
  finding: string,
  mark: FollowUpMark | null,
) =>
  take(
    client.PUT('/api/regions/{regionId}/quality/follow-ups', {
      params: { path: { regionId } },
      body: { schoolYear, finding, mark },
    }),
  )
