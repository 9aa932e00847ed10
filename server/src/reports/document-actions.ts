import { z } from 'zod'

export const DocumentState = z.enum(['draft', 'signed', 'discarded'])
export type DocumentState = z.infer<typeof DocumentState>
export const DocumentAction = z.enum(['edit', 'refresh', 'sign', 'discard'])
export type DocumentAction = z.infer<typeof DocumentAction>

/** The life of a document: what may be done in each state and where it leads. A signed one is frozen for ever. */
const DOCUMENT_ACTIONS = {
  draft: { edit: 'draft', refresh: 'draft', sign: 'signed', discard: 'discarded' },
  signed: {},
  discarded: {},
} as const satisfies Record<DocumentState, Partial<Record<DocumentAction, DocumentState>>>

export const DOCUMENT_STATE_LABELS = {
  draft: 'черновик',
  signed: 'подписан',
  discarded: 'удалён',
} satisfies Record<DocumentState, string>

export const allowedDocumentActions = (state: DocumentState): DocumentAction[] =>
  Object.keys(DOCUMENT_ACTIONS[state]) as DocumentAction[]

/** The state after an action, or undefined where it may not be done now. */
export function documentStateAfter(state: DocumentState, action: DocumentAction): DocumentState | undefined {
  const actions: Partial<Record<DocumentAction, DocumentState>> = DOCUMENT_ACTIONS[state]
  return actions[action]
}
