import type { Db } from '../platform/db.ts'

/** The row of a stored file; the same bytes are stored once. */
export async function recordFile(
  db: Db,
  file: { sha256: string; size: number },
  actor: string,
): Promise<void> {
  await db
    .insertInto('source_files')
    .values({ sha256: file.sha256, size: file.size, stored_by: actor })
    .onConflict((conflict) => conflict.column('sha256').doNothing())
    .execute()
}
