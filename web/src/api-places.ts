import { queryOptions } from '@tanstack/react-query'
import { client, type OnProgress, sendForm, take } from './api.ts'
import type {
  ClusterSummary,
  ComparabilityBreak,
  MarkScale,
  MunicipalityForms,
  RegionRequest,
  SchoolItem,
} from './api-types.ts'

/** The registry and the catalogue of procedures: the same client as `api.ts`, used by their pages alone. */

export const createRegion = (body: RegionRequest) => take(client.POST('/api/regions', { body }))

export const regionsQuery = queryOptions({
  queryKey: ['regions'],
  queryFn: ({ signal }) => take(client.GET('/api/regions', { signal })),
})
export const changeRegion = (regionId: number, body: RegionRequest) =>
  take(client.PUT('/api/regions/{regionId}', { params: { path: { regionId } }, body }))

/** The server gives at most this many schools at once. */
const AT_ONCE = 1000

export const registryQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['registry', regionId],
    queryFn: async ({ signal }) => {
      const schools: SchoolItem[] = []
      for (let total = 1; schools.length < total; ) {
        const page = await take(
          client.GET('/api/regions/{regionId}/schools', {
            params: { path: { regionId }, query: { limit: AT_ONCE, offset: schools.length } },
            signal,
          }),
        )
        schools.push(...page.schools)
        total = page.schools.length === 0 ? 0 : page.total
      }
      return schools
    },
  })

export const municipalitiesQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['municipalities', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/municipalities', { params: { path: { regionId } }, signal })),
  })

export const saveMunicipalityForms = (municipalityId: number, body: MunicipalityForms) =>
  take(
    client.PUT('/api/municipalities/{municipalityId}/forms', { params: { path: { municipalityId } }, body }),
  )

export const schoolHistoryQuery = (schoolId: number) =>
  queryOptions({
    queryKey: ['school-history', schoolId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/schools/{schoolId}/history', { params: { path: { schoolId } }, signal })),
  })

const school = (schoolId: number) => ({ params: { path: { schoolId } } })

export const renameSchool = (schoolId: number, body: { name: string; usedUntil: string }) =>
  take(client.POST('/api/schools/{schoolId}/rename', { ...school(schoolId), body }))
export const closeSchool = (schoolId: number, body: { closedOn: string }) =>
  take(client.POST('/api/schools/{schoolId}/close', { ...school(schoolId), body }))
export const mergeSchool = (schoolId: number, body: { intoSchoolId: number; happenedOn: string }) =>
  take(client.POST('/api/schools/{schoolId}/merge', { ...school(schoolId), body }))
export const reopenSchool = (schoolId: number) =>
  take(client.POST('/api/schools/{schoolId}/reopen', school(schoolId)))

const region = (regionId: number) => ({ params: { path: { regionId } } })

export const addBreak = (regionId: number, body: ComparabilityBreak) =>
  take(client.POST('/api/regions/{regionId}/comparability-breaks', { ...region(regionId), body }))
export const removeBreak = (regionId: number, procedure: string, schoolYear: number) =>
  take(
    client.DELETE('/api/regions/{regionId}/comparability-breaks/{procedure}/{schoolYear}', {
      params: { path: { regionId, procedure, schoolYear } },
    }),
  )
export const saveScale = (regionId: number, body: MarkScale) =>
  take(client.PUT('/api/regions/{regionId}/mark-scales', { ...region(regionId), body }))

export function uploadClusters(regionId: number, year: number, file: File, onProgress: OnProgress) {
  const form = new FormData()
  form.append('file', file, file.name)
  return sendForm<ClusterSummary>(`/regions/${regionId}/official-clusters?year=${year}`, form, onProgress)
}
