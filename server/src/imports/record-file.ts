import type { Db } from '../platform/db.ts'
import { Problem, type ProblemBody, type ProblemCode } from '../platform/problem.ts'
import type { KeptFile } from './keep-file.ts'

/** The row of a given file; the same bytes are one row, which says what is kept of them now. */
export async function recordFile(
  db: Db,
  { sha256, size, kept, problem }: KeptFile,
  actor: string,
): Promise<void> {
  const state = { kept, problem: problem === null ? null : JSON.stringify(problem) }
  await db
    .insertInto('source_files')
    .values({ sha256, size, stored_by: actor, ...state })
    .onConflict((conflict) => conflict.column('sha256').doUpdateSet(state))
    .execute()
}

/** @throws Problem that a file could not be read when it was given, in the words of then; nothing of it is kept. */
export async function requireKept(db: Db, sha256: string): Promise<void> {
  const row = await db
    .selectFrom('source_files')
    .select('problem')
    .where('sha256', '=', sha256)
    .executeTakeFirst()
  const problem = (row?.problem ?? null) as ProblemBody | null
  if (problem !== null) throw new Problem(problem.code as ProblemCode, problem.detail, problem.possible)
}
