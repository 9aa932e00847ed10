import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { cleanKept } from './keep-file.ts'

const DONE = 'kept-files-cleaned'

/** Once in an installation's life: files that an earlier version kept as they came lose their personal data. */
export async function cleanOldFiles(db: Db, dataDir: string): Promise<void> {
  const { rows } = await sql`select from installation where key = ${DONE}`.execute(db)
  if (rows.length > 0) return
  for (const name of await readdir(join(dataDir, 'files')).catch(() => [])) {
    if (!/^[0-9a-f]{64}$/.test(name)) continue
    const { kept, problem } = await cleanKept(dataDir, name)
    const body = problem === null ? null : JSON.stringify(problem)
    await sql`update source_files set kept = ${kept}, problem = ${body}::jsonb where sha256 = ${name}`.execute(
      db,
    )
  }
  await sql`insert into installation (key, value) values (${DONE}, 'true') on conflict (key) do nothing`.execute(
    db,
  )
}
