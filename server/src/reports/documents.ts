import type { z } from 'zod'
import { placeOfSchool } from '../accounts/place-of.ts'
import { notify } from '../notifications/notify.ts'
import { recordChange } from '../platform/changes.ts'
import type { Db } from '../platform/db.ts'
import type { Actor } from '../platform/http.ts'
import { Problem } from '../platform/problem.ts'
import { buildDocument, DOCUMENT_KINDS } from './build-document.ts'
import { drawingsOf } from './charts.ts'
import { type DocumentTree, EMPTY_LETTERHEAD, figuresOf, type Letterhead } from './document.ts'
import {
  allowedDocumentActions,
  DOCUMENT_STATE_LABELS,
  type DocumentAction,
  documentStateAfter,
} from './document-actions.ts'
import * as queries from './document-queries.ts'
import { applyEdits, compareTrees, type DocumentChange, textsOf, unknownFigures } from './edits.ts'
import { runsText } from './figure-text.ts'
import { inputsHash } from './fingerprint.ts'
import { renderScreen } from './render-screen.ts'
import type {
  DocumentDetail,
  DocumentSummary,
  DocumentTextRequest,
  NewDocumentRequest,
  SignRequest,
} from './schemas.ts'

interface By {
  actor: Actor
  requestId: string
}

export const toDocumentSummary = (head: queries.DocumentHead): DocumentSummary => ({
  id: head.id,
  regionId: head.regionId,
  kind: head.kind,
  kindTitle: DOCUMENT_KINDS[head.kind].title,
  name: head.name,
  schoolYear: head.schoolYear,
  municipalityId: head.municipalityId,
  schoolId: head.schoolId,
  listId: head.listId,
  state: head.state,
  stateLabel: DOCUMENT_STATE_LABELS[head.state],
  number: head.number,
  signedOn: head.signedOn,
  createdAt: head.createdAt.toISOString(),
  createdBy: head.createdBy,
  changedAt: head.changedAt.toISOString(),
  editCount: head.editCount,
  allowedActions: allowedDocumentActions(head.state),
})

/** The tree that is printed: a draft with its letterhead and a person's texts, a signed one as it was frozen. */
export const printedTree = (row: queries.DocumentRow): DocumentTree =>
  row.state === 'signed' ? row.tree : applyEdits({ ...row.tree, letterhead: row.letterhead }, row.edits)

export function toDocumentDetail(row: queries.DocumentRow): DocumentDetail {
  const tree = { ...row.tree, letterhead: row.letterhead }
  return {
    ...toDocumentSummary(row),
    letterhead: row.letterhead,
    page: renderScreen(tree, row.state === 'signed' ? {} : row.edits, drawingsOf(tree)),
    inputsSha256: row.inputsSha256,
    contentSha256: row.contentSha256,
    notSignable: row.state === 'draft' ? whyNotSignable(row) : null,
    requisites: row.tree.requisites,
  }
}

function whyNotSignable(row: queries.DocumentRow): string | null {
  if (row.tree.mark !== null)
    return 'Перечень ещё не утверждён. Утвердите его, укажите номер и дату приказа, затем обновите документ.'
  const lost = Object.values(row.edits).some(({ runs }) => unknownFigures(runs, row.tree).length > 0)
  return lost
    ? 'В исправленном тексте есть числа, которые больше не рассчитываются. Исправьте этот текст или верните исходный.'
    : null
}

const requestOf = (row: queries.DocumentHead) => {
  const { regionId, municipalityId, schoolId, listId, schoolYear, methodology } = row
  return { regionId, municipalityId, schoolId, listId, schoolYear, methodology }
}

export async function createDocument(
  db: Db,
  by: By,
  regionId: number,
  request: z.infer<typeof NewDocumentRequest>,
): Promise<number> {
  const { kind, ...rest } = request
  const tree = await buildDocument(db, by.actor, kind, { regionId, ...rest })
  const letterhead = (await queries.lastLetterhead(db, regionId)) ?? EMPTY_LETTERHEAD
  const row = { regionId, kind, ...rest, letterhead, tree, createdBy: by.actor.id }
  const id = await queries.insertDocument(db, row)
  await record(db, by, id, 'create', { after: { name: tree.name, inputsSha256: tree.inputsSha256 } })
  return id
}

/** The row, locked, if the action may be done now. */
async function take(db: Db, documentId: number, action: DocumentAction): Promise<queries.DocumentRow> {
  const row = await queries.getDocument(db, documentId, 'lock')
  if (!documentStateAfter(row.state, action))
    throw new Problem(
      'document/wrong-state',
      `Документ «${row.name}» ${DOCUMENT_STATE_LABELS[row.state]}: этого с ним сделать нельзя. Обновите страницу.`,
    )
  return row
}

/** What the registers say otherwise than the document does now; empty = the same data. */
export async function documentChanges(db: Db, actor: Actor, documentId: number): Promise<DocumentChange[]> {
  const row = await queries.getDocument(db, documentId)
  const now = await buildDocument(db, actor, row.kind, requestOf(row))
  // A person's words in a signed text are no change of the data.
  return compareTrees(row.tree, now).filter(({ kind }) => kind === 'figure' || row.state !== 'signed')
}

/** Generates a draft again. A person's texts stay where their block is still there. */
export async function refreshDocument(db: Db, by: By, documentId: number): Promise<void> {
  const row = await take(db, documentId, 'refresh')
  const tree = await buildDocument(db, by.actor, row.kind, requestOf(row))
  const texts = textsOf(tree)
  const kept = Object.fromEntries(Object.entries(row.edits).filter(([id]) => texts.has(id)))
  await queries.setTree(db, documentId, tree)
  await queries.setEdits(db, documentId, kept)
  const lost = Object.keys(row.edits).filter((id) => !texts.has(id))
  await record(db, by, documentId, 'refresh', {
    before: { inputsSha256: row.inputsSha256, lost: lost.map((id) => row.edits[id]) },
    after: { inputsSha256: tree.inputsSha256 },
  })
}

/** A person's text in the place of a generated one; without runs the generated one comes back. */
export async function editDocument(
  db: Db,
  by: By,
  documentId: number,
  { text, runs }: z.infer<typeof DocumentTextRequest>,
  at: Date,
): Promise<void> {
  const row = await take(db, documentId, 'edit')
  const generated = textsOf(row.tree).get(text)
  if (!generated)
    throw new Problem('request/not-found', 'Этого места в документе больше нет. Обновите страницу.')
  const { [text]: before, ...others } = row.edits
  if (runs !== null && unknownFigures(runs, row.tree).length > 0)
    throw new Problem('request/invalid', 'В тексте есть число, которого нет в документе. Обновите страницу.')
  const base = runsText(generated, figuresOf(row.tree))
  const edits =
    runs === null ? others : { ...others, [text]: { runs, base, by: by.actor.id, at: at.toISOString() } }
  await queries.setEdits(db, documentId, edits)
  await record(db, by, documentId, 'edit', {
    before: { text, runs: before?.runs ?? generated },
    after: { text, runs: runs ?? generated },
  })
}

export async function setDocumentLetterhead(
  db: Db,
  by: By,
  documentId: number,
  letterhead: Letterhead,
): Promise<void> {
  const row = await take(db, documentId, 'edit')
  await queries.setLetterhead(db, documentId, letterhead)
  await record(db, by, documentId, 'letterhead', { before: row.letterhead, after: letterhead })
}

/** Number and date make it a paper: its text with all figures is frozen as it stands. */
export async function signDocument(
  db: Db,
  by: By,
  documentId: number,
  { number, date }: z.infer<typeof SignRequest>,
): Promise<void> {
  const row = await take(db, documentId, 'sign')
  const why = whyNotSignable(row)
  if (why !== null) throw new Problem('document/wrong-state', why)
  const given = row.tree.requisites
  if (given && (given.number !== number || given.date !== date))
    throw new Problem(
      'document/wrong-state',
      `Перечень утверждён приказом № ${given.number} от ${given.date.split('-').reverse().join('.')}: номер и дата документа должны быть те же.`,
    )
  const tree: DocumentTree = { ...printedTree(row), requisites: { number, date }, mark: null }
  const contentSha256 = inputsHash(tree)
  await queries.setSigned(db, documentId, { tree, number, date, contentSha256, actor: by.actor.id })
  await record(db, by, documentId, 'sign', { after: { number, date, contentSha256 } })
  const school = row.schoolId === null ? undefined : await placeOfSchool(db, row.schoolId)
  await notify(
    db,
    { regionId: row.regionId, by: by.actor.id, at: new Date() },
    {
      kind: 'document-signed',
      ...{ documentId, name: row.name, number, date, schoolId: row.schoolId },
      municipalityId: school?.municipalityId ?? row.municipalityId,
    },
  )
}

export async function discardDocument(db: Db, by: By, documentId: number): Promise<void> {
  const row = await take(db, documentId, 'discard')
  await queries.setDiscarded(db, documentId)
  await record(db, by, documentId, 'discard', { before: { name: row.name } })
}

async function record(
  db: Db,
  { actor, requestId }: By,
  documentId: number,
  action: 'create' | 'refresh' | 'edit' | 'letterhead' | 'sign' | 'discard',
  change: { before?: unknown; after?: unknown },
): Promise<void> {
  await recordChange(db, {
    ...{ actor: actor.id, action: `document.${action}`, subjectKind: 'document', subjectId: documentId },
    ...change,
    requestId,
  })
}
