import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { buildAnalyticalNote } from './analytical-note.ts'
import type { DocumentKind, DocumentTree } from './document.ts'
import { buildListOrder } from './list-order.ts'
import { type InputRequest, loadListOrder, loadNote } from './load-inputs.ts'

/** The kinds of documents, as they are offered. */
export const DOCUMENT_KINDS = {
  'list-order': {
    title: 'Приказ с перечнем школ',
    about: 'Утверждает перечень школ для поддержки; перечень с основаниями — в приложении.',
    scopes: ['region', 'municipality'],
  },
  'analytical-note': {
    title: 'Аналитическая записка',
    about: 'Доли школ с положительной динамикой по процедурам с их знаменателями, кластеры, выводы.',
    scopes: ['region', 'municipality', 'school'],
  },
} as const satisfies Record<DocumentKind, { title: string; about: string; scopes: readonly string[] }>

/** Makes a document from what the registers hold now. The same data give the same tree. */
export async function buildDocument(
  db: Db,
  actor: Actor,
  kind: DocumentKind,
  request: InputRequest,
): Promise<DocumentTree> {
  switch (kind) {
    case 'list-order':
      return buildListOrder(await loadListOrder(db, actor, request))
    case 'analytical-note':
      return buildAnalyticalNote(await loadNote(db, actor, request))
  }
}
