import { z } from 'zod'
import { can } from '../accounts/access.ts'
import { requirePlace } from '../accounts/authorise.ts'
import { placeOfSchool } from '../accounts/place-of.ts'
import type { Clock } from '../platform/clock.ts'
import { defineRoute } from '../platform/http.ts'
import { DOCUMENT_KINDS } from './build-document.ts'
import { DocumentKind, Letterhead } from './document.ts'
import { DOCUMENT_FORMATS } from './document-formats.ts'
import { getDocument, listDocuments } from './document-queries.ts'
import {
  createDocument,
  discardDocument,
  documentChanges,
  editDocument,
  printedTree,
  refreshDocument,
  setDocumentLetterhead,
  signDocument,
  toDocumentDetail,
  toDocumentSummary,
} from './documents.ts'
import { DocumentChange } from './edits.ts'
import { renderAside } from './render-aside.ts'
import {
  DocumentDetail,
  DocumentKindInfo,
  DocumentSummary,
  DocumentTextRequest,
  NewDocumentRequest,
  SignRequest,
} from './schemas.ts'

const documentParams = { documentId: z.coerce.number().int() }
const regionParams = { regionId: z.coerce.number().int() }

/** Documents from draft to signature, and their files. */
export function documentRoutes(clock: Clock) {
  return [
    defineRoute({
      method: 'GET',
      path: '/documents/kinds',
      action: 'document.find',
      summary: 'Kinds of documents and whom each may be about',
      response: z.array(DocumentKindInfo),
      handle: async () =>
        DocumentKind.options.map((kind) => {
          const { title, about, scopes } = DOCUMENT_KINDS[kind]
          return { kind, title, about, scopes: [...scopes] }
        }),
    }),
    defineRoute({
      method: 'GET',
      path: '/regions/:regionId/documents',
      action: 'document.find',
      summary: 'Documents of a region, the newest first',
      params: regionParams,
      response: z.array(DocumentSummary),
      handle: async ({ params, db, actor }) => {
        const documents = await listDocuments(db, params.regionId)
        return documents.filter((document) => can(actor, 'document.read', document)).map(toDocumentSummary)
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/regions/:regionId/documents',
      action: 'document.start',
      summary: 'Generate a draft from what the registers hold now',
      params: regionParams,
      body: NewDocumentRequest,
      response: DocumentDetail,
      handle: async ({ params, body, db, actor, requestId }) => {
        // Whom it is about comes in the body.
        const about = body.schoolId === null ? undefined : await placeOfSchool(db, body.schoolId)
        requirePlace(actor, 'document.write', about ?? { ...params, ...body })
        const id = await createDocument(db, { actor, requestId }, params.regionId, body)
        return toDocumentDetail(await getDocument(db, id))
      },
    }),
    defineRoute({
      method: 'GET',
      path: '/documents/:documentId',
      action: 'document.read',
      audited: 'document.read',
      summary: 'A document: its text as a page, and every figure with where it comes from',
      params: documentParams,
      response: DocumentDetail,
      handle: async ({ params, db }) => toDocumentDetail(await getDocument(db, params.documentId)),
    }),
    defineRoute({
      method: 'GET',
      path: '/documents/:documentId/changes',
      action: 'document.read',
      summary: 'What the registers say otherwise than the document; empty where nothing changed',
      params: documentParams,
      response: z.array(DocumentChange),
      handle: ({ params, db, actor }) => documentChanges(db, actor, params.documentId),
    }),
    defineRoute({
      method: 'GET',
      path: '/documents/:documentId/file',
      action: 'document.read',
      audited: 'document.file',
      summary: 'The document as a Word, PDF or Excel file',
      params: documentParams,
      query: { format: z.enum(['docx', 'pdf', 'xlsx']) },
      response: 'file',
      handle: async ({ params, query, db }) => {
        const tree = printedTree(await getDocument(db, params.documentId))
        return {
          fileName: `${tree.name}.${query.format}`,
          contentType: DOCUMENT_FORMATS[query.format],
          stream: await renderAside(tree, query.format),
        }
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/documents/:documentId/text',
      action: 'document.write',
      summary: 'Write one text of a draft; numbers in it stay bound to their figures',
      params: documentParams,
      body: DocumentTextRequest,
      response: DocumentDetail,
      handle: async ({ params, body, db, actor, requestId }) => {
        await editDocument(db, { actor, requestId }, params.documentId, body, clock())
        return toDocumentDetail(await getDocument(db, params.documentId))
      },
    }),
    defineRoute({
      method: 'PUT',
      path: '/documents/:documentId/letterhead',
      action: 'document.write',
      summary: 'Office, city and who signs',
      params: documentParams,
      body: Letterhead,
      response: DocumentDetail,
      handle: async ({ params, body, db, actor, requestId }) => {
        await setDocumentLetterhead(db, { actor, requestId }, params.documentId, body)
        return toDocumentDetail(await getDocument(db, params.documentId))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/documents/:documentId/refresh',
      action: 'document.write',
      summary: 'Generate a draft again from what the registers hold now; texts that a person wrote stay',
      params: documentParams,
      response: DocumentDetail,
      handle: async ({ params, db, actor, requestId }) => {
        await refreshDocument(db, { actor, requestId }, params.documentId)
        return toDocumentDetail(await getDocument(db, params.documentId))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/documents/:documentId/sign',
      action: 'document.sign',
      summary: 'Sign a document with number and date; it is frozen for ever',
      params: documentParams,
      body: SignRequest,
      response: DocumentDetail,
      handle: async ({ params, body, db, actor, requestId }) => {
        await signDocument(db, { actor, requestId }, params.documentId, body)
        return toDocumentDetail(await getDocument(db, params.documentId))
      },
    }),
    defineRoute({
      method: 'POST',
      path: '/documents/:documentId/discard',
      action: 'document.write',
      summary: 'Discard a draft',
      params: documentParams,
      response: DocumentSummary,
      handle: async ({ params, db, actor, requestId }) => {
        await discardDocument(db, { actor, requestId }, params.documentId)
        return toDocumentSummary(await getDocument(db, params.documentId))
      },
    }),
  ]
}
