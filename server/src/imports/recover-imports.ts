import { readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { sql } from 'kysely'
import type { Db } from '../platform/db.ts'
import { unlessBackup } from '../platform/deletion-lock.ts'
import { filesOfResults } from '../results/result-files.ts'
import { cleanOldFiles } from './clean-old-files.ts'
import { discardImport, type ImportGround } from './commit-import.ts'
import { processImport, whileFree } from './process.ts'
import { findImport, type ImportRow } from './queries.ts'

/** How an interrupted import is brought to an end. */
type Remedy = 'finish' | 'put-aside' | 'check'

/**
 * Brings to an end what killed processes left: a commit begun is finished, the import of a command that died before its
 * commit is put aside, a file given on the page is checked; files that no import names any more are deleted. What a
 * living process works on is left to it. Every command begins with this, and the server at its start.
 * @param scope `command`: files given on the page are left to the server, a command need not wait for them
 * @returns the deleted files, and the imports that could not be moved on (bugs, to be logged)
 */
export async function recoverImports(
  db: Db,
  ground: ImportGround,
  scope: 'command' | 'server',
): Promise<{ swept: string[]; failures: { importId: number; error: unknown }[] }> {
  await cleanOldFiles(db, ground.dataDir)
  const failures: { importId: number; error: unknown }[] = []
  for (const { id } of await listUnfinished(db)) {
    try {
      await recover(db, ground, id, scope)
    } catch (error) {
      failures.push({ importId: id, error })
    }
  }
  return { swept: (await unlessBackup(db, () => sweepResults(db, ground))) ?? [], failures }
}

const UNFINISHED = ['received', 'checking', 'checked', 'committing'] as const

const listUnfinished = (db: Db) =>
  db.selectFrom('imports').select('id').where('state', 'in', UNFINISHED).orderBy('id').execute()

async function recover(db: Db, ground: ImportGround, importId: number, scope: 'command' | 'server') {
  const remedy = remedyFor(await findImport(db, importId))
  if (remedy === 'finish' || (remedy === 'check' && scope === 'server'))
    await processImport(db, ground, importId)
  if (remedy !== 'put-aside') return
  await whileFree(db, importId, async () => {
    const row = await findImport(db, importId)
    if (row && remedyFor(row) === 'put-aside') await discardImport(db, ground, row, 'recovery')
  })
}

function remedyFor(row: ImportRow | undefined): Remedy | undefined {
  if (row === undefined) return undefined
  if (row.state === 'committing') return 'finish'
  if (!UNFINISHED.some((state) => state === row.state)) return undefined
  if (row.options.afterCheck !== undefined) return 'put-aside'
  return row.state === 'checked' ? undefined : 'check'
}

/**
 * Deletes files that no import names any more: leftovers of kills, undone and discarded imports. Looked at twice: first
 * all together, then each suspect while nobody works on its import.
 */
async function sweepResults(db: Db, ground: ImportGround): Promise<string[]> {
  // The folders before the table: a file is made only after its import is there to be seen.
  const files = (await Promise.all(['results', 'staging'].map((folder) => listFiles(ground, folder)))).flat()
  const { rows } =
    await sql<KeptImport>`select id, state, parquet_name as "parquetName" from imports`.execute(db)
  const imports = new Map(rows.map((row) => [row.id, row]))
  const swept: string[] = []
  for (const file of files) {
    const importId = Number(OUR_FILE.exec(file.name)?.[1] ?? Number.NaN)
    if (Number.isNaN(importId) || isNeeded(file.name, imports.get(importId))) continue
    const removed = await whileFree(db, importId, async () => {
      const row = await findImport(db, importId)
      if (row && isNeeded(file.name, { ...row, parquetName: row.parquet_name })) return false
      await rm(join(ground.dataDir, file.folder, file.name), { force: true, recursive: true })
      return true
    })
    if (removed) swept.push(`${file.folder}/${file.name}`)
  }
  return swept
}

/** `12-3f….parquet`, `12.parquet`, `12.parquet.duckdb.wal`, … Anything else was put there by somebody else. */
const OUR_FILE = /^(\d{1,9})[-.]/

const listFiles = async (ground: ImportGround, folder: string) =>
  (await readdir(join(ground.dataDir, folder)).catch(() => [])).map((name) => ({ folder, name }))

interface KeptImport {
  id: number
  state: string
  parquetName: string | null
}

function isNeeded(name: string, row: KeptImport | undefined): boolean {
  if (row === undefined) return false
  const { parquetName } = row
  if (parquetName !== null && filesOfResults(parquetName).includes(name)) return true
  return UNFINISHED.some((state) => state === row.state)
}
