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
  const path = ownerFile(dataDir)
  const owner = await readOwner(dataDir)
  if (owner === id) return
  const isUnclaimed = owner === '' && made.rows.length > 0
  if (!isUnclaimed && (await holdsFiles(dataDir))) throw foreignFolder(dataDir)
  // Two commands may claim a new folder at the same moment: each writes aside under a name of its own.
  const aside = `${path}.${randomUUID()}.new`
  await writeFile(aside, `${id}\n`, { mode: 0o600 })
  await rename(aside, path)
}

/**
 * Looks whether folder and database belong together, and changes nothing.
 * @throws Problem 'server/config' where they do not
 */
export async function refuseForeignFolder(db: Db, dataDir: string): Promise<void> {
  const { rows } = await sql<{
    value: string
  }>`select value from installation where key = 'database-id'`.execute(db)
  // Neither has been claimed yet: one of an earlier version.
  if (rows.length === 0) return
  if ((await readOwner(dataDir)) !== rows[0]!.value) throw foreignFolder(dataDir)
}

const ownerFile = (dataDir: string) => join(dataDir, 'database-id')
const readOwner = async (dataDir: string) =>
  (await readFile(ownerFile(dataDir), 'utf8').catch(() => '')).trim()

async function holdsFiles(dataDir: string): Promise<boolean> {
  const kept = await Promise.all(KEPT.map((folder) => readdir(join(dataDir, folder)).catch(() => [])))
  return kept.flat().length > 0
}

const foreignFolder = (dataDir: string) =>
  new Problem(
    'server/config',
    `В папке данных ${dataDir} лежат файлы другой базы: укажите прежнюю базу (DATABASE_URL) или другую папку (--data).`,
  )
