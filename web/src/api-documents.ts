import { queryOptions } from '@tanstack/react-query'
import { client, download, take } from './api.ts'
import type { DocumentTextRequest, Letterhead, NewDocument } from './api-types.ts'

/** Documents: the same client as `api.ts`, used by their pages alone. */

export const documentKindsQuery = queryOptions({
  queryKey: ['document-kinds'],
  queryFn: ({ signal }) => take(client.GET('/api/documents/kinds', { signal })),
  staleTime: Number.POSITIVE_INFINITY,
})

export const documentsQuery = (regionId: number) =>
  queryOptions({
    queryKey: ['documents', regionId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/regions/{regionId}/documents', { params: { path: { regionId } }, signal })),
  })

const at = (documentId: number) => ({ params: { path: { documentId } } })

export const documentQuery = (documentId: number) =>
  queryOptions({
    queryKey: ['document', documentId],
    queryFn: ({ signal }) => take(client.GET('/api/documents/{documentId}', { ...at(documentId), signal })),
  })

/** Asked for once a visit: the whole document is generated again to compare. */
export const documentChangesQuery = (documentId: number) =>
  queryOptions({
    queryKey: ['document-changes', documentId],
    queryFn: ({ signal }) =>
      take(client.GET('/api/documents/{documentId}/changes', { ...at(documentId), signal })),
  })

export const createDocument = (regionId: number, body: NewDocument) =>
  take(client.POST('/api/regions/{regionId}/documents', { params: { path: { regionId } }, body }))
export const writeDocumentText = (documentId: number, body: DocumentTextRequest) =>
  take(client.PUT('/api/documents/{documentId}/text', { ...at(documentId), body }))
export const saveLetterhead = (documentId: number, body: Letterhead) =>
  take(client.PUT('/api/documents/{documentId}/letterhead', { ...at(documentId), body }))
export const refreshDocument = (documentId: number) =>
  take(client.POST('/api/documents/{documentId}/refresh', at(documentId)))
export const signDocument = (documentId: number, body: { number: string; date: string }) =>
  take(client.POST('/api/documents/{documentId}/sign', { ...at(documentId), body }))
export const discardDocument = (documentId: number) =>
  take(client.POST('/api/documents/{documentId}/discard', at(documentId)))

export const downloadDocument = (documentId: number, format: 'docx' | 'pdf' | 'xlsx') =>
  download(`/documents/${documentId}/file?format=${format}`, undefined, `Документ.${format}`)
