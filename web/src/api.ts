import { queryOptions } from '@tanstack/react-query'
import type {
  IdentificationAnswer,
  IdentificationXlsxRequest,
  ImportDetail,
  ImportSummary,
  MethodologySummary,
  PredecessorDecision,
  PredecessorPair,
  ProblemBody,
  RegionToday,
  RegistryPreview,
  RowProblem,
  SavedMapping,
  SchoolCard,
  SchoolListDetail,
  SchoolListSummary,
  SchoolPage,
  Session,
  SourceSchoolPage,
  TableSample,
} from './api-types.ts'

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

async function problemOf(response: Response): Promise<ApiProblem> {
  const body = (await response.json().catch(() => null)) as ProblemBody | null
  if (body && typeof body.title === 'string') return new ApiProblem(body)
  return new ApiProblem({
    type: 'urn:traektoria:problem:browser/unexpected',
    code: 'browser/unexpected',
    title: 'Сервер ответил не так, как ожидалось',
    detail: 'Обновите страницу. Если повторится, сообщите тому, кто ведёт систему.',
    status: response.status,
  })
}

async function send(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response
  try {
    response = await fetch(`/api${path}`, init)
  } catch (cause) {
    if (cause instanceof DOMException && cause.name === 'AbortError') throw cause
    throw new ApiProblem(UNREACHABLE)
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

async function read<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await (await send(path, { signal })).json()) as T
}

async function write<T>(method: 'POST' | 'PUT' | 'DELETE', path: string, body: unknown = {}): Promise<T> {
  const response = await send(path, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  return (await response.json()) as T
}

const query = (values: Record<string, string | number | undefined>) => {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(values)) if (value !== undefined) params.set(key, String(value))
  return `?${params}`
}

export interface Cut {
  year: number
  methodology: string
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  queryFn: ({ signal }) => read<Session>('/session', signal),
  // While the demonstration region is loading, its progress is what the page shows.
  refetchInterval: ({ state }) => (state.data?.demo.state === 'loading' ? 1500 : false),
})

export const todayQuery = (regionId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['today', regionId, cut],
    queryFn: ({ signal }) => read<RegionToday>(`/regions/${regionId}/today${query({ ...cut })}`, signal),
  })

export const identificationQuery = (regionId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['identification', regionId, cut],
    queryFn: ({ signal }) =>
      read<IdentificationAnswer>(`/regions/${regionId}/identification${query({ ...cut })}`, signal),
  })

export const schoolQuery = (schoolId: number, cut: Cut) =>
  queryOptions({
    queryKey: ['school', schoolId, cut],
    queryFn: ({ signal }) => read<SchoolCard>(`/schools/${schoolId}${query({ ...cut })}`, signal),
  })

export const methodologiesQuery = queryOptions({
  queryKey: ['methodologies'],
  queryFn: ({ signal }) => read<MethodologySummary[]>('/methodologies', signal),
})

export const listsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['lists', regionId],
    queryFn: ({ signal }) => read<SchoolListSummary[]>(`/regions/${regionId}/lists`, signal),
  })

export const listQuery = (listId: number) =>
  queryOptions({
    queryKey: ['list', listId],
    queryFn: ({ signal }) => read<SchoolListDetail>(`/lists/${listId}`, signal),
  })

const MOVING = new Set(['received', 'checking', 'committing'])

export const importsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['imports', regionId],
    queryFn: ({ signal }) => read<ImportSummary[]>(`/regions/${regionId}/imports`, signal),
    refetchInterval: ({ state }) => (state.data?.some((item) => MOVING.has(item.state)) ? 1000 : false),
  })

export const importQuery = (importId: number) =>
  queryOptions({
    queryKey: ['import', importId],
    queryFn: ({ signal }) => read<ImportDetail>(`/imports/${importId}`, signal),
    refetchInterval: ({ state }) => (state.data && MOVING.has(state.data.state) ? 500 : false),
  })

export const tableSampleQuery = (importId: number) =>
  queryOptions({
    queryKey: ['table', importId],
    queryFn: ({ signal }) => read<TableSample>(`/imports/${importId}/table`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })

export const problemsQuery = (importId: number, limit: number) =>
  queryOptions({
    queryKey: ['problems', importId, limit],
    queryFn: ({ signal }) => read<RowProblem[]>(`/imports/${importId}/problems${query({ limit })}`, signal),
  })

type OnProgress = (sent: number, total: number) => void

/** Sends a form with a file; XMLHttpRequest, because fetch cannot tell how much has been sent. */
function sendForm<T>(path: string, form: FormData, onProgress: OnProgress): Promise<T> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    request.open('POST', `/api${path}`)
    request.upload.onprogress = (event) => onProgress(event.loaded, event.total)
    request.onerror = () => reject(new ApiProblem(UNREACHABLE))
    request.onload = async () => {
      const response = new Response(request.responseText, { status: request.status })
      if (response.ok) resolve((await response.json()) as T)
      else reject(await problemOf(response))
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
  write<RegistryPreview>('POST', `/regions/${regionId}/registry/commit`, body)

export const checkImport = (
  importId: number,
  body: { schoolYear?: number; options?: Record<string, unknown> },
) => write<ImportSummary>('POST', `/imports/${importId}/check`, body)
export const commitImport = (importId: number, replace: boolean) =>
  write<ImportSummary>('POST', `/imports/${importId}/commit`, { replace })
export const undoImport = (importId: number) => write<ImportSummary>('POST', `/imports/${importId}/undo`)
export const discardImport = (importId: number) =>
  write<ImportSummary>('POST', `/imports/${importId}/discard`)
export const saveMapping = (
  regionId: number,
  body: { name: string; definition: unknown; headerSignature: string },
) => write<SavedMapping>('POST', `/regions/${regionId}/mappings`, body)

export const sourceSchoolsQuery = (
  regionId: number,
  state: 'waiting' | 'matched',
  text: string,
  limit: number,
) =>
  queryOptions({
    queryKey: ['source-schools', regionId, state, text, limit],
    queryFn: ({ signal }) =>
      read<SourceSchoolPage>(
        `/regions/${regionId}/source-schools${query({ state, text: text || undefined, limit })}`,
        signal,
      ),
  })

export const schoolSearchQuery = (regionId: number, text: string) =>
  queryOptions({
    queryKey: ['school-search', regionId, text],
    queryFn: ({ signal }) =>
      read<SchoolPage>(`/regions/${regionId}/schools${query({ text, limit: 8 })}`, signal),
  })

export const predecessorsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['predecessors', regionId],
    queryFn: ({ signal }) => read<PredecessorPair[]>(`/regions/${regionId}/predecessors`, signal),
  })

export const matchSchool = (sourceSchoolId: number, schoolId: number) =>
  write<unknown>('POST', `/source-schools/${sourceSchoolId}/match`, { schoolId })
export const createSchool = (sourceSchoolId: number) =>
  write<unknown>('POST', `/source-schools/${sourceSchoolId}/create`)
export const unmatchSchool = (sourceSchoolId: number) =>
  write<unknown>('DELETE', `/source-schools/${sourceSchoolId}/match`)
export const decidePredecessor = (body: PredecessorDecision) => write<unknown>('POST', '/predecessors', body)

export interface NewList {
  schoolYear: number
  methodology: string
  name: string
  level: 'federal' | 'regional' | 'municipal'
}

export const createList = (regionId: number, body: NewList) =>
  write<SchoolListDetail>('POST', `/regions/${regionId}/lists`, body)
export const decideOnSchool = (
  listId: number,
  schoolId: number,
  body: { decision: 'include' | 'exclude' | null; reason: string | null },
) => write<SchoolListDetail>('PUT', `/lists/${listId}/entries/${schoolId}`, body)
export const moveList = (listId: number, action: 'review' | 'cancel' | 'reopen') =>
  write<SchoolListDetail>('POST', `/lists/${listId}/${action}`)
export const approveList = (listId: number, body: { orderNumber: string; orderDate: string }) =>
  write<SchoolListDetail>('POST', `/lists/${listId}/approve`, body)

async function saveAs(response: Response, fallback: string): Promise<void> {
  const named = /filename\*=UTF-8''([^;]+)/.exec(response.headers.get('content-disposition') ?? '')
  const address = URL.createObjectURL(await response.blob())
  const link = document.createElement('a')
  link.href = address
  link.download = named?.[1] ? decodeURIComponent(named[1]) : fallback
  link.click()
  setTimeout(() => URL.revokeObjectURL(address), 10_000)
}

/** The workbook of exactly what is seen: these schools in this order. */
export async function downloadIdentification(
  regionId: number,
  body: IdentificationXlsxRequest,
): Promise<void> {
  const response = await send(`/regions/${regionId}/identification/xlsx`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  await saveAs(response, 'Школы.xlsx')
}

export async function downloadList(listId: number): Promise<void> {
  await saveAs(await send(`/lists/${listId}/xlsx`), 'Перечень.xlsx')
}
