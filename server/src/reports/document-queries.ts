import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { Problem } from '../platform/problem.ts'
import type { DocumentKind, DocumentTree, Letterhead } from './document.ts'
import type { DocumentState } from './document-actions.ts'
import type { Edits } from './edits.ts'

export interface DocumentHead {
  id: number
  regionId: number
  kind: DocumentKind
  schoolYear: number
  municipalityId: number | null
  schoolId: number | null
  listId: number | null
  methodology: string
  name: string
  state: DocumentState
  number: string | null
  signedOn: string | null
  signedBy: string | null
  createdAt: Date
  createdBy: string
  changedAt: Date
  editCount: number
}

export interface DocumentRow extends DocumentHead {
  letterhead: Letterhead
  tree: DocumentTree
  inputsSha256: string
  edits: Edits
  contentSha256: string | null
}

const HEAD = sql`id, region_id as "regionId", kind, school_year as "schoolYear", municipality_id as "municipalityId",
  school_id as "schoolId", list_id as "listId", methodology, name, state, number, signed_on::text as "signedOn",
  signed_by as "signedBy", created_at as "createdAt", created_by as "createdBy", changed_at as "changedAt",
  (select count(*)::integer from jsonb_object_keys(edits)) as "editCount"`

/** Documents of a region, the newest first; discarded ones are not shown. */
export async function listDocuments(db: Db, regionId: number): Promise<DocumentHead[]> {
  const rows = await sql<DocumentHead>`
    select ${HEAD} from documents where region_id = ${regionId} and state <> 'discarded' order by id desc`.execute(
    db,
  )
  return rows.rows
}

export async function getDocument(db: Db, documentId: number, lock?: 'lock'): Promise<DocumentRow> {
  const rows = await sql<DocumentRow>`
    select ${HEAD}, letterhead, tree, inputs_sha256 as "inputsSha256", edits, content_sha256 as "contentSha256"
    from documents where id = ${documentId} ${lock ? sql`for update` : sql``}`.execute(db)
  const row = rows.rows[0]
  if (!row) throw new Problem('request/not-found', `Документа № ${documentId} нет.`)
  return row
}

export interface NewDocument
  extends Pick<
    DocumentRow,
    | 'regionId'
    | 'kind'
    | 'schoolYear'
    | 'municipalityId'
    | 'schoolId'
    | 'listId'
    | 'methodology'
    | 'letterhead'
    | 'tree'
    | 'createdBy'
  > {}

export async function insertDocument(db: Db, row: NewDocument): Promise<number> {
  const made = await sql<{ id: number }>`
    insert into documents (region_id, kind, school_year, municipality_id, school_id, list_id, methodology, name, state,
      letterhead, tree, inputs_sha256, created_by)
    values (${row.regionId}, ${row.kind}, ${row.schoolYear}, ${row.municipalityId}, ${row.schoolId}, ${row.listId},
      ${row.methodology}, ${row.tree.name}, 'draft', ${JSON.stringify(row.letterhead)}::jsonb,
      ${JSON.stringify(row.tree)}::jsonb, ${row.tree.inputsSha256}, ${row.createdBy}) returning id`.execute(
    db,
  )
  return made.rows[0]!.id
}

export async function setTree(db: Db, documentId: number, tree: DocumentTree): Promise<void> {
  await sql`update documents set tree = ${JSON.stringify(tree)}::jsonb, name = ${tree.name},
    inputs_sha256 = ${tree.inputsSha256}, changed_at = now() where id = ${documentId}`.execute(db)
}

export async function setEdits(db: Db, documentId: number, edits: Edits): Promise<void> {
  await sql`update documents set edits = ${JSON.stringify(edits)}::jsonb, changed_at = now()
    where id = ${documentId}`.execute(db)
}

export async function setLetterhead(db: Db, documentId: number, letterhead: Letterhead): Promise<void> {
  await sql`update documents set letterhead = ${JSON.stringify(letterhead)}::jsonb, changed_at = now()
    where id = ${documentId}`.execute(db)
}

export async function setSigned(
  db: Db,
  documentId: number,
  signature: { tree: DocumentTree; number: string; date: string; contentSha256: string; actor: string },
): Promise<void> {
  await sql`update documents set state = 'signed', tree = ${JSON.stringify(signature.tree)}::jsonb,
      number = ${signature.number}, signed_on = ${signature.date}::date, signed_at = now(),
      signed_by = ${signature.actor}, content_sha256 = ${signature.contentSha256}, changed_at = now()
    where id = ${documentId}`.execute(db)
}

export async function setDiscarded(db: Db, documentId: number): Promise<void> {
  await sql`update documents set state = 'discarded', changed_at = now() where id = ${documentId}`.execute(db)
}

/** The letterhead that was used last in a region: it is asked for once. */
export async function lastLetterhead(db: Db, regionId: number): Promise<Letterhead | undefined> {
  const rows = await sql<{ letterhead: Letterhead }>`
    select letterhead from documents where region_id = ${regionId} and state <> 'discarded'
    order by changed_at desc limit 1`.execute(db)
  return rows.rows[0]?.letterhead
}
