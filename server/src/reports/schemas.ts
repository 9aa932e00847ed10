import { z } from 'zod'
import { DocumentKind, Letterhead, Run } from './document.ts'
import { DocumentAction, DocumentState } from './document-actions.ts'
import { DocumentPage } from './render-screen.ts'

export const DocumentKindInfo = z.object({
  kind: DocumentKind,
  title: z.string(),
  about: z.string(),
  scopes: z.array(z.enum(['region', 'municipality', 'school'])),
})

export const DocumentSummary = z.object({
  id: z.number().int(),
  regionId: z.number().int(),
  kind: DocumentKind,
  kindTitle: z.string(),
  name: z.string(),
  schoolYear: z.number().int(),
  municipalityId: z.number().int().nullable(),
  schoolId: z.number().int().nullable(),
  listId: z.number().int().nullable(),
  state: DocumentState,
  stateLabel: z.string(),
  number: z.string().nullable(),
  signedOn: z.string().nullable(),
  createdAt: z.string(),
  createdBy: z.string(),
  changedAt: z.string(),
  editCount: z.number().int(),
  allowedActions: z.array(DocumentAction),
})
export type DocumentSummary = z.infer<typeof DocumentSummary>

export const DocumentDetail = DocumentSummary.extend({
  letterhead: Letterhead,
  page: DocumentPage,
  inputsSha256: z.string(),
  contentSha256: z.string().nullable(),
  /** Why it cannot be signed yet, where it cannot. */
  notSignable: z.string().nullable(),
  /** Number and date that the list it approves gives it. */
  requisites: z.object({ number: z.string(), date: z.string() }).nullable(),
})
export type DocumentDetail = z.infer<typeof DocumentDetail>

export const NewDocumentRequest = z.object({
  kind: DocumentKind,
  schoolYear: z.number().int(),
  methodology: z.string(),
  municipalityId: z.number().int().nullable().default(null),
  schoolId: z.number().int().nullable().default(null),
  listId: z.number().int().nullable().default(null),
})

export const DocumentTextRequest = z.object({
  /** Id of a heading, a paragraph or an item of a list. */
  text: z.string().max(300),
  /** Null takes the person's text back. No runs: the text is left out. */
  runs: z.array(Run).max(200).nullable(),
})

export const SignRequest = z.object({ number: z.string().trim().min(1).max(100), date: z.iso.date() })
