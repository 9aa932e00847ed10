import { sql } from 'kysely'
import type { ChangeAction } from './audit-words.ts'
import type { Db } from './db.ts'

export interface Change {
  /** Who: `accounts` decides what stands here, e.g. 'operator'. */
  actor: string
  /** What was done, feature first: 'import.commit'. */
  action: ChangeAction
  subjectKind: string
  subjectId: string | number
  before?: unknown
  after?: unknown
  requestId?: string | undefined
}

/**
 * Writes who changed what; in the same transaction as the change itself, or the change did not happen.
 * @returns the id of the record, by which a decision can be taken back
 */
export async function recordChange(db: Db, change: Change): Promise<number> {
  const { actor, action, subjectKind, subjectId, before, after, requestId } = change
  // As text, not by the builder: nearly every write of the product does this.
  const { rows } = await sql<{ id: number }>`
    insert into changes (actor, action, subject_kind, subject_id, before, after, request_id)
    values (${actor}, ${action}, ${subjectKind}, ${String(subjectId)}, ${json(before)}, ${json(after)}, ${requestId ?? null})
    returning id`.execute(db)
  return rows[0]!.id
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
