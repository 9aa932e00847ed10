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
  const { id } = await db
    .insertInto('changes')
    .values({
      actor: change.actor,
      action: change.action,
      subject_kind: change.subjectKind,
      subject_id: String(change.subjectId),
      before: json(change.before),
      after: json(change.after),
      request_id: change.requestId ?? null,
    })
    .returning('id')
    .executeTakeFirstOrThrow()
  return Number(id)
}

const json = (value: unknown): string | null => (value === undefined ? null : JSON.stringify(value))
