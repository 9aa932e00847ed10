import { randomUUID } from 'node:crypto'
import { readdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from './db.ts'
import { Problem } from './problem.ts'

const KEPT = ['files', 'results']

/**
 * Ties a data folder to its database: files that the database does not name are swept, so a folder opened with another
 * database (a DATABASE_URL mistyped, one of yesterday) would be emptied.
 * @throws Problem 'server/config' where the folder holds files of another database
 */
export async function claimFolder(db: Db, dataDir: string): Promise<void> {
  const made = await sql`
    insert into installation (key, value) values ('database-id', ${JSON.stringify(randomUUID())}::jsonb)
    on conflict (key) do nothing returning key`.execute(db)
  const { rows } = await sql<{
    value: string
  }>`select value from installation where key = 'database-id'`.execute(db)
  const id = rows[0]!.value
  const path = join(dataDir, 'database-id')
  const owner = (await readFile(path, 'utf8').catch(() => '')).trim()
  if (owner === id) return
  const kept = await Promise.all(KEPT.map((folder) => readdir(join(dataDir, folder)).catch(() => [])))
  const isUnclaimed = owner === '' && made.rows.length > 0
  if (kept.flat().length > 0 && !isUnclaimed)
    throw new Problem(
      'server/config',
      `В папке данных ${dataDir} лежат файлы другой базы: укажите прежнюю базу (DATABASE_URL) или другую папку (--data).`,
    )
  // Two commands may claim a new folder at the same moment: each writes aside under a name of its own.
  const aside = `${path}.${randomUUID()}.new`
  await writeFile(aside, `${id}\n`, { mode: 0o600 })
  await rename(aside, path)
}
