import { queryOptions } from '@tanstack/react-query'
import createClient from 'openapi-fetch'
import type {
  Approval,
  CheckRequest,
  Decision,
  IdentificationXlsxRequest,
  ImportSummary,
  MappingRequest,
  MatchManyRequest,
  NewList,
  PredecessorDecision,
  ProblemBody,
  RegistryPreview,
} from './api-types.ts'
import type { paths } from './generated/api.d.ts'
import { saveFile } from './ui/save-file.ts'

export type * from './api-types.ts'

/** An expected trouble as the server tells it (RFC 9457); everything shown to a person is inside `body`. */
export class ApiProblem extends Error {
  readonly body: ProblemBody
  constructor(body: ProblemBody) {
    super(body.detail ?? body.title)
    this.name = 'ApiProblem'
    this.body = body
  }
}

const UNREACHABLE: ProblemBody = {
  type: 'urn:traektoria:problem:browser/unreachable',
  code: 'browser/unreachable',
  title: 'Сервер не отвечает',
  detail: 'Проверьте, что «Траектория» запущена и сеть есть, и попробуйте ещё раз. Введённое не пропало.',
  status: 0,
}

const isBody = (value: unknown): value is ProblemBody =>
  typeof value === 'object' && value !== null && 'title' in value && typeof value.title === 'string'

/** What the window hears when an answer says that nobody is signed in any more. */
export const SIGNED_OUT = 'traektoria:signed-out'

function problemOf(body: unknown, status: number): ApiProblem {
  if (isBody(body) && body.code === 'account/signed-out') window.dispatchEvent(new Event(SIGNED_OUT))
  return new ApiProblem(
    isBody(body)
      ? body
      : {
          type: 'urn:traektoria:problem:browser/unexpected',
          code: 'browser/unexpected',
          title: 'Сервер ответил не так, как ожидалось',
          detail: 'Обновите страницу. Если повторится, сообщите тому, кто ведёт систему.',
          status,
        },
  )
}

/** Fetch that tells an unreachable server from a cancelled request. */
async function reach(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiProblem(UNREACHABLE)
  }
}

export const client = createClient<paths>({ baseUrl: window.location.origin, fetch: reach })

/** The answer of a call, or its problem thrown. */
export async function take<Data>(
  call: Promise<{ data?: Data; error?: unknown; response: Response }>,
): Promise<Data> {
  const { data, error, response } = await call
  if (!response.ok || data === undefined) throw problemOf(error, response.status)
  return data
}

export interface Cut {
  year: number
  methodology: string
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => take(client.GET('/api/session', { signal })),
  // While the demonstration region is loading, its progress is what the page shows.
  refetchInterval: ({ state }) => (state.data?.demo.state === 'loading' ? 1500 : false),
})

export const todayQuery = (regionId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['today', regionId, cut],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/today', { params: { path: { regionId }, query: cut }, signal }),
      ),
  })

export const identificationQuery = (regionId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['identification', regionId, cut],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/identification', {
          params: { path: { regionId }, query: cut },
          signal,
        }),
      ),
  })

export const schoolQuery = (schoolId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['school', schoolId, cut],
    queryFn: ({ signal }) =>
      take(client.GET('/api/schools/{schoolId}', { params: { path: { schoolId }, query: cut }, signal })),
  })

export const sourcesQuery = (schoolId: number, procedure: string, year: number) =>
  queryOptions({
    queryKey: ['sources', schoolId, procedure, year],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/schools/{schoolId}/sources', {
          params: { path: { schoolId }, query: { procedure, year } },
          signal,
        }),
      ),
  })

export const proceduresQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['procedures', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/procedures', { params: { path: { regionId } }, signal })),
  })

export const listsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['lists', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/lists', { params: { path: { regionId } }, signal })),
  })

export const listQuery = (listId: number) =>
  queryOptions({
    queryKey: ['list', listId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/lists/{listId}', { params: { path: { listId } }, signal })),
  })

const MOVING = new Set(['received', 'checking', 'committing'])

export const importsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['imports', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/imports', { params: { path: { regionId } }, signal })),
    refetchInterval: ({ state }) => (state.data?.some((item) => MOVING.has(item.state)) ? 1000 : false),
  })

export const importQuery = (importId: number) =>
  queryOptions({
    queryKey: ['import', importId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/imports/{importId}', { params: { path: { importId } }, signal })),
    refetchInterval: ({ state }) => (state.data && MOVING.has(state.data.state) ? 500 : false),
  })

export const mappingsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['mappings', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/mappings', { params: { path: { regionId } }, signal })),
  })

export const tableSampleQuery = (importId: number) =>
  queryOptions({
    queryKey: ['table', importId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/imports/{importId}/table', { params: { path: { importId } }, signal })),
    // A stored file never changes.
    staleTime: Number.POSITIVE_INFINITY,
  })

export const problemsQuery = (importId: number, limit: number) =>
  queryOptions({
    queryKey: ['problems', importId, limit],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/imports/{importId}/problems', {
          params: { path: { importId }, query: { limit } },
          signal,
        }),
      ),
  })

export type OnProgress = (sent: number, total: number) => void

/** Sends a form with a file; XMLHttpRequest, because fetch cannot tell how much has been sent. */
export function sendForm<T>(path: string, form: FormData, onProgress: OnProgress): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api${path}`)
    request.responseType = 'json'
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total)
    request.onerror = () => reject(new ApiProblem(UNREACHABLE))
    request.onload = () => {
      if (request.status >= 200 && request.status < 300) resolve(request.response as T)
      else reject(problemOf(request.response, request.status))
    }
    request.send(form)
  })
}

export interface UploadOptions {
  year: number
  format: string
  createSchools: boolean
}

/** Sends one file of results. Text fields go first, so that the server knows them before the bytes arrive. */
export function uploadFile(regionId: number, file: File, options: UploadOptions, onProgress: OnProgress) {
  const form = new FormData()
  for (const [name, value] of Object.entries(options)) form.append(name, String(value))
  form.append('file', file, file.name)
  return sendForm<ImportSummary>(`/regions/${regionId}/imports`, form, onProgress)
}

export function previewRegistry(regionId: number, file: File, onProgress: OnProgress) {
  const form = new FormData()
  form.append('file', file, file.name)
  return sendForm<RegistryPreview>(`/regions/${regionId}/registry/preview`, form, onProgress)
}

export const commitRegistry = (regionId: number, body: { sha256: string; fileName: string }) =>
  take(client.POST('/api/regions/{regionId}/registry/commit', { params: { path: { regionId } }, body }))

export const checkImport = (importId: number, body: CheckRequest) =>
  take(client.POST('/api/imports/{importId}/check', { params: { path: { importId } }, body }))
export const commitImport = (importId: number, replace: boolean) =>
  take(client.POST('/api/imports/{importId}/commit', { params: { path: { importId } }, body: { replace } }))
export const undoImport = (importId: number) =>
  take(client.POST('/api/imports/{importId}/undo', { params: { path: { importId } } }))
export const discardImport = (importId: number) =>
  take(client.POST('/api/imports/{importId}/discard', { params: { path: { importId } } }))
export const saveMapping = (regionId: number, body: MappingRequest) =>
  take(client.POST('/api/regions/{regionId}/mappings', { params: { path: { regionId } }, body }))

export const sourceSchoolsQuery = (
  regionId: number,
  state: 'waiting' | 'matched',
  text: string,
  limit: number,
) =>
  queryOptions({
    queryKey: ['source-schools', regionId, state, text, limit],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/source-schools', {
          params: { path: { regionId }, query: { state, text: text || undefined, limit } },
          signal,
        }),
      ),
  })

export const schoolSearchQuery = (regionId: number, text: string) =>
  queryOptions({
    queryKey: ['school-search', regionId, text],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/schools', {
          params: { path: { regionId }, query: { text, limit: 8 } },
          signal,
        }),
      ),
  })

export const predecessorsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['predecessors', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/predecessors', { params: { path: { regionId } }, signal })),
  })

const sourceSchool = (sourceSchoolId: number) => ({ params: { path: { sourceSchoolId } } })

export const matchSchool = (sourceSchoolId: number, schoolId: number) =>
  take(
    client.POST('/api/source-schools/{sourceSchoolId}/match', {
      ...sourceSchool(sourceSchoolId),
      body: { schoolId },
    }),
  )
export const createSchool = (sourceSchoolId: number) =>
  take(client.POST('/api/source-schools/{sourceSchoolId}/create', sourceSchool(sourceSchoolId)))
export const unmatchSchool = (sourceSchoolId: number) =>
  take(client.DELETE('/api/source-schools/{sourceSchoolId}/match', sourceSchool(sourceSchoolId)))
export const likelyPairsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['likely-pairs', regionId],
    queryFn: ({ signal }) =>
      take(
        client.GET('/api/regions/{regionId}/source-schools/likely', {
          params: { path: { regionId } },
          signal,
        }),
      ),
  })
export const matchMany = (regionId: number, body: MatchManyRequest) =>
  take(client.POST('/api/regions/{regionId}/source-schools/match', { params: { path: { regionId } }, body }))
export const undoMatchDecision = (regionId: number, decisionId: number) =>
  take(
    client.DELETE('/api/regions/{regionId}/match-decisions/{decisionId}', {
      params: { path: { regionId, decisionId } },
    }),
  )
export const decidePredecessors = (regionId: number, decisions: PredecessorDecision[]) =>
  take(
    client.POST('/api/regions/{regionId}/predecessors', {
      params: { path: { regionId } },
      body: { decisions },
    }),
  )
export const undoPredecessors = (regionId: number, decisionIds: number[]) =>
  take(
    client.POST('/api/regions/{regionId}/predecessors/undo', {
      params: { path: { regionId } },
      body: { decisionIds },
    }),
  )

export const createList = (regionId: number, body: NewList) =>
  take(client.POST('/api/regions/{regionId}/lists', { params: { path: { regionId } }, body }))
export const decideOnSchool = (listId: number, schoolId: number, body: Decision) =>
  take(client.PUT('/api/lists/{listId}/entries/{schoolId}', { params: { path: { listId, schoolId } }, body }))
export const approveList = (listId: number, body: Approval) =>
  take(client.POST('/api/lists/{listId}/approve', { params: { path: { listId } }, body }))

export function moveList(listId: number, action: 'review' | 'cancel' | 'reopen') {
  const target = { params: { path: { listId } } }
  if (action === 'review') return take(client.POST('/api/lists/{listId}/review', target))
  if (action === 'cancel') return take(client.POST('/api/lists/{listId}/cancel', target))
  return take(client.POST('/api/lists/{listId}/reopen', target))
}

/** A file of the server, under the name it gives. */
export async function download(path: string, body: unknown, fallbackName: string): Promise<void> {
  const init: RequestInit =
    body === undefined
      ? {}
      : { method: 'POST', body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }
  const response = await reach(new Request(`/api${path}`, init))
  if (!response.ok) throw problemOf(await response.json().catch(() => null), response.status)
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')?.[1]
  saveFile(await response.blob(), named ? decodeURIComponent(named) : fallbackName)
}

/** The workbook of exactly what is seen: these schools in this order. */
export const downloadIdentification = (regionId: number, body: IdentificationXlsxRequest) =>
  download(`/regions/${regionId}/identification/xlsx`, body, 'Школы.xlsx')
/** The numbers of a year as a workbook that can be edited and given back. */
export const downloadTemplate = (regionId: number, year: number) =>
  download(`/regions/${regionId}/template?year=${year}`, undefined, `Результаты школ ${year}.xlsx`)
export const downloadList = (listId: number) => download(`/lists/${listId}/xlsx`, undefined, 'Перечень.xlsx')
